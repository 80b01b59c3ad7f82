"""Remove a film from a project without losing anything, and delete a project without films.

Adding the film again restores everything known about it.
"""

from matchcut.project.caches import delete_computed
from matchcut.project.edits import editing
from matchcut.project.films import film, knows_films
from matchcut.project.pairs import reviewed_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import reviews
from matchcut.project.stored_reviews import Review
from matchcut.words import counted


def remove_film(project: Project, film_uuid: str) -> str:
    """Take a film out of the project, as a step of the history.

    Its shots, what was computed and what was said of its pairs stay, out of sight, until that is
    undone or the film is added again. Returns a sentence on the reviews that wait for its return,
    "" for none. Raises ProjectError when there is none of that UUID.
    """
    with editing(project, "remove film", [film_uuid]):
        film(project, film_uuid)
        project.execute("INSERT OR IGNORE INTO removed (film) VALUES (?)", [film_uuid])
        said = _said_of(project, film_uuid)
    cuts = sum(each.place is not None for each in said)
    verdicts = sum(each.verdict is not None for each in said)
    amounts = ((cuts, "accepted cut"), (verdicts, "verdict"))
    waiting = " and ".join(counted(count, what) for count, what in amounts if count)
    return f"Its reviews are kept until it is back: {waiting}." if waiting else ""


def discard_empty(project: Project) -> bool:
    """Close and delete a project that never had a film; return False if it has or had one.

    Computed data is deleted, too; what `adapt` learnt for an earlier project of this name stays,
    because nothing recomputes it. Raises ProjectError while it is analysed or open elsewhere.
    """
    with project.analysing():  # so that no film is added in between
        if knows_films(project):
            return False
        delete_computed(project)
        project.delete()
    return True


def _said_of(project: Project, film_uuid: str) -> list[Review]:
    """Return the reviews of the pairs of a film; those of `lost_pairs` are of none."""
    said, of_it = reviews(project), []
    for id, pair in reviewed_pairs(project).items():
        review, shown = said[id], pair.candidate
        if film_uuid in ((review.out or shown.out).film, (review.into or shown.into).film):
            of_it.append(review)
    return of_it
