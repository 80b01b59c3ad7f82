"""The history panel: what was decided, named as everywhere else, and read only where it is seen."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from rooms import forget_reviews, lay_open, settle

from app.panels import history as history_panel
from app.session.decisions import PastCut, PastStep
from app.session.footage import Footage
from matchcut.media.times import FrameTimes
from matchcut.project import reviews as saved
from matchcut.project.films import films
from matchcut.project.project import open_project
from matchcut.review import Anchor, Nudge
from matchcut.serving import asks

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, room):
    forget_reviews(room)
    room.workspace.docks["history"].raise_()
    qtbot.waitUntil(lambda: not room.history.visibleRegion().isEmpty())
    yield room
    room.session.find("frame")
    qtbot.waitUntil(lambda: not room.session.search.going)


def test_a_verdict_behind_the_other_tab_reads_no_history_until_it_is_in_front(
    qtbot, window, monkeypatch
):
    read = []
    history = saved.history
    monkeypatch.setattr(saved, "history", lambda *a, **b: read.append(1) or history(*a, **b))
    window.workspace.docks["inspector"].raise_()
    qtbot.waitUntil(lambda: window.history.visibleRegion().isEmpty())
    settle(window)
    read.clear()
    with qtbot.waitSignal(window.session.ledger.done):
        qtbot.keyClick(window, Qt.Key.Key_B)
    qtbot.wait(50)
    assert read == []
    window.workspace.docks["history"].raise_()
    listed = window.history.list
    qtbot.waitUntil(lambda: listed.count() and "bad" in listed.item(0).text())


def test_a_click_goes_to_a_pair_that_no_list_shows_and_its_row_names_its_timecodes(qtbot, window):
    session, listed = window.session, window.history.list
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: session.selected.flavour == "motion")
    pair = session.selected
    qtbot.keyClick(window, Qt.Key.Key_M)
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(session.path)
    session = window.session
    assert session.candidate(pair.id) is None
    window.workspace.docks["history"].raise_()
    words = f"{pair.out.timecode} > {pair.into.timecode}"
    qtbot.waitUntil(lambda: listed.count() and words in listed.item(0).text())
    at = listed.visualItemRect(listed.item(0)).topLeft() + QPoint(20, 5)
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: session.selected.id == pair.id)


def test_a_frame_after_lacking_ones_has_the_timecode_of_its_time(analysed):
    with open_project(analysed) as project:
        film = films(project)[0]
    ticks = int(1 / (film.rate * film.time_base))
    times = FrameTimes(np.array([0, 1, 2, *range(27, 60)]) * ticks, film.time_base)
    footage = Footage([film], {film.uuid: times})
    assert film.rate == Fraction(24)
    assert footage.label(film.uuid, 3).endswith("00:00:01:03")
    assert footage.timecode_at(Anchor(film.uuid, 27 * ticks)) == "00:00:01:03"


def test_only_the_latest_steps_are_read(desk, session, project):
    for verdict in ("good", "bad", "maybe"):
        session.tag(verdict)
    desk.close()
    with open_project(project) as opened:
        assert [step.deed for step in saved.history(opened, last=2)] == ["bad", "maybe"]


def test_undo_and_redo_can_be_pressed_where_there_is_something_to(qtbot, window):
    panel, session = window.history, window.session

    def at(undo, redo):
        qtbot.waitUntil(lambda: (panel.undo.isEnabled(), panel.redo.isEnabled()) == (undo, redo))

    session.select(session.candidates[0].id)
    session.tag("bad")
    session.tag("good")
    at(True, False)
    session.turns.undo()
    at(True, True)
    session.turns.redo()
    session.turns.redo()
    at(True, False)
    menu = window.menu
    assert (menu["undo"].isEnabled(), menu["redo"].isEnabled()) == (True, False)


def test_trims_of_a_pair_in_a_row_take_one_line(qtbot, window):
    session, listed = window.session, window.history.list
    first, second = session.candidates[:2]
    session.select(first.id)
    session.tag("good")
    for by in (1, 2, 3):
        session.trim(first.out.frame - by, first.into.frame + 2)
    session.select(second.id)
    session.trim(second.out.frame, second.into.frame + 4)

    def lines(count):
        return [listed.item(row).text().split("  ")[1] for row in range(count)]

    expected = ["in +4", "out \N{MINUS SIGN}3, in +2 in 3 trims", "good"]
    qtbot.waitUntil(lambda: listed.count() > 2 and lines(3) == expected)
    session.turns.undo()
    session.turns.undo()
    expected = ["out \N{MINUS SIGN}2, in +2 in 2 trims", "good"]
    qtbot.waitUntil(lambda: lines(2) == expected)
    session.turns.undo()
    session.turns.undo()


def test_redo_is_offered_only_where_an_earlier_sitting_undid_something(
    qtbot, desk, session, project
):
    def offered(session):
        told = []
        session.ledger.ask(lambda _: None, told.append)  # after what the window asks itself
        qtbot.waitUntil(lambda: bool(told))
        return session.turns.steps()[1]

    assert not offered(session)
    session.tag("good")
    session.turns.undo()
    assert offered(session)
    assert offered(lay_open(desk, project))


def test_an_edit_of_shots_is_told_with_its_timecode_before_its_film(window):
    from app.panels.history import _place

    film = window.session.films[0]
    step = saved.Step(1, "2026-01-01T00:00:00+00:00", "split", {})
    edit = PastStep(step, film=film.name, place=(film.uuid, 25))
    assert _place(window.session.footage, edit) == ("00:00:01:01", [])
    second = replace(film, uuid="second")
    assert _place(Footage([film, second]), edit) == ("00:00:01:01", [film.name])
    of_film = replace(edit, place=(film.uuid, None))
    assert _place(Footage([second]), of_film) == ("", [film.name])


def test_of_a_shot_it_is_told_whether_it_was_hidden_with_the_timecode_of_its_tile(qtbot, window):
    shots, listed = window.shots, window.history.list
    qtbot.waitUntil(lambda: len(shots._shots.of(None)) > 2)
    shot = shots._shots.of(None)[2]
    assert shot.start
    shots.catch_up()
    for said in ("hidden", "shown again"):
        shots.view.make_current(shots.table.index(shots.table.row_of(shot.film, shot.start)))
        shots.hide_shot()
        words = f"  {said}  {shot.timecode}"
        qtbot.waitUntil(
            lambda words=words: listed.count() and listed.item(0).text().endswith(words)
        )
        settle(window)


def test_of_a_film_it_is_told_what_was_typed(qtbot, window):
    session, listed = window.session, window.history.list
    uuid, refresh = session.films[0].uuid, lambda _: session.refresh()
    for what, said in (
        ({"reel": "A001"}, "reel: A001"),
        ({"start": "10:00:00:00"}, "start: 10:00:00:00"),
        ({"start": "", "reel": ""}, "reel: as its file, start: as its file"),
    ):
        session.answers.ask(asks.EDIT_FILM({"film": uuid, **what}), refresh)
        words = f"  {said}\n{session.films[0].name}"
        qtbot.waitUntil(
            lambda words=words: listed.count() and listed.item(0).text().endswith(words)
        )


def test_of_the_timeline_it_is_told_what_was_set(qtbot, window):
    session, listed = window.session, window.history.list
    refresh = lambda _: session.refresh()  # noqa: E731
    for what, said in (
        ({"rate": "23.976"}, "timeline rate: 23.976"),
        ({"rate": "24", "shape": "2.39"}, "timeline rate: 24, timeline frame: 2.39"),
        ({"rate": ""}, "timeline rate: as the first film"),
        ({"shape": ""}, "timeline frame: as the first film"),
    ):
        session.answers.ask(asks.TIMELINE(what), refresh)
        qtbot.waitUntil(
            lambda said=said: listed.count() and listed.item(0).text().endswith(f"  {said}")
        )


def test_in_a_narrow_panel_each_of_two_films_keeps_both_ends_of_its_name(window):
    from app.panels.history import _fitting

    metrics = window.history.list.fontMetrics()
    names = ["A001_C002_second_unit_on_the_beach.mov", "B003_C004_first_unit_by_the_sea.mxf"]
    room = metrics.horizontalAdvance(" > ".join(names)) // 2
    fitted = _fitting(metrics, names, room)
    first, second = fitted.split(" > ")
    for short, name in ((first, names[0]), (second, names[1])):
        start, end = short.split("…")
        assert len(start) > 4
        assert name.startswith(start)
        assert name.endswith(end)
    assert metrics.horizontalAdvance(fitted) <= room
    assert _fitting(metrics, ["a", names[1]], room).endswith(names[1][-8:])
    assert _fitting(metrics, names, 3 * room) == " > ".join(names)


def test_with_several_films_a_row_names_those_of_its_cut_below_their_timecodes(qtbot, window):
    session, listed = window.session, window.history.list
    film = session.films[0]
    second = replace(film, uuid="second", name="second.mp4")
    times = session.footage.times[film.uuid]
    session.footage = Footage([film, second], {film.uuid: times, second.uuid: times})
    step = saved.Step(1, "2026-01-01T00:00:00+00:00", "good", {})
    here, there = Anchor(film.uuid, times.pts_of(0)), Anchor(second.uuid, times.pts_of(24))
    for sides, names in (
        ((here, there), f"{film.name} > second.mp4"),
        ((there, there), second.name),
    ):
        window.history._show([PastStep(step, [PastCut("pair", *sides)])])
        assert listed.item(0).text().endswith("> 00:00:01:00\n" + names)
    second = replace(second, name="a second film of a name that has no room in a panel.mp4")
    session.footage = replace(session.footage, films=[film, second])
    window.history._show([PastStep(step, [PastCut("pair", here, there)])])
    item = listed.item(0)
    listed.resize(300, listed.height())
    option = QStyleOptionViewItem()
    listed.initViewItemOption(option)
    option.rect = listed.visualItemRect(item)
    listed.itemDelegate().initStyleOption(option, listed.indexFromItem(item))
    shown = option.text.splitlines()[-1]
    assert shown.startswith(film.name + " > a s")
    assert shown.endswith("panel.mp4")
    assert item.toolTip().endswith(second.name)
    window.history._read()


def test_in_a_narrow_panel_timecodes_go_below_the_deed_and_both_stay_whole(qtbot, window):
    session, listed = window.session, window.history.list
    film = session.films[0]
    times = session.footage.times[film.uuid]
    session.footage = Footage([film], {film.uuid: times})
    step = saved.Step(1, "2026-01-01T00:00:00+00:00", "no verdict", {})
    sides = [Anchor(film.uuid, times.pts_of(frame)) for frame in (0, 24)]
    window.history._show([PastStep(step, [PastCut("pair", *sides)])])
    item = listed.item(0)
    whole = item.text()
    assert whole.endswith("verdict taken back  00:00:00:00 > 00:00:01:00")
    wide = listed.fontMetrics().horizontalAdvance(whole)

    def lines(width):
        listed.resize(width, listed.height())
        qtbot.wait(1)
        return listed.visualItemRect(item).height() // listed.fontMetrics().height()

    assert lines(2 * wide) == 1
    assert lines(wide) == 2
    option = QStyleOptionViewItem()
    listed.initViewItemOption(option)
    listed.itemDelegate().initStyleOption(option, listed.indexFromItem(item))
    assert option.text == whole.replace(" > ", "\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}")
    window.history._read()


def test_it_is_told_whether_a_pair_was_flopped_or_nudged_or_no_more(qtbot, window):
    session, listed = window.session, window.history.list
    session.select(session.candidates[0].id)
    for do, to, said in (
        (session.flop, True, "flopped"),
        (session.flop, False, "flop off"),
        (session.nudge, Nudge(1.1), "nudged"),
        (session.nudge, None, "nudge off"),
    ):
        do(to)
        qtbot.waitUntil(
            lambda said=said: listed.count() and listed.item(0).text().split("  ")[1] == said
        )


def test_earlier_steps_are_read_as_the_list_is_scrolled_down_to_the_first(
    qtbot, window, monkeypatch
):
    session, listed = window.session, window.history.list
    monkeypatch.setattr(history_panel, "_AT_ONCE", 8)
    first, second = (pair.id for pair in session.candidates[:2])
    session.select(first)
    pair = session.selected
    session.tag("maybe")
    for by in range(12):  # one row, of two readings
        session.trim(pair.out.frame - 1 - by, pair.into.frame)
    for verdict in 20 * ("good", "bad"):
        session.tag(verdict, second)
    listed.setFixedHeight(100)
    settle(window)
    read = listed.count()
    assert read < 42
    assert "bad" in listed.item(0).text()
    # A decision, while the rows are scrolled and earlier ones have not been read.
    listed.scrollToBottom()
    session.tag("maybe", second)
    qtbot.waitUntil(lambda: "maybe" in listed.item(0).text())
    session.turns.undo()
    settle(window)
    history, asked, bar = saved.history, [], listed.verticalScrollBar()
    monkeypatch.setattr(saved, "history", lambda *a, **b: asked.append(b) or history(*a, **b))
    for _ in range(9):
        listed.scrollToBottom()
        for _ in range(3):  # as a wheel goes on
            bar.valueChanged.emit(bar.maximum())
        settle(window)
    assert len(asked) == len({each["before"] for each in asked})
    rows = [listed.item(row).text().split("  ")[1] for row in range(42)]
    assert rows == [*20 * ("bad", "good"), "out \N{MINUS SIGN}12 in 12 trims", "maybe"]
    listed.doItemsLayout()
    measured = []
    monkeypatch.setattr(
        QStyledItemDelegate, "sizeHint", lambda *_: measured.append(1) or QSize(10, 10)
    )
    listed.doItemsLayout()
    assert len(measured) < 4  # not every row again
    monkeypatch.undo()
    listed.setMaximumHeight(16777215)
    session.tag("good", second)
    qtbot.waitUntil(lambda: "good" in listed.item(0).text())
    for _ in range(54):
        session.turns.undo()
    settle(window)
