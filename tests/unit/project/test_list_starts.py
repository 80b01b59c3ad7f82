"""Lists start with drop-frame timecode where the films have it, unless another is typed."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import edit_film, timeline_start
from matchcut.project.media import MediaFacts
from matchcut.project.project import Project

MakeFacts = Callable[..., FilmFacts]


def add(project: Project, facts: FilmFacts, rate: str, start: str | None) -> None:
    media = replace(facts.media, facts=MediaFacts("A001", None, 1920, 1080, 0, 0))
    film = add_film(project, replace(facts, rate=Fraction(rate), media=media))
    if start:
        edit_film(project, film.uuid, start_timecode=start)


@pytest.mark.parametrize(
    ("rate", "starts", "start"),
    [
        ("30000/1001", ["01:00:00;00", "14:03:07;11", "00:00:00:00"], "01:00:00;00"),
        ("30000/1001", ["01:00:00;00", None, None], "01:00:00;00"),
        ("30000/1001", ["01:00:00;00", "14:03:07:11"], "01:00:00:00"),
        ("30000/1001", [None, None], "01:00:00:00"),
        ("60000/1001", ["01:00:00;00"], "01:00:00;00"),
        ("25", ["01:00:00:00"], "01:00:00:00"),
    ],
)
def test_lists_are_drop_frame_if_most_films_with_a_timecode_are(
    project: Project, make_facts: MakeFacts, rate: str, starts: list[str | None], start: str
) -> None:
    for number, each in enumerate(starts):
        add(project, make_facts(f"{number}.mov", content=str(number)), rate, each)
    assert timeline_start(project) == start
    project.set_setting("timeline_rate", "24")
    assert timeline_start(project) == "01:00:00:00"


def test_films_at_rates_without_drop_frame_have_no_say(
    project: Project, make_facts: MakeFacts
) -> None:
    for number, rate in enumerate(["24000/1001", "24", "25"]):
        facts = make_facts(f"{number}.mov", content=str(number))
        add(project, facts, rate, "01:00:00:00")
    add(project, make_facts("broadcast.mov", content="other"), "30000/1001", "01:00:00;00")
    project.set_setting("timeline_rate", "60000/1001")
    assert timeline_start(project) == "01:00:00;00"


def test_the_timecode_track_of_a_film_of_variable_rate_counts_too(
    project: Project, make_facts: MakeFacts
) -> None:
    add(project, make_facts("telephone.mov"), "2917/100", "01:00:00;00@30")
    assert timeline_start(project) == "01:00:00:00"
    project.set_setting("timeline_rate", "30000/1001")
    assert timeline_start(project) == "01:00:00;00"
