"""Score detected transitions against transitions marked by eye.

A detection counts as one frame: the first of the new shot after a hard cut, the middle of a fade
or dissolve. It finds a hard cut within 2 frames of it, and a gradual transition anywhere from 2
frames before it to 2 frames after it. Each detection finds at most one transition.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matchcut.errors import ListError
from matchcut.sample.answers import Answers
from matchcut.shots.shot import Transition, TransitionKind
from matchcut.timing import FrameRange

_TOLERANCE_FRAMES = 2


@dataclass(frozen=True, slots=True)
class Truth:
    """The marked transitions of one film.

    marked: only these frames were marked; detections outside them don't count.
    neutral: spans in which detections are ignored.
    """

    film: str
    marked: FrameRange
    transitions: tuple[Transition, ...]
    neutral: tuple[FrameRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Transitions found, wrong detections, and transitions missed."""

    found: tuple[Transition, ...]
    wrong: tuple[Transition, ...]
    missed: tuple[Transition, ...]

    @property
    def precision(self) -> float:
        """Share of detections that are right; 1 if there are none."""
        return _share(len(self.found), len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of transitions that were found; 1 if there are none."""
        return _share(len(self.found), len(self.missed))

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * len(self.found), len(self.wrong) + len(self.missed))


def read_truth(path: Path) -> Truth:
    """Read marked cuts or the answers of a sample film, both JSON.

    Marked cuts: ``{"video", "frames", "cuts": [{"frame", "kind", "start", "end"}], "neutral"}``,
    where a hard cut has no ``start`` and ``end``. Raises ListError where the file is neither,
    MediaError where the answers are not whole.
    """
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
        return _sample_truth(path) if "transitions" in text else _marked_truth(text, path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListError(
            f"{path.name} can't be read as marked cuts ({_reason(error)}).",
            "Give a JSON file with the frames and cuts of one film.",
        ) from error


def _reason(error: Exception) -> str:
    match error:
        case OSError():
            return (error.strerror or "it can't be opened").lower()
        case KeyError():
            return f"it lacks {error}"
        case json.JSONDecodeError() | UnicodeDecodeError():
            return "it is no JSON"
        case ValueError():
            return str(error)
    return "its parts are not what they are called"


def score(detected: Iterable[Transition], truth: Truth) -> Score:
    """Compare detections with the truth, one to one."""
    counted = [
        each
        for each in detected
        if _frame(each) in truth.marked and not any(_frame(each) in span for span in truth.neutral)
    ]
    counted.sort(key=_frame)
    found: list[Transition] = []
    missed: list[Transition] = []
    # Take the transition that ends first, and for it the earliest detection left: this leaves the
    # most for the others.
    for transition in sorted(truth.transitions, key=lambda each: each.stop):
        hit = next((each for each in counted if _finds(each, transition)), None)
        if hit is None:
            missed.append(transition)
        else:
            counted.remove(hit)
            found.append(hit)
    return Score(tuple(found), tuple(counted), tuple(missed))


def pooled(scores: Iterable[Score]) -> Score:
    """Return the score of several films as if they were one."""
    scores = list(scores)
    return Score(
        tuple(each for one in scores for each in one.found),
        tuple(each for one in scores for each in one.wrong),
        tuple(each for one in scores for each in one.missed),
    )


def _frame(transition: Transition) -> int:
    return (transition.start + transition.stop) // 2


def _finds(detected: Transition, marked: Transition) -> bool:
    first, last = marked.start - _TOLERANCE_FRAMES, marked.stop + _TOLERANCE_FRAMES
    return first <= _frame(detected) <= last


def _share(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0


def _marked_truth(text: dict[str, Any], path: Path) -> Truth:
    film = text.get("video", path.stem)
    if not isinstance(film, str):
        raise ValueError(f"{film!r} is not a file name")
    return Truth(
        film=film,
        marked=FrameRange(0, _number(text["frames"])),
        transitions=tuple(
            _transition(cut.get("start", cut["frame"]), cut.get("end", cut["frame"]), cut["kind"])
            for cut in text["cuts"]
        ),
        neutral=tuple(
            FrameRange(_number(start), _number(stop)) for start, stop in text.get("neutral", [])
        ),
    )


def _sample_truth(path: Path) -> Truth:
    answers = Answers.read(path)
    return Truth(
        film=path.with_suffix(".mp4").name,
        marked=FrameRange(0, answers.frames),
        transitions=answers.transitions,
    )


def _transition(start: object, stop: object, kind: TransitionKind) -> Transition:
    return Transition(_number(start), _number(stop), kind)


def _number(value: object) -> int:
    """Return a frame number; anything else in the JSON is reported when the file is read."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a frame number")
    return value
