"""What the editor changes of shots is undone and done again, in turn with verdicts."""

import json

import pytest

from matchcut.errors import ProjectError
from matchcut.project.adding import add_film
from matchcut.project.edits import editing
from matchcut.project.films import FilmRecord, edit_film, set_range
from matchcut.project.films import film as read_film
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import history, redo, review, set_verdicts, undo
from matchcut.project.settings import timeline_rate
from matchcut.project.shots import (
    Checkpoint,
    all_shots,
    append_shots,
    begin_analysis,
    choose_representative,
    film_shots,
    replace_by_hand,
    set_alone,
    set_groups,
    set_hidden,
)
from matchcut.review import Anchor, Candidate
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


@pytest.fixture
def detected(project: Project, film: FilmRecord) -> str:
    """A film of three detected shots: 0-10, 10-30, 30-40."""
    uuid = film.uuid
    begin_analysis(project, uuid, "adaptive 1")
    shots = [Shot(FrameRange(*ends)) for ends in ((0, 10), (10, 30), (30, 40))]
    append_shots(project, uuid, shots, Checkpoint(40, finished=True))
    return uuid


def bounds(project: Project, film_uuid: str) -> list[tuple[int, int, bool]]:
    return [
        (shot.frames.start, shot.frames.stop, shot.hand_made)
        for shot in film_shots(project, film_uuid)
    ]


def split(project: Project, film_uuid: str, within: tuple[int, int], frame: int) -> None:
    whole = FrameRange(*within)
    parts = [Shot(FrameRange(whole.start, frame)), Shot(FrameRange(frame, whole.stop))]
    with editing(project, "split", [film_uuid]):
        replace_by_hand(project, film_uuid, whole, parts)


def test_a_split_is_taken_back_and_made_again(project, detected):
    before = bounds(project, detected)
    split(project, detected, (10, 30), 16)
    after = bounds(project, detected)
    assert after == [(0, 10, False), (10, 16, True), (16, 30, True), (30, 40, False)]
    undone = undo(project)
    assert undone.deed == "split"
    assert undone.edit.place == (detected, 10)
    assert undone.edit.moves_boundaries
    assert bounds(project, detected) == before
    redo(project)
    assert bounds(project, detected) == after


def test_a_change_lies_where_its_first_shot_begins_whatever_digits_the_frames_have(
    project, detected
):
    replace_by_hand(project, detected, FrameRange(9, 30), [Shot(FrameRange(9, 30))])
    split(project, detected, (9, 30), 14)
    assert undo(project).edit.place == (detected, 9)


def test_a_hidden_shot_a_wish_and_a_range_are_taken_back_in_turn(project, detected):
    first, second, _ = film_shots(project, detected)
    with editing(project, "hide", [detected]):
        set_hidden(project, first, True)
    with editing(project, "ungroup", [detected]):
        set_alone(project, [second], True)
    with editing(project, "range", [detected]):
        set_range(project, detected, FrameRange(10, 30))
    assert [step.deed for step in history(project)] == ["hide", "ungroup", "range"]
    assert not any(step.edit.moves_boundaries for step in history(project))
    undo(project)
    assert read_film(project, detected).range is None
    undo(project)
    assert [shot.wish for shot in film_shots(project, detected)] == [None, None, None]
    undo(project)
    assert [shot.hidden for shot in film_shots(project, detected)] == [False, False, False]
    for _ in range(3):
        redo(project)
    first, second, _ = film_shots(project, detected)
    assert (first.hidden, second.wish, read_film(project, detected).range) == (
        True, "alone", FrameRange(10, 30),
    )  # fmt: skip


def test_a_name_is_taken_back_and_given_again(project, detected):
    with editing(project, "rename", [detected]):
        edit_film(project, detected, name="Reel one", reel=None, start_timecode=None)
    undo(project)
    assert read_film(project, detected).name == "reel.mov"
    redo(project)
    assert read_film(project, detected).name == "Reel one"


def test_another_representative_is_taken_back(project, detected):
    set_groups(project, {(detected, 0): (1, True), (detected, 10): (1, False)}, "{}")
    with editing(project, "represent", [detected]):
        choose_representative(project, all_shots(project)[1])
    undo(project)
    assert [shot.wish for shot in all_shots(project)] == [None, None, None]


