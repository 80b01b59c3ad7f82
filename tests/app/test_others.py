"""Two windows on one project: what the other one writes is seen without a new reading by hand."""

import pytest
from PySide6.QtCore import Qt
from rooms import lay_open, settle

from app.session.desk import Desk
from app.windows.outside_changes import OutsideChanges
from matchcut.project import reviews as saved
from matchcut.project.project import open_project
from matchcut.serving import asks

EVERY_MS = 200


@pytest.fixture(autouse=True)
def looks_often(monkeypatch):
    monkeypatch.setattr("app.windows.outside_changes.EVERY_MS", EVERY_MS)


@pytest.fixture
def other(qtbot, project):
    """A session on the same project, as another window has it."""
    desk = Desk()
    with qtbot.waitSignal(desk.candidates_changed):
        session = lay_open(desk, project)
    yield session
    desk.close()


def test_a_verdict_of_another_window_is_seen_and_the_selected_pair_stays(qtbot, window, other):
    window.activateWindow()
    session = window.session
    # Its search has told what it recorded.
    qtbot.waitUntil(lambda: not session.search.going and not other.search.going)
    pair, here = session.candidates[0].id, session.candidates[3].id
    session.select(here)
    searches = []
    session.finding_changed.connect(searches.append)
    other.select(pair)
    other.tag("good")
    other.accept()
    qtbot.waitUntil(lambda: session.candidates[0].verdict == "good")
    qtbot.waitUntil(lambda: [each.id for each in session.cut_list()] == [pair])
    assert session.selected.id == here
    assert searches == []


def test_a_film_that_is_named_otherwise_meanwhile_is_read_again(qtbot, window, project):
    window.activateWindow()
    with open_project(project) as opened, opened.writing():
        opened.execute("UPDATE films SET own_reel = 'B007'")
    qtbot.waitUntil(lambda: window.session.films[0].reel == "B007")


def test_shots_that_another_window_draws_or_hides_are_seen(qtbot, window, other, project):
    window.activateWindow()
    panel, session = window.shots, window.session
    qtbot.waitUntil(lambda: bool(panel._shots.of(None)) and not other.search.going)
    qtbot.waitUntil(lambda: not session.search.going and not session.analysis.running)
    searches = []
    session.finding_changed.connect(searches.append)

    def shots():
        return [(each.start, each.end, each.hidden) for each in panel._shots.of(None)]

    first = panel._shots.of(None)[0]
    spot = {"film": first.film, "start": first.start}
    other.answers.ask(asks.change_of_shot("hide")({**spot, "hidden": True}))
    qtbot.waitUntil(lambda: shots()[0] == (first.start, first.end, True))
    other.answers.ask(asks.change_of_shot("split")({**spot, "frame": first.start + 12}))
    qtbot.waitUntil(lambda: shots()[1][:2] == (first.start + 12, first.end))
    settle(window)
    assert searches
    searches.clear()
    other.select(other.candidates[0].id)
    other.tag("maybe")
    qtbot.waitUntil(lambda: session.decisions.review(other.selected.id).verdict == "maybe")
    assert searches == []


def test_a_search_comes_to_its_end_whatever_others_write_meanwhile(qtbot, window, monkeypatch):
    session = window.session
    window.activateWindow()
    while_finding = []
    monkeypatch.setattr(session, "refresh", lambda *_: while_finding.append(session.search.going))
    session.find("motion")
    session.ledger.noticed.emit(None, True)
    qtbot.waitUntil(lambda: bool(while_finding))
    assert while_finding == [False]
    assert session.candidates[0].flavour == "motion"


def test_what_a_command_writes_is_noticed_at_the_next_look(qtbot, session, project):
    with open_project(project) as opened:
        saved.set_notes(opened, [session.selected.id], "from elsewhere")
    session.ledger.look()
    qtbot.waitUntil(lambda: session.selected.note == "from elsewhere")


def test_nothing_is_looked_for_while_the_editor_is_elsewhere(qtbot, session, qapp):
    looks = []
    session.ledger.look = lambda: looks.append(1)
    OutsideChanges(session)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    looks.clear()
    qtbot.wait(EVERY_MS + 200)
    assert looks == []
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert looks == [1]
    qtbot.waitUntil(lambda: len(looks) > 1)
