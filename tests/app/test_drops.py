"""What was dropped on the window is sorted by its use."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.dropped import sort_dropped
from matchcut.conform.reading import read_events
from matchcut.errors import ListError
from matchcut.lists import LISTS


def paths(*names):
    return [Path(name) for name in names]


def test_a_list_goes_with_the_film_of_its_name():
    dropped = sort_dropped(paths("a.mov", "b.mov", "b.edl"))
    assert dropped.films == paths("a.mov", "b.mov")
    assert dropped.shot_lists == {Path("b.mov"): Path("b.edl")}
    assert dropped.loose == []


def test_one_film_and_one_list_belong_together_whatever_their_names(tmp_path):
    film = tmp_path / "reel.mov"
    film.touch()
    dropped = sort_dropped([film, tmp_path / "final cut v3.edl"])
    assert dropped.shot_lists == {film: tmp_path / "final cut v3.edl"}


@pytest.mark.parametrize("ending", sorted(LISTS))
def test_whatever_can_be_read_as_a_list_is_none_of_the_films(ending):
    (film, listed) = paths("reel.mp4", f"reel{ending}")
    dropped = sort_dropped([film, listed])
    assert (dropped.films, dropped.shot_lists) == ([film], {film: listed})


def test_a_list_dropped_alone_goes_to_the_film_of_its_name_in_the_project():
    dropped = sort_dropped(paths("reel.edl"), known_films=paths("/films/reel.mov"))
    assert dropped.films == paths("/films/reel.mov")
    assert dropped.shot_lists == {Path("/films/reel.mov"): Path("reel.edl")}


def test_a_list_without_a_film_is_loose():
    dropped = sort_dropped(paths("reel.edl", "other.mov", "another.mov"))
    assert dropped.loose == paths("reel.edl")
    assert dropped.shot_lists == {}


def test_projects_and_stills_are_no_films():
    dropped = sort_dropped(paths("job.matchcut", "face.JPG", "reel.mov"))
    assert (dropped.project, dropped.still) == (Path("job.matchcut"), Path("face.JPG"))
    assert dropped.films == paths("reel.mov")


def test_a_folder_is_a_folder_of_films(tmp_path):
    folder = tmp_path / "rushes.xml"
    folder.mkdir()
    assert sort_dropped([folder]).films == [folder]


def test_the_folder_that_final_cut_writes_is_a_list(tmp_path):
    film, listed = tmp_path / "reel.mov", tmp_path / "reel.fcpxmld"
    listed.mkdir()
    assert sort_dropped([film, listed]).shot_lists == {film: listed}


def test_what_is_taken_for_a_list_can_be_read_as_one(tmp_path):
    for ending in LISTS:
        path = tmp_path / f"a{ending}"
        path.write_text("nothing")
        with pytest.raises(ListError) as refused:
            read_events(path, Fraction(24))
        assert "not a list that can be read" not in str(refused.value)
    with pytest.raises(ListError, match=f"end with {', '.join(sorted(LISTS))}"):
        read_events(tmp_path / "a.mp4", Fraction(24))


def test_what_can_not_be_looked_at_is_a_film_by_its_name():
    (film,) = paths("x" * 300)
    dropped = sort_dropped([film, Path("list.edl")])
    assert (dropped.films, dropped.loose) == ([film], [Path("list.edl")])
