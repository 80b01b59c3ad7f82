"""What is pressed lands in the file that the editor knows, or the editor is told."""

import sqlite3
import threading
from time import monotonic

import pytest
from rooms import WAIT_MS, lay_open

from app.session.ledger import Ledger
from matchcut.project import films
from matchcut.project import reviews as saved
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import open_project
from matchcut.review import Anchor, Candidate


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rushes.matchcut"
    shown = ShownPair("pair", Candidate("frame", Anchor("a", 1), Anchor("a", 2)), 0.5, {})
    with open_project(path, create=True) as project:
        record_pairs(project, [shown])
    return path


@pytest.fixture
def ledger(qtbot, path):
    ledger = Ledger(path)
    with qtbot.waitSignal(ledger.opened):
        ledger.start()
    yield ledger
    ledger.close()


def note(ledger, text):
    def deed(project):
        saved.set_notes(project, ["pair"], text)
        return ["pair"], lambda: None

    ledger.do(deed, ["pair"])


def test_a_project_that_is_renamed_while_open_has_what_was_said_and_takes_no_more(
    qtbot, path, ledger
):
    with qtbot.waitSignal(ledger.done):
        note(ledger, "her hand")
    asked = []
    ledger.ask(lambda project: None, asked.append)  # after it, all that was said is in the file
    qtbot.waitUntil(lambda: len(asked) == 1)
    moved = path.rename(path.with_name("moved.matchcut"))
    with qtbot.waitSignal(ledger.failed) as told:
        note(ledger, "the red door")
    assert "was moved, renamed or deleted" in told.args[0]
    with open_project(moved) as project:
        assert saved.review(project, "pair").note == "her hand"


def test_a_project_that_is_not_where_it_was_is_told_of_once_until_it_is_back(qtbot, path, ledger):
    told, answered = [], []
    ledger.failed.connect(lambda happened, remedy: told.append(f"{happened} {remedy}"))

    def look():
        ledger.look()
        ledger.ask(lambda _: None, answered.append)
        qtbot.waitUntil(lambda: bool(answered), timeout=WAIT_MS)
        answered.clear()

    look()
    moved = path.rename(path.with_name("moved.matchcut"))
    open_project(path, create=True).close()  # as a copy of yesterday
    look()
    look()
    assert told == [
        "rushes.matchcut was moved, renamed or deleted while it was open. "
        "Put it back, or open it from where it is now."
    ]
    moved.rename(path)
    look()
    assert len(told) == 1
    path.rename(moved)
    look()
    assert len(told) == 2
    moved.rename(path)


def test_a_question_comes_after_the_decisions_before_it_and_keeps_nobody_from_writing(
    qtbot, path, ledger
):
    reading, written, answers = threading.Event(), threading.Event(), []

    def question(project):
        with project.reading():
            told = saved.review(project, "pair").note
            reading.set()
            written.wait(30)
            return told

    note(ledger, "her hand")
    ledger.ask(question, answers.append)
    note(ledger, "the red door")
    assert reading.wait(30)
    with open_project(path, patience_seconds=0.1) as worker:
        saved.set_verdicts(worker, ["pair"], "good")
    written.set()
    qtbot.waitUntil(lambda: answers == ["her hand"])
    assert ledger.unwritten(WAIT_MS / 1000) == 0


def test_a_project_is_opened_while_others_write_to_it(qtbot, path, monkeypatch):
    counts = []

    def shot_counts(project):
        with open_project(path, patience_seconds=0.1) as worker:
            saved.set_verdicts(worker, ["pair"], "good")
        counts.append(real(project))
        return counts[-1]

    real = films.shot_counts
    monkeypatch.setattr("app.session.contents.shot_counts", shot_counts)
    ledger = Ledger(path)
    with qtbot.waitSignal(ledger.opened):
        ledger.start()
    ledger.close()
    assert len(counts) == 1


