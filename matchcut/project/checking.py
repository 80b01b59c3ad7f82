"""Reviews that are to be checked: the content of a film has changed since they were made."""

from dataclasses import replace

from matchcut.project.project import Project
from matchcut.project.reviews import Review, rewrite


def mark_to_check(project: Project, film_uuid: str, *, was: str, now: str) -> None:
    """Mark the reviews of the pairs of a film whose content has changed, inside `writing`.

    The history is marked, too: what undo and redo bring back was said of the former content. Where
    a film has the content again that something was said of, that needs no check any more.
    was, now: fingerprints of the former content and of the new one.
    """
    query = "SELECT id FROM pairs WHERE ? IN (out_film, in_film, shown_out_film, shown_in_film)"
    of_the_film = {row["id"] for row in project.rows(query, [film_uuid])}

    def marked(pair: str, said: Review) -> Review:
        trimmed = any(at is not None and at.film == film_uuid for at in (said.out, said.into))
        if said == Review() or not (trimmed or pair in of_the_film):
            return said
        if said.to_check and not said.judged_on:
            return said  # by a former version, which did not keep what it was said of
        judged_on = dict(said.judged_on) if said.to_check else {}
        if judged_on.setdefault(film_uuid, was) == now:
            del judged_on[film_uuid]
        return replace(said, to_check=bool(judged_on), judged_on=judged_on)

    rewrite(project, marked)
