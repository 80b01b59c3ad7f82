"""What is pressed lands in the file that the editor knows, or the editor is told."""

import pytest
from rooms import WAIT_MS

from app.ledger import Ledger
from matchcut.project import reviews as saved
from matchcut.project.project import open_project
from matchcut.review import Anchor, Candidate


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rushes.matchcut"
    shown = saved.ShownPair("pair", Candidate("frame", Anchor("a", 1), Anchor("a", 2)), 0.5, {})
    with open_project(path, create=True) as project:
        saved.record_pairs(project, [shown])
    return path


@pytest.fixture
def ledger(qtbot, path):
    ledger = Ledger(path)
    with qtbot.waitSignal(ledger.read, timeout=WAIT_MS):
        ledger.start()
    yield ledger
    ledger.close()


def note(ledger, text):
    def deed(project):
        saved.set_note(project, "pair", text)
        return ["pair"]

    ledger.do(deed, ["pair"])


def test_a_project_that_is_renamed_while_open_has_what_was_said_and_takes_no_more(
    qtbot, path, ledger
):
    with qtbot.waitSignal(ledger.done, timeout=WAIT_MS):
        note(ledger, "her hand")
    asked = []
    ledger.ask(lambda project: None, asked.append)  # after it, all that was said is in the file
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=WAIT_MS)
    moved = path.rename(path.with_name("moved.matchcut"))
    with qtbot.waitSignal(ledger.failed, timeout=WAIT_MS) as told:
        note(ledger, "the red door")
    assert "was moved, renamed or deleted" in told.args[0]
    with open_project(moved) as project:
        assert saved.review(project, "pair").note == "her hand"
