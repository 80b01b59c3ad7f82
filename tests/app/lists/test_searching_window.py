"""Searches as the editor sees them: by a still, slow, refused, flopped, and for want of figures."""

import json
import os
import signal
from contextlib import contextmanager
from dataclasses import replace

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from rooms import press

from app.panels.candidates import CandidatesPanel
from app.player.compose import Marks
from app.server import nobody
from app.settings import Preferences, preferences, set_preferences
from app.tables.thumbnails import Thumbnails, wanted_still
from matchcut.project.project import open_project
from matchcut.project.shots import all_shots
from matchcut.review import FLAVOURS

# Its processes are stopped, which warm ones can't be.
pytestmark = pytest.mark.usefixtures("cold_file")
posix = pytest.mark.skipif(os.name != "posix", reason="SIGSTOP is a word of Unix")


@contextmanager
def long_search(session):
    """Hold the process that searches, as one of thousands of shots would."""
    process = session.search.server.process_id()
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_where_no_pair_matches_one_button_looks_for_others(panel, window, qtbot):
    session, empty = window.session, panel.empty
    session._found([])
    assert session.selected is None
    assert "Select" not in window.inspector.empty.words.text()
    assert empty.button.text() == "Motion matches"
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.search.flavour == "motion" and not session.search.going)
    session._found([])
    assert empty.button.text() == "Frame matches"
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.search.flavour == "frame" and bool(session.candidates))


def test_where_nothing_matches_a_shot_it_is_seen_and_matched_in_another_way(panel, window, qtbot):
    session, empty, pair = window.session, panel.empty, window.session.candidates[0]
    shot = pair.out.film, pair.out.shot, pair.out.frame
    session.find("frame", match_shot=shot)
    qtbot.waitUntil(lambda: session.search.matching == shot[:2] and not session.search.going)
    session._found([])
    said = f"No other shot has a figure like that of shot {shot[1]}, or it has none."
    assert empty.words.text() == said
    loop = window.viewer.player.loop
    assert loop.tail is None
    assert (loop.head.first, loop.head.stop) == (pair.out.start, pair.out.end)
    assert empty.button.text() == "Match its motion"
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.search.flavour == "motion" and not session.search.going)
    assert session.search.matching == shot[:2]
    session._found([])
    assert empty.button.text() == "Match its action"
    session.find("frame")
    qtbot.waitUntil(lambda: session.search.matching is None and not session.search.going)
    assert session.selected == pair


def test_a_single_shot_asks_for_more_films(panel, window, monkeypatch):
    session, empty, wanted = window.session, panel.empty, []
    (film,) = session.analysis.films
    monkeypatch.setattr(session.analysis, "films", [replace(film, shots=1)])
    panel.films_wanted.connect(lambda: wanted.append(True))
    found = session.candidates
    session._found([])
    assert empty.words.text() == "A pair takes two shots, and here is one."
    assert empty.button.text() == "Add films…"
    # It does what it says, also where another shot has come since.
    monkeypatch.setattr(session.analysis, "films", [replace(film, shots=2)])
    with monkeypatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
        empty.button.click()
    assert wanted
    session._found(found)


def test_a_dropped_still_stands_left_of_its_partners(panel, window, qtbot, short_film, tmp_path):
    reader = cv2.VideoCapture(str(short_film))
    reader.set(cv2.CAP_PROP_POS_FRAMES, 15)
    still = tmp_path / "still.png"
    cv2.imwrite(str(still), reader.read()[1])
    window.take([still])
    session = window.session
    qtbot.waitUntil(lambda: session.search.matching == still and not session.search.going)
    assert session.candidates
    assert {pair.still for pair in session.candidates} == {str(still)}
    said = panel.matching.text()
    assert said.startswith("partners of still.png, which shows shot 1 near 00:00:00:1")
    assert said.endswith("that shot is left out")
    qtbot.waitUntil(lambda: window.thumbnails.picture(wanted_still(str(still))) is not None)
    player = window.viewer.player
    qtbot.waitUntil(lambda: player.picture(str(still), 0) is not None)
    assert player.loop.tail.still
    stays = session.selected
    for key in (Qt.Key.Key_G, Qt.Key.Key_A, Qt.Key.Key_R):
        window.notice.hide()
        qtbot.keyClick(window, key)
        assert window.notice.tells(
            "A still is no shot, so this pair can't be kept or turned round."
        )
        assert session.selected == stays
    for control in (*window.inspector.buttons.values(), window.inspector.note):
        assert not control.isEnabled()
        assert control.toolTip().startswith("A still is no shot")
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert not window.inspector.note.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert window.notice.isVisible()
    session.next()
    assert session.selected != stays
    assert not window.notice.isVisible()
    session.find("frame")
    qtbot.waitUntil(lambda: session.search.matching is None and not session.search.going)
    for control in (*window.inspector.buttons.values(), window.inspector.note):
        assert control.isEnabled()
        assert "still" not in control.toolTip()


