"""The `foreground` segmenter: finds the silhouettes of a shot's figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.colour import grey_of
from matchcut.media.picture_area import continued
from matchcut.representations.foreground.consensus import (
    FigureModel,
    brought_out,
    consensus,
    describe,
    elected,
    gain,
    second_opinion,
)
from matchcut.representations.foreground.figures import figures
from matchcut.representations.foreground.motion import independent_motion
from matchcut.representations.foreground.saliency import saliency
from matchcut.representations.foreground.stills import network_weight, still_beliefs
from matchcut.representations.foreground.superpixels import Superpixels, step_of, superpixels
from matchcut.representations.samples import FrameMasks, ShotSamples

# Side of a cell, as a share of the picture's longer side. Cells are smaller than superpixels and
# serve only to compute likeness.
_CELL_SIDE = 1 / 64
# Motion this strong, in pixels at analysis size, counts half.
_DOUBTFUL_PX = 0.5
# Where things move less than this between a frame and its neighbours, sample frames are compared.
# Decided per shot: per frame it would differ between encodings.
_SLOW_PX = 0.3
# Weight of standing out, relative to moving.
_SALIENCY_WEIGHT = 0.3
# Share of the belief that comes from likeness to the shot's figures.
_LIKENESS_WEIGHT = 0.7
# In a shot whose best votes are below this, nothing stands out.
_MIN_VOTE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """The belief about one sample frame, and the evidence for it.

    motion: (h, w) float32, pixels at analysis size that the camera does not explain.
    standing_out: (h, w) float32, 0..1. likeness: (h, w) float32, 0..1, similarity to figures of the
    shot. belief: (h, w) float32, about 0..1, from which `figures` are made.
    """

    regions: Superpixels
    motion: NDArray[np.float32]
    standing_out: NDArray[np.float32]
    likeness: NDArray[np.float32]
    belief: NDArray[np.float32]


class ForegroundSegmenter:
    """Finds figures without a download: what moves against the camera, else what stands out."""

    name = "foreground"
    version = 12
    long_side = 256

    def segment(self, samples: ShotSamples) -> list[FrameMasks]:
        """Return the masks of each sample frame; labels are empty.

        Looks at nothing outside the shot, so a shot's masks depend on that shot alone.
        """
        return drawn(samples, opinions(samples))


def drawn(samples: ShotSamples, found: Sequence[Opinion]) -> list[FrameMasks]:
    """Return the masks of each sample frame, by the belief about it."""
    return [
        figures(picture, opinion.regions, opinion.belief, samples.overlay)
        for picture, opinion in zip(samples.pictures, found, strict=True)
    ]


def mixed(
    found: Sequence[Opinion], beliefs: Iterable[NDArray[np.float32]], weight: float
) -> list[Opinion]:
    """Return opinions mixed with other beliefs, (h, w) each; weight: 0..1, of the latter."""
    return [
        replace(opinion, belief=(1 - weight) * opinion.belief + weight * belief)
        for opinion, belief in zip(found, beliefs, strict=True)
    ]


def opinions(samples: ShotSamples) -> list[Opinion]:
    """Return the belief about each sample frame, using the network's where nothing moves."""
    found, moving = unaided(samples)
    weight = network_weight(moving)
    if not weight:
        return found
    learnt = still_beliefs(
        samples.pictures,
        [opinion.standing_out for opinion in found],
        [opinion.likeness for opinion in found],
    )
    return mixed(found, learnt, weight)


def unaided(samples: ShotSamples) -> tuple[list[Opinion], float]:
    """Return the belief without the network, and how surely anything moves, 0..1."""
    pictures = zip(samples.pictures, _motions(samples), strict=True)
    ballots = [_ballot(*each, samples.overlay) for each in pictures]
    cuts = [ballot.regions for ballot in ballots]
    features = np.concatenate([ballot.features for ballot in ballots])
    contrast = gain(features)
    features = brought_out(features, contrast)
    votes = np.concatenate([ballot.votes for ballot in ballots])
    seen = np.concatenate([ballot.seen for ballot in ballots])
    sizes = seen * np.concatenate([regions.sizes for regions in cuts])
    moving = float(np.mean([ballot.moving for ballot in ballots]))

    agreed = consensus(cuts, features, votes, seen)
    level = max(elected(agreed, sizes, moving), _MIN_VOTE)
    by_votes, model = second_opinion(features, agreed, level, sizes)
    starts = np.cumsum([regions.count for regions in cuts])[:-1]
    found = [
        _opinion(ballot, voted, model, contrast, samples.overlay)
        for ballot, voted in zip(ballots, np.split(by_votes, starts), strict=True)
    ]
    return found, moving


