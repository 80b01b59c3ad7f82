"""Hold the windows of a shot: one that ends, and one that starts, at each sample frame."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matchcut.timing import FrameRange

Windows = TypeVar("Windows")
"""A dataclass whose arrays all have one row per window."""

# What features on disk call an array, where that is not its name.
_STORED_NAMES = {"coverage": "length"}


# Without slots: Python 3.11 can't create a frozen class with slots as `Windowed[Moves](...)`.
@dataclass(frozen=True, eq=False)
class Windowed(Generic[Windows]):
    """The windows that end at each sample frame of a shot, and those that start there.

    frames: the shot.
    indices: (n,) int64, film frame numbers of the sample frames, ascending.
    ending, starting: n windows each.
    """

    frames: FrameRange
    indices: NDArray[np.int64]
    ending: Windows
    starting: Windows

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as plain numpy arrays, for storage."""
        arrays: dict[str, NDArray[Any]] = {
            "frames": np.array([self.frames.start, self.frames.stop], np.int64),
            "indices": self.indices,
        }
        for side, windows in (("ending", self.ending), ("starting", self.starting)):
            for name in array_names(type(windows)):
                arrays[_stored_name(side, name)] = getattr(windows, name)
        return arrays


def windowed_from_arrays(
    arrays: Mapping[str, NDArray[Any]], kind: type[Windows]
) -> Windowed[Windows]:
    """Rebuild from `Windowed.to_arrays`, with windows of this kind."""
    ending, starting = (
        kind(**{name: arrays[_stored_name(side, name)] for name in array_names(kind)})
        for side in ("ending", "starting")
    )
    frames = FrameRange(*arrays["frames"].tolist())
    return Windowed(frames, arrays["indices"], ending, starting)


def array_names(kind: type[Any]) -> list[str]:
    """Return the names of the arrays of windows of a kind, in order."""
    return [field.name for field in fields(kind)]


def _stored_name(side: str, name: str) -> str:
    return f"{side}_{_STORED_NAMES.get(name, name)}"