def test_a_search_that_takes_long_is_told_and_the_heading_stays_with_its_list(
    panel, window, qtbot, monkeypatch
):
    session, words = window.session, window.words
    pair, told = session.candidates[0], words.text()
    with monkeypatch.context() as patch:
        patch.setattr(session.search.server, "ask", lambda *_, **__: 10**9)  # and no answer
        session.find(pair.flavour, match_shot=(pair.out.film, pair.out.shot, pair.out.frame))
        assert words.text() == told  # a quick one would only flicker
        qtbot.waitUntil(lambda: words.text() == "looking for pairs…")
        assert (window.line.value(), window.line.isEnabled()) == (0, True)
        assert not panel.matching.isVisible()
    session.search.ask_again()
    qtbot.waitUntil(lambda: not session.search.going)
    assert words.text() == told
    assert panel.matching.text() == f"partners of shot {pair.out.shot}"
    session.find(pair.flavour)
    qtbot.waitUntil(lambda: not session.search.going)
    assert not panel.matching.isVisible()


@posix
def test_what_is_asked_about_a_pair_or_shots_does_not_wait_behind_a_search(window, qtbot):
    session, close_up = window.session, window.viewer.close_up
    pair, shots = session.selected, window.shots
    close_up.forget_marks()
    with long_search(session):
        session.find("motion")
        with qtbot.waitSignal(close_up.marks_here):
            close_up.marks(pair.out.film, pair.out.frame, "out")
        with qtbot.waitSignal(close_up.scores_here):
            close_up.look_at(pair)
        row = shots.table.index(0, 0)
        shots.view.setCurrentIndex(row)
        for hidden in (True, False):
            shots.hide_shot()
            qtbot.waitUntil(lambda now=hidden: shots.current().hidden is now)
        assert session.search.going
    qtbot.waitUntil(lambda: not session.search.going)
    session.find(pair.flavour)
    qtbot.waitUntil(lambda: not session.search.going)


@posix
def test_a_search_that_another_replaces_is_cancelled(window, qtbot):
    session, before = window.session, window.session.search.flavour
    found, unheard = [], []
    session.search.found.connect(lambda pairs, _: found.append(pairs))
    session.search.server.stray.connect(unheard.append)
    with long_search(session):
        session.find("motion")
        session.find("action")
    qtbot.waitUntil(lambda: not session.search.going)
    (pairs,) = found
    assert {pair.flavour for pair in pairs} == {"action"}
    assert unheard == [None]  # that it was cancelled, and no answer
    session.find(before)
    qtbot.waitUntil(lambda: not session.search.going)


