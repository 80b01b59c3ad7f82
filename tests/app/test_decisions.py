"""What is shown of the editor's decisions is what the disk has, once nothing is on its way."""

import pytest

from app.session.decisions import Decisions
from app.session.ledger import Ledger
from app.session.news import News
from matchcut.errors import ProjectError
from matchcut.project import reviews as saved
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import open_project
from matchcut.review import Anchor, Candidate


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rushes.matchcut"
    shown = [
        ShownPair(pair, Candidate("frame", Anchor("a", at), Anchor("a", at + 5)), 0.5, {})
        for at, pair in enumerate(("pair", "another"))
    ]
    with open_project(path, create=True) as project:
        record_pairs(project, shown)
    return path


@pytest.fixture
def decisions(qtbot, path):
    ledger = Ledger(path)
    decisions = Decisions(ledger, News())
    with qtbot.waitSignal(ledger.opened):
        ledger.start()
    yield decisions
    ledger.close()


def read(qtbot, ledger):
    contents = []
    ledger.read(contents.append)
    qtbot.waitUntil(lambda: bool(contents))
    return contents[0]


def test_what_others_have_said_is_shown_also_where_the_editor_decides_as_it_is_read(
    qtbot, path, decisions
):
    with open_project(path) as elsewhere:
        saved.set_verdicts(elsewhere, ["another"], "bad")

    def press(contents):
        decisions.set_verdicts(["pair"], "good")
        decisions.set_all(contents.reviews)

    ledger = decisions._ledger
    ledger.read(press)
    told = []
    decisions.changed.connect(told.extend)
    qtbot.waitUntil(lambda: decisions.review("another").verdict == "bad")
    assert decisions.review("pair").verdict == "good"
    assert "another" in told


def test_the_cut_list_has_one_order_also_where_another_process_accepts_at_the_same_time(
    qtbot, path, decisions
):
    cut = saved.AcceptedCut(Anchor("a", 0), Anchor("a", 5), flop=False)
    with open_project(path) as elsewhere:
        saved.accept_all(elsewhere, {"pair": cut})
    with qtbot.waitSignal(decisions._ledger.done):
        decisions.accept({"another": cut})
    decisions._ledger.look()
    qtbot.waitUntil(lambda: len(decisions.accepted()) == 2)
    with open_project(path) as project:
        assert decisions.accepted() == saved.accepted(project)


def test_what_is_accepted_is_mirrored_as_the_editor_saw_it(qtbot, path, decisions):
    out, into = Anchor("a", 0), Anchor("a", 5)
    with open_project(path) as elsewhere:
        # A mirrored search in another window; this one's list is older.
        record_pairs(
            elsewhere,
            [ShownPair("pair", Candidate("frame", out, into), 0.5, {}, flop=True)],
        )
    with qtbot.waitSignal(decisions._ledger.done):
        decisions.accept({"pair": saved.AcceptedCut(out, into, flop=False)})
    with open_project(path) as project:
        assert saved.review(project, "pair").flop is False


def test_undo_is_told_once_it_is_on_disk_and_not_where_the_disk_refuses_it(
    qtbot, path, decisions, monkeypatch
):
    with qtbot.waitSignal(decisions._ledger.done):
        decisions.set_verdicts(["pair"], "good")
    returned, marked = [], []
    decisions._news.returned.connect(returned.append)

    def full(project):
        marked.append(project)
        if len(marked) % 2 == 0:  # after the deed, before it is on disk
            raise ProjectError("There is no space left.", "Free some space.")

    with monkeypatch.context() as disk:
        disk.setattr("app.session.ledger.reviews_mark", full)
        with qtbot.waitSignals([decisions._ledger.failed, decisions._ledger.done]):
            decisions.undo()
        asked = []
        decisions.history(lambda *told: asked.append(told), 1)
        qtbot.waitUntil(lambda: len(asked) == 1)
    assert marked
    assert returned == []
    assert decisions.review("pair").verdict == "good"
    with qtbot.waitSignal(decisions._news.returned):
        decisions.undo()
    assert returned == ["pair"]
    with open_project(path) as project:
        assert saved.review(project, "pair").verdict is None


@pytest.mark.parametrize("to_check", [False, True])
def test_what_is_shown_at_once_is_what_the_disk_has_once_it_is_written(
    qtbot, path, decisions, to_check
):
    cut = saved.AcceptedCut(Anchor("a", 0), Anchor("a", 5), flop=True)
    deeds = [
        lambda: decisions.set_verdicts(["pair", "another"], "good"),
        lambda: decisions.accept({"pair": cut, "another": cut}),
        lambda: decisions.move("another", 0, ["pair", "another"]),
        lambda: decisions.set_verdicts(["pair"], "bad"),
        lambda: decisions.accept({"pair": cut}),
        lambda: decisions.trim("pair", Anchor("a", 1), Anchor("a", 7)),
        lambda: decisions.set_note("pair", "her hand"),
        lambda: decisions.remove(["pair"]),
        lambda: decisions.set_verdicts(["another"], None),
    ]
    for deed in deeds:
        if to_check:
            with open_project(path) as project, project.writing():
                saved.mark_to_check(project, "a", was="before", now="after")
            decisions.set_all(read(qtbot, decisions._ledger).reviews)
        with qtbot.waitSignal(decisions._ledger.done):
            deed()
            shown = [decisions.review(pair) for pair in ("pair", "another")]
        with open_project(path) as project:
            assert shown == [saved.review(project, pair) for pair in ("pair", "another")]
