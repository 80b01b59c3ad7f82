"""Films keep their identity; their files move, change and are joined by proxies."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import numpy as np
import pytest

from matchcut.errors import MediaError, ProjectError, TimecodeError
from matchcut.media.fingerprint import fingerprint
from matchcut.media.picture_area import PictureArea
from matchcut.media.times import Trouble
from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import (
    FilmLabels,
    FilmRecord,
    edit_film,
    film_labels,
    films,
    frame_times,
    frame_trouble,
    names_apart,
    set_frame_times,
    set_range,
    watched_file,
)
from matchcut.project.films import film as find_film
from matchcut.project.media import (
    MediaFacts,
    add_media,
    forget_media,
    relink_media,
    relink_watched,
    set_original,
)
from matchcut.project.picture_area import picture_area, set_picture_area
from matchcut.project.project import Project, open_project
from matchcut.project.settings import (
    frame_shape,
    sequence_shape,
    timeline_rate,
    typed,
)
from matchcut.project.shots import (
    Checkpoint,
    analysis_state,
    append_shots,
    begin_analysis,
    film_shots,
)
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

MakeFacts = Callable[..., FilmFacts]


def test_a_film_is_kept_as_it_was_probed(project_path: Path, make_facts: MakeFacts) -> None:
    facts = make_facts("düne 'part 2'.mov")
    with open_project(project_path, create=True) as project:
        added = add_film(project, facts)
    with open_project(project_path) as project:
        assert films(project) == [added]
    assert added.rate == Fraction(24000, 1001)
    assert added.name == "düne 'part 2'.mov"
    assert added.start_timecode == "01:00:00:00"
    assert added.media == (facts.media,)


def test_films_are_listed_in_the_order_they_were_added(
    project: Project, make_facts: MakeFacts
) -> None:
    for name in ("b.mov", "a.mov", "c.mov"):
        add_film(project, make_facts(name, content=name))
    assert [each.name for each in films(project)] == ["b.mov", "a.mov", "c.mov"]


def test_what_the_editor_types_stands_before_what_the_file_says(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    edit_film(project, film.uuid, name="Reel four", reel=None, start_timecode="10:00:00:00")
    add_film(project, make_facts())
    edited = films(project)[0]
    assert (edited.name, edited.reel, edited.start_timecode) == ("Reel four", "A001", "10:00:00:00")
    typed, of_the_file = film_labels(project, film.uuid)
    assert (typed.reel, typed.start_timecode) == (None, "10:00:00:00")
    assert (of_the_file.name, of_the_file.start_timecode) == ("reel.mov", "01:00:00:00")
    edit_film(project, film.uuid, reel=" B002 ")
    edit_film(project, film.uuid, start_timecode="")
    edited = films(project)[0]
    assert (edited.name, edited.reel, edited.start_timecode) == ("Reel four", "B002", "01:00:00:00")
    with pytest.raises(TimecodeError):
        edit_film(project, film.uuid, name="Reel five", start_timecode="no time")
    edit_film(project, film.uuid, name="", reel=" ", start_timecode=" ")
    assert film_labels(project, film.uuid)[0] == FilmLabels(None, None, None)


def test_an_original_comes_before_its_proxy(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    original = make_facts("camera.mxf", content="many pictures").media
    add_media(project, film.uuid, original)
    set_original(project, film.uuid, original.path)
    roles = [(media.role, media.path.name) for media in films(project)[0].media]
    assert roles == [("original", "camera.mxf"), ("proxy", "reel.mov")]


def test_a_file_that_the_film_does_not_have_can_not_be_its_original(
    project: Project, film: FilmRecord
) -> None:
    with pytest.raises(ProjectError, match=r"else\.mov is not a file of this film"):
        set_original(project, film.uuid, Path("/nowhere/else.mov"))
    assert [media.role for media in films(project)[0].media] == ["original"]


def test_pictures_come_from_the_file_that_was_watched_lists_name_the_original(
    project: Project, film: FilmRecord, make_facts: MakeFacts
) -> None:
    original = make_facts("camera.mxf", content="many pictures").media
    add_media(project, film.uuid, original)
    set_original(project, film.uuid, original.path)
    assert relink_media(project, film.uuid).path.name == "camera.mxf"
    assert relink_watched(project, film.uuid).path.name == "reel.mov"
    with pytest.raises(ProjectError, match="the file that was watched"):
        forget_media(project, film.uuid, film.media[0].path)
    forget_media(project, film.uuid, original.path)
    assert [media.path.name for media in films(project)[0].media] == ["reel.mov"]


def test_an_original_that_can_not_be_read_does_not_hide_its_proxy(
    project: Project, film: FilmRecord, make_facts: MakeFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = make_facts("camera.mxf", content="many pictures").media
    add_media(project, film.uuid, original)
    set_original(project, film.uuid, original.path)
    os.utime(original.path, ns=(0, 0))

    def read(path: Path) -> str:
        if path.name == "camera.mxf":
            raise MediaError("camera.mxf can't be read.", "Check that you may read it.")
        return fingerprint(path)

    monkeypatch.setattr("matchcut.project.media.fingerprint", read)
    assert relink_media(project, film.uuid).path.name == "reel.mov"
    film.media[0].path.unlink()
    with pytest.raises(MediaError, match=r"camera\.mxf can't be read"):
        relink_media(project, film.uuid)


def test_an_unknown_film_is_told(project: Project) -> None:
    with pytest.raises(ProjectError, match="has no film 1234"):
        find_film(project, "1234")


def test_picture_overlay_and_frame_times_come_back_exactly(
    project: Project, film: FilmRecord
) -> None:
    burnt_in = np.zeros((9, 16), bool)
    burnt_in[7:, 2:5] = True
    set_picture_area(project, film.uuid, PictureArea(0, 140, 1920, 800, burnt_in))
    times = np.array([0, 1001, 2002, 5000, 2**40], np.int64)
    trouble = Trouble(unreadable=(1001,), concealed=(2002, 5000))
    set_frame_times(project, film.uuid, times, "The last second can't be read.", trouble)
    stored = films(project)[0]
    assert stored.crop == (0, 140, 1920, 800)
    assert (stored.frame_count, stored.damage) == (5, "The last second can't be read.")
    area = picture_area(project, film.uuid)
    assert area is not None
    assert (area.x, area.y, area.width, area.height) == stored.crop
    np.testing.assert_array_equal(area.overlay, burnt_in)
    assert frame_trouble(project, film.uuid) == trouble
    found = frame_times(project, film.uuid)
    assert found is not None
    assert found.pts.dtype == np.int64
    np.testing.assert_array_equal(found.pts, times)


def test_a_film_that_moved_below_the_project_is_found_by_name_and_content(
    project: Project, film: FilmRecord, tmp_path: Path
) -> None:
    home = tmp_path / "rushes" / "day [1]"
    home.mkdir(parents=True)
    impostor = tmp_path / "rushes" / "reel.mov"
    impostor.write_text("PICTURES")
    film.media[0].path.rename(home / "reel.mov")
    found = relink_media(project, film.uuid)
    assert found.path == home / "reel.mov"
    assert [media.path for media in films(project)[0].media] == [home / "reel.mov"]


def test_a_file_of_its_name_that_may_not_be_read_does_not_hide_the_one_that_moved(
    project: Project, film: FilmRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("another_users", "rushes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "another_users" / "reel.mov").write_text("PICTURES")
    film.media[0].path.rename(tmp_path / "rushes" / "reel.mov")

    def read(path: Path) -> str:
        if path.parent.name == "another_users":
            raise MediaError("reel.mov can't be read.")
        return fingerprint(path)

    monkeypatch.setattr("matchcut.project.media.fingerprint", read)
    assert relink_media(project, film.uuid).path == tmp_path / "rushes" / "reel.mov"


def test_a_project_moved_together_with_its_films_finds_them(
    tmp_path: Path, make_facts: MakeFacts
) -> None:
    facts = make_facts("job/films/reel.mov")
    (tmp_path / "job" / "projects").mkdir()
    with open_project(tmp_path / "job" / "projects" / "p.matchcut", create=True) as project:
        uuid = add_film(project, facts).uuid
    (tmp_path / "job").rename(tmp_path / "moved")
    with open_project(tmp_path / "moved" / "projects" / "p.matchcut") as project:
        found = relink_media(project, uuid)
    assert found.path == tmp_path / "moved" / "films" / "reel.mov"


def test_a_project_opened_through_a_link_and_moved_with_its_films_finds_them(
    tmp_path: Path, make_facts: MakeFacts
) -> None:
    (tmp_path / "job" / "projects").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "job")
    with open_project(tmp_path / "link" / "projects" / "p.matchcut", create=True) as project:
        uuid = add_film(project, make_facts("link/films/reel.mov")).uuid
    (tmp_path / "link").unlink()
    (tmp_path / "job").rename(tmp_path / "moved")
    with open_project(tmp_path / "moved" / "projects" / "p.matchcut") as project:
        found = relink_media(project, uuid)
    assert found.path == tmp_path / "moved" / "films" / "reel.mov"


def test_a_film_that_is_gone_says_where_it_was(project: Project, film: FilmRecord) -> None:
    film.media[0].path.unlink()
    with pytest.raises(MediaError, match=r"reel\.mov is not where it was"):
        relink_media(project, film.uuid)


def test_a_film_whose_name_this_disk_can_not_hold_is_not_where_it_was(
    project: Project, film: FilmRecord
) -> None:
    foreign = film.media[0].path.with_name("\N{CJK UNIFIED IDEOGRAPH-96EA}" * 100 + ".mov")
    with project.writing():
        project.execute("UPDATE media SET path = ?, beside = ?", [str(foreign), foreign.name])
    with pytest.raises(MediaError, match="is not where it was"):
        relink_media(project, film.uuid)


def test_other_pictures_under_the_name_of_a_film_are_not_taken_for_it(
    project: Project, film: FilmRecord, tmp_path: Path
) -> None:
    path = film.media[0].path
    os.utime(path, ns=(0, 0))  # a copy of the same
    assert relink_media(project, film.uuid).path == path
    path.write_text("PICTURES")
    os.utime(path, ns=(0, 0))
    with pytest.raises(MediaError, match=r"reel\.mov has changed .* Analyse it again"):
        relink_media(project, film.uuid)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "reel.mov").write_text("pictures")
    found = relink_media(project, film.uuid)
    assert found.path == tmp_path / "kept" / "reel.mov"


def test_the_timeline_is_the_first_films_until_the_editor_sets_it(
    project: Project, make_facts: MakeFacts
) -> None:
    assert timeline_rate(project) is None
    assert frame_shape(project) == Fraction(16, 9)
    add_film(project, make_facts("a.mov", content="a"))
    second = make_facts("b.mov", content="b")
    media = replace(second.media, facts=MediaFacts("A002", None, 640, 800, 0, 0))
    add_film(project, replace(second, rate=Fraction(25), media=media))
    assert timeline_rate(project) == Fraction(24000, 1001)
    assert frame_shape(project) == Fraction(12, 5)
    project.set_setting("timeline_rate", "25")
    project.set_setting("frame_shape", "16/9")
    assert timeline_rate(project) == 25
    assert frame_shape(project) == Fraction(16, 9)


def test_masks_are_compared_on_the_picture_without_its_bars(
    project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, make_facts("a.mov", content="a"))
    set_picture_area(project, film.uuid, PictureArea(0, 30, 640, 360, np.zeros((1, 1), np.bool_)))
    assert frame_shape(project) == Fraction(16, 9)
    assert sequence_shape(project) == Fraction(12, 5)
    project.set_setting("frame_shape", "4/3")
    assert frame_shape(project) == sequence_shape(project) == Fraction(4, 3)


def test_a_range_is_kept_by_frames_until_it_is_cleared_or_the_content_changes(
    project: Project, make_facts: MakeFacts
) -> None:
    uuid = add_film(project, make_facts("reel.mov")).uuid
    assert find_film(project, uuid).range is None
    set_range(project, uuid, FrameRange(20, 80))
    assert find_film(project, uuid).range == FrameRange(20, 80)
    set_range(project, uuid, None)
    assert find_film(project, uuid).range is None
    set_range(project, uuid, FrameRange(20, 80))
    assert add_film(project, make_facts("reel.mov", content="other pictures")).range is None


def test_a_range_holds_a_frame_at_least(project: Project, make_facts: MakeFacts) -> None:
    uuid = add_film(project, make_facts("reel.mov")).uuid
    with pytest.raises(ProjectError, match="holds no frame"):
        set_range(project, uuid, FrameRange(20, 20))


@pytest.mark.parametrize("kept", ["1e999999999", "0/0", "", "-25", "0", "1/" + "9" * 400, 1.5e300])
def test_a_rate_or_a_shape_that_is_none_is_told_in_a_sentence(
    kept: object, project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, make_facts())
    with project.writing():
        project.execute("UPDATE films SET rate = ?", [kept])
        project.execute("INSERT INTO settings VALUES ('frame_shape', ?)", [kept])
    for read in (
        lambda: find_film(project, film.uuid),
        lambda: timeline_rate(project),
        lambda: sequence_shape(project),
        lambda: typed(project),
    ):
        with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
            read()


@pytest.mark.parametrize("kept", ["abc", "25:00:00:00", "00:00:00:24"])
@pytest.mark.parametrize("column", ["start_timecode", "own_start_timecode"])
def test_a_start_timecode_that_is_none_is_told_in_a_sentence(
    column: str, kept: str, project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, make_facts())
    with project.writing():
        project.execute(f"UPDATE films SET {column} = ?", [kept])
        # As earlier versions left a file: what it says of itself is known of its film alone.
        project.execute("UPDATE media SET reel = NULL")
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged: the start timecode of"):
        find_film(project, film.uuid)


@pytest.mark.parametrize("kept", ["abc", "1 2 3", "0 0 0 0", "-4 0 20 20", b"\xff"])
def test_a_picture_that_is_none_is_told_in_a_sentence(
    kept: object, project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, make_facts())
    set_picture_area(project, film.uuid, PictureArea(0, 0, 20, 20, np.zeros((1, 1), np.bool_)))
    with project.writing():
        project.execute("UPDATE films SET crop = ?", [kept])
    for read in (
        lambda: find_film(project, film.uuid),
        lambda: picture_area(project, film.uuid),
        lambda: frame_shape(project),
    ):
        with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged: the picture of a"):
            read()


@pytest.mark.parametrize("kept", [("x", 5), (3, None), (9, 5), (-1, 5)])
def test_a_range_that_is_none_is_told_in_a_sentence(
    kept: tuple[object, object], project: Project, make_facts: MakeFacts
) -> None:
    film = add_film(project, make_facts())
    with project.writing():
        project.execute("UPDATE films SET range_start = ?, range_stop = ?", kept)
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged: a range of frames"):
        find_film(project, film.uuid)


def test_a_shot_before_the_first_frame_is_told_in_a_sentence(
    project: Project, film: FilmRecord
) -> None:
    begin_analysis(project, film.uuid, "a recipe")
    append_shots(project, film.uuid, [Shot(FrameRange(0, 50))], Checkpoint(50))
    with project.writing():
        project.execute("UPDATE shots SET start = -5")
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged: a range of frames"):
        film_shots(project, film.uuid)


@pytest.mark.parametrize("column", ["times", "trouble"])
def test_what_was_found_in_a_film_and_is_no_longer_whole_is_told_in_a_sentence(
    column: str, project: Project, film: FilmRecord
) -> None:
    with project.writing():
        project.execute(f"UPDATE films SET {column} = ?", [b"half of it"])
    read = {"times": frame_times, "trouble": frame_trouble}[column]
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
        read(project, film.uuid)


def test_an_open_shot_that_is_no_longer_whole_is_told_in_a_sentence(
    project: Project, film: FilmRecord
) -> None:
    begin_analysis(project, film.uuid, "a recipe")
    with project.writing():
        project.execute("UPDATE analysis SET open_shot = ?", [b"half of it"])
    with pytest.raises(ProjectError, match=r"rushes\.matchcut is damaged"):
        analysis_state(project, film.uuid)


@pytest.mark.parametrize(
    ("table", "column", "kept"),
    [
        ("films", "frame_count", "many"),
        ("films", "frame_count", -1),
        ("films", "frame_count", 2.5),
        ("films", "width", 0),
        ("films", "height", 1 << 62),
        ("films", "position", b"first"),
        ("films", "name", b"\xff"),
        ("films", "times", "a text"),
        ("films", "range_start", "a text"),
        ("media", "size", "large"),
        ("media", "modified_ns", 1.5),
        ("media", "width", 0),
        ("media", "audio_channels", -1),
        ("analysis", "next_frame", -5),
        ("analysis", "finished", "yes"),
        ("shots", "near_duplicates", "a text"),
    ],
)
def test_a_value_that_can_not_be_one_of_its_column_is_told_when_the_project_is_opened(
    table: str, column: str, kept: object, project_path: Path, make_facts: MakeFacts
) -> None:
    with open_project(project_path, create=True) as project:
        film = add_film(project, make_facts())
        begin_analysis(project, film.uuid, "a recipe")
        append_shots(project, film.uuid, [Shot(FrameRange(0, 50))], Checkpoint(50))
    open_project(project_path).close()
    with sqlite3.connect(project_path) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", [kept])
    connection.close()
    told = rf"rushes\.matchcut is damaged: {column} in its {table} can't be read"
    with pytest.raises(ProjectError, match=told):
        open_project(project_path)


def test_of_two_files_that_a_film_was_watched_from_the_one_that_can_be_looked_at_is_taken(
    tmp_path, project, make_facts
):
    record = add_film(project, make_facts())
    (media,) = record.media
    files = tuple(replace(media, path=path) for path in (tmp_path / ("x" * 300), tmp_path))
    assert watched_file(replace(record, media=files)) == tmp_path


def called(uuid, name, path):
    return SimpleNamespace(uuid=uuid, name=name, media=(SimpleNamespace(path=path),))


def test_films_of_one_name_on_several_drives_are_told_apart_by_their_whole_paths():
    one, other = PureWindowsPath("D:/CLIP/C1.mp4"), PureWindowsPath("E:/CLIP/C1.mp4")
    films = [called("a", "C1.mp4", one), called("b", "C1.mp4", other)]
    assert names_apart(films) == {"a": str(one), "b": str(other)}
    beside = [called("a", "C1.mp4", one), called("b", "C1.mp4", PureWindowsPath("d:/C1.mp4"))]
    assert names_apart(beside) == {"a": r"CLIP\C1.mp4", "b": "C1.mp4"}


def test_films_of_one_name_are_told_apart_by_their_folders():
    films = [
        called("a", "C1.mp4", Path("/cards/1/CLIP/C1.mp4")),
        called("b", "C1.mp4", Path("/cards/2/CLIP/C1.mp4")),
        called("c", "C2.mp4", Path("/cards/2/CLIP/C2.mp4")),
        called("d", "Typed", Path("/here/x.mp4")),
        called("e", "Typed", Path("/here/y.mp4")),
    ]
    assert names_apart(films) == {
        "a": str(Path("1/CLIP/C1.mp4")),
        "b": str(Path("2/CLIP/C1.mp4")),
        "c": "C2.mp4",
        "d": "x.mp4",
        "e": "y.mp4",
    }
