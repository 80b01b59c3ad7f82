"""Start timecodes: of tracks that count at another rate than the picture, and of trimmed films."""

import re
from fractions import Fraction
from pathlib import Path

import av
import pytest
from films import number_in, numbered_film

from matchcut.media.film import probe
from matchcut.media.frames import FrameReader
from matchcut.timing import countable, film_clock

NTSC_60 = Fraction(60000, 1001)
DROP = 1


def with_track(path: Path, rate: Fraction, counted: int, count: int, *, flags: int = 0) -> Path:
    """A film as a camera writes it whose track has ``counted`` frames a second, from ``count``."""
    numbered_film(path, 6, rate=rate, metadata={"timecode": "01:00:00:00"})
    with av.open(str(path)) as container:
        at = container.streams.data[0].index_entries[0].pos
    content = bytearray(path.read_bytes())
    content[at : at + 4] = count.to_bytes(4)
    # The description of the track: reserved, index; reserved, flags, scale, duration, frames.
    (described,) = re.finditer(rb"tmcd\x00{7}\x01", bytes(content))
    end = described.end()
    content[end + 4 : end + 8] = flags.to_bytes(4)
    content[end + 8 : end + 12] = (1000 * counted).to_bytes(4)
    content[end + 12 : end + 16] = (1000 if rate.denominator == 1 else 1001).to_bytes(4)
    content[end + 16] = counted
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("rate", "counted", "flags", "count", "said", "kept"),
    [
        (Fraction(50), 25, 0, 3610 * 25 + 20, "01:00:10:20@25", "01:00:10:40"),
        (Fraction(50), 50, 0, 3610 * 50 + 20, "01:00:10:20", "01:00:10:20"),
        # 54 of the minutes have skipped two numbers each.
        (NTSC_60, 30, DROP, 3610 * 30 + 20 - 108, "01:00:10;20@30", "01:00:10;40"),
        (NTSC_60, 60, DROP, 3610 * 60 + 40 - 216, "01:00:10;40", "01:00:10;40"),
        (Fraction(100), 25, 0, 3610 * 25 + 20, "01:00:10:20@25", "01:00:10:40"),
        (Fraction(100), 100, 0, 3610 * 100 + 80, "01:00:10:80@100", "01:00:10:40"),
        (Fraction(30), 30, DROP, 3610 * 30 + 20 - 108, "01:00:10;20@30", "01:00:10:20"),
        (Fraction(29), 30, DROP, 3610 * 30 + 20 - 108, "01:00:10;20@30", "01:00:10;20@30"),
    ],
    ids=["50p", "50p in full", "59.94p", "59.94p in full", "100p", "100p in full", "30", "29"],
)
def test_a_timecode_track_is_counted_at_its_own_rate(
    rate, counted, flags, count, said, kept, tmp_path
):
    info = probe(with_track(tmp_path / "a.mov", rate, counted, count, flags=flags))
    assert info.timecode == said
    assert countable(said, rate) == kept
    # Once it is kept it stays as it is.
    assert countable(kept, rate) == kept
    assert film_clock(kept, rate).rate == rate


def test_in_the_first_second_of_the_day_a_track_tells_no_rate(tmp_path):
    info = probe(with_track(tmp_path / "a.mov", Fraction(50), 25, 20))
    assert info.timecode == "00:00:00:20"


def with_edits(path: Path, frames: int, *tracks: int) -> Path:
    """Hide the first frames in tracks of a film at 25 or 50, 0 its picture and 1 its timecode."""
    content = bytearray(path.read_bytes())
    lists = list(re.finditer(rb"elst\x00{7}\x01", bytes(content)))
    with av.open(str(path)) as container:
        picture = container.streams.video[0]
        ticks = round(frames / picture.average_rate / picture.time_base)
    for track in tracks:
        at = lists[track].end() + 4
        content[at : at + 4] = (int.from_bytes(content[at : at + 4]) + ticks).to_bytes(4)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("tracks", "said"), [((0, 1), "10:00:01:05"), ((0,), "10:00:00:00")])
def test_a_film_trimmed_together_with_its_timecode_starts_later(tracks, said, tmp_path):
    film = numbered_film(
        tmp_path / "a.mov", 40, rate=Fraction(25), metadata={"timecode": "10:00:00:00"}
    )
    info = probe(with_edits(film, 30, *tracks))
    with FrameReader(info) as reader:
        assert number_in(reader.frame_at(info.start_pts, 320).picture) == 30
    assert info.timecode == said


@pytest.mark.parametrize(
    ("rate", "counted", "flags", "count", "said"),
    [
        (Fraction(50), 25, 0, 3610 * 25 + 20, "01:00:10:43"),
        (Fraction(100), 25, 0, 3610 * 25 + 20, "01:00:10:42"),
        (NTSC_60, 30, DROP, 3659 * 30 + 29 - 108, "01:01:00;05"),
        (Fraction(29), 30, DROP, 3610 * 30 + 20 - 108, "01:00:10;23@30"),
    ],
    ids=["50p", "100p", "59.94p", "29"],
)
def test_a_later_start_is_counted_at_the_rate_of_the_film(
    rate, counted, flags, count, said, tmp_path
):
    film = with_track(tmp_path / "a.mov", rate, counted, count, flags=flags)
    info = probe(with_edits(film, 3, 0, 1))
    assert countable(info.timecode, rate) == said


def test_a_picture_that_begins_after_its_timecode_starts_later(tmp_path):
    late = numbered_film(
        tmp_path / "a.mov",
        6,
        rate=Fraction(25),
        ticks=range(75, 81),
        metadata={"timecode": "10:00:00:00"},
    )
    info = probe(late)
    assert info.start_pts * info.time_base == 3
    assert info.timecode == "10:00:03:00"


@pytest.mark.parametrize("damage", ["two edits", "backwards", "cut off"])
def test_edits_that_are_not_understood_leave_the_timecode_as_it_is(damage, tmp_path):
    path = tmp_path / "a.mov"
    numbered_film(path, 40, rate=Fraction(25), metadata={"timecode": "10:00:00:00"})
    content = bytearray(with_edits(path, 30, 0, 1).read_bytes())
    *_, edits = re.finditer(rb"elst\x00{7}\x01", bytes(content))
    if damage == "two edits":
        content[edits.end() - 1] = 2
    elif damage == "backwards":
        content[edits.end() + 8 : edits.end() + 12] = (-1 << 16).to_bytes(4, signed=True)
    else:
        content[edits.start() - 4 : edits.start()] = (8).to_bytes(4)
    path.write_bytes(content)
    assert probe(path).timecode == "10:00:00:00"
