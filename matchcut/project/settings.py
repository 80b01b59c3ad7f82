"""What holds for a whole project: the rate and the frame shape of its timeline."""

from fractions import Fraction

from matchcut.project.project import Project


def timeline_rate(project: Project) -> Fraction | None:
    """Return the frames a second at which lists are exported: the first film's unless set."""
    return _fraction(project, "timeline_rate", "SELECT rate FROM films ORDER BY position LIMIT 1")


def set_timeline_rate(project: Project, rate: Fraction) -> None:
    """Set the frames a second at which lists are exported."""
    _set(project, "timeline_rate", rate)


def frame_shape(project: Project) -> Fraction | None:
    """Return width over height of the canvas masks are compared on: the first film's unless set."""
    return _fraction(
        project,
        "frame_shape",
        "SELECT width || '/' || height FROM films ORDER BY position LIMIT 1",
    )


def set_frame_shape(project: Project, shape: Fraction) -> None:
    """Set width over height of the canvas on which masks are compared."""
    _set(project, "frame_shape", shape)


def _fraction(project: Project, name: str, otherwise: str) -> Fraction | None:
    found = project.row("SELECT value FROM settings WHERE name = ?", [name])
    found = found or project.row(otherwise)
    return Fraction(found[0]) if found else None


def _set(project: Project, name: str, value: Fraction) -> None:
    with project.writing():
        project.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, str(value)])
