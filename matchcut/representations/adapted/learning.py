"""Train a network on a body of footage to find its figures: select, train, predict.

After Chen et al., "Learning a Weakly-Supervised Video Actor-Action Segmentation Model with a Wise
Selection" (CVPR 2020), without their labels: the label-free masks, the most trusted of very many,
teach a network; the region integrity criterion, on held-out shots, decides when to stop and which
state to keep. It can't tell whether that state is better than the masks it learnt from, because it
measures agreement with them; a `witness` judges that. Where the state is better, the network then
learns the held-out shots too: it improves what it was shown and may spoil what it was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ModelError
from matchcut.progress import Progress, Report, silent
from matchcut.representations.adapted.evidence import evidence, targets
from matchcut.representations.adapted.segmenter import AdaptedSegmenter
from matchcut.representations.adapted.witness import witness
from matchcut.representations.foreground.integrity import region_integrity
from matchcut.representations.foreground.segmenter import drawn
from matchcut.representations.foreground.superpixels import step_of, superpixels
from matchcut.representations.samples import ShotSamples, mean_trust
from models.figure_network import (
    COLUMNS,
    MAX_TARGET,
    OUTSIDE,
    PER_STEP,
    PLANES,
    ROWS,
    FigureNetwork,
    FigureTraining,
    Parameters,
)

# One shot in this many is held out; with the fewest shots only two are: one alone proves nothing.
_HELD_OUT_OF = 5
_FEWEST_SHOTS = _HELD_OUT_OF + _HELD_OUT_OF // 2 + 1
# Confidence required that the new masks are better, one-sided.
_CONFIDENCE = 0.95
# Up to this many examples, all are learnt from, whatever their trust: on DAVIS a network taught
# only the more trusted four fifths lost more on the others than it gained on those.
MAX_EXAMPLES = 1500
# Passes over all examples, subject to the bounds on steps.
_PASSES = 12
MIN_STEPS, MAX_STEPS = 300, 1200
# Share of the steps to train again with the held-out shots.
_LAST_SHARE = 1 / 3
_CHECKS = 6
_MAX_CHECKED = 160
# Held-out shots that the witness judges; their frames are kept at analysis size.
_MAX_WITNESSED = 40
_MIN_FRAMES = 10


@dataclass(frozen=True, slots=True)
class Check:
    """A state of the network on held-out frames: the two parts of the criterion.

    agreement: mean intersection over union with the label-free masks. integrity: mean region
    integrity index. A mask that is empty or covers nearly everything scores 0 in both.
    """

    steps: int
    agreement: float
    integrity: float

    @property
    def criterion(self) -> float:
        """The region integrity criterion, RIC."""
        return self.agreement + 0.5 * self.integrity


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The result of the training.

    checks: in order; the best was kept. learnt, held_out: how many frames were learnt from and
    how many held out, before all were learnt where the masks were found better.
    before, after: the witness on held-out shots, of the label-free masks and of the network's.
    doubt: how much of their difference may be chance, at 95 % confidence; a smaller difference
        proves nothing.
    """

    parameters: Parameters = field(repr=False)
    checks: tuple[Check, ...]
    learnt: int
    held_out: int
    before: float
    after: float
    doubt: float

    @property
    def better(self) -> bool:
        """Whether the new masks should replace the old ones."""
        return self.after - self.before > self.doubt


