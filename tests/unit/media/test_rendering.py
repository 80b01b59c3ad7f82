from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from films import number_in, numbered, numbered_film, write_film

from matchcut.media.colour import Colour, to_standard_range, yuv_to_bgr
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.frames import FrameReader
from matchcut.media.picture_area import PictureArea
from matchcut.media.render import Renderer, shrink

SDR = Colour(matrix="709", full_range=False, transfer="sdr", wide_gamut=False)
# Forms that the decoders of editing and camera files give.
FORMS = [
    *("yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuva420p", "nv12", "uyvy422", "rgb24", "bgra"),
    *("yuv420p10le", "yuv422p10le", "yuv444p12le", "yuva444p10le", "yuv422p10be", "p010le"),
    *("gbrp", "gbrp10le", "gbrp12le", "rgb48le", "yuv411p", "yuv410p"),
]


@pytest.fixture(scope="module")
def info(tmp_path_factory):
    return probe(numbered_film(tmp_path_factory.mktemp("film") / "film.mp4", 1))


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", ["601", "709", "2020"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_pixels_gives_back_the_colours_that_went_in(info, form, matrix, full_range):
    full_range = full_range or form == "yuvj420p"
    spaces = {"601": Colorspace.ITU601, "709": Colorspace.ITU709, "2020": Colorspace.BT2020}
    patches = np.zeros((180, 320, 3), np.uint8)
    colours = [(30, 60, 200), (200, 90, 40), (60, 180, 90), (128, 128, 128)]
    for i, colour in enumerate(colours):
        patches[:, 80 * i : 80 * (i + 1)] = colour
    frame = av.VideoFrame.from_ndarray(patches, format="bgr24").reformat(
        format=form,
        dst_colorspace=spaces[matrix],
        dst_color_range=ColorRange.JPEG if full_range else ColorRange.MPEG,
    )
    colour = replace(SDR, matrix=matrix, full_range=full_range)
    picture = Renderer(replace(info, colour=colour), 160).render(frame)
    assert picture.shape == (90, 160, 3)
    for i, colour in enumerate(colours):
        assert np.abs(picture[45, 40 * i + 20].astype(int) - colour).max() <= 4


@pytest.mark.parametrize(("form", "bits"), [("gray", 8), ("gray10le", 10), ("gray12le", 12)])
def test_grey_pixels_are_grey(info, form, bits):
    dtype = np.uint8 if bits == 8 else np.uint16
    levels = np.full((180, 320), 126 << bits - 8, dtype)
    picture = Renderer(info, 160).render(av.VideoFrame.from_ndarray(levels, format=form))
    # (126 - 16) * 255 / 219 = 128
    assert np.array_equal(picture, np.full((90, 160, 3), 128, np.uint8))


@pytest.mark.parametrize("form", ["gray", "gray10le", "gray16le"])
def test_a_grey_film_that_is_not_tagged_is_of_full_range(tmp_path, form):
    tones = np.linspace(0, 255, 320).astype(np.uint8)
    ramp = np.repeat(np.repeat(tones[None, :, None], 180, 0), 3, 2)
    film = write_film(tmp_path / "grey.mkv", [ramp], codec="ffv1", pix_fmt=form)
    with DecodePass(probe(film), long_side=320) as frames:
        (shown,) = (frame.picture for frame in frames)
    assert np.abs(shown.astype(int) - ramp).max() <= 2


@pytest.mark.parametrize(
    ("matrix", "full_range", "yuv", "red"),
    [
        ("601", False, (81, 90, 240), 255),
        ("709", False, (63, 102, 240), 255),
        ("2020", False, (74, 97, 240), 255),
        ("601", True, (76, 85, 255), 255),
    ],
)
def test_pure_red_is_red_in_each_standard(matrix, full_range, yuv, red):
    blue_, green_, red_ = yuv_to_bgr(matrix, full_range) @ (*yuv, 1)
    assert abs(red_ - red) < 2.5
    assert abs(blue_) < 2.5
    assert abs(green_) < 2.5


