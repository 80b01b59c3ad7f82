"""What the editor is at stays so while searches are repeated, and shows what is true now."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from rooms import forget_reviews, settle

from app.jobs.films import FilmWork, State
from app.session.candidates import UNTAGGED, Filters
from app.tables.candidates import CANDIDATE
from matchcut.project import reviews as saved
from matchcut.project.project import open_project
from matchcut.serving import asks

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, room):
    show_list(qtbot, room, "frame")
    forget_reviews(room)
    return room


def show_list(qtbot, window, flavour):
    window.session.find(flavour)
    qtbot.waitUntil(lambda: not window.session.search.going)


def search_again(window):
    """Search as at the end of each film."""
    window.session.refresh()
    settle(window)


def noted(path, *pairs):
    with open_project(path) as project:
        return [saved.review(project, pair).note for pair in pairs]


@pytest.fixture
def unlisted(qtbot, window):
    """A pair that is selected and not in the list, as after it fell out of the best."""
    show_list(qtbot, window, "motion")
    pair = window.session.candidates[2]
    show_list(qtbot, window, "frame")
    assert pair.id not in window.session.order
    window.session.select(pair.id)
    qtbot.waitUntil(lambda: window.session.selected.id == pair.id)
    return pair.id


def test_a_repeated_search_that_does_not_list_the_selected_pair_leaves_it_selected(
    qtbot, window, unlisted
):
    search_again(window)
    assert window.session.selected.id == unlisted
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert window.session.candidate(unlisted).verdict == "good"
    assert window.session.candidates[0].verdict is None


@pytest.mark.parametrize("place", [0, 2, -1])
def test_from_a_pair_that_drops_out_of_the_list_next_and_previous_go_on_where_it_stood(
    qtbot, window, place
):
    session, listed = window.session, window.session.candidates
    gone, best = listed[place], replace(listed[0], id="another")
    rest = [best, *[pair for pair in listed if pair.id != gone.id]]
    at = place % len(listed)
    after, before = rest[at + 1 :], rest[at]
    for key, beside in ((Qt.Key.Key_Down, next(iter(after), gone)), (Qt.Key.Key_Up, before)):
        session._found(listed, again=True)
        session.select(gone.id)
        session._found(rest, again=True)
        session._found(rest, again=True)
        assert session.selected.id == gone.id
        assert window.inspector.place.text() == "PAIR not in the list"
        qtbot.keyClick(window, key)
        assert session.selected.id == beside.id
    # One that was never in the list goes on with the first.
    session._after = None
    session.selected = gone
    assert session.neighbours()[0].id == best.id


def test_a_note_that_is_being_typed_during_a_repeated_search_stays_with_its_pair(
    qtbot, window, unlisted
):
    first = window.session.candidates[0].id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "the red ")
    search_again(window)
    qtbot.keyClicks(window.inspector.note, "door")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_Escape)
    expected = ["the red door", ""]
    qtbot.waitUntil(lambda: noted(window.session.path, unlisted, first) == expected)


def test_a_note_half_typed_when_another_list_is_asked_for_stays_with_its_pair(qtbot, window):
    first = window.session.selected.id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "her hand")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: window.session.selected.id != first)
    second = window.session.selected.id
    assert window.inspector.note.toPlainText() == ""
    expected = ["her hand", ""]
    qtbot.waitUntil(lambda: noted(window.session.path, first, second) == expected)


@pytest.fixture
def edit_film(qtbot, window):
    """Tells another name and start timecode of the film, as the Films dialog does."""
    session = window.session
    film = session.films[0].uuid

    def edit(name, start):
        told = []
        session.answers.ask(
            asks.EDIT_FILM({"film": film, "name": name, "reel": "", "start": start}), told.append
        )
        qtbot.waitUntil(lambda: bool(told))
        search_again(window)

    yield edit
    edit("", "")


def test_the_cut_list_shows_what_a_film_is_called_now_also_of_pairs_that_no_search_lists(
    qtbot, window, edit_film
):
    pair = window.session.selected
    qtbot.keyClick(window, Qt.Key.Key_A)
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: pair.id not in window.session.order)
    edit_film("Reel one", "10:00:00:00")
    table = window.cut_list.table
    qtbot.waitUntil(lambda: table.pairs[0].out.name == "Reel one")
    assert table.pairs[0].out.timecode == "10" + pair.out.timecode[2:]


def test_the_cut_list_shows_at_once_what_the_search_tells_anew(qtbot, window, edit_film):
    qtbot.keyClick(window, Qt.Key.Key_A)
    edit_film("Reel one", "10:00:00:00")
    assert [pair.out.name for pair in window.cut_list.table.pairs] == ["Reel one"]


def test_the_selected_pair_shows_the_timecode_that_its_list_shows(qtbot, window, edit_film):
    edit_film("Reel one", "10:00:00:00")
    pair = window.session.selected
    assert pair == window.session.candidate(pair.id)
    assert pair.out.timecode.startswith("10:")
    assert pair.out.timecode in window.inspector.out.text()


def test_another_score_of_the_selected_pair_is_shown_and_its_audition_goes_on(qtbot, window):
    session, pair = window.session, window.session.selected
    trimming = window.viewer.trimming
    earlier = trimming.out_frame - 2
    trimming.audition(earlier, trimming.in_frame)
    session._found([replace(each, score=0.11) for each in session.candidates], again=True)
    assert session.selected.id == pair.id
    assert window.inspector.score.text().startswith("0.11")
    assert trimming.out_frame == earlier


def test_n_shows_the_note_also_in_a_small_window(qtbot, window):
    note, size = window.inspector.note, window.size()
    window.resize(window.minimumSize())
    qtbot.wait(100)
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: note.hasFocus() and not note.visibleRegion().isEmpty())
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    window.resize(size)


@pytest.mark.parametrize("way", ["behind", "hidden", "picture only"])
def test_n_shows_the_note_that_it_puts_the_cursor_into(qtbot, window, way):
    docks = window.workspace.docks
    if way == "behind":
        docks["history"].raise_()
    elif way == "hidden":
        docks["inspector"].hide()
    else:
        qtbot.keyClick(window, Qt.Key.Key_Tab)
        assert window.workspace.bare
    note = window.inspector.note
    qtbot.waitUntil(note.visibleRegion().isEmpty)
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: note.hasFocus() and not note.visibleRegion().isEmpty())
    assert not window.menu["picture_only"].isChecked()
    qtbot.keyClick(note, Qt.Key.Key_Escape)


def test_undo_brings_a_pair_back_that_the_filter_had_taken_off(qtbot, window):
    panel, session = window.candidates, window.session
    panel.set_filters(Filters(verdicts=frozenset({UNTAGGED})))
    first, second = session.order[:2]
    before = list(session.order)
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert first not in session.order
    assert session.selected.id == second
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: list(session.order) == before)
    qtbot.waitUntil(lambda: session.selected.id == first)
    assert panel.view.currentIndex().data(CANDIDATE).id == first
    panel.set_filters(Filters())


def test_a_verdict_on_a_pair_of_the_cut_list_goes_on_in_the_cut_list(qtbot, window):
    session = window.session
    first, second = session.order[:2]
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_A)
    window.candidates.set_filters(Filters(verdicts=frozenset({UNTAGGED})))
    assert first not in session.order
    table, view = window.cut_list.table, window.cut_list.view
    at = view.visualRect(table.index(0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session.selected.id == first
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_G)
        assert session.selected.id == second
    window.candidates.set_filters(Filters())


def test_a_search_without_a_pair_leaves_the_panels_where_they_are_and_offers_a_way_back(
    qtbot, window, monkeypatch
):
    session = window.session
    qtbot.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: session.search.matching is not None and not session.search.going)
    watching = FilmWork(session.path.with_name("reel_2.mov"), state=State.WATCHING)
    monkeypatch.setattr(session.analysis, "films", [watching])
    session._found([])
    assert window.viewer.isVisible()
    empty = window.candidates.empty
    assert empty.isVisible()
    assert empty.button.text() == "Match its motion"
    back = window.candidates.all_pairs
    assert (back.text(), back.isVisible()) == ("Show all pairs", True)
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(session.candidates))
    assert session.search.matching is None


def test_a_note_is_kept_when_the_project_is_closed_from_within_it(qtbot, empty_window, project):
    window = empty_window
    with qtbot.waitSignal(window.desk.candidates_changed):
        window.open(project)
    session = window.session
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    path, pair = session.path, session.selected.id
    qtbot.keyClick(window, Qt.Key.Key_N)
    qtbot.keyClicks(window.inspector.note, "last words")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: not window.desk.is_open)
    assert noted(path, pair) == ["last words"]
    assert not window.candidates.table.pairs
