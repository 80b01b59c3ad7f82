from fractions import Fraction

import pytest
from films import numbered_film

from matchcut.errors import ListError
from matchcut.media.film import probe
from matchcut.pipeline.output.outside import film_cuts
from matchcut.shots.shot import Transition


def test_the_last_event_counts_of_a_film_whose_length_is_a_guess(tmp_path):
    film = numbered_film(tmp_path / "broadcast.mpg", 60, rate=Fraction(25))
    assert probe(film).frames < 60
    listed = tmp_path / "scenes.edl"
    listed.write_text(
        "001  AX  V  C  00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
        "* FROM CLIP NAME: broadcast.mpg\n"
        "002  AX  V  C  00:00:01:00 00:00:02:10 00:00:01:00 00:00:02:10\n"
        "* FROM CLIP NAME: broadcast.mpg\n"
    )
    cuts = film_cuts(None, listed, film)
    assert cuts.transitions[0] == Transition(25, 25, "cut")
    assert cuts.transitions[1].start == 60
    assert not cuts.problems


@pytest.mark.parametrize(("suffix", "between"), [("csv", ";"), ("tsv", "\t"), ("txt", "\t")])
def test_a_table_of_frames_is_read_whatever_parts_its_columns(tmp_path, suffix, between):
    film = numbered_film(tmp_path / "a.mp4", 60)
    listed = tmp_path / f"a.{suffix}"
    listed.write_text(f"start{between}stop\n0{between}20\n20{between}60\n")
    assert film_cuts(None, listed, film).transitions[0] == Transition(20, 20, "cut")


def test_timecode_of_a_film_not_watched_yet_whose_rate_varies_only_later_is_refused(tmp_path):
    ticks = [*range(240), *range(240, 960, 3)]
    film = numbered_film(tmp_path / "phone.mkv", len(ticks), rate=Fraction(24), ticks=ticks)
    listed = tmp_path / "scenes.edl"
    listed.write_text(
        "001  AX  V  C  00:00:00:00 00:00:20:00 00:00:00:00 00:00:20:00\n"
        "* FROM CLIP NAME: phone.mkv\n"
    )
    with pytest.raises(ListError, match="variable frame rate"):
        film_cuts(None, listed, film)