class TrainingSet:
    """Collects training data shot by shot; then call `learn`."""

    def __init__(self) -> None:
        self._shots = 0
        self._planes: list[NDArray[np.uint8]] = []
        self._targets: list[NDArray[np.uint8]] = []
        self._trust: list[float] = []
        self._shot: list[int] = []
        self._witnessed: list[ShotSamples] = []

    @property
    def frames(self) -> int:
        """How many sample frames have been collected."""
        return len(self._shot)

    def add(self, samples: ShotSamples) -> None:
        """Add a shot."""
        seen = evidence(samples)
        self._planes.extend(seen.planes)
        self._targets.extend(targets(samples, seen))
        self._trust.extend(map(mean_trust, drawn(samples, seen.opinions)))
        self._shot.extend([self._shots] * len(samples.indices))
        if _held_out(self._shots) and len(self._witnessed) < _MAX_WITNESSED:
            self._witnessed.append(samples)
        self._shots += 1

    def learn(self, progress: Progress = silent) -> TrainingResult:
        """Train, choose and judge. Raises ModelError where there is too little data to do so."""
        # Student's t, because the error itself is estimated from a few shots only.
        if self._shots < _FEWEST_SHOTS:
            raise ModelError(
                f"New masks can't be judged on fewer than {_FEWEST_SHOTS} shots.",
                "Analyse more films into this project, then adapt again.",
            )
        learnt, held_out = self._parted()
        if len(learnt) < _MIN_FRAMES or not len(held_out):
            raise ModelError(
                "There is too little footage with clear figures to learn from.",
                "Analyse more films into this project, then adapt again.",
            )
        checked = held_out[:: max(1, -(-len(held_out) // _MAX_CHECKED))]
        examined = self._of(checked)
        steps = int(np.clip(_PASSES * len(learnt) // PER_STEP, MIN_STEPS, MAX_STEPS))
        training = FigureTraining(*self._of(learnt), steps=steps)
        checks: list[Check] = []
        best: Parameters = {}
        for done in range(1, steps + 1):
            progress(Report("learning", done - 1, steps, "steps"))
            training.step()
            if done % max(1, steps // _CHECKS) and done != steps:
                continue
            state = training.parameters()
            check = _checked(state, *examined, done)
            if not checks or check.criterion >= max(each.criterion for each in checks):
                best = state
            checks.append(check)
            if _past_its_best(checks):
                break
        progress(Report("learning", steps, steps, "steps"))
        heard = self._heard(AdaptedSegmenter(best), progress)
        trained = TrainingResult(best, tuple(checks), len(learnt), len(held_out), *heard)
        if not trained.better:
            return trained
        everything = self._of(np.union1d(learnt, held_out))
        return replace(trained, parameters=_gone_on(best, *everything, steps, progress))

    def _of(self, frames: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the planes and targets of some frames."""
        empty = np.zeros((0, PLANES, ROWS, COLUMNS), np.uint8)
        planes = np.stack([self._planes[at] for at in frames]) if len(frames) else empty
        wanted = np.stack([self._targets[at] for at in frames]) if len(frames) else empty[:, 0]
        return planes, wanted

    def _parted(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return which frames are learnt from, and which are held out."""
        out = np.array([_held_out(shot) for shot in self._shot], bool)
        figure = (((each > MAX_TARGET // 2) & (each != OUTSIDE)).any() for each in self._targets)
        wanted = np.array(list(figure), bool)
        trusted = np.array(self._trust)
        may = np.flatnonzero(~out & wanted)
        best = may[np.argsort(-trusted[may], kind="stable")[:MAX_EXAMPLES]]
        return np.sort(best), np.flatnonzero(out & wanted)

    def _heard(self, adapted: AdaptedSegmenter, progress: Progress) -> tuple[float, float, float]:
        """Return the witness's scores of label-free masks and the network's, and its uncertainty.

        See `TrainingResult`.
        """
        from scipy.special import stdtrit

        said: list[tuple[float, float]] = []
        for done, samples in enumerate(self._witnessed):
            progress(Report("judging", done, len(self._witnessed), "shots"))
            said.append(_heard_of(samples, adapted))
        before, after = np.mean(said, axis=0).tolist()
        error = np.std(np.diff(said, axis=1), ddof=1) / len(said) ** 0.5
        # Student's t, for the error is itself known from a few shots only.
        return before, after, float(stdtrit(len(said) - 1, _CONFIDENCE) * error)


def _gone_on(
    start: Parameters,
    planes: NDArray[np.uint8],
    wanted: NDArray[np.uint8],
    steps: int,
    progress: Progress,
) -> Parameters:
    """Return a network's parameters after further training for a share of the former steps."""
    steps = round(_LAST_SHARE * steps)
    training = FigureTraining(planes, wanted, steps=steps, start=start)
    for done in range(steps):
        progress(Report("learning", done, steps, "steps"))
        training.step()
    return training.parameters()


def _held_out(number: int) -> bool:
    return number % _HELD_OUT_OF == _HELD_OUT_OF // 2


def _past_its_best(checks: Sequence[Check]) -> bool:
    """Return whether the criterion has fallen twice in a row."""
    last = [check.criterion for check in checks[-3:]]
    return len(last) == 3 and last[0] > last[1] > last[2]


def _checked(
    state: Parameters, planes: NDArray[np.uint8], wanted: NDArray[np.uint8], steps: int
) -> Check:
    agreement, integrity = [], []
    answers = FigureNetwork(state).beliefs(planes) > 0.5
    step = step_of(max(ROWS, COLUMNS))
    for answer, target, seen in zip(answers, wanted, planes, strict=True):
        inside = target != OUTSIDE
        rows, columns = int(inside[:, 0].sum()), int(inside[0].sum())
        mask = answer[:rows, :columns]
        known = target[:rows, :columns] > MAX_TARGET // 2
        picture = np.ascontiguousarray(seen[:3, :rows, :columns].transpose(1, 2, 0))
        (index,) = region_integrity(mask[None], superpixels(picture, step))
        integrity.append(float(index))
        # A mask of nearly everything counts as no agreement.
        both = int(np.count_nonzero(mask & known)) if index else 0
        agreement.append(both / max(int(np.count_nonzero(mask | known)), 1))
    return Check(steps, float(np.mean(agreement or [0])), float(np.mean(integrity or [0])))


def _heard_of(samples: ShotSamples, adapted: AdaptedSegmenter) -> tuple[float, float]:
    seen = evidence(samples)
    said = [
        [
            witness(np.asarray(answer.masks.any(axis=0), bool), picture, opinion.motion)
            for answer, picture, opinion in zip(
                answers, samples.pictures, seen.opinions, strict=True
            )
        ]
        for answers in (drawn(samples, seen.opinions), adapted.answers(samples, seen))
    ]
    before, after = np.mean(said, axis=1).tolist()
    return before, after
