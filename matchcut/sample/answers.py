"""The contents of a sample film, its transitions, shots and planted matches, as JSON.

    {"rate": "24/1", "size": [1280, 720], "frames": 1566, "seed": 1, "hard": false,
     "transitions": [{"start", "stop", "kind"}, ...],
     "shots": [{"start", "stop", "kind", "group", "name"}, ...],
     "matches": [{"by", "out_shot", "in_shot", "out_frame", "in_frame", "distractors"}, ...]}

Frames count from the film's first; ``stop`` is excluded. ``out_shot``, ``in_shot`` and
``distractors`` number the shots from 0. ``group`` is the same number for near-duplicates and null
for other shots. ``out_frame`` is the last frame before the cut, ``in_frame`` the first after it.
"""

import json
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from matchcut.errors import MediaError
from matchcut.files import replacing
from matchcut.review import Flavour
from matchcut.sample.plan import RATE, FilmPlan, PlannedMatch, Schedule, schedule
from matchcut.shots.shot import Transition
from matchcut.timing import FrameRange


@dataclass(frozen=True, slots=True)
class ShotAnswer:
    """A shot, ``stop`` excluded."""

    start: int
    stop: int
    kind: str
    group: int | None
    name: str

    @property
    def frames(self) -> FrameRange:
        """Its frames in the film."""
        return FrameRange(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """A planted match; see the module docstring."""

    by: Flavour
    out_shot: int
    in_shot: int
    out_frame: int
    in_frame: int
    distractors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was put into a sample film; raises ValueError if it is inconsistent."""

    rate: Fraction
    size: tuple[int, int]
    frames: int
    seed: int
    hard: bool
    transitions: tuple[Transition, ...]
    shots: tuple[ShotAnswer, ...]
    matches: tuple[MatchAnswer, ...]

    def __post_init__(self) -> None:
        spans = [(each.start, each.stop) for each in self.transitions]
        spans += [(each.start, each.stop) for each in self.shots]
        for start, stop in spans:
            FrameRange(start, stop)
        numbers = range(len(self.shots))
        if not all(m.out_shot in numbers and m.in_shot in numbers for m in self.matches):
            raise ValueError("a match of shots that are not there")

    def write(self, path: Path) -> None:
        """Write the answers as JSON. Raises MediaError if that fails."""
        document = asdict(self) | {"rate": f"{self.rate.numerator}/{self.rate.denominator}"}
        try:
            with replacing(path) as part:
                part.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise MediaError(
                f"{path.name} can't be written: {error.strerror}.",
                "Check the folder and the space left on the disk, then draw it again.",
            ) from error

    @staticmethod
    def read(path: Path) -> "Answers":
        """Read answers that `write` wrote. Raises MediaError if the file holds none."""
        try:
            return _answers(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, ArithmeticError, LookupError, TypeError) as error:
            raise MediaError(
                f"{path.name} holds no answers of a sample film.", "matchcut sample writes them."
            ) from error


def _answers(document: dict[str, Any]) -> Answers:
    width, height = document["size"]
    return Answers(
        rate=Fraction(document["rate"]),
        size=(width, height),
        frames=document["frames"],
        seed=document["seed"],
        hard=document["hard"],
        transitions=tuple(Transition(**entry) for entry in document["transitions"]),
        shots=tuple(ShotAnswer(**entry) for entry in document["shots"]),
        matches=tuple(_match(entry) for entry in document["matches"]),
    )


def _match(entry: dict[str, Any]) -> MatchAnswer:
    # Answers of earlier versions also state how long a match holds.
    known = {field.name: entry[field.name] for field in fields(MatchAnswer)}
    return MatchAnswer(**known | {"distractors": tuple(entry["distractors"])})


def answers(plan: FilmPlan, *, hard: bool) -> Answers:
    """Return the answers of a film."""
    times = schedule(plan)
    return Answers(
        rate=Fraction(RATE),
        size=(plan.width, plan.height),
        frames=times.frames,
        seed=plan.seed,
        hard=hard,
        transitions=_transitions(plan, times),
        shots=tuple(
            ShotAnswer(span.start, span.stop, shot.kind, shot.group, shot.name)
            for shot, span in zip(plan.shots, times.shots, strict=True)
        ),
        matches=tuple(_answer(plan, times, match) for match in plan.matches),
    )


def _transitions(plan: FilmPlan, times: Schedule) -> tuple[Transition, ...]:
    gradual = {
        span.start: Transition(span.start, span.stop, passage.kind)
        for passage, span in zip(plan.passages, times.passages, strict=True)
    }
    ends = [shot.stop for shot in times.shots]
    found = [gradual.get(end, Transition(end, end, "cut")) for end in ends]
    return tuple(answer for answer in found if answer.start < times.frames)


def _answer(plan: FilmPlan, times: Schedule, match: PlannedMatch) -> MatchAnswer:
    a, b = plan.number(match.out_shot), plan.number(match.in_shot)
    return MatchAnswer(
        by=match.by,
        out_shot=a,
        in_shot=b,
        out_frame=times.shots[a].start + match.out_frame,
        in_frame=times.shots[b].start + match.in_frame,
        distractors=tuple(plan.number(name) for name in match.distractors),
    )
