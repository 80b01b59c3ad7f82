"""Deletes a project that nothing has come of."""

from matchcut.project.caches import empty_cache
from matchcut.project.films import knows_films
from matchcut.project.project import Project


def discard_empty(project: Project) -> bool:
    """Close and delete a project that never had a film; False where it has, or had, one.

    It is open nowhere else. What was computed goes, too; what `adapt` learnt for an earlier project
    of that name stays, as nothing computes it again. Raises ProjectError while it is analysed.
    """
    if knows_films(project):
        return False
    empty_cache(project)
    project.delete()
    return True
