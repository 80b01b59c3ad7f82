"""A small network of our own that finds figures in a still.

It comes with the product, so nothing is downloaded; `still_figures.md` beside it describes its
training and accuracy. It is stored as ONNX, which holds numbers and known operations only; its
runtime loads in a fraction of the time that torch takes, which trained it.
"""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ModelError
from models.figure_planes import decoded
from models.weights import file_sha256

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PLANES = 5
"""Blue, green, red, what stands out, and last a first guess of what looks like figure."""

LONG_SIDE = 160
"""The longer side of a picture as the network sees it."""

MULTIPLE = 16
"""Rows and columns of the planes are multiples of this."""

WEIGHTS = Path(__file__).with_name("still_figures.onnx")
SHA256 = "cc097e64c8da9c7a00ed0943796da8a0a2c62eb14a36da7c0d695d61470f54fc"

# Larger batches are no faster, and each picture takes a few megabytes.
_AT_ONCE = 2


class StillFigures:
    """The network, loaded when first used; threads may share it."""

    def __init__(self) -> None:
        self._session: InferenceSession | None = None
        self._one_at_a_time = Lock()

    def beliefs(self, planes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return how surely each pixel is figure, (n, rows, columns) 0..1.

        planes: (n, PLANES, rows, columns), from `encoded`.
        Raises ModelError if the weights are missing or not those that came with the product.
        """
        with self._one_at_a_time:
            session = self._session = self._session or _loaded()
        given = decoded(planes)
        starts = range(0, len(given), _AT_ONCE)
        odds = [session.run(None, {"planes": given[at : at + _AT_ONCE]}) for at in starts]
        found = np.concatenate([np.asarray(each[0], np.float32) for each in odds])
        return np.asarray(1 / (1 + np.exp(-found)), np.float32)


def _loaded() -> "InferenceSession":
    if not WEIGHTS.is_file() or file_sha256(WEIGHTS) != SHA256:
        raise ModelError(
            f"{WEIGHTS.name}, which comes with matchcut, is missing or changed.",
            "Install matchcut again.",
        )
    from onnxruntime import InferenceSession, SessionOptions, disable_telemetry_events

    disable_telemetry_events()
    options = SessionOptions()
    # Shots are analysed in parallel; threads within the runtime would get in their way.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(WEIGHTS, options, providers=["CPUExecutionProvider"])
