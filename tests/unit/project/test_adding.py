"""What is added is a new film, or one that is there already, with other files or other content."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from matchcut.errors import MediaError
from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.edits import editing
from matchcut.project.films import FilmRecord, edit_film, films, frame_times
from matchcut.project.films import film as find_film
from matchcut.project.media import MediaFacts, add_media, relink_watched, set_original
from matchcut.project.project import Project, open_project
from matchcut.project.shots import (
    Checkpoint,
    analysis_state,
    append_shots,
    begin_analysis,
    film_shots,
    set_hidden,
)
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

MakeFacts = Callable[..., FilmFacts]


def test_the_same_film_has_the_same_uuid_in_every_project(
    tmp_path: Path, make_facts: MakeFacts
) -> None:
    uuids = set()
    for name in ("one", "two"):
        with open_project(tmp_path / name / "p.matchcut", create=True) as project:
            uuids.add(add_film(project, make_facts(f"{name}/reel.mov")).uuid)
    assert len(uuids) == 1


def test_adding_the_same_content_twice_returns_the_existing_film(
    project: Project, make_facts: MakeFacts
) -> None:
    first = add_film(project, make_facts("reel.mov"))
    copy = add_film(project, make_facts("backup/reel.mov"))
    assert copy.uuid == first.uuid
    assert len(copy.media) == 2
    assert len(films(project)) == 1


def test_a_file_that_was_moved_replaces_its_old_path(
    project: Project, make_facts: MakeFacts
) -> None:
    first = add_film(project, make_facts("reel.mov"))
    first.media[0].path.unlink()
    moved = add_film(project, make_facts("archive/reel.mov"))
    assert moved.uuid == first.uuid
    assert [media.path.parent.name for media in moved.media] == ["archive"]


def test_changed_content_keeps_the_film_and_makes_its_analysis_stale(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    begin_analysis(project, film.uuid, "adaptive 1")
    append_shots(project, film.uuid, [Shot(FrameRange(0, 100))], Checkpoint(100, finished=True))
    project.features.save("masks", 1, {(film.uuid, 0, 100): {"a": np.zeros(3)}})
    changed = add_film(project, make_facts(content="other pictures", frames=80))
    assert changed.uuid == film.uuid
    assert changed.frame_count == 80
    assert analysis_state(project, film.uuid) is None
    assert frame_times(project, film.uuid) is None
    assert project.features.spans("masks", 1) == set()


def test_a_film_of_another_rate_goes_without_a_timecode_that_can_not_be_counted_at_it(
    project: Project, make_facts: MakeFacts
) -> None:
    def of_rate(facts: FilmFacts, rate: Fraction, start: str) -> FilmFacts:
        media = replace(facts.media, facts=MediaFacts("A001", start, 1920, 800, 0, 0))
        return replace(facts, rate=rate, media=media)

    ntsc = Fraction(30000, 1001)
    film = add_film(project, of_rate(make_facts(), ntsc, "01:00:00;00"))
    original = of_rate(make_facts("camera.mxf", content="more pictures"), ntsc, "01:00:00;00").media
    add_media(project, film.uuid, original)
    set_original(project, film.uuid, original.path)
    changed = add_film(
        project, of_rate(make_facts(content="other pictures"), Fraction(25), "02:00:00:00")
    )
    assert (changed.uuid, changed.rate, changed.start_timecode) == (film.uuid, 25, None)


def test_the_former_content_of_a_changed_film_is_another_film(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    add_film(project, make_facts(content="other pictures"))
    former = add_film(project, make_facts("old.mov"))
    assert former.uuid != film.uuid
    assert len(films(project)) == 2


@pytest.mark.parametrize("moved", [False, True])
def test_a_proxy_that_is_analysed_again_stays_one_and_lists_go_on_naming_the_original(
    project: Project, film: FilmRecord, make_facts: MakeFacts, moved: bool
) -> None:
    original = make_facts("z_camera.mxf", content="many pictures").media
    add_media(project, film.uuid, original)
    set_original(project, film.uuid, original.path)
    if moved:
        film.media[0].path.unlink()
    name = "archive/reel.mov" if moved else "reel.mov"
    again = add_film(project, make_facts(name))
    assert [(media.path.name, media.role) for media in again.media] == [
        ("z_camera.mxf", "original"), ("reel.mov", "proxy"),
    ]  # fmt: skip
    graded = add_film(project, make_facts(name, content="graded pictures"))
    assert graded.media[0].path.name == "z_camera.mxf"


def test_an_original_that_was_graded_anew_leaves_what_was_found_in_its_proxy(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    original = make_facts("z_camera.mxf", content="many pictures")
    add_media(project, film.uuid, original.media)
    set_original(project, film.uuid, original.media.path)
    begin_analysis(project, film.uuid, "adaptive 1")
    append_shots(project, film.uuid, [Shot(FrameRange(0, 50))], Checkpoint(50))
    graded = make_facts("z_camera.mxf", content="graded pictures")
    known = add_film(project, graded)
    assert (known.uuid, known.fingerprint) == (film.uuid, film.fingerprint)
    assert known.media[0].fingerprint == graded.media.fingerprint
    assert (known.media[0].role, len(known.media)) == ("original", 2)
    with pytest.raises(MediaError, match=r"z_camera\.mxf was a file of reel\.mov, and has other"):
        add_film(project, make_facts("z_camera.mxf", content="other pictures", frames=80))
    assert len(film_shots(project, film.uuid)) == 1
    film.media[0].path.unlink()
    add_film(project, make_facts("z_camera.mxf", content="other pictures", frames=80))
    assert film_shots(project, film.uuid) == []


def test_an_original_that_moved_is_still_the_original(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    original = make_facts("z_camera.mxf", content="many pictures")
    add_media(project, film.uuid, original.media)
    set_original(project, film.uuid, original.media.path)
    original.media.path.unlink()
    moved = add_film(project, make_facts("raid/z_camera.mxf", content="many pictures"))
    files = [(media.path.parent.name, media.role) for media in moved.media]
    assert files[0] == ("raid", "original")
    assert files[1][1] == "proxy"


def test_a_second_copy_of_a_film_is_no_second_original(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    copied = add_film(project, make_facts("a copy/reel.mov"))
    assert copied.media[0].path == film.media[0].path


def test_the_file_of_one_film_is_never_taken_for_another(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    other = add_film(project, make_facts("other.mov", content="other pictures"))
    edit_film(project, other.uuid, name="Reel five", reel=None, start_timecode=None)
    with pytest.raises(MediaError, match=r"other\.mov is the file of another film, Reel five"):
        add_media(project, film.uuid, other.media[0])
    assert relink_watched(project, other.uuid).path.name == "other.mov"
    assert find_film(project, film.uuid).media == film.media


@pytest.mark.parametrize(
    "renamed",
    [
        {"1": "2", "2": "3"},  # a reel is put before them
        {"1": "2", "2": "1"},
        {"1": "2", "2": "3", "3": "1"},
        {"2": "1", "3": "2"},  # the first was thrown away
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_films_that_were_given_one_anothers_names_keep_their_shots_and_edits(
    renamed: dict[str, str],
    backwards: bool,
    project: Project,
    make_facts: MakeFacts,
    tmp_path: Path,
) -> None:
    uuids = {}
    for number in ("1", "2", "3"):
        facts = make_facts(f"reel_{number}.mov", content="pictures " * int(number))
        uuids[number] = add_film(project, facts).uuid
        begin_analysis(project, uuids[number], "adaptive 1")
        shot = Shot(FrameRange(0, 10 * int(number)))
        append_shots(project, uuids[number], [shot], Checkpoint(100, finished=True))
        with editing(project, "Hide", [uuids[number]]):
            set_hidden(project, film_shots(project, uuids[number])[0], True)
    for old in renamed:
        (tmp_path / f"reel_{old}.mov").rename(tmp_path / f"{old}.part")
    for old, new in renamed.items():
        (tmp_path / f"{old}.part").rename(tmp_path / f"reel_{new}.mov")
    for old, new in sorted(renamed.items(), reverse=backwards):
        facts = make_facts(f"reel_{new}.mov", content="pictures " * int(old))
        assert add_film(project, facts).uuid == uuids[old]
    for old, new in renamed.items():
        found = relink_watched(project, uuids[old])
        assert found.path == tmp_path / f"reel_{new}.mov"
        (shot_record,) = film_shots(project, uuids[old])
        assert (len(shot_record.frames), shot_record.hidden) == (10 * int(old), True)
        assert len(find_film(project, uuids[old]).media) == 1
    assert len(films(project)) == 3
    assert not project.rows("SELECT step FROM history WHERE state = 'dropped'")


def test_a_copy_laid_over_the_file_of_another_film_takes_nothing_from_it(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    other = add_film(project, make_facts("other.mov", content="other pictures"))
    begin_analysis(project, other.uuid, "adaptive 1")
    append_shots(project, other.uuid, [Shot(FrameRange(0, 50))], Checkpoint(50))
    assert add_film(project, make_facts("other.mov")).uuid == film.uuid
    assert len(film_shots(project, other.uuid)) == 1
    with pytest.raises(MediaError, match=r"other\.mov has changed"):
        relink_watched(project, other.uuid)
    assert relink_watched(project, film.uuid).path.name == "reel.mov"
    found = add_film(project, make_facts("kept.mov", content="other pictures"))
    assert found.uuid == other.uuid
    assert relink_watched(project, other.uuid).path.name == "kept.mov"


@pytest.mark.parametrize(
    ("rate", "starts"), [(Fraction(25), "10:00:00:24"), (Fraction(24), "01:00:00:00")]
)
def test_a_start_timecode_that_was_typed_stays_with_other_content_where_it_can_be_counted(
    rate: Fraction, starts: str, project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, replace(make_facts("reel.mov"), rate=Fraction(25)))
    edit_film(project, film.uuid, name="Reel", reel=None, start_timecode="10:00:00:24")
    changed = add_film(project, replace(make_facts("reel.mov", content="others"), rate=rate))
    assert (changed.uuid, changed.name) == (film.uuid, "Reel")
    assert changed.clock.timecode(0) == starts


def test_where_all_files_that_a_film_was_watched_from_have_changed_it_is_what_they_show_now(
    project: Project, make_facts: MakeFacts
) -> None:
    first = add_film(project, make_facts("reel.mov"))
    add_film(project, make_facts("backup/reel.mov"))
    make_facts("backup/reel.mov", "something else")
    changed = add_film(project, make_facts("reel.mov", "other pictures", frames=50))
    assert (changed.uuid, changed.frame_count) == (first.uuid, 50)