def detect_otherwise(project: Project, film_uuid: str) -> None:
    """Two shots, 0-10 and 10-40, but for what was drawn by hand."""
    begin_analysis(project, film_uuid, "adaptive 2")
    shots = [Shot(FrameRange(0, 10)), Shot(FrameRange(10, 40), "title")]
    append_shots(project, film_uuid, shots, Checkpoint(40, finished=True))


def test_a_split_is_taken_back_also_after_shots_were_detected_otherwise(project, detected):
    split(project, detected, (10, 30), 16)
    detect_otherwise(project, detected)
    undo(project)
    assert bounds(project, detected) == [(0, 10, False), (10, 30, False), (30, 40, False)]


def test_a_split_made_again_after_another_detection_leaves_the_rest_of_the_film(project, detected):
    split(project, detected, (10, 30), 16)
    undo(project)
    detect_otherwise(project, detected)
    set_groups(project, {(detected, 0): (1, False)}, "{}")
    redo(project)
    after = [(0, 10, False), (10, 16, True), (16, 30, True), (30, 40, False)]
    assert bounds(project, detected) == after
    first, *_, rest = film_shots(project, detected)
    assert (first.group, first.representative, rest.kind) == (1, False, "title")
    undo(project)
    assert bounds(project, detected) == [(0, 10, False), (10, 30, False), (30, 40, False)]


def test_a_merge_made_again_leaves_what_lies_on_both_sides_of_it(project, detected):
    with editing(project, "merge", [detected]):
        replace_by_hand(project, detected, FrameRange(10, 40), [Shot(FrameRange(10, 40))])
    undo(project)
    begin_analysis(project, detected, "adaptive 2")
    shots = [Shot(FrameRange(0, 20)), Shot(FrameRange(20, 60))]
    append_shots(project, detected, shots, Checkpoint(60, finished=True))
    redo(project)
    assert bounds(project, detected) == [(0, 10, False), (10, 40, True), (40, 60, False)]


def test_a_merge_made_again_leaves_no_stray_frames_of_shots_found_since(project, detected):
    with editing(project, "merge", [detected]):
        replace_by_hand(project, detected, FrameRange(10, 40), [Shot(FrameRange(10, 40))])
    undo(project)
    begin_analysis(project, detected, "adaptive 2")
    shots = [Shot(FrameRange(0, 7)), Shot(FrameRange(7, 20)), Shot(FrameRange(20, 45))]
    append_shots(project, detected, shots, Checkpoint(45, finished=True))
    redo(project)
    assert bounds(project, detected) == [(0, 7, False), (10, 40, True)]


def test_a_merge_across_frame_100_made_again_leaves_what_lies_on_both_sides_of_it(
    project, detected
):
    # As text, 105 comes before 95.
    shots = [Shot(FrameRange(95, 105)), Shot(FrameRange(105, 120))]
    append_shots(project, detected, shots, Checkpoint(120, finished=True))
    with editing(project, "merge", [detected]):
        replace_by_hand(project, detected, FrameRange(95, 120), [Shot(FrameRange(95, 120))])
    undo(project)
    begin_analysis(project, detected, "adaptive 2")
    append_shots(project, detected, [Shot(FrameRange(80, 140))], Checkpoint(140, finished=True))
    redo(project)
    assert bounds(project, detected) == [(80, 95, False), (95, 120, True), (120, 140, False)]


def test_an_edit_of_one_film_leaves_the_others_unread(project, detected, make_facts, monkeypatch):
    other = add_film(project, make_facts("other.mov", content="other pictures")).uuid
    rows, seen = project.rows, []

    def watched(sql, values=()):
        seen.extend(tuple(row) for row in rows(sql, values))
        return rows(sql, values)

    monkeypatch.setattr(project, "rows", watched)
    with editing(project, "rename", [other]):
        edit_film(project, other, name="Mine", reel=None, start_timecode=None)
    assert {row[0] for row in seen} == {other}
    assert undo(project).edit.place[0] == other


def test_what_changes_nothing_is_no_step(project, detected):
    with editing(project, "hide", [detected]):
        set_hidden(project, film_shots(project, detected)[0], False)
    assert history(project) == []


def test_what_fails_leaves_nothing_behind(project, detected):
    with pytest.raises(ProjectError), editing(project, "range", [detected]):
        set_hidden(project, film_shots(project, detected)[0], True)
        set_range(project, detected, FrameRange(5, 5))
    assert history(project) == []
    assert not film_shots(project, detected)[0].hidden


