"""Detect changes by revision counters and tokens, read from a few short rows.

They count writes of every process, even of an older version of the program.
"""

from collections.abc import Hashable

from matchcut.project.project import Project


def film_revisions(project: Project) -> dict[str, int]:
    """Return a number for each film, by UUID, that changes with the film.

    That covers its own row, its files, its shots, its hidden shots and its group wishes. A film has
    no entry until its first change.
    """
    return {row["film"]: row["revision"] for row in project.rows("SELECT * FROM revisions")}


def reviews_mark(project: Project) -> Hashable:
    """Return a token that changes whenever a review may have changed, without reading reviews.

    A review changes by a step, by undo and redo, and by being marked when the content of its film
    changes.
    """
    row = project.row(
        """SELECT (SELECT max(step) FROM history),
        (SELECT step FROM history WHERE state = 'done' ORDER BY step DESC LIMIT 1),
        (SELECT group_concat(fingerprint) FROM (SELECT fingerprint FROM films ORDER BY uuid))"""
    )
    return None if row is None else tuple(row)