@pytest.mark.parametrize(("transfer", "white"), [("pq", 0.5807), ("hlg", 0.75)])
def test_diffuse_white_of_high_range_film_is_bright_but_not_clipped(transfer, white):
    coded = np.full((1, 1, 3), 255 * white, np.float32)
    # 203 cd/m2 is 1.0: (1 + 203^2 / 1000^2) / 2 = 0.5206 of light, 0.5206^(1 / 2.4) = 0.762.
    shown = to_standard_range(coded, replace(SDR, transfer=transfer))
    assert np.abs(shown.astype(int) - round(255 * 0.762)).max() <= 2


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_high_range_keeps_black_black_and_the_order_of_tones(transfer):
    ramp = np.repeat(np.linspace(0, 255, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    shown = to_standard_range(ramp, replace(SDR, transfer=transfer))[0, :, 0].astype(int)
    assert shown[0] == 0
    assert shown[-1] == 255
    assert np.all(np.diff(shown) >= 0)


def test_wide_gamut_grey_stays_grey_and_green_grows_stronger():
    colour = replace(SDR, transfer="pq", wide_gamut=True)
    grey = to_standard_range(np.full((1, 1, 3), 120, np.float32), colour)[0, 0].astype(int)
    assert np.ptp(grey) <= 1
    green = np.array([[[60, 120, 60]]], np.float32)
    narrow = to_standard_range(green, replace(colour, wide_gamut=False))[0, 0].astype(int)
    wide = to_standard_range(green, colour)[0, 0].astype(int)
    assert wide[1] - wide[2] > narrow[1] - narrow[2] > 0


def test_a_ten_bit_pq_film_is_shown_in_standard_range(tmp_path):
    tags = {"color_trc": 16, "color_primaries": 9, "colorspace": 9, "color_range": 1}
    codes = np.full((180, 320), 64 + round(876 * 0.5807), np.uint16)
    planes = np.concatenate((codes.ravel(), np.full(2 * 160 * 90, 512, np.uint16)))
    frame = av.VideoFrame.from_ndarray(planes.reshape(-1, 320), format="yuv420p10le")
    info = probe(
        numbered_film(tmp_path / "a.mkv", 1, codec="ffv1", pix_fmt="yuv420p10le", tags=tags)
    )
    picture = Renderer(info, 160).render(frame)
    assert np.abs(picture.astype(int) - 194).max() <= 2


def test_a_picture_owns_its_memory(info):
    frame = av.VideoFrame.from_ndarray(numbered(9), format="bgr24").reformat(format="yuv420p")
    picture = Renderer(info, 320).render(frame)
    before = picture.copy()
    memoryview(frame.planes[0])[:] = bytes(frame.planes[0].buffer_size)
    assert np.array_equal(picture, before)
    assert number_in(picture) == 9


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080), (853, 480), (720, 288), (101, 77)])
def test_shrinking_keeps_things_in_their_place(size):
    def slope(length):
        return (np.arange(length) + 0.5) * 120 / length

    width, height = size
    ramp = np.add.outer(slope(height), slope(width))
    small = shrink(np.round(ramp).astype(np.uint8), 96, 54).astype(int)
    # A row of the result is 120 / 54 = 2.2 levels, so this is half a pixel out of place.
    assert np.abs(small - np.add.outer(slope(54), slope(96))).max() < 1.1 + 0.5


def test_shrinking_averages_fine_detail_away():
    fine = np.tile(np.array([[0, 255], [255, 0]], np.uint8), (360, 640))
    assert np.all(np.abs(shrink(fine, 256, 144).astype(int) - 127) <= 1)


def test_a_film_at_its_own_size_is_shown_pixel_for_pixel(info):
    levels = np.random.default_rng(0).integers(16, 236, (180, 320), dtype=np.uint8)
    picture = Renderer(info, 320).render(av.VideoFrame.from_ndarray(levels, format="gray"))
    expected = (levels.astype(int) - 16) * Fraction(255, 219)
    assert np.abs(picture[..., 0] - expected.astype(float)).max() <= 1