def test_reviews_are_read_again_only_where_others_have_changed_one(qtbot, path, ledger):
    noticed = []
    ledger.noticed.connect(lambda reviews, _: noticed.append(reviews))

    def look(deed):
        before = len(noticed)
        with open_project(path) as elsewhere, elsewhere.writing():
            deed(elsewhere)
        ledger.look()
        qtbot.waitUntil(lambda: len(noticed) > before)
        return noticed[-1]

    def analyse(elsewhere):
        elsewhere.execute("INSERT OR REPLACE INTO settings VALUES ('analysing', 'the worker')")

    assert look(analyse) is None
    assert look(lambda on: saved.set_notes(on, ["pair"], "hers"))["pair"].note == "hers"
    assert look(analyse) is None
    assert look(saved.undo) == {}
    with qtbot.waitSignal(ledger.done):
        note(ledger, "my own")
    assert look(analyse) is None
    assert look(lambda on: saved.set_verdicts(on, ["pair"], "good"))["pair"].verdict == "good"


def test_what_others_said_before_a_decision_of_ones_own_is_read_all_the_same(qtbot, path, ledger):
    noticed = []
    ledger.noticed.connect(lambda reviews, _: noticed.append(reviews))
    with open_project(path) as elsewhere:
        saved.set_verdicts(elsewhere, ["pair"], "bad")
    with qtbot.waitSignal(ledger.done):
        note(ledger, "her hand")
    ledger.look()
    qtbot.waitUntil(lambda: len(noticed) == 1)
    assert (noticed[0]["pair"].verdict, noticed[0]["pair"].note) == ("bad", "her hand")


def broken(*_):
    raise ValueError("a row that nobody foresaw")


def test_a_bug_in_a_look_or_in_what_follows_a_deed_costs_no_decision(
    qtbot, path, ledger, monkeypatch
):
    with sqlite3.connect(path) as elsewhere:
        elsewhere.execute("CREATE TABLE others (a)")
    for where in ("app.session.ledger.film_revisions", "app.session.ledger.Project.settle"):
        with monkeypatch.context() as patch:
            patch.setattr(where, broken)
            with qtbot.waitSignal(ledger.bug) as told:
                ledger.look()
                note(ledger, where)
        assert "a row that nobody foresaw" in told.args[0]
        with qtbot.waitSignal(ledger.done):
            note(ledger, f"after {where}")
    # The signal may be that of the deed before.
    assert (ledger.unwritten(WAIT_MS / 1000), ledger.loss()) == (0, None)
    with open_project(path) as project:
        assert saved.review(project, "pair").note == "after app.session.ledger.Project.settle"


def test_what_is_pressed_after_the_thread_has_ended_is_refused_and_told_as_lost(
    qtbot, ledger, monkeypatch
):
    def end(*_):
        raise SystemExit

    monkeypatch.setattr("app.session.ledger._PATIENCE_SECONDS", 120)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    monkeypatch.setattr(ledger, "_see", end)
    ledger.look()
    qtbot.waitUntil(lambda: not ledger._thread.is_alive())
    with qtbot.waitSignals([ledger.done, ledger.failed]):
        note(ledger, "her hand")
    began = monotonic()
    ledger.close()
    assert monotonic() - began < 60
    told = "1 decision could not be saved in rushes.matchcut."
    assert ledger.loss() == (told, "Close the project and open it again.")


def test_what_was_under_way_as_the_thread_ended_is_told_as_lost(qtbot, ledger, monkeypatch):
    pressed = threading.Event()

    def end(*_):
        pressed.wait(30)
        raise SystemExit

    monkeypatch.setattr("app.session.ledger._PATIENCE_SECONDS", 120)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    monkeypatch.setattr(ledger, "_see", end)
    ledger.look()
    note(ledger, "her hand")
    note(ledger, "the red door")
    pressed.set()
    qtbot.waitUntil(lambda: not ledger._thread.is_alive())
    assert ledger.unwritten() == 0
    assert "2 decisions could not be saved" in ledger.loss()[0]


def test_a_session_closes_its_ledger_once(desk, path, dressed, monkeypatch):
    closed, close = [], Ledger.close
    monkeypatch.setattr(Ledger, "close", lambda self: (closed.append(self), close(self)))
    lay_open(desk, path)
    desk.close()
    assert len(closed) == 1
