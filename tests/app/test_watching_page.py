"""The page of films asks for the latest shots, one question at a time."""

from types import SimpleNamespace

import pytest

from app.panels.watching import WatchingPage
from app.session.session import Session
from app.tables.thumbnails import Thumbnails


class SlowAnswers:
    """Keeps who asked until the test answers."""

    def __init__(self):
        self.asked = []

    def ask(self, what, then, *, failed, part):
        self.asked.append((then, failed))


@pytest.fixture
def page(qtbot, dressed):
    session = Session()
    page = WatchingPage(session, Thumbnails())
    qtbot.addWidget(page)
    session.answers, session.analysis = SlowAnswers(), SimpleNamespace(running=True)
    return page


def test_shots_are_asked_for_again_only_once_the_last_question_is_answered(page):
    answers = page._session.answers
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
    page._session.project_closed.emit()
    page._session.answers = SlowAnswers()
    page._again.timeout.emit()
    assert len(page._session.answers.asked) == 1
