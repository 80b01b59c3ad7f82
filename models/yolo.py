"""Instance segmentation with ultralytics' YOLO: pictures in, masks out.

Ultralytics tends to download weights, install packages and report its use. Here it can do none of
these: it is set offline before it is imported, and only gets files that exist.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ModelError
from models.weights import weights_folder

if TYPE_CHECKING:
    from torch import Tensor
    from ultralytics.engine.predictor import BasePredictor
    from ultralytics.engine.results import Results
    from ultralytics.models import YOLO

_MAX_INSTANCES = 50
_MIN_CONFIDENCE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Instances:
    """The instances found in one picture, most confident first.

    masks: (n, height, width) bool at the size of the picture; n may be 0.
    labels: the class of each. confidences: (n,) float32, 0..1.
    """

    masks: NDArray[np.bool_]
    labels: tuple[str, ...]
    confidences: NDArray[np.float32]


class YoloNetwork:
    """A YOLO segmentation network, loaded when first used.

    weights: a verified file (`models.weights`).
    long_side: pixels of the longer side to which pictures are scaled, a multiple of 32.
    """

    def __init__(self, weights: Path, *, long_side: int = 640) -> None:
        self.weights = weights
        self.long_side = long_side
        self._network: YOLO | None = None
        self._one_at_a_time = Lock()

    def load(self) -> None:
        """Load the network now, to check that it is usable. Raises ModelError like `instances`."""
        with self._one_at_a_time:
            self._network = self._network or self._load()

    def instances(self, pictures: Sequence[NDArray[np.uint8]]) -> list[Instances]:
        """Return the instances in each picture, in order; threads wait for each other.

        pictures: BGR uint8 (height, width, 3).
        Raises ModelError when the weights, or what they need, can't be loaded.
        """
        if not pictures:
            return []
        with self._one_at_a_time:
            network = self._network = self._network or self._load()
            # One by one: ultralytics has a time limit per batch, and drops what comes after it.
            return [self._predict(network, picture) for picture in pictures]

    def _predict(self, network: "YOLO", picture: NDArray[np.uint8]) -> Instances:
        results = network.predict(
            np.ascontiguousarray(picture),
            imgsz=self.long_side,
            conf=_MIN_CONFIDENCE,
            max_det=_MAX_INSTANCES,
            retina_masks=True,
            save=False,
            verbose=False,
        )
        return _instances(cast("list[Results]", results)[0])

    def _load(self) -> "YOLO":
        # Given only a name, ultralytics would look for it on the network.
        if not self.weights.is_file():
            raise ModelError(f"There are no weights at {self.weights}.", "Download them again.")
        try:
            network = self._opened()
        except (ImportError, OSError) as error:  # OSError also where a library lacks another
            raise ModelError(
                f"{self.weights.name} can't be loaded: {error}.",
                "Check that the file can be read; if so, install matchcut again.",
            ) from error
        except MemoryError as error:
            raise ModelError(
                f"There is too little memory to load {self.weights.name}.",
                "Close other programs, then try again.",
            ) from error
        except Exception as error:  # ultralytics raises whatever torch or the file provokes
            logging.getLogger(__name__).info("%s can't be used", self.weights, exc_info=error)
            raise ModelError(
                f"{self.weights.name} can't be used as a network that finds masks.",
                "Choose one of those that matchcut models lists, or your own for segmentation.",
            ) from error
        if network.task != "segment":
            raise ModelError(
                f"{self.weights.name} finds no masks; it is a network to {network.task}.",
                "Choose one for segmentation, with -seg in its name.",
            )
        return network

    def _opened(self) -> "YOLO":
        os.environ["YOLO_OFFLINE"] = "true"
        os.environ["YOLO_AUTOINSTALL"] = "false"
        os.environ["YOLO_VERBOSE"] = "false"
        # Where ultralytics keeps its settings; it creates a folder there or does without.
        os.environ.setdefault("YOLO_CONFIG_DIR", str(weights_folder()))
        import torch

        threads = torch.get_num_threads()
        from ultralytics.models import YOLO

        logging.getLogger("ultralytics").setLevel(logging.ERROR)
        network = YOLO(str(self.weights.absolute()), task="segment")
        network.add_callback("on_predict_start", partial(_before_predicting, threads=threads))
        # A network from outside may load and yet be of another kind.
        self._predict(network, np.zeros((32, 32, 3), np.uint8))
        return network


def _before_predicting(predictor: "BasePredictor", threads: int) -> None:
    # The warm-up imports torchvision, which fails beside a CPU build of torch.
    predictor.done_warmup = True
    # Ultralytics has meanwhile set its own number of threads.
    import torch

    torch.set_num_threads(threads)


def _instances(result: "Results") -> Instances:
    boxes, masks = result.boxes, result.masks
    if boxes is None or masks is None:
        return Instances(np.zeros((0, *result.orig_shape), bool), (), np.zeros(0, np.float32))
    return Instances(
        masks=_array(masks.data) > 0,
        labels=tuple(result.names[int(number)] for number in _array(boxes.cls)),
        confidences=_array(boxes.conf).astype(np.float32),
    )


def _array(values: "Tensor | NDArray[np.float32]") -> NDArray[np.float32]:
    return values if isinstance(values, np.ndarray) else values.cpu().numpy()
