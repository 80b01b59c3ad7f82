"""The facts of a film's file that a project keeps: its start timecode above all."""

from fractions import Fraction

import pytest
from films import numbered_film

from matchcut.media.film import probe
from matchcut.pipeline.analysis.facts import film_facts, start_lost
from matchcut.project.adding import add_film
from matchcut.project.films import edit_film, film
from matchcut.project.project import open_project
from matchcut.timing import Clock


@pytest.fixture
def project(tmp_path):
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        yield project


def test_a_telephones_film_of_variable_rate_keeps_its_start_timecode(project, tmp_path):
    # Of 30 frames a second, each seventh is missing.
    shown = [20 * number for number in range(60) if number % 7 != 6]
    path = numbered_film(
        tmp_path / "phone.mov",
        len(shown),
        rate=Fraction(30),
        ticks=shown,
        time_base=Fraction(1, 600),
        metadata={"timecode": "01:00:10:15"},
    )
    record = add_film(project, film_facts(probe(path)))
    assert record.rate < 29
    assert record.start_timecode == "01:00:10:15@30"
    assert record.clock.track == Clock(Fraction(30), 3610 * 30 + 15)
    assert start_lost(record, path) == ""


def test_a_start_timecode_of_which_nobody_knows_the_rate_is_told(project, tmp_path):
    path = numbered_film(
        tmp_path / "a.mkv", 12, rate=Fraction(29), metadata={"timecode": "01:00:10:15"}
    )
    record = add_film(project, film_facts(probe(path)))
    assert record.start_timecode is None
    assert start_lost(record, path) == (
        "Its start timecode, 01:00:10:15, can't be counted at 29 frames a second: it starts at "
        "zero until matchcut film --start sets one, such as 01:00:00:00@25."
    )
    edit_film(project, record.uuid, name=None, reel=None, start_timecode="01:00:10:15@30")
    assert start_lost(film(project, record.uuid), path) == ""
