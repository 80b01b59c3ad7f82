"""The shots view: groups, hiding, boundaries drawn by hand; on disk before the list shows them."""

from dataclasses import replace

import pytest
from drawn_jobs import DrawnJob
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QInputDialog, QStyleOptionViewItem
from rooms import forget_reviews, settle

from app.jobs.films import State
from app.jobs.job import Ending
from app.panels.progress import state_words
from app.session.shots import Shots
from matchcut.pipeline.analysis.feature_keys import MOTION
from matchcut.project.films import films
from matchcut.project.project import open_project
from matchcut.project.shots import all_shots
from matchcut.serving import asks
from matchcut.timing import FrameRange


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def panel(window, qtbot):
    window.workspace.docks["shots"].raise_()
    qtbot.waitUntil(lambda: window.shots.table.rowCount() > 0)
    # What an earlier test has done may still be looked at, which holds films back, or searched for.
    settle(window)
    return window.shots


def current(panel, row):
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.table.index(row))
    return panel.table.shots[row]


def long_rows(panel):
    """The rows of shots that no test before has split or hidden."""
    shots = panel.table.shots
    return [row for row, shot in enumerate(shots) if shot.end - shot.start > 20 and not shot.hidden]


def tile(panel, row):
    """Return a shot's tile as it is painted."""
    delegate, option = panel.view.itemDelegate(), QStyleOptionViewItem()
    option.font = panel.view.font()
    option.rect.setSize(delegate.sizeHint(option, panel.table.index(row)))
    picture = QImage(option.rect.size(), QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    delegate.paint(painter, option, panel.table.index(row))
    painter.end()
    return picture


def on_disk(window):
    with open_project(window.session.path) as opened:
        return all_shots(opened)


def test_x_hides_the_shot_from_matching_and_x_shows_it_again(panel, window, qtbot):
    shot = current(panel, 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: panel.table.shots[1].hidden)
    assert [each.number for each in on_disk(window) if each.hidden] == [shot.shot]
    current(panel, 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: not panel.table.shots[1].hidden)


def test_return_lists_partners_of_the_shot(panel, window, qtbot):
    shot = current(panel, 0)
    with qtbot.waitSignal(window.session.candidates_changed):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert window.session.search.matching == (shot.film, shot.shot)
    found = window.session.candidates
    assert found
    assert all(shot.shot in (pair.out.shot, pair.into.shot) for pair in found)
    assert window.candidates.matching.text() == f"partners of shot {shot.shot}"
    assert window.workspace.is_seen("candidates")


def test_partners_are_told_with_their_film_where_there_are_several(
    panel, window, qtbot, monkeypatch
):
    shot, session = current(panel, 0), window.session
    two = [*session.films, replace(session.films[0], uuid="f2", name="two.mov")]
    monkeypatch.setattr(session, "footage", replace(session.footage, films=two))
    with qtbot.waitSignal(session.candidates_changed):
        panel.match()
    said = f"partners of shot {shot.shot} of {session.films[0].name}"
    assert window.candidates.matching.text() == said


def test_partners_that_are_asked_for_leave_the_picture_alone(panel, window, qtbot):
    current(panel, 0)
    window.workspace.set_bare(True)
    window.menu["match_this"].trigger()
    qtbot.waitUntil(lambda: not window.session.search.going)
    assert not window.workspace.is_seen("candidates")
    window.workspace.set_bare(False)


def test_the_current_shot_is_in_sight_when_the_shots_are_brought_to_the_front(window, qtbot):
    show, shots = window.handlers.show_panel, window.shots
    qtbot.waitUntil(lambda: shots.table.rowCount() > 0)
    view, pairs, size = shots.view, window.session.candidates, window.size()
    window.resize(1600, 1000)
    show("shots")
    qtbot.waitUntil(lambda: not view.visibleRegion().isEmpty())
    show("candidates")
    window.session.select(max(pairs, key=lambda pair: pair.out.shot).id)
    window.resize(window.minimumSize())
    show("shots")
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
    seen = view.viewport().rect().contains
    qtbot.waitUntil(lambda: seen(view.visualRect(view.currentIndex())))
    window.resize(size)


def test_a_shot_names_its_film_where_shots_of_several_films_are_listed(
    panel, window, qtbot, monkeypatch
):
    alike = {
        "shot": 1, "start": 0, "end": 50, "frame": 20, "timecode": "01:00:00:00", "seconds": 2.0,
        "kind": "picture", "group": None, "representative": True, "hidden": False,
        "outside": False, "hand_made": False, "wish": None,
    }  # fmt: skip
    one = {"film": "f1", "revision": 1, "name": "one.mov", "has_range": False, "shots": [alike]}
    one |= {"first": 0, "more": False}
    two = one | {"film": "f2", "name": "two.mov"}
    answers = window.session.answers

    def answered(_, then, *, part, **__):
        part(one)
        part(two)
        then({"films": ["f1", "f2"]})

    with monkeypatch.context() as patch:
        patch.setattr(answers, "ask", answered)
        panel.read()
    assert tile(panel, 0) != tile(panel, 1)
    high = tile(panel, 0).height()
    assert panel.view.minimumHeight() > high
    panel.film.setCurrentIndex(panel.film.findData("f2"))
    assert len(panel.table.shots) == 1
    assert tile(panel, 0).height() < high
    panel.film.setCurrentIndex(0)
    panel.read()
    qtbot.waitUntil(lambda: panel.table.rowCount() > 2)


def test_a_split_shot_is_two_on_disk_and_can_be_matched(panel, window, qtbot):
    shot = current(panel, 0)
    panel.split(shot.start + 13)
    settle(window)
    ranges = [(each.frames.start, each.frames.stop) for each in on_disk(window)]
    assert (shot.start, shot.start + 13) in ranges
    assert (shot.start + 13, shot.end) in ranges
    with open_project(window.session.path) as opened:
        spans = {span[1:] for span in opened.features.spans(*MOTION)}
    assert {(shot.start, shot.start + 13), (shot.start + 13, shot.end)} <= spans


def test_one_number_of_shots_stands_in_the_films_and_over_the_shots(panel, window, qtbot):
    shot = current(panel, 0)
    panel.split(shot.start + 9)
    settle(window)
    (film,), number = window.session.analysis.films, len(on_disk(window))
    assert state_words(film) == f"{number} shots."
    # Also where not all of them are listed.
    told = panel._shots
    of_film = told.films[shot.film]
    rows = [replace(each, kind="picture", group=None) for each in of_film.shots]
    for left_out, words in ((0, f"{number} shots"), (2, f"{number - 2} of {number} shots")):
        some = [replace(each, kind="black") for each in rows[:left_out]]
        panel._shots = Shots({shot.film: replace(of_film, shots=[*some, *rows[left_out:]])})
        panel._show()
        assert panel.count.text() == words
    panel._shots = told
    panel._show()


def test_a_film_that_is_away_is_told_and_the_new_shots_are_shown(panel, window, qtbot):
    shot = current(panel, long_rows(panel)[0])
    with open_project(window.session.path) as opened:
        (film,) = films(opened)
        path = film.media[0].path
    away = path.rename(path.with_name("away"))
    try:
        with qtbot.waitSignal(window.desk.failed) as told:
            panel.split(shot.start + 3)
    finally:
        away.rename(path)
    assert "is not where it was" in told.args[0]
    assert told.args[1]
    assert (shot.start, shot.start + 3) in {(each.start, each.end) for each in panel.table.shots}
    qtbot.waitUntil(lambda: not panel.working.text())
    assert window.session.analysis.free
    window.session.turns.undo()


def test_what_can_not_be_done_is_told(panel, window, qtbot):
    current(panel, panel.table.rowCount() - 1)
    with qtbot.waitSignal(window.desk.failed) as told:
        panel.actions_["merge"].trigger()
    assert "no shot after" in told.args[0]


def test_where_the_shot_is_no_longer_there_the_list_is_read_again(panel, window, qtbot):
    shot = current(panel, 1)

    def begins(was, now):
        with open_project(window.session.path) as opened, opened.writing():
            opened.execute("UPDATE shots SET start = ? WHERE start = ?", [now, was])

    begins(shot.start, shot.start + 1)  # as by another program
    try:
        qtbot.keyClick(panel.view, Qt.Key.Key_X)
        qtbot.waitUntil(lambda: panel.table.shots[1].start == shot.start + 1)
        said = "That shot is no longer there."
        qtbot.waitUntil(lambda: window.notice.happened.text() == said)
        assert window.notice.remedy.text() == "The list has been read again."
    finally:
        begins(shot.start + 1, shot.start)
        panel.read()
        qtbot.waitUntil(lambda: panel.table.shots[1].start == shot.start)


def test_i_and_o_set_the_range_of_the_film_and_a_button_clears_it(panel, window, qtbot):
    def outside():
        return [shot.outside for shot in panel.table.shots]

    window.session.find("motion")  # all pairs, not those of one shot
    last = panel.table.rowCount() - 1
    first = current(panel, 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: outside() == [True] + [False] * last)
    end = current(panel, last - 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_O)
    middle = [True] + [False] * (last - 1) + [True]
    qtbot.waitUntil(lambda: outside() == middle)
    with open_project(window.session.path) as opened:
        assert films(opened)[0].range == FrameRange(first.start, end.end)

    def paired():
        pairs = window.session.candidates
        return {side.start for pair in pairs for side in (pair.out, pair.into)}

    inside = {shot.start for shot in panel.table.shots if not shot.outside}
    qtbot.waitUntil(lambda: paired() and paired() <= inside)
    whole_film = panel.actions_["clear_range"]
    qtbot.mouseClick(panel.buttons.widgetForAction(whole_film), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not any(outside()))
    assert whole_film not in panel.buttons.actions()
    qtbot.waitUntil(lambda: bool(paired() - inside))


def test_s_splits_at_the_frame_in_the_viewer(panel, window, qtbot):
    player = window.viewer.player
    qtbot.waitUntil(lambda: player.speed != 0)
    player.play(0)
    player.seek(3)
    film, frame = player.frames_shown()[0]
    shot = current(panel, panel.table.row_of(film, frame))
    qtbot.keyClick(panel.view, Qt.Key.Key_S)
    settle(window)
    ranges = [(each.frames.start, each.frames.stop) for each in on_disk(window)]
    assert (shot.start, frame) in ranges
    assert (frame, shot.end) in ranges


def test_a_shot_that_is_elsewhere_is_split_where_the_editor_says(panel, window, qtbot, monkeypatch):
    shown = window.viewer.player.frames_shown()
    row = next(
        row
        for row, shot in enumerate(panel.table.shots)
        if shot.seconds > 0.5 and not any(shot.start <= frame < shot.end for _film, frame in shown)
    )
    shot = current(panel, row)
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (shot.start + 7, True))
    qtbot.keyClick(panel.view, Qt.Key.Key_S)
    settle(window)
    assert (shot.start, shot.start + 7) in [
        (each.frames.start, each.frames.stop) for each in on_disk(window)
    ]


