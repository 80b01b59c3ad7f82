"""The decode pass and exact frames on the real films."""

import json
import random
import zlib
from fractions import Fraction

import pytest

from matchcut.media.damage import damage
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.frames import FrameReader

pytestmark = pytest.mark.media

# The labels of the whole film cover its first 4,320 frames only.
MARKED = ["jhclaura_sintel.mp4", "psd_fades.mp4", "psd_testvideo.mp4"]
MARKED += ["tos_022-052_360p.mp4", "yuan_sintel.mpg"]
OTHERS = ["intel_car-detection.mp4", "moviepy_chaplin.mp4", "torchcodec_nasa.mp4"]


def sketches(info):
    """Return the pts of every frame with a checksum of its picture."""
    with DecodePass(info, long_side=max(info.width, info.height)) as frames:
        seen = {frame.pts: zlib.crc32(frame.picture) for frame in frames}
        told = damage(info, list(seen), frames.trouble)
    # One of them holds the same picture twice, at two sizes.
    assert ("holds 2 pictures" in told) if info.pictures == 2 else (told == "")
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("name", MARKED + OTHERS)
def test_random_frames_are_those_the_whole_pass_showed(test_media, name):
    info = probe(test_media / "videos" / name)
    side = max(info.width, info.height)
    whole = sketches(info)
    if name in MARKED:
        label = test_media / "cuts" / f"{name.rsplit('.', 1)[0]}.json"
        assert len(whole) == json.loads(label.read_text())["frames"]
    times = list(whole)
    with FrameReader(info) as reader:
        for pts in [*random.Random(5).sample(times, 6), times[0], times[-1]]:
            frame = reader.frame_at(pts, side)
            assert (frame.pts, zlib.crc32(frame.picture)) == (pts, whole[pts])
        run = [reader.frame_at(pts, side) for pts in times[-30:-10]]
    assert [(f.pts, zlib.crc32(f.picture)) for f in run] == list(whole.items())[-30:-10]


@pytest.mark.parametrize(
    ("name", "rate", "frames"),
    [
        ("bbb_full_360p.mp4", Fraction(24), 14315),
        ("mdn_flower.mp4", Fraction(30000, 1001), 150),
        ("intel_car-detection.mp4", Fraction(25, 2), 377),
        ("yuan_sintel.mpg", Fraction(24), None),
    ],
)
def test_rates_and_lengths_of_real_films_are_exact(test_media, name, rate, frames):
    info = probe(test_media / "videos" / name)
    assert info.rate == rate
    assert not info.variable_rate
    assert frames is None or info.frames == frames