@pytest.mark.parametrize(
    ("size", "aspect", "left"),
    [
        ((240, 180), None, 40),
        ((120, 90), None, 40),
        ((320, 180), Fraction(3, 4), 40),
        ((640, 360), None, 0),
        ((322, 180), None, 0),  # as of codecs that round sizes to blocks
    ],
)
def test_a_frame_of_another_shape_is_fitted_between_bars(info, size, aspect, left):
    frame = av.VideoFrame.from_ndarray(numbered(5, *size), format="bgr24").reformat(
        format="yuv420p"
    )
    picture = Renderer(info, 320).render(frame, aspect)
    assert picture.shape == (180, 320, 3)
    inner = picture[:, left : 320 - left]
    assert number_in(inner) == 5
    assert inner[60].any(axis=1).all()
    assert not picture[:, :left].any()
    assert not picture[:, 320 - left :].any()
    # A cut-off part is the same part of the film's picture.
    area = PictureArea(40, 90, 240, 90, np.zeros((1, 1), np.bool_))
    part = Renderer(info, 240, area).render(frame, aspect)
    assert part.shape == (90, 240, 3)
    assert np.abs(part.astype(int) - picture[90:, 40:280]).mean() < 1


def test_an_upright_film_fits_a_frame_of_another_shape_upright(info):
    upright = replace(info, width=180, height=320, rotation=90)
    wide = av.VideoFrame.from_ndarray(numbered(5, 240, 180), format="bgr24")
    picture = Renderer(upright, 320).render(wide.reformat(format="yuv420p"))
    assert picture.shape == (320, 180, 3)
    assert number_in(cv2.rotate(picture[40:280], cv2.ROTATE_90_CLOCKWISE)) == 5
    assert not picture[:40].any() and not picture[280:].any()


@pytest.mark.parametrize(
    ("size", "aspect", "early"),
    # Of a new shape of pixels the decoder knows before it returns the last frames of the old one.
    [((240, 180), Fraction(1), 0), ((320, 180), Fraction(3, 4), 2)],
)
def test_where_a_film_changes_its_shape_its_frames_are_fitted(size, aspect, early, tmp_path):
    wide = numbered_film(tmp_path / "wide.ts", 24, sample_aspect=Fraction(1))
    narrow = numbered_film(
        tmp_path / "narrow.ts", 24, size=size, ticks=range(27, 51), sample_aspect=aspect
    )
    film = tmp_path / "film.ts"
    film.write_bytes(wide.read_bytes() + narrow.read_bytes())
    info = probe(film)
    with DecodePass(info, long_side=320) as frames:
        passed = {frame.pts: frame.picture for frame in frames}
    pictures = list(passed.values())
    unchanged = 24 - early
    assert [number_in(picture) for picture in pictures[:unchanged]] == list(range(unchanged))
    assert [number_in(picture[:, 40:280]) for picture in pictures[24:]] == list(range(24))
    assert not any(picture[:, :40].any() for picture in pictures[24:])
    with FrameReader(info) as reader:
        for pts in list(passed)[10::9]:
            assert np.array_equal(reader.frame_at(pts, 320).picture, passed[pts])


def test_a_container_that_overrules_the_shape_of_pixels_puts_no_bars_beside_them(tmp_path):
    film = numbered_film(tmp_path / "a.mov", 6, size=(240, 180), sample_aspect=Fraction(4, 3))
    content = film.read_bytes()
    stated = content.index(b"pasp") + 4
    film.write_bytes(content[:stated] + (2).to_bytes(4) + (1).to_bytes(4) + content[stated + 8 :])
    info = probe(film)
    assert (info.width, info.pixel_aspect) == (480, 2)
    with DecodePass(info, long_side=480) as frames:
        assert [number_in(frame.picture) for frame in frames] == list(range(6))