@posix
@pytest.mark.parametrize("way", ["button", "key"])
def test_a_search_is_stopped_and_the_list_still_answers_the_one_before(window, qtbot, way):
    session, words, before = window.session, window.words, window.session.search.flavour
    listed, films = session.candidates, [each.state for each in session.analysis.films]
    with long_search(session):
        session.find("motion")
        qtbot.waitUntil(words.stop_button.isVisible)
        assert window.menu["stop_work"].isEnabled()
        if way == "button":
            words.stop_button.click()
        else:
            press(qtbot, window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
        assert not session.search.going
    assert (session.search.flavour, session.candidates) == (before, listed)
    assert window.filters.flavours[before].isChecked()
    assert [each.state for each in session.analysis.films] == films
    assert not words.stop_button.isVisible()


@posix
def test_where_the_first_search_is_stopped_another_is_offered(panel, window, qtbot, monkeypatch):
    session, search = window.session, window.session.search
    monkeypatch.setattr(search, "_answered", None)
    session._found([])
    with long_search(session):
        search.ask_again()
        session.search.give_up()
    assert panel.empty.words.text() == "The search for pairs was not finished."
    assert panel.empty.button.text() == "Search again"
    panel.empty.button.click()
    qtbot.waitUntil(lambda: bool(session.candidates))


def test_what_a_helper_that_died_was_asked_is_asked_again_by_one_button(window, qtbot):
    session, before = window.session, window.session.search.flavour
    for pair_flavour in ("motion", before):
        session.find(pair_flavour)
        number = session.search._asked
        session.search.server._open[number].died("A helper ended twice.", "Try again.")
        session.search.server.cancel(number)
        assert not session.search.going
        assert window.notice.action.text() == "Try again"
        qtbot.mouseClick(window.notice.action, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not session.search.going)
        assert session.search.flavour == pair_flavour
    assert {pair.flavour for pair in session.candidates} == {before}


def test_what_is_asked_about_a_pair_names_what_finds_figures(window, monkeypatch):
    session, close_up = window.session, window.viewer.close_up
    pair, asked, was = session.selected, {}, preferences()
    set_preferences(Preferences(segmenter="yolo"))
    with monkeypatch.context() as patch:
        patch.setattr(
            session.answers, "ask", lambda what, *_, **__: asked.update({what.name: what}) or 0
        )
        close_up.forget_marks()
        close_up.marks(pair.out.film, pair.out.frame, "out")
        close_up.look_at(pair)
        window.viewer.nudging.toggle()
        session._pairs.turn(pair.id, nobody, nobody)
        session._pairs.fetch(["never shown"], nobody)
    set_preferences(was)
    window.viewer.nudging.toggle()
    close_up.forget_marks()
    assert asked.keys() == {"marks", "heat_map", "nudge", "reverse", "pairs"}
    assert {what.arguments["segmenter"] for what in asked.values()} == {"yolo"}


def test_where_a_still_can_not_be_matched_the_list_stays_and_says_why(
    panel, window, qtbot, tmp_path
):
    session, before = window.session, window.session.candidates
    nothing = tmp_path / "nothing.png"
    nothing.write_text("no picture")
    with qtbot.waitSignal(session.not_found):
        window.take([nothing])
    assert window.notice.isVisible()
    assert session.candidates is before
    assert session.search.matching is None
    assert not panel.matching.isVisible()
    assert not window.notice.action.isVisible()
    window.notice.hide()


def test_after_a_search_that_failed_the_filters_show_what_is_listed(window, qtbot):
    session = window.session
    before = session.search.flavour
    other = next(each for each in FLAVOURS if each != before)
    with qtbot.waitSignal(session.not_found):
        session.find(other, match_shot=("no such film", 1, 0))
    qtbot.waitUntil(lambda: not session.search.going)
    assert session.search.flavour == before
    assert window.filters.flavours[before].isChecked()
    window.notice.hide()


def test_a_key_that_is_held_steps_on_but_searches_once(window):
    assert all(window.menu[name].autoRepeat() for name in ("next", "frame_on", "out_frame_later"))
    assert not any(window.menu[f"{flavour}_matches"].autoRepeat() for flavour in FLAVOURS)


def test_a_pair_of_a_flavour_that_a_later_version_has_added_is_shown_and_its_shot_matched(
    window, qtbot, monkeypatch
):
    session, close_up = window.session, window.viewer.close_up
    before, pair = session.selected, replace(session.selected, flavour="sound")
    asked = []
    with monkeypatch.context() as patch:
        patch.setattr(session.answers, "ask", lambda what, *_, **__: asked.append(what))
        close_up.look_at(pair)
        assert close_up.marks(pair.into.film, pair.into.frame, "in") == Marks()
    assert not asked
    monkeypatch.setattr(session, "selected", pair)
    with qtbot.waitSignal(session.candidates_changed):
        press(qtbot, window, Qt.Key.Key_T)
    assert session.search.matching == (pair.out.film, pair.out.shot)
    assert session.search.flavour == before.flavour
    session.find(before.flavour)
    qtbot.waitUntil(lambda: not session.search.going)


def test_flop_is_searched_for_until_it_is_switched_off_or_the_filters_are_cleared(
    window, qtbot, monkeypatch
):
    session, flop, asked = window.session, window.filters.flop, []
    ask = session.search.server.ask
    monkeypatch.setattr(
        session.search.server,
        "ask",
        lambda question, *then, **how: (
            asked.append((question.arguments["flop"], question.arguments["frame"])),
            ask(question, *then, **how),
        )[1],
    )
    pair = session.candidates[0]

    def settled():
        qtbot.waitUntil(lambda: not session.search.going)
        assert window.menu["flop_matches"].isChecked() == flop.isChecked() == session.search.flop
        return asked[-1]

    press(qtbot, window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert settled() == (True, None)
    assert flop.isChecked()
    session.find(pair.flavour, match_shot=(pair.out.film, pair.out.shot, pair.out.frame))
    assert settled() == (True, pair.out.frame)
    qtbot.mouseClick(flop, Qt.MouseButton.LeftButton)
    # Still the partners of that shot.
    assert settled() == (False, pair.out.frame)
    qtbot.mouseClick(flop, Qt.MouseButton.LeftButton)
    settled()
    with qtbot.waitSignal(session.not_found):
        session.search.ask("frame", match_shot=("no such film", 1, 0), image=None)
    assert settled()[0]
    window.filters.clear()
    assert not settled()[0]
    session.find(pair.flavour)
    assert settled() == (False, None)


def test_titles_and_black_are_paired_by_a_switch_and_by_key_until_the_filters_are_cleared(
    window, qtbot
):
    search, switch = window.session.search, window.filters.all_kinds

    def settled():
        qtbot.waitUntil(lambda: not window.session.search.going)
        assert window.menu["all_kinds"].isChecked() == switch.isChecked() == search.all_kinds
        return search._question["all_kinds"], search._question["flop"]

    assert settled() == (False, False)
    press(qtbot, window, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert settled() == (True, False)
    qtbot.mouseClick(window.filters.flop, Qt.MouseButton.LeftButton)
    assert settled() == (True, True)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert settled() == (False, True)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    window.filters.clear()
    assert settled() == (False, False)


@pytest.mark.parametrize("lacking", [True, False])
def test_analysing_again_is_offered_where_features_are_missing_and_not_on_a_full_disk(
    window, qtbot, lacking
):
    session = window.session
    session.search.ask_again()
    server = session.search.server
    question = server._open[session.search._asked]
    told = {"error": "It went wrong.", "remedy": "Try this.", "details": "", "analyse": lacking}
    with qtbot.waitSignal(session.not_found):
        server._hear({"id": json.loads(question.line)["id"], **told})
    assert window.notice.tells("It went wrong.")
    assert window.notice.action.isVisible() is lacking
    window.notice.hide()


def test_shots_that_are_in_no_pair_for_want_of_figures_are_counted_over_the_list(
    desk, session, project, qtbot
):
    panel = CandidatesPanel(desk, Thumbnails())
    qtbot.addWidget(panel)

    def listed(flavour):
        with qtbot.waitSignal(session.candidates_changed):
            session.find(flavour)
        return panel.left_out.text()

    assert listed("frame") == ""
    assert panel.left_out.isHidden()
    with open_project(project) as opened:
        spans = sorted(shot.span for shot in all_shots(opened))
        opened.features.keep_only(spans[0][0], spans[2:], {})
    assert "Left out 2 of " in listed("frame")
    assert "no figures by foreground yet." in panel.left_out.toolTip()
    assert not panel.left_out.isHidden()
