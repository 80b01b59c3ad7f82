"""Watch a film once: frames in, closed shots with their samples out.

Every frame goes to the shot detector and to the flow meter; a few are kept as sample frames. What
is kept of a shot depends on its own frames alone, so watching can resume at any shot with the same
result.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.decode import DecodedFrame
from matchcut.media.render import fitted, shrink
from matchcut.pipeline.analysis.open_shot import LOOK_BACK, OpenShot, WatchedFrame
from matchcut.representations.flow import FlowMeter, frames_apart
from matchcut.representations.samples import ShotSamples
from matchcut.shots.cuts import NEIGHBOURS
from matchcut.shots.detector import CONTEXT_FRAMES, LAG_FRAMES, ShotDetector
from matchcut.shots.film_detector import goes_on
from matchcut.shots.shot import MIN_SHOT_FRAMES

DETECTION_SIDE = 256
CHECKPOINT_SECONDS = 60
# No neighbour of a kept frame is further away, whatever rate a file claims.
_SPARE_FRAMES = 48
# Arrays of this many frames still fit into the cache; with fewer, each frame costs more.
_MEASURED_AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """Where watching resumes: at the open shot's first frame, or later within it.

    start: first frame of the open shot. absorbed: it already holds the frames before this one.
    context: frames before the open shot that its detector must have seen.
    """

    start: int
    absorbed: int
    context: int = CONTEXT_FRAMES

    @property
    def first_frame(self) -> int:
        """The frame to decode from, so that detector and samples get earlier frames, too."""
        back = self.context if self.absorbed == self.start else LOOK_BACK + _SPARE_FRAMES
        return max(0, self.absorbed - back)

    @property
    def settled(self) -> int:
        """Transitions that end up to here were found before."""
        return self.start if self.absorbed == self.start else self.absorbed - LAG_FRAMES


BEGINNING = ResumePoint(0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class ClosedShot:
    """A shot whose end is certain, and the first frame after its transition."""

    samples: ShotSamples
    next_frame: int


def measured(
    frames: Iterable[DecodedFrame],
    first_index: int,
    meter: FlowMeter,
    rate: Fraction,
    *,
    wanted_from: int = 0,
) -> Iterator[WatchedFrame]:
    """Yield each frame with its number and the motion since the one before.

    rate: of the film. If it is high, motion is measured between frames whose numbers are
        multiples of `frames_apart`, and spread over those between, even if a cut lies there.
    wanted_from: the motion of frames before this one is not measured, and None.

    Motion is measured in the caller's thread: the calls are so short that another thread's turns
    at Python's lock would take longer than they save.
    """
    coming = iter(frames)
    apart = frames_apart(rate)
    index = first_index
    last: list[NDArray[np.uint8]] = []
    # Batches end where a move ends: then each move is known as soon as its frames are.
    while together := list(
        islice(coming, _MEASURED_AT_ONCE - (index + _MEASURED_AT_ONCE - 1) % apart)
    ):
        greys = [grey_of(frame.picture) for frame in together]
        ends = range(-index % apart, len(together), apart)
        unwanted = sum(index + at < wanted_from for at in ends)
        pictures = [*last, *(greys[at] for at in ends)]
        first = max(0, len(last) + unwanted - 1)
        moves = [move.spread(apart) for move in meter.measure(pictures[first:])]
        last = pictures[-1:]
        unknown = [None] * (len(ends) - len(moves))  # nothing precedes the very first frame
        motions = [*unknown, *moves, None]  # no move ends after the film's last frame
        earlier = -(-index // apart)
        for frame, grey in zip(together, greys, strict=True):
            motion = motions[-(-index // apart) - earlier]
            yield WatchedFrame(index, frame.pts, frame.picture, grey, motion, frame.intact)
            index += 1


def watch(
    frames: Iterable[WatchedFrame],
    detector: ShotDetector,
    *,
    rate: Fraction,
    overlay: NDArray[np.bool_],
    resume: ResumePoint = BEGINNING,
    open_shot: OpenShot | None = None,
    shortest: int = MIN_SHOT_FRAMES,
    certain: bool = False,
    on_checkpoint: Callable[[ResumePoint, OpenShot], None] | None = None,
) -> Iterator[ClosedShot]:
    """Yield every shot of at least ``shortest`` frames, in order, as soon as its end is certain.

    frames: from ``resume.first_frame`` on, every frame once.
    open_shot: what was kept of the shot at ``resume``, None at its first frame.
    certain: whether the detector's transitions are known rather than found in the pictures.
    on_checkpoint: called every `CHECKPOINT_SECONDS` of a shot that has not ended.
    """
    reach = min(max(1, round(rate / 8)), _SPARE_FRAMES)
    recent: deque[WatchedFrame] = deque(maxlen=LOOK_BACK + 2 * reach + 2)
    shot = open_shot or OpenShot(resume.start, reach)
    checkpoint_frames = max(1, round(CHECKPOINT_SECONDS * rate))

    def tap() -> Iterator[NDArray[np.uint8]]:
        for frame in frames:
            recent.append(frame)
            if frame.index >= shot.start:
                shot.add(frame, recent)
                length = frame.index + 1 - shot.start
                due = length % checkpoint_frames == 0 and frame.index >= resume.absorbed
                if due and on_checkpoint is not None:
                    on_checkpoint(ResumePoint(shot.start, frame.index + 1), shot)
            yield _shrunk(frame.picture)

    def opened(start: int) -> OpenShot:
        begun = OpenShot(start, reach)
        for frame in recent:
            if frame.index >= start:
                begun.add(frame, recent)
        return begun

    for found in detector.transitions(tap()):
        end, begin = found.start + resume.first_frame, found.stop + resume.first_frame
        if begin <= resume.settled or end < shot.start:
            continue
        if not certain and end == begin and _only_ends_damage(begin, shot.start, recent):
            continue
        if end - shot.start >= shortest:
            yield ClosedShot(shot.close(end, recent, rate, overlay), begin)
        shot = opened(begin)
    stop = recent[-1].index + 1 if recent else 0
    # A film shorter than a shot is one shot, whole; a few stray frames after a cut are none.
    if 0 < stop < shortest:
        shot = opened(0)
    if stop - shot.start >= shortest or (shot.start == 0 and stop > 0):
        yield ClosedShot(shot.close(stop, recent, rate, overlay), stop)


def _only_ends_damage(cut: int, shot_start: int, recent: Sequence[WatchedFrame]) -> bool:
    """Return whether an apparent cut is only where the picture is whole again after damage.

    The shot then continues as it was before the damage, or as it began in the middle of it.
    """
    at = cut - recent[0].index
    begun = max(0, shot_start - recent[0].index, at - CONTEXT_FRAMES + NEIGHBOURS)
    damaged = at
    while damaged > begun and not recent[damaged - 1].intact:
        damaged -= 1
    if damaged == at or not recent[at].intact:
        return False
    first = max(begun, damaged - NEIGHBOURS)
    before = range(first, min(first + NEIGHBOURS, at))
    after = range(at, min(at + NEIGHBOURS, len(recent)))
    return goes_on(*([_shrunk(recent[i].picture) for i in run] for run in (before, after)))


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    return np.asarray(shrink(picture, *fitted(width, height, DETECTION_SIDE)), np.uint8)
