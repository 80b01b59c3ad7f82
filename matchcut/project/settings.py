"""Settings of a whole project: the rate and the frame shape of its timeline."""

from fractions import Fraction

from matchcut.errors import ProjectError
from matchcut.project.project import Project, Setting
from matchcut.project.stored_values import stored_crop, stored_number
from matchcut.timing import exact_number

TIMELINE: tuple[Setting, ...] = ("timeline_rate", "frame_shape")
"""The timeline settings that the editor can set."""

# An upright phone, and wider than any cinema.
_NARROWEST, _WIDEST = Fraction(1, 4), Fraction(4)
_WIDE = Fraction(16, 9)


def timeline_rate(project: Project) -> Fraction | None:
    """Return the frame rate of exported lists: the first film's unless set."""
    first = "SELECT rate FROM present_films ORDER BY position LIMIT 1"
    return _fraction(project, "timeline_rate", first)


def frame_shape(project: Project) -> Fraction:
    """Return width over height of the canvas on which masks are compared.

    That of the first film's active picture, without its bars, unless set; 16:9 without a film.
    """
    film = project.row("SELECT crop FROM present_films ORDER BY position LIMIT 1")
    is_set = project.setting("frame_shape") is not None
    if film is None or film["crop"] is None or is_set:
        return sequence_shape(project) or _WIDE
    crop = stored_crop(project, film["crop"])
    return Fraction(crop.width, crop.height)


def sequence_shape(project: Project) -> Fraction | None:
    """Return width over height of exported timelines: the first film's, bars included, unless set.

    None without a film.
    """
    return _fraction(
        project,
        "frame_shape",
        "SELECT width || '/' || height FROM present_films ORDER BY position LIMIT 1",
    )


def parse_shape(text: str) -> Fraction:
    """Return width over height as editors write it: ``16:9``, ``2.39``, ``1920x1080``."""
    try:
        width, _, height = text.strip().lower().replace("x", ":").partition(":")
        shape = exact_number(width) / exact_number(height or "1")
    except (ValueError, ZeroDivisionError):
        shape = Fraction(0)
    if not _NARROWEST <= shape <= _WIDEST:
        raise ProjectError(
            f"{text.strip()!r} is not an aspect ratio.", "Write it like 16:9, 2.39 or 1920x1080."
        )
    return shape


def shape_text(shape: Fraction) -> str:
    """Return a frame's shape as editors write it: ``9:16`` where it is short, else ``2.39``."""
    if shape.denominator <= 16:
        return f"{shape.numerator}:{shape.denominator}"
    return f"{float(shape):.3f}".rstrip("0").rstrip(".")


def typed(project: Project) -> dict[str, Fraction]:
    """Return the settings that the editor has made, among "timeline_rate" and "frame_shape"."""
    kept = {name: project.setting(name) for name in TIMELINE}
    return {name: stored_number(project, text) for name, text in kept.items() if text is not None}


def _fraction(project: Project, name: Setting, otherwise: str) -> Fraction | None:
    kept = project.setting(name)
    if kept is None:
        first = project.row(otherwise)
        kept = first[0] if first else None
    return None if kept is None else stored_number(project, kept)
