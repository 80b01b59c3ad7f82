"""What a sample film holds: its transitions, shots, and planted matches, measured, as JSON.

    {"rate": "24/1", "size": [1280, 720], "frames": 1566, "seed": 1, "hard": false,
     "transitions": [{"start", "stop", "kind"}, ...],
     "shots": [{"start", "stop", "kind", "group", "name"}, ...],
     "matches": [{"by", "out_shot", "in_shot", "out_frame", "in_frame", "out_span", "in_span",
                  "iou", "flop", "distractors"}, ...]}

Frames count from the film's first; ``stop`` and the second number of a span are excluded.
``out_shot``, ``in_shot`` and ``distractors`` number the shots from 0. ``group`` is the same number
for near-duplicates and null for a shot that stands alone. ``out_frame`` is the last frame before
the cut, ``in_frame`` the first behind it. A frame match holds (``iou`` at least .8 between the true
masks) for any frame of ``out_span`` with any of ``in_span``; a motion match, whose ``iou`` is null,
is the same move over a second up to any frame of ``out_span`` and from any of ``in_span``.
"""

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.files import replacing
from matchcut.sample.plan import RATE, FilmPlan, MatchFlavour, PlannedMatch, Schedule, schedule
from matchcut.sample.render import ShotPainter

HOLDS = 0.8
"""IoU above which two true masks still make a match."""
REMAINS = 12
"""Frames that a cut leaves of either shot."""


@dataclass(frozen=True, slots=True)
class TransitionAnswer:
    """A transition; a hard cut has no frames of its own."""

    start: int
    stop: int
    kind: str


@dataclass(frozen=True, slots=True)
class ShotAnswer:
    """A shot, ``stop`` excluded."""

    start: int
    stop: int
    kind: str
    group: int | None
    name: str


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """A planted match; see the module's text."""

    by: MatchFlavour
    out_shot: int
    in_shot: int
    out_frame: int
    in_frame: int
    out_span: tuple[int, int]
    in_span: tuple[int, int]
    iou: float | None
    flop: bool = False
    distractors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was put into a sample film."""

    rate: Fraction
    size: tuple[int, int]
    frames: int
    seed: int
    hard: bool
    transitions: tuple[TransitionAnswer, ...]
    shots: tuple[ShotAnswer, ...]
    matches: tuple[MatchAnswer, ...]

    def write(self, path: Path) -> None:
        """Write the answers as JSON. Raises MediaError where that can't be done."""
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
        """Read answers that `write` wrote."""
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        width, height = document["size"]
        return Answers(
            rate=Fraction(document["rate"]),
            size=(width, height),
            frames=document["frames"],
            seed=document["seed"],
            hard=document["hard"],
            transitions=tuple(TransitionAnswer(**entry) for entry in document["transitions"]),
            shots=tuple(ShotAnswer(**entry) for entry in document["shots"]),
            matches=tuple(_match(entry) for entry in document["matches"]),
        )


def _match(entry: dict[str, Any]) -> MatchAnswer:
    spans = {name: tuple(entry[name]) for name in ("out_span", "in_span", "distractors")}
    return MatchAnswer(**(entry | spans))


def answers(plan: FilmPlan, *, hard: bool) -> Answers:
    """Return the answers of a film, its frame matches measured on small true masks."""
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


def _transitions(plan: FilmPlan, times: Schedule) -> tuple[TransitionAnswer, ...]:
    gradual = {
        span.start: TransitionAnswer(span.start, span.stop, passage.kind)
        for passage, span in zip(plan.passages, times.passages, strict=True)
    }
    ends = [shot.stop for shot in times.shots]
    found = [gradual.get(end, TransitionAnswer(end, end, "cut")) for end in ends]
    return tuple(answer for answer in found if answer.start < times.frames)


def _answer(plan: FilmPlan, times: Schedule, match: PlannedMatch) -> MatchAnswer:
    a, b = plan.number(match.out_shot), plan.number(match.in_shot)
    out_shot, in_shot = times.shots[a], times.shots[b]
    if match.by == "motion":
        out_span = (RATE - 1, len(out_shot))
        in_span = (0, len(in_shot) - RATE + 1)
        iou = None
    else:
        out_span, in_span, iou = _held(plan, match, a, b)
    return MatchAnswer(
        by=match.by,
        out_shot=a,
        in_shot=b,
        out_frame=out_shot.start + match.out_frame,
        in_frame=in_shot.start + match.in_frame,
        out_span=(out_shot.start + out_span[0], out_shot.start + out_span[1]),
        in_span=(in_shot.start + in_span[0], in_shot.start + in_span[1]),
        iou=iou,
        distractors=tuple(plan.number(name) for name in match.distractors),
    )


def _held(
    plan: FilmPlan, match: PlannedMatch, a: int, b: int
) -> tuple[tuple[int, int], tuple[int, int], float]:
    """Return how long a frame match holds about its cut point, and its IoU there.

    The spans grow by a frame at a time, as long as every frame of one matches all of the other.
    """
    first, last_out = REMAINS - 1, plan.shots[a].frames
    last_in = plan.shots[b].frames - REMAINS + 1
    out_masks = _small_masks(plan, a, range(first, last_out))
    in_masks = _small_masks(plan, b, range(last_in))
    overlaps = iou_table(out_masks, in_masks)
    row, column = match.out_frame - first, match.in_frame
    best = float(overlaps[row, column])
    reach = 0
    rows, columns = slice(row, row + 1), slice(column, column + 1)
    while reach < RATE * 2:
        wider = slice(max(row - reach, 0), row + reach + 1)
        taller = slice(max(column - reach, 0), column + reach + 1)
        if overlaps[wider, taller].min() < HOLDS:
            break
        rows, columns = wider, taller
        reach += 1
    out_span = (rows.start + first, min(rows.stop + first, last_out))
    return out_span, (columns.start, min(columns.stop, last_in)), round(best, 3)


def _small_masks(plan: FilmPlan, shot: int, frames: range) -> NDArray[np.bool_]:
    """Return (len(frames), h, w): all figures of a shot in one mask, at a quarter of the size."""
    painter = ShotPainter(plan.shots[shot], plan.width // 4, plan.height // 4, plan.seed_of(shot))
    return np.stack([painter.masks(frame).any(0) for frame in frames])


def iou_table(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return (n, m): intersection over union of each of n masks with each of m, (n|m, h, w)."""
    a = first.reshape(len(first), -1).astype(np.float32)
    b = second.reshape(len(second), -1).astype(np.float32)
    common = a @ b.T
    union = a.sum(1)[:, None] + b.sum(1)[None, :] - common
    return np.asarray(common / np.maximum(union, 1), np.float32)
