"""A small network of our own that learns the figures of one body of footage.

It is trained where it is used, so there is no card: its parameters (half a million, 2 MB) are
beside the project, as arrays of numbers, which can hold no code.
"""

import hashlib
import io
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import ModelError
from matchcut.files import replacing
from models.figure_planes import COLOURS, decoded

if TYPE_CHECKING:
    from torch import Tensor

    from models.figure_layers import FigureLayers

ROWS, COLUMNS = 96, 160
PLANES = 7
"""Blue, green, red, three planes of motion and saliency, and last a rough belief."""

OUTSIDE = 255
"""The target where a picture of another aspect ratio leaves the planes empty."""

MAX_TARGET = 200
"""The target for pixels that are surely figure."""

PER_STEP = 8

# A checksum of the names and shapes of the parameters of `FigureLayers`.
_LAYERS = 1175735703

_TOP_RATE = 4e-3
_AT_ONCE = 16

Parameters = Mapping[str, NDArray[Any]]


class FigureNetwork:
    """A trained network, built when first used; threads wait for each other.

    parameters: from `FigureTraining.parameters` or `read_parameters`.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._layers: FigureLayers | None = None
        self._one_at_a_time = Lock()

    def beliefs(self, planes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return how surely each pixel is figure, (n, ROWS, COLUMNS) 0..1.

        planes: (n, PLANES, ROWS, COLUMNS), from `encoded`. Averages over the picture and its mirror
        image. Raises ModelError for parameters that don't fit.
        """
        import torch

        if not len(planes):
            return np.zeros((0, ROWS, COLUMNS), np.float32)
        with self._one_at_a_time, torch.inference_mode():
            layers = self._layers = self._layers or _built(self._parameters)
            found = [
                (torch.sigmoid(layers(part)) + torch.sigmoid(layers(part.flip(3))).flip(2)) / 2
                for part in torch.split(_tensor(planes), _AT_ONCE)
            ]
            return np.concatenate([part.numpy() for part in found])


class FigureTraining:
    """A network being trained, on a GPU where one has room; holds its examples.

    Without a GPU, the same examples give the same network on the same machine.

    planes: (n, PLANES, ROWS, COLUMNS) uint8, as for `FigureNetwork.beliefs`.
    targets: (n, ROWS, COLUMNS) uint8, 0 to `MAX_TARGET`, or `OUTSIDE`.
    steps: of `PER_STEP` examples each, after which it is fully trained.
    start: parameters of an earlier network, to continue from at a lower rate.
    """

    def __init__(
        self,
        planes: NDArray[np.uint8],
        targets: NDArray[np.uint8],
        *,
        steps: int,
        start: Parameters | None = None,
    ) -> None:
        import torch

        from models.figure_layers import FigureLayers

        self._planes, self._targets = planes, targets
        self._order = np.zeros(0, np.intp)
        self._dice = np.random.default_rng(0)
        self._random = torch.Generator().manual_seed(0)
        with torch.random.fork_rng(devices=[], device_type="cpu"):
            torch.manual_seed(0)
            layers = _ready(FigureLayers(PLANES)) if start is None else _built(start)
        self._layers = _moved_to_gpu(layers)
        self._device = next(self._layers.parameters()).device
        rate = _TOP_RATE if start is None else _TOP_RATE / 2
        self._optimiser = torch.optim.AdamW(self._layers.parameters(), rate, weight_decay=1e-3)
        self._rate = torch.optim.lr_scheduler.LambdaLR(self._optimiser, _course(steps))

    def step(self) -> None:
        """Train on the next few examples."""
        import torch

        from models.figure_layers import jittered, loss

        if len(self._order) < PER_STEP:
            self._order = np.append(self._order, self._dice.permutation(len(self._planes)))
        now, self._order = self._order[:PER_STEP], self._order[PER_STEP:]
        wanted = torch.from_numpy(self._targets[now])
        planes, wanted = jittered(
            _tensor(self._planes[now]), wanted, COLOURS, PLANES - 1, self._random
        )
        planes, wanted = planes.to(self._device), wanted.to(self._device)
        inside = (wanted != OUTSIDE).float()
        self._layers.train()
        wrong = loss(self._layers(planes), wanted.float() / MAX_TARGET * inside, inside)
        self._optimiser.zero_grad()
        wrong.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        self._rate.step()

    def parameters(self) -> dict[str, NDArray[Any]]:
        """Return the network's parameters."""
        return {name: each.cpu().numpy().copy() for name, each in self._layers.state_dict().items()}


def write_parameters(path: Path, parameters: Parameters) -> None:
    """Write parameters to ``path``, completely or not at all."""
    with replacing(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, **parameters)


def read_parameters(path: Path) -> tuple[dict[str, NDArray[Any]], str]:
    """Return parameters from a file, and the sha256 of its content.

    Raises ModelError if the file is missing, not from `write_parameters`, or of other layers.
    Nothing in it is ever executed: arrays of objects are refused.
    """
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            parameters = {name: stored[name] for name in stored.files}
    except Exception as error:  # NumPy raises whatever a damaged file provokes
        raise ModelError(
            f"The adapted network {path.name} can't be read.",
            "Learn it again: File > Improve masks, or matchcut adapt.",
        ) from error
    # Checked without building it, which takes seconds: a search then uses another segmenter.
    shapes = sorted((name, each.shape) for name, each in parameters.items())
    if crc32(repr(shapes).encode()) != _LAYERS:
        raise _of_another_version()
    return parameters, hashlib.sha256(content).hexdigest()


def can_be_used(path: Path) -> bool:
    """Return whether a file holds a usable network."""
    try:
        _built(read_parameters(path)[0])
    except ModelError:
        return False
    return True


def _course(steps: int) -> Callable[[int], float]:
    """Return the share of the top rate at each step: up over the first tenth, down as a cosine."""
    return lambda done: (
        min(1.0, (done + 1) / (0.1 * steps)) * (1 + math.cos(math.pi * done / steps)) / 2
    )


def _built(parameters: Parameters) -> "FigureLayers":
    import torch

    from models.figure_layers import FigureLayers

    layers = FigureLayers(PLANES)
    try:
        layers.load_state_dict(
            {name: torch.from_numpy(np.array(each)) for name, each in parameters.items()}
        )
    except (RuntimeError, TypeError) as error:
        raise _of_another_version() from error
    return _ready(layers)


def _of_another_version() -> ModelError:
    return ModelError(
        "The adapted network is from another version of matchcut.",
        "Learn it again: File > Improve masks, or matchcut adapt.",
    )


def _ready(layers: "FigureLayers") -> "FigureLayers":
    import torch

    return layers.to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload, no-any-return]


def _moved_to_gpu(layers: "FigureLayers") -> "FigureLayers":
    """Return layers on a GPU, if there is one that manages a batch; as they are otherwise.

    Beside an editing program a GPU may have no room left.
    """
    import torch

    gpu = torch.accelerator.current_accelerator(check_available=True)
    if gpu is not None:
        with suppress(RuntimeError):
            moved = deepcopy(layers).to(gpu)
            moved(torch.zeros(PER_STEP, PLANES, ROWS, COLUMNS, device=gpu)).sum().backward()
            moved.zero_grad()
            return moved
    return layers


def _tensor(planes: NDArray[np.uint8]) -> "Tensor":
    import torch

    return torch.from_numpy(decoded(planes))
