"""Write the history: one row for each of the editor's actions."""

from datetime import UTC, datetime

from matchcut.project.project import Project


def log_step(project: Project, deed: str, *, reviews: str = "{}", edit: str | None = None) -> None:
    """Add a step to the history, inside `Project.writing`.

    reviews, edit: what it changed, as JSON.
    """
    # What was undone can't be redone on top of something new, but is not forgotten.
    project.execute("UPDATE history SET state = 'dropped' WHERE state = 'undone'")
    project.execute(
        "INSERT INTO history (at, deed, changes, shots) VALUES (?, ?, ?, ?)",
        [now(), deed, reviews, edit],
    )


def now() -> str:
    """Return the current time as the project stores it: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