@dataclass(frozen=True, slots=True, eq=False)
class _Ballot:
    """The evidence in one sample frame alone.

    features: (count, 9), the appearance of each region. of_cells: (rows * columns, 9), the same for
    the cells of a grid of these columns and rows.
    votes: (count,), 0 to about 1, how far each region moves or stands out. seen: (count,), 0..1,
    the share of each that nothing burnt in covers. moving: 0..1, how surely anything moves.
    """

    regions: Superpixels
    grid: tuple[int, int]
    motion: NDArray[np.float32]
    standing_out: NDArray[np.float32]
    features: NDArray[np.float64]
    of_cells: NDArray[np.float64]
    votes: NDArray[np.float64]
    seen: NDArray[np.float64]
    moving: float


def _ballot(
    picture: NDArray[np.uint8], motion: NDArray[np.float32], overlay: NDArray[np.bool_]
) -> _Ballot:
    longer = max(picture.shape)
    regions = superpixels(picture, step_of(longer))
    cell = step_of(longer, _CELL_SIDE)
    grid = max(1, picture.shape[1] // cell), max(1, picture.shape[0] // cell)
    # Apparent motion of the quietest quarter of the picture is flow error.
    idle, strongest = np.percentile(motion, (25, 98)).tolist()
    certainty = strongest / (strongest + _DOUBTFUL_PX)
    beyond = max(strongest - idle, 1e-6)
    share = np.clip((regions.means(motion) - idle) / beyond, 0, 1)
    clear = certainty * beyond / max(strongest, 1e-6)
    standing_out = saliency(picture)
    votes = clear * share + _SALIENCY_WEIGHT * regions.means(standing_out)
    seen = regions.means((~overlay).astype(np.float32))
    features, of_cells = describe(picture, regions, grid)
    return _Ballot(regions, grid, motion, standing_out, features, of_cells, votes, seen, certainty)


def _motions(samples: ShotSamples) -> list[NDArray[np.float32]]:
    """Return the independent motion at each sample frame, over enough time for it to show.

    If hardly anything moves between frames and their neighbours, motion is measured from one sample
    frame to the next.
    """
    greys = [grey_of(picture) for picture in samples.pictures]
    near = zip(greys, samples.before, samples.after, strict=True)
    motions = [independent_motion(*each, samples.overlay) for each in near]
    if np.mean([_strength(motion) for motion in motions]) > _SLOW_PX:
        return motions
    further = zip(greys, greys[:1] + greys[:-1], greys[1:] + greys[-1:], strict=True)
    return [
        max(motion, independent_motion(*each, samples.overlay), key=_strength)
        for motion, each in zip(motions, further, strict=True)
    ]


def _strength(motion: NDArray[np.float32]) -> float:
    return float(np.percentile(motion, 98))


def _opinion(
    ballot: _Ballot,
    voted: NDArray[np.float64],
    model: FigureModel,
    contrast: float,
    hidden: NDArray[np.bool_],
) -> Opinion:
    """Return the belief about a frame from its regions' votes and its cells' likeness."""
    columns, rows = ballot.grid
    cells = model.belief(brought_out(ballot.of_cells, contrast)).reshape(rows, columns)
    looks = np.asarray(
        cv2.resize(cells, hidden.shape[::-1], interpolation=cv2.INTER_NEAREST), np.float32
    )
    belief = (1 - _LIKENESS_WEIGHT) * voted[ballot.regions.labels] + _LIKENESS_WEIGHT * looks
    if not hidden.all():
        belief = continued(belief, hidden)
    return Opinion(
        ballot.regions, ballot.motion, ballot.standing_out, looks, belief.astype(np.float32)
    )
