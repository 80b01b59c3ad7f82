"""What is asked about the pair in the viewer: as it is seen, at the cut point that is seen."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from player_room import pair_of, side

from app.player.close_up import CloseUp
from app.player.nudging import Nudging


@pytest.fixture
def asked(qapp):
    """A desk, and what is asked of its server, by name."""
    questions = {}

    def ask(question, then, failed=None):
        questions[question.name] = question.arguments
        return len(questions)

    answers = SimpleNamespace(ask=ask, cancel=lambda number: None)
    session = SimpleNamespace(answers=answers)
    desk = SimpleNamespace(session=session, failed=SimpleNamespace(emit=None))
    return desk, questions


@pytest.mark.parametrize("flop", [False, True])
def test_scores_and_nudges_are_of_the_side_as_it_is_mirrored(asked, flop):
    desk, questions = asked
    pair = pair_of("pair", side("a", 40), side("b", 30), flop=flop)
    close_up = CloseUp(desk)
    close_up.look_at(pair)
    close_up.marks("b", 30, "in")
    moved = SimpleNamespace(connect=lambda _: None)
    trimming = SimpleNamespace(out_frame=42, in_frame=28, point_moved=moved)
    nudging = Nudging(desk, trimming, close_up)
    nudging.show_pair(pair)
    nudging.toggle()
    nudging.reviewed(replace(pair, flop=not flop))
    scores, nudge, marks = (questions[name] for name in ("heat_map", "nudge", "marks"))
    assert (scores["by"], scores["flop"]) == ("frame", flop)
    assert scores["out"] == {"film": "a", "frame": 40}
    assert scores["in"] == {"film": "b", "frame": 30}
    assert nudge["flop"] is not flop
    assert nudge["out"] == {"film": "a", "frame": 42}
    assert nudge["in"] == {"film": "b", "frame": 28}
    assert (marks["film"], marks["frame"], marks["side"]) == ("b", 30, "in")
