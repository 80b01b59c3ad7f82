"""Measure how well a segmenter's masks agree with truth marked by hand.

Region similarity J is the intersection over union of all of a frame's masks together with the true
foreground (Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object
Segmentation", CVPR 2016). Every true frame is segmented once, with the settings that analysis uses:
sequences are divided into interleaved shots of at most 24 sample frames.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MatchcutError
from matchcut.files import is_folder
from matchcut.media.colour import grey_of
from matchcut.pipeline.analysis.open_shot import MAX_SAMPLES
from matchcut.pipeline.search.still import reduced, still_samples
from matchcut.progress import Progress, Report, silent
from matchcut.representations.adapted.learning import TrainingResult, TrainingSet
from matchcut.representations.adapted.segmenter import AdaptedSegmenter
from matchcut.representations.samples import FrameMasks, ShotSamples, mean_trust, motionless
from matchcut.representations.segmenter import Segmenter
from matchcut.timing import FrameRange

# The neighbours of a sample frame are an eighth of a second away; these films run at 24.
_NEIGHBOUR_FRAMES = 3

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """One sequence, or one folder of photos: its mean J over ``frames`` frames."""

    name: str
    frames: int
    similarity: float


@dataclass(frozen=True, slots=True)
class MaskScores:
    """A segmenter against one set of true masks.

    similarity: mean over the groups of their mean J, as the benchmark counts.
    trust_correlation: Pearson, of a frame's trust with its J; 0 if either is constant.
    trusted, distrusted: mean J of the more and the less trusted half of all frames.
    seconds_per_frame: processor time of the segmentation alone, all threads together: the time on
        one core, whatever else the machine does.
    """

    segmenter: str
    groups: tuple[Group, ...]
    similarity: float
    trust_correlation: float
    trusted: float
    distrusted: float
    seconds_per_frame: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """One frame's outcome."""

    group: str
    similarity: float
    trust: float


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A shot and the true foreground of each of its sample frames."""

    group: str
    samples: ShotSamples
    truths: list[Mask]


def evaluate_masks(segmenter: Segmenter, root: Path) -> MaskScores:
    """Measure on whichever set of true masks ``root`` holds.

    Supported are DAVIS (``frames/NAME/*.jpg`` and ``masks/NAME/*.png``), photos with one mask
    each (``photos/*.jpg`` and ``masks/*.png``), and polygons in YOLO's format, every class
    foreground (``images/NAME/*.jpg`` and ``labels/NAME/*.txt``). Photos are shots of one still
    frame. Raises MatchcutError if there are none, or one can't be read.
    """
    for folder, cases in (
        ("frames", _davis_cases),
        ("photos", _photo_cases),
        ("images", _polygon_cases),
    ):
        if is_folder(root / folder):
            return _evaluate(segmenter, cases(root, segmenter.long_side))
    raise MatchcutError(
        f"{root} holds no true masks that can be read.",
        "Choose a folder with frames and masks, photos and masks, or images and labels.",
    )


def adapted_to(root: Path, progress: Progress = silent) -> tuple[AdaptedSegmenter, TrainingResult]:
    """Return a segmenter that learnt from the pictures of a DAVIS folder, never seeing its masks.

    The sequences form one body of footage, like the shots of a film.
    """
    names = _sequences(root)
    learning = TrainingSet()
    for done, name in enumerate(names):
        progress(Report("gathering", done, len(names), "sequences"))
        for case in sequence_cases(root, name, AdaptedSegmenter.long_side):
            learning.add(case.samples)
    trained = learning.learn(progress)
    return AdaptedSegmenter(trained.parameters), trained


def region_similarity(mask: Mask, truth: Mask) -> float:
    """Return J, the intersection over union; two empty masks agree fully."""
    union = np.count_nonzero(mask | truth)
    return np.count_nonzero(mask & truth) / union if union else 1.0


def _evaluate(segmenter: Segmenter, cases: Iterable[Case]) -> MaskScores:
    judged: list[_Judged] = []
    seconds = 0.0
    for case in cases:
        started = time.process_time()
        answers = segmenter.segment(case.samples)
        seconds += time.process_time() - started
        judged += [
            _judge(case.group, answer, truth)
            for answer, truth in zip(answers, case.truths, strict=True)
        ]
    return _summary(segmenter.name, judged, seconds)


def _judge(group: str, answer: FrameMasks, truth: Mask) -> _Judged:
    """Compare at the truth's size; a frame's trust is that of its instances, weighted by area."""
    height, width = truth.shape
    union = np.asarray(answer.masks.any(axis=0), np.float32)
    # Interpolated and thresholded at one half, so that an enlarged outline has no steps.
    mask = cv2.resize(union, (width, height)) > 0.5
    return _Judged(group, region_similarity(mask, truth), mean_trust(answer))


def _summary(name: str, judged: list[_Judged], seconds: float) -> MaskScores:
    if not judged:
        raise MatchcutError("There are no true masks to measure against.", "Check the folder.")
    groups = []
    for group in dict.fromkeys(frame.group for frame in judged):
        scores = [frame.similarity for frame in judged if frame.group == group]
        groups.append(Group(group, len(scores), float(np.mean(scores))))
    similarity = np.array([frame.similarity for frame in judged])
    trust = np.array([frame.trust for frame in judged])
    by_trust = similarity[np.argsort(-trust, kind="stable")]
    half = (len(judged) + 1) // 2
    varied = similarity.std() > 0 and trust.std() > 0
    return MaskScores(
        segmenter=name,
        groups=tuple(groups),
        similarity=float(np.mean([group.similarity for group in groups])),
        trust_correlation=float(np.corrcoef(similarity, trust)[0, 1]) if varied else 0.0,
        trusted=float(by_trust[:half].mean()),
        distrusted=float(by_trust[half:].mean()) if len(judged) > 1 else float(by_trust.mean()),
        seconds_per_frame=seconds / len(judged),
    )


def _sequences(root: Path) -> list[str]:
    """Return the sequences of a DAVIS folder, skipping other files in it."""
    return sorted({path.parent.name for path in (root / "frames").glob("*/*.jpg")})


def _davis_cases(root: Path, long_side: int) -> Iterator[Case]:
    for name in _sequences(root):
        yield from sequence_cases(root, name, long_side)


def sequence_cases(root: Path, name: str, long_side: int) -> Iterator[Case]:
    """Yield the shots that a sequence of a DAVIS folder is divided into."""
    paths = sorted((root / "frames" / name).glob("*.jpg"))
    read = [reduced(_read(path), long_side) for path in paths]
    for path, picture in zip(paths, read, strict=True):
        if picture.shape != read[0].shape:
            raise MatchcutError(
                f"{path} has another shape than {paths[0].name}, the first of its sequence.",
                "Give each sequence frames of one size.",
            )
    pictures = np.stack(read)
    grey = np.stack([grey_of(picture) for picture in pictures])
    truths = [_read(root / "masks" / name / f"{path.stem}.png")[:, :, 0] > 127 for path in paths]
    shots = -(-len(paths) // MAX_SAMPLES)
    for first in range(shots):
        indices = np.arange(first, len(paths), shots)
        yield Case(
            name,
            motionless(
                FrameRange(0, len(paths)),
                indices,
                pictures[indices],
                grey[np.maximum(indices - _NEIGHBOUR_FRAMES, 0)],
                grey[np.minimum(indices + _NEIGHBOUR_FRAMES, len(paths) - 1)],
            ),
            [truths[index] for index in indices],
        )


def _photo_cases(root: Path, long_side: int) -> Iterator[Case]:
    for path in sorted((root / "photos").glob("*.jpg")):
        truth = _read(root / "masks" / f"{path.stem}.png")[:, :, 0] > 0
        yield Case(root.name, still_samples(reduced(_read(path), long_side)), [truth])


def _polygon_cases(root: Path, long_side: int) -> Iterator[Case]:
    for path in sorted((root / "images").rglob("*.jpg")):
        picture = _read(path)
        height, width = picture.shape[:2]
        truth = np.zeros((height, width), np.uint8)
        # A photo without a list shows nothing that was marked.
        labels = root / "labels" / path.relative_to(root / "images").with_suffix(".txt")
        for corners in _polygons(labels) if labels.is_file() else ():
            cv2.fillPoly(truth, [np.rint(corners * (width, height)).astype(np.int32)], 1)
        yield Case(root.name, still_samples(reduced(picture, long_side)), [truth.astype(bool)])


def _polygons(path: Path) -> Iterator[NDArray[np.float64]]:
    """Yield the corners of each polygon of a list, (n_corners, 2), x and y, 0..1 of the picture."""
    # Bytes that aren't text aren't numbers either.
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            corners = np.array(line.split()[1:], float).reshape(-1, 2)
        except ValueError:  # words, or an x without its y
            corners = np.empty((0, 2))
        # A rounded corner may lie a little outside.
        if len(corners) < 3 or not np.all((corners >= -1) & (corners <= 2)):
            raise MatchcutError(
                f"Line {number} of {path} is no polygon.",
                "Write a class, then x and y of three or more corners, from 0 to 1 of the picture.",
            )
        yield corners


def _read(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise MatchcutError(f"{path} can't be read as a picture.", "Check the folder.")
    return np.asarray(picture, np.uint8)
