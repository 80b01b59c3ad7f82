"""Remove a film from a project without losing anything, and delete a project without films.

Adding the film again restores everything known about it.
"""

from dataclasses import dataclass

from matchcut.project.caches import delete_computed
from matchcut.project.edits import editing
from matchcut.project.films import film, knows_films
from matchcut.project.pairs import reviewed_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import reviews
from matchcut.project.stored_reviews import Review
from matchcut.words import counted


@dataclass(frozen=True, slots=True)
class Resting:
    """What was said of the pairs of a film that was taken out, and waits for its return.

    cuts: how many of them are in the cut list. verdicts: how many are called good, bad or maybe.
    """

    cuts: int
    verdicts: int

    def __str__(self) -> str:
        """Return it in a sentence; "" where nothing was said."""
        amounts = ((self.cuts, "accepted cut"), (self.verdicts, "verdict"))
        said = " and ".join(counted(count, what) for count, what in amounts if count)
        return f"Its reviews are kept until it is back: {said}." if said else ""


def remove_film(project: Project, film_uuid: str) -> Resting:
    """Take a film out of the project, as a step of the history.

    Its shots, what was computed and what was said of its pairs stay, out of sight, until that is
    undone or the film is added again. Raises ProjectError when there is none of that UUID.
    """
    with editing(project, "remove film", [film_uuid]):
        film(project, film_uuid)
        project.execute("INSERT OR IGNORE INTO removed (film) VALUES (?)", [film_uuid])
        said = _said_of(project, film_uuid)
    return Resting(
        cuts=sum(each.place is not None for each in said),
        verdicts=sum(each.verdict is not None for each in said),
    )


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
    pairs, said = reviewed_pairs(project), []
    for id, review in reviews(project).items():
        if id not in pairs:
            continue
        shown = pairs[id].candidate
        if film_uuid in ((review.out or shown.out).film, (review.into or shown.into).film):
            said.append(review)
    return said