def test_shots_split_while_films_are_watched_are_looked_at_afterwards(
    panel, window, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    analysis = window.session.analysis
    analysis.add([(tmp_path / "reel.mov", None)])
    assert analysis.running
    shot = current(panel, panel.table.rowCount() - 1)
    panel.split(shot.start + 11)
    qtbot.waitUntil(lambda: "after the films" in panel.working.text())
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    settle(window)
    assert not panel.working.text()
    with open_project(window.session.path) as opened:
        spans = {span[1:] for span in opened.features.spans(*MOTION)}
    assert {(shot.start, shot.start + 11), (shot.start + 11, shot.end)} <= spans


def test_a_film_waits_while_new_shots_are_looked_at(panel, window, qtbot, tmp_path, monkeypatch):
    analysis, asked = window.session.analysis, []
    look = window.session.errands.ask
    monkeypatch.setattr(window.session.errands, "ask", lambda *a, **b: asked.append((a, b)))
    shots = panel.table.shots
    row = max(range(len(shots)), key=lambda row: shots[row].end - shots[row].start)
    shot = current(panel, row)
    panel.split((shot.start + shot.end) // 2)
    qtbot.waitUntil(lambda: bool(asked))
    assert "Looking" in panel.working.text()
    analysis.add([(tmp_path / "not there.mov", None)])
    assert not analysis.running
    assert not window.menu["improve"].isEnabled()
    ((what, named),) = asked
    look(*what, **named)
    qtbot.waitUntil(lambda: analysis.films[-1].state == State.FAILED)
    assert "is not there" in analysis.films[-1].words
    assert not panel.working.text()


def test_new_shots_that_a_helper_died_over_are_looked_at_again_by_one_button(
    panel, window, qtbot, monkeypatch
):
    asked = []
    shots = panel.table.shots
    row = max(range(len(shots)), key=lambda row: shots[row].end - shots[row].start)
    shot = current(panel, row)
    with monkeypatch.context() as patch:
        patch.setattr(window.session.errands, "ask", lambda *_, **named: asked.append(named))
        panel.split((shot.start + shot.end) // 2)
        qtbot.waitUntil(lambda: bool(asked))
        asked[0]["failed"]("A helper ended twice.", "Try again.")
    assert window.notice.tells("A helper ended twice.")
    assert not panel.working.text()
    qtbot.mouseClick(window.notice.action, Qt.MouseButton.LeftButton)
    assert "Looking" in panel.working.text()
    qtbot.waitUntil(lambda: not panel.working.text())
    window.session.turns.undo()


def test_undo_takes_back_what_was_done_to_shots_in_turn_with_verdicts(panel, window, qtbot):
    def bounds():
        return [(shot.start, shot.end) for shot in panel.table.shots]

    session, before, row = window.session, bounds(), long_rows(panel)[0]
    shot = current(panel, row)
    qtbot.keyClick(panel.view, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: panel.table.shots[row].hidden)
    panel.split(shot.start + 5)
    qtbot.waitUntil(lambda: bounds() != before and not panel.working.text())
    after = bounds()
    session.tag("maybe")
    tagged = session.selected.id
    for _ in range(3):
        session.turns.undo()
    qtbot.waitUntil(lambda: bounds() == before)
    qtbot.waitUntil(lambda: not panel.table.shots[row].hidden)
    assert session.decisions.review(tagged).verdict is None
    session.turns.redo()
    session.turns.redo()
    qtbot.waitUntil(lambda: bounds() == after and not panel.working.text())
    assert [shot for shot in on_disk(window) if shot.hidden]
    steps = []
    session.decisions.history(steps.extend, 10)
    qtbot.waitUntil(lambda: bool(steps))
    assert [past.step.deed for past in steps][-2:] == ["hide", "split"]
    window.workspace.docks["history"].raise_()
    listed = window.history.list
    qtbot.waitUntil(lambda: listed.count() and "split" in listed.item(0).text())
    assert f"split  {shot.timecode}" in window.history.list.item(0).text()


def test_the_list_stays_that_of_its_shot_when_one_before_it_is_split(panel, window, qtbot):
    session, long = window.session, long_rows(panel)
    shot = current(panel, long[3])
    panel.match()
    settle(window)
    first = current(panel, long[0])
    panel.split(first.start + 9)
    settle(window)
    assert session.search.matching == (shot.film, shot.shot + 1)
    assert session.candidates
    for pair in session.candidates:
        assert shot.start in (pair.out.start, pair.into.start)
    assert window.candidates.matching.text() == f"partners of shot {shot.shot + 1}"


def test_a_panel_behind_another_lists_nothing_until_it_is_in_front(panel, window, qtbot):
    session, docks = window.session, window.workspace.docks
    session.select(session.candidates[0].id)
    listed = []
    panel.table.modelReset.connect(lambda: listed.append(panel.table.rowCount()))
    before, shot = panel.table.shots, current(panel, 1)
    docks["candidates"].raise_()
    qtbot.waitUntil(lambda: not panel._in_front)
    session.answers.ask(
        asks.change_of_shot("hide")({"film": shot.film, "start": shot.start, "hidden": True}),
        lambda _: session.refresh(),
    )
    qtbot.waitUntil(lambda: panel.current().hidden)
    other = next(each for each in session.candidates if each.out.shot != shot.shot)
    session.select(other.id)
    settle(window)
    assert listed == []
    docks["shots"].raise_()
    qtbot.waitUntil(lambda: bool(listed))
    assert listed == [len(before)]
    assert panel.current().start <= other.out.frame < panel.current().end
    assert panel.table.shots[1].hidden
    session.turns.undo()
    settle(window)


def test_shots_that_have_not_changed_are_not_listed_again(panel, window, qtbot):
    listed = []
    panel.table.modelReset.connect(lambda: listed.append(1))
    window.session.refresh()
    settle(window)
    assert listed == []
