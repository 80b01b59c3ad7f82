"""Values that a project keeps as text or numbers, which others may have written, too."""

from fractions import Fraction

from matchcut.project.project import Project, damage_told
from matchcut.timing import FrameRange, exact_number

Crop = tuple[int, int, int, int]
"""Left, top, width and height of the active picture in the upright one."""

# SQLite's own numbers end here, and so do those of the films' timestamps.
_LARGEST = 2**63 - 1


def kept_crop(project: Project, text: object) -> Crop:
    """Return the active picture that the project keeps as text. Raises ProjectError for none."""
    with damage_told(project, "the picture of a film"):
        left, top, width, height = map(int, str(text).split())
        if min(left, top) < 0 or min(width, height) < 1:
            raise ValueError(f"no part of a picture: {text}")
        return left, top, width, height


def kept_range(project: Project, start: int, stop: int) -> FrameRange:
    """Return frames that the project keeps. Raises ProjectError for none."""
    with damage_told(project, "a range of frames"):
        return FrameRange(start, stop)


def kept_number(project: Project, text: object) -> Fraction:
    """Return a rate or a shape that the project keeps as text. Raises ProjectError for none."""
    with damage_told(project, "a rate or a shape"):
        number = exact_number(str(text))
        if number <= 0 or max(number.numerator, number.denominator) > _LARGEST:
            raise ValueError(f"no rate and no shape: {text}")
        return number
