"""Recognise the watched frame that a still shows, if any: editors grab stills from their footage.

A single picture shows less of its figures than the shot in which they move. So for a recognised
still the stored figures of its shot are used. A still may have been scaled, graded, or given bars
or a timecode; it is compared like near-duplicates, which tolerates all that, with its bars and
without, and with and without the strips above and below, where timecodes are.
"""

from collections.abc import Collection, Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut import dedup
from matchcut.pipeline.analysis.feature_keys import APPEARANCE, FeatureKey
from matchcut.pipeline.search.library import FoundSide, Library
from matchcut.pipeline.search.still import reduced
from matchcut.project.features import FeatureStore
from matchcut.project.project import Project
from matchcut.representations.masks import MaskFeatures, mask_features_from_arrays

THRESHOLD = 0.4
"""Least `matchcut.dedup.similarity` of a still and the sample frame that it shows.

Of 52 frames of five films, scaled, graded, barred, compressed or with a timecode, 48 to 50 lie
above it whatever was done to them. Of 199 pictures from elsewhere, film frames, photos and
silhouettes, none is above .15. Two figures before one backdrop reach .34.
"""

_SHOTS_COMPARED = 16
# Pixels, as in sample frames; descriptors hold no more detail.
_LONG_SIDE = 256
# Share of the height, above and below, where exports write.
_STRIP = 1 / 6

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float32]
Size = tuple[int, int]


def recognised_frame(
    project: Project, library: Library, still: Picture, figures: FeatureKey
) -> FoundSide | None:
    """Return the sample frame that a still shows, None if it is from elsewhere.

    still: (h, w, 3) uint8 BGR.
    figures: the key of the stored `MaskFeatures` of the shots that may be recognised.
    """
    store = project.features
    looks, have = store.load(*APPEARANCE), store.spans(*figures)
    shots = [
        (film, shot)
        for film in library.films.values()
        for shot in film.shots
        # Most of a title is empty, like silhouettes on black that are not from it.
        if shot.kind == "picture" and shot.span in looks and shot.span in have
    ]
    if not shots:
        return None
    each = store.each(*figures, [shot.span for _, shot in shots])
    sizes = {tuple(arrays["size"].tolist()) for _, arrays in each}
    still = reduced(still, _LONG_SIDE)
    seen = _described(_without_bars(still, sizes))
    descriptors = [looks[shot.span]["descriptors"] for _, shot in shots]
    best, found = THRESHOLD, None
    for at in dedup.likeliest(seen, descriptors, _SHOTS_COMPARED):
        film, shot = shots[at]
        arrays = store.load_one(*figures, shot.span)
        if arrays is None:
            continue  # it was damaged, and has been dropped
        masks = mask_features_from_arrays(arrays)
        samples = dict(_samples(store, shot.film, masks.indices.tolist()))
        for frame, alike in zip(samples, _likeness(still, samples.values(), masks), strict=True):
            if alike > best:
                best, found = alike, FoundSide(film, shot, frame)
    return found


def _samples(
    store: FeatureStore, film: str, frames: Iterable[int]
) -> Iterator[tuple[int, Picture]]:
    """Yield those of a film's sample frames whose pictures are stored, (h, w, 3) uint8 BGR."""
    for frame in frames:
        jpeg = store.nearest_thumbnail(film, frame, frame, frame + 1)
        if jpeg is not None:
            picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
            if picture is not None:
                yield frame, np.asarray(picture, np.uint8)


def _likeness(still: Picture, samples: Iterable[Picture], masks: MaskFeatures) -> list[float]:
    """Return how much of each sample frame of a shot a still shows at best, 0..1."""
    burnt_in = masks.hidden()
    strips = burnt_in.copy()
    rows = round(_STRIP * len(strips))
    strips[:rows] = strips[-rows:] = True
    versions = _without_bars(still, [masks.size])
    seen = [(overlay, _described(versions, overlay)) for overlay in (burnt_in, strips)]
    return [
        max(
            dedup.similarity(versions, dedup.appearance(sample[None], overlay))
            for overlay, versions in seen
        )
        for sample in samples
    ]


def _described(pictures: Iterable[Picture], overlay: NDArray[np.bool_] | None = None) -> FloatArray:
    """Return the `appearance` of pictures of any sizes."""
    return np.concatenate([dedup.appearance(each[None], overlay) for each in pictures])


def _without_bars(still: Picture, sizes: Collection[Size]) -> list[Picture]:
    """Return a still as it is, and its middle cropped to each of these shapes, to remove bars.

    sizes: width and height.
    """
    height, width = still.shape[:2]
    boxes = {(width, height)}
    for across, down in sizes:
        columns = min(width, max(1, round(height * across / down)))
        boxes.add((columns, min(height, max(1, round(width * down / across)))))
    return [_middle(still, *box) for box in boxes]


def _middle(picture: Picture, columns: int, rows: int) -> Picture:
    top, left = (picture.shape[0] - rows) // 2, (picture.shape[1] - columns) // 2
    return picture[top : top + rows, left : left + columns]
