"""List the segmenters, and choose the one that a search uses.

One ranking never mixes segmenters: their masks differ too much to compare.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from matchcut.errors import ModelError
from matchcut.representations.adapted.segmenter import adapted_segmenter
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.segmenter import Segmenter
from matchcut.representations.yolo import YoloSegmenter
from models.cards import CARDS
from models.weights import file_sha256, is_damaged, on_disk, outside_weights

_YOLO_CARD = CARDS["yolo11n-seg"]


def _yolo(_: Path | None) -> Segmenter:
    weights = on_disk(_YOLO_CARD)
    if weights is None:
        raise _no_weights()
    return YoloSegmenter(weights)


def _no_weights() -> ModelError:
    what, again = "is not here", ""
    if is_damaged(_YOLO_CARD):
        what, again = "is damaged or another file of that name", " again"
    return ModelError(
        f"The yolo segmenter needs {_YOLO_CARD.file}, which {what}.",
        f"Download it{again} in the preferences, or with: matchcut models get {_YOLO_CARD.name} "
        f"({_YOLO_CARD.size_bytes / 1e6:.0f} MB, {_YOLO_CARD.licence}).",
    )


def _adapted(learnt: Path | None) -> Segmenter:
    if learnt is None:
        raise ModelError(
            "Nothing has been learnt from this footage yet.", "matchcut adapt -p PROJECT does it."
        )
    return adapted_segmenter(learnt)


SEGMENTERS: Mapping[str, Callable[[Path | None], Segmenter]] = {
    "yolo": _yolo,
    "foreground": lambda _: ForegroundSegmenter(),
    "adapted": _adapted,
}
"""Each takes the file of the network that the project learnt, or None."""


def choose_segmenter(
    name: str,
    weights: Path | None = None,
    learnt: Path | None = None,
    passed_over: Callable[[ModelError], None] = lambda damaged: None,
    *,
    try_weights: bool = False,
) -> Segmenter:
    """Return the segmenter of this name; its ``name`` is that of the one chosen.

    name: one of `SEGMENTERS`, or "auto": adapted where the project learnt a network, yolo where
        its verified weights are on disk, else foreground.
    weights: the user's own for yolo, an ONNX file or one that a card names.
    learnt: the file of the network that the project learnt (`learnt_network`).
    passed_over: called where that file, or yolo's, is damaged and "auto" goes on without it.
    try_weights: load ``weights`` now, to check that they are a network's; else when first used.
    Raises ModelError when the weights are missing or not safe to load.
    """
    if name not in ("auto", *SEGMENTERS):
        raise ModelError(
            f"There is no segmenter named {name}.", f"There are: auto, {', '.join(SEGMENTERS)}."
        )
    if weights is not None:
        if name not in ("auto", "yolo"):
            raise ModelError(f"The {name} segmenter takes no weights.", "Leave them out.")
        checked = outside_weights(weights)
        segmenter = YoloSegmenter(checked, name=f"yolo-{file_sha256(checked)[:8]}")
        if try_weights:
            segmenter.load()
        return segmenter
    return _auto(learnt, passed_over) if name == "auto" else SEGMENTERS[name](learnt)


def _auto(learnt: Path | None, passed_over: Callable[[ModelError], None]) -> Segmenter:
    if learnt is not None:
        try:
            return adapted_segmenter(learnt)
        except ModelError as damaged:
            passed_over(damaged)
    if (weights := on_disk(_YOLO_CARD)) is not None:
        return YoloSegmenter(weights)
    if is_damaged(_YOLO_CARD):
        passed_over(_no_weights())
    return ForegroundSegmenter()
