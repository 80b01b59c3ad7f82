"""What tells whether anything has changed, at no more cost than a few short rows.

Every process that writes counts, an older version of the program, too.
"""

from collections.abc import Hashable

from matchcut.project.project import Project


def film_revisions(project: Project) -> dict[str, int]:
    """Return by film a number that is another one after any change of the film.

    That is of its own row, its files, its shots, its hidden shots and its group wishes. A film has
    none until something changes.
    """
    return {row["film"]: row["revision"] for row in project.rows("SELECT * FROM revisions")}


def reviews_mark(project: Project) -> Hashable:
    """Return what is another one whenever a review may have changed; none is looked at.

    A review changes by a step, by one being undone or done again, or by being marked when the
    content of its film has changed.
    """
    row = project.row(
        """SELECT (SELECT max(step) FROM history),
        (SELECT step FROM history WHERE state = 'done' ORDER BY step DESC LIMIT 1),
        (SELECT group_concat(fingerprint) FROM (SELECT fingerprint FROM films ORDER BY uuid))"""
    )
    return None if row is None else tuple(row)
