"""Parse values that a project stores as text or numbers, which others may have written, too."""

from fractions import Fraction
from typing import NamedTuple

from matchcut.project.project import Project, damage_told
from matchcut.timing import FrameRange, exact_number


class Crop(NamedTuple):
    """The active picture in the upright one, in its pixels."""

    left: int
    top: int
    width: int
    height: int


# SQLite's own integers end here, and so do those of the films' timestamps.
_LARGEST = 2**63 - 1


def stored_crop(project: Project, text: object) -> Crop:
    """Parse a stored active picture. Raises ProjectError if it is not one."""
    with damage_told(project, "the picture of a film"):
        crop = Crop(*map(int, str(text).split()))
        if min(crop.left, crop.top) < 0 or min(crop.width, crop.height) < 1:
            raise ValueError(f"no part of a picture: {text}")
        return crop


def stored_range(project: Project, start: int, stop: int) -> FrameRange:
    """Return a stored range of frames. Raises ProjectError if it is not one."""
    with damage_told(project, "a range of frames"):
        return FrameRange(start, stop)


def stored_number(project: Project, text: object) -> Fraction:
    """Parse a stored rate or shape. Raises ProjectError if it is not one."""
    with damage_told(project, "a rate or a shape"):
        number = exact_number(str(text))
        if number <= 0 or max(number.numerator, number.denominator) > _LARGEST:
            raise ValueError(f"no rate and no shape: {text}")
        return number
