"""The page of films asks for the latest shots, one question at a time."""

from types import SimpleNamespace

import pytest

from app.panels.watching import WatchingPage
from app.session.desk import Desk
from app.session.footage import Footage
from app.tables.thumbnails import Thumbnails


class SlowAnswers:
    """Keeps who asked until the test answers."""

    def __init__(self):
        self.asked = []

    def ask(self, what, then, *, failed, part):
        self.asked.append((then, failed))


@pytest.fixture
def page(qtbot, dressed):
    desk = Desk()
    page = WatchingPage(desk, Thumbnails())
    qtbot.addWidget(page)
    desk._session = session()
    return page


def session():
    analysis = SimpleNamespace(running=True)
    return SimpleNamespace(answers=SlowAnswers(), analysis=analysis, footage=Footage())


def test_shots_are_asked_for_again_only_once_the_last_question_is_answered(page):
    answers = page._desk.session.answers
    page.show()
    for _ in range(3):
        page._again.timeout.emit()
    assert len(answers.asked) == 1
    then, _ = answers.asked[-1]
    then({"films": []})
    page._again.timeout.emit()
    assert len(answers.asked) == 2
    _, failed = answers.asked[-1]
    failed("A helper ended.", "Try again.")
    page._again.timeout.emit()
    assert len(answers.asked) == 3


def test_the_shots_of_the_next_project_are_asked_for_though_those_of_the_last_never_came(page):
    page.show()
    page._desk.project_closing.emit()
    page._desk._session = session()
    page._again.timeout.emit()
    assert len(page._desk.session.answers.asked) == 1
