"""Start timecodes of films whose timecode track counts at another rate than their picture."""

import re
from fractions import Fraction
from pathlib import Path

import av
import pytest
from films import numbered_film

from matchcut.media.film import probe
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
