"""Exports of real films, checked frame by frame, at the rates that editors meet."""

from dataclasses import replace
from fractions import Fraction

import av
import pytest
from drawn_cuts import footage, settings, side, source

from matchcut.conform.reading import read_events
from matchcut.conform.verify import verify
from matchcut.export import EXPORTERS
from matchcut.export.cut import Cut
from matchcut.media.frames import FrameReader
from matchcut.media.write import MovieWriter
from matchcut.timing import nominal_rate

pytestmark = [pytest.mark.media, pytest.mark.slow]
LISTS = ["edl", "xml", "fcpxml", "otio", "csv"]
NTSC_24 = Fraction(24000, 1001)


def at_23_976(test_media, folder):
    """Frames of a trailer, as a film of 23.976."""
    film = footage(test_media / "videos" / "jhclaura_sintel.mp4")
    path = folder / "sintel-23976.mp4"
    with (
        FrameReader(film.info) as reader,
        MovieWriter(path, 240, 102, NTSC_24, audio_rate=None) as movie,
    ):
        first = film.times.index_of(film.info.start_pts + int(20 / film.info.time_base))
        for pts in film.times.pts[first : first + 150].tolist():
            movie.frame(reader.frame_at(pts, 240).picture)
    return path


def of_variable_rate(test_media, folder):
    """A film with a frame in seven left out, so that the one before stays twice as long."""
    path = folder / "chaplin-variable.mp4"
    with (
        av.open(str(test_media / "videos" / "moviepy_chaplin.mp4")) as film,
        av.open(str(path), "w") as movie,
    ):
        stream = movie.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 25)
        for number, frame in enumerate(film.decode(video=0)):
            if number % 7 != 3:
                kept = frame.reformat(320, 180, "yuv420p")
                kept.pts, kept.time_base = number, Fraction(1, 25)
                movie.mux(stream.encode(kept))
        movie.mux(stream.encode())
    return path


FILMS = {
    "25": lambda media, folder: media / "videos" / "torchcodec_nasa.mp4",
    "23.976": at_23_976,
    "29.97": lambda media, folder: media / "videos" / "psd_testvideo.mp4",
    "variable": of_variable_rate,
}


@pytest.mark.parametrize("film", FILMS)
def test_a_list_of_a_real_film_is_verified_and_fails_when_a_frame_is_off_by_one(
    film, test_media, tmp_path
):
    held = footage(FILMS[film](test_media, tmp_path))
    rate = Fraction(25) if held.info.variable_rate else held.info.rate
    assert held.info.variable_rate == (film == "variable")
    frames = len(held.times)
    one = source(
        film,
        held.info.rate,
        path=held.info.path,
        frames=frames,
        start=3600 * nominal_rate(held.info.rate),
        times=held.times if held.info.variable_rate else None,
    )
    third = frames // 3
    cuts = [
        Cut(
            f"cut{n}",
            side(one, 0, third, third - 3 - 5 * n),
            side(one, third, frames, third + 11 * n),
            flavour="frame",
            score=0.5,
        )
        for n in range(2)
    ]
    for name in LISTS:
        path = tmp_path / f"cuts.{name}"
        assert EXPORTERS[name].write(cuts, path, settings(rate)).events
        found = verify(read_events(path, rate), cuts, {one.id: held})
        assert (found.frames, list(found.differences), found.missing) == (4, [], []), name
    late = replace(cuts[1].into, frame=cuts[1].into.frame + 1)
    path = tmp_path / "late.edl"
    EXPORTERS["edl"].write([cuts[0], replace(cuts[1], into=late)], path, settings(rate))
    (difference,) = verify(read_events(path, rate), cuts, {one.id: held}).differences
    assert difference.cut == "cut1"
    assert difference.reason.endswith(f"the project at {cuts[1].into.frame}")
