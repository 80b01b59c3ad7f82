"""Show the figures before and after a network learnt them, where they differ most."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matchcut.pipeline.output.contact import comparison_sheet
from matchcut.pipeline.search.library import FoundSide, load_library
from matchcut.pipeline.search.stored import FIGURES, StoredFeatures
from matchcut.progress import Progress
from matchcut.project.project import Project
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.masks import MaskFeatures
from matchcut.representations.segmenter import Segmenter

_SHOWN = 40


def before_and_after(project: Project, segmenter: Segmenter, progress: Progress) -> str:
    """Return HTML: `foreground` beside ``segmenter``, the sample frames that agree least first.

    One frame per shot, for the shots that have both.
    """
    old = ForegroundSegmenter()
    changed = _changed(project, StoredFeatures(project, old), StoredFeatures(project, segmenter))
    most = sorted(changed, key=lambda found: found[1])[:_SHOWN]
    return comparison_sheet(project, most, old, segmenter, progress)


def _changed(
    project: Project, before: StoredFeatures, after: StoredFeatures
) -> Iterator[tuple[FoundSide, float]]:
    """Yield each shot's sample frame that changed most, and how far the figures still agree."""
    for film in load_library(project).films.values():
        for shot in film.shots:
            old, new = (stored.load(shot, FIGURES) for stored in (before, after))
            if old is None or new is None or old.size != new.size:
                continue
            alike = _overlaps(old, new)
            at = int(np.argmin(alike))
            yield FoundSide(film, shot, int(new.indices[at])), float(alike[at])


def _overlaps(one: MaskFeatures, other: MaskFeatures) -> NDArray[np.float64]:
    """Return the intersection over union of all figures of each sample frame, 1 without any."""
    first, second = one.figures() > 0, other.figures() > 0
    union = (first | second).sum(axis=(1, 2))
    return np.where(union, (first & second).sum(axis=(1, 2)) / np.maximum(union, 1), 1.0)
