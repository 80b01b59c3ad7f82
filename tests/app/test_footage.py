"""What the editor has said of a pair meets shots that have changed since."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.player.loop import loop_of
from app.session.candidates import Candidate, CandidateSide
from app.session.footage import Footage
from matchcut.media.times import FrameTimes
from matchcut.project.films import FilmRecord, ShotCount
from matchcut.project.media import MediaFile
from matchcut.project.stored_reviews import Review
from matchcut.review import Anchor

RATE = Fraction(25)
FILM = FilmRecord("F", "f.mov", "f", None, RATE, 1 / RATE, 600, 640, 360, "", None, ())
FOOTAGE = Footage([FILM], {"F": FrameTimes(np.arange(600), 1 / RATE)})


def side(frame, start, end):
    return CandidateSide("F", "f.mov", "f", 1, start, end, frame, frame, "", RATE)


def test_a_film_of_which_searches_leave_out_most_is_listed_with_how_much():
    (dark,) = replace(FOOTAGE, files={"F": Path("f.mov")}).watched({"F": ShotCount(4, 0.75)})
    assert dark[:2] == (Path("f.mov"), 4)
    assert dark[2].startswith("75% of it is taken for titles, black, bars or slates")
    (lit,) = replace(FOOTAGE, files={"F": Path("f.mov")}).watched({"F": ShotCount(4, 0.5)})
    assert lit[2] == ""


@pytest.mark.parametrize(
    ("said", "out", "into"),
    [
        # Both shots were split between the frame that was shown and the one chosen since.
        (Review(into=Anchor("F", 474)), (100, 116), (474, 475)),
        (Review(out=Anchor("F", 95)), (95, 96), (453, 466)),
        (Review(out=Anchor("F", 130), into=Anchor("F", 440)), (106, 131), (440, 465)),
    ],
)
def test_a_trimmed_pair_is_played_also_where_its_shot_has_been_split(said, out, into):
    pair = Candidate("id", "frame", 1, 0.9, {}, False, side(115, 100, 120), side(453, 450, 466))
    loop = loop_of(FOOTAGE.reviewed(pair, said), Fraction(1))
    assert (loop.tail.first, loop.tail.stop) == out
    assert (loop.head.first, loop.head.stop) == into


def test_rates_are_those_of_the_files_whatever_the_films_are_called():
    cards = Path("/one/A001.mov"), Path("/two/A001.mov")
    slow, fast = (
        replace(
            FILM, name="Reel 4", rate=Fraction(rate), media=(MediaFile(path, "original", "", 0, 0),)
        )
        for path, rate in zip(cards, (25, 50), strict=True)
    )
    assert Footage([slow, fast]).rates() == {cards[0]: 25.0, cards[1]: 50.0}


def test_a_frame_of_one_film_is_never_played_from_another():
    pair = Candidate("id", "frame", 1, 0.9, {}, False, side(115, 100, 120), side(453, 450, 466))
    shown = FOOTAGE.reviewed(pair, Review(out=Anchor("another", 30), into=Anchor("F", 460)))
    assert shown.out == pair.out
    assert shown.into.frame == 460