def test_of_a_film_whose_content_changed_no_edit_is_left_and_none_comes_back(
    project, detected, make_facts
):
    with editing(project, "rename", [detected]):
        edit_film(project, detected, name="Reel 1", reel=None, start_timecode=None)
    # Each on its own: a step holds all that a film is told.
    for frames in (FrameRange(10, 30), None):
        with editing(project, "range", [detected]):
            set_range(project, detected, frames)
    with editing(project, "start", [detected]):
        edit_film(project, detected, name="Reel 1", reel=None, start_timecode="02:00:00:00")
    with editing(project, "hide", [detected]):
        set_hidden(project, film_shots(project, detected)[1], True)
    with editing(project, "ungroup", [detected]):
        set_alone(project, [film_shots(project, detected)[1]], True)
    split(project, detected, (30, 40), 35)
    undo(project)
    add_film(project, make_facts(content="other pictures", frames=20))
    append_shots(project, detected, [Shot(FrameRange(0, 20))], Checkpoint(20, finished=True))
    (shot,) = film_shots(project, detected)
    assert not shot.hidden
    assert shot.wish is None
    assert redo(project) is None
    assert undo(project).deed == "rename"
    assert undo(project) is None
    assert bounds(project, detected) == [(0, 20, False)]


def seen(project: Project, film_uuid: str) -> list[object]:
    """Return all that a step can change of a film, and of the timeline."""
    shots = [
        (shot.frames, shot.kind, shot.hand_made, shot.hidden, shot.wish)
        for shot in film_shots(project, film_uuid)
    ]
    record = read_film(project, film_uuid)
    return [shots, record.name, record.reel, record.clock, record.range, timeline_rate(project)]


def edit_everything(project: Project, film_uuid: str) -> None:
    split(project, film_uuid, (10, 30), 16)
    first, second, *_ = film_shots(project, film_uuid)
    with editing(project, "everything else", [film_uuid]):
        set_hidden(project, first, True)
        set_alone(project, [second], True)
        edit_film(project, film_uuid, name="A", reel="R", start_timecode="02:00:00:00")
        set_range(project, film_uuid, FrameRange(0, 30))
        project.set_setting("timeline_rate", "25")


def change_kept(project: Project, change) -> None:
    """Let the rows in the history be what ``change`` makes of them, by the name of their table."""
    for row in project.rows("SELECT step, shots FROM history"):
        kept = json.loads(row["shots"])
        changed = {
            side: {table: [change(table, each) for each in rows] for table, rows in tables.items()}
            for side, tables in kept.items()
        }
        project.execute(
            "UPDATE history SET shots = ? WHERE step = ?", [json.dumps(changed), row["step"]]
        )


def test_a_step_without_a_column_that_came_later_leaves_what_stands_there(project, detected):
    edit_film(project, detected, name=None, reel="before", start_timecode=None)
    edit_everything(project, detected)
    later = ("hand_made", "own_reel")
    change_kept(
        project,
        lambda table, row: {name: value for name, value in row.items() if name not in later},
    )
    undo(project)
    undo(project)
    assert bounds(project, detected) == [(0, 10, False), (10, 30, False), (30, 40, False)]
    record = read_film(project, detected)
    assert (record.name, record.reel, record.range) == ("reel.mov", "R", None)


def test_columns_that_others_have_added_keep_nothing_from_being_written(
    project, detected, tmp_path
):
    with project.writing():
        tables = project.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in (each for each in tables if not each["name"].startswith("sqlite_")):
            project.execute(f"ALTER TABLE {table} ADD COLUMN theirs TEXT DEFAULT 'kept'")
    first, second, _ = film_shots(project, detected)
    with project.analysing():
        set_groups(project, {}, "nothing")
    project.set_cache(tmp_path / "elsewhere")
    with editing(project, "everything", [detected]):
        set_hidden(project, first, True)
        set_alone(project, [second], True)
        project.set_setting("timeline_rate", "25")
    assert undo(project).deed == "everything"
    assert timeline_rate(project) != 25
    assert redo(project).deed == "everything"
    first, second, _ = film_shots(project, detected)
    assert (first.hidden, second.wish, timeline_rate(project)) == (True, "alone", 25)
    anchors = Anchor(detected, 0), Anchor(detected, 30 * 1001)
    record_pairs(project, [ShownPair("pair", Candidate("frame", *anchors), 0.5, {})])
    set_verdicts(project, ["pair"], "good")
    assert review(project, "pair").verdict == "good"
