"""The history as it is written down: one row for each thing that the editor did."""

from collections.abc import Hashable
from datetime import UTC, datetime

from matchcut.project.project import Project


def log_step(project: Project, deed: str, *, reviews: str = "{}", shots: str | None = None) -> None:
    """Write down what was done, inside `Project.writing`.

    reviews, shots: what it changed, as JSON.
    """
    # What was undone can't be done again on top of something new, but is not forgotten.
    project.execute("UPDATE history SET state = 'dropped' WHERE state = 'undone'")
    project.execute(
        "INSERT INTO history (at, deed, changes, shots) VALUES (?, ?, ?, ?)",
        [now(), deed, reviews, shots],
    )


def reviews_mark(project: Project) -> Hashable:
    """Return a mark that differs after any change of a review, without reading reviews.

    A review changes by a step, by one being undone or done again, or by being marked when the
    content of its film has changed.
    """
    row = project.row(
        """SELECT (SELECT max(step) FROM history),
        (SELECT step FROM history WHERE state = 'done' ORDER BY step DESC LIMIT 1),
        (SELECT group_concat(fingerprint) FROM (SELECT fingerprint FROM films ORDER BY uuid))"""
    )
    return None if row is None else tuple(row)


def now() -> str:
    """Return the moment as the project keeps it: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
