"""What holds for a whole project: the rate and the frame shape of its timeline."""

from fractions import Fraction

from matchcut.errors import ProjectError
from matchcut.project.kept import kept_crop, kept_number
from matchcut.project.project import Project
from matchcut.timing import exact_number

# An upright telephone, and wider than any cinema.
_NARROWEST, _WIDEST = Fraction(1, 4), Fraction(4)
_WIDE = Fraction(16, 9)


def timeline_rate(project: Project) -> Fraction | None:
    """Return the frames a second at which lists are exported: the first film's unless set."""
    first = "SELECT rate FROM present_films ORDER BY position LIMIT 1"
    return _fraction(project, "timeline_rate", first)


def set_timeline_rate(project: Project, rate: Fraction | None) -> None:
    """Set the frames a second at which lists are exported; None goes back to the first film's."""
    _set(project, "timeline_rate", rate)


def frame_shape(project: Project) -> Fraction:
    """Return width over height of the canvas on which masks are compared.

    That of the first film's active picture, without its bars, unless set; 16:9 without a film.
    """
    film = project.row("SELECT crop FROM present_films ORDER BY position LIMIT 1")
    if film is None or film["crop"] is None or _is_set(project, "frame_shape"):
        return sequence_shape(project) or _WIDE
    _, _, width, height = kept_crop(project, film["crop"])
    return Fraction(width, height)


def sequence_shape(project: Project) -> Fraction | None:
    """Return width over height of exported timelines: the first film's, bars and all, unless set.

    None without a film.
    """
    return _fraction(
        project,
        "frame_shape",
        "SELECT width || '/' || height FROM present_films ORDER BY position LIMIT 1",
    )


def set_frame_shape(project: Project, shape: Fraction | None) -> None:
    """Set width over height of the canvas and of exported timelines; None as for the rate."""
    _set(project, "frame_shape", shape)


def parse_shape(text: str) -> Fraction:
    """Return width over height as editors write it: ``16:9``, ``2.39``, ``1920x1080``."""
    try:
        width, _, height = text.strip().lower().replace("x", ":").partition(":")
        shape = exact_number(width) / exact_number(height or "1")
    except (ValueError, ZeroDivisionError):
        shape = Fraction(0)
    if not _NARROWEST <= shape <= _WIDEST:
        raise ProjectError(
            f"{text.strip()!r} is no frame shape.", "Write it like 16:9, 2.39 or 1920x1080."
        )
    return shape


def shape_text(shape: Fraction) -> str:
    """Return a frame's shape as editors write it: ``9:16`` where it is short, else ``2.39``."""
    if shape.denominator <= 16:
        return f"{shape.numerator}:{shape.denominator}"
    return f"{float(shape):.3f}".rstrip("0").rstrip(".")


def typed(project: Project) -> dict[str, Fraction]:
    """Return what the editor has set: "timeline_rate", "frame_shape", or neither."""
    rows = project.rows("SELECT * FROM settings WHERE name IN ('timeline_rate', 'frame_shape')")
    return {row["name"]: kept_number(project, row["value"]) for row in rows}


def _is_set(project: Project, name: str) -> bool:
    return project.row("SELECT 1 FROM settings WHERE name = ?", [name]) is not None


def _fraction(project: Project, name: str, otherwise: str) -> Fraction | None:
    found = project.row("SELECT value FROM settings WHERE name = ?", [name])
    found = found or project.row(otherwise)
    return kept_number(project, found[0]) if found else None


def _set(project: Project, name: str, value: Fraction | None) -> None:
    with project.writing():
        project.execute("DELETE FROM settings WHERE name = ?", [name])
        if value is not None:
            project.execute("INSERT INTO settings (name, value) VALUES (?, ?)", [name, str(value)])
