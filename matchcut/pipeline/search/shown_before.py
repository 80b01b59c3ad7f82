"""Return pairs shown before as they would be found now; judged ones stay in the list."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matchcut.pipeline.search.finding import FoundPair, Question
from matchcut.pipeline.search.library import FoundSide, Library
from matchcut.project.pairs import ShownPair, reviewed_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import reviews


def shown_before(library: Library, pair: ShownPair) -> FoundPair | None:
    """Return a pair as it was shown last, without rank or verdict; None if a film of it is gone."""
    out, into = library.side_at(pair.candidate.out), library.side_at(pair.candidate.into)
    if out is None or into is None:
        return None
    return FoundPair(pair.id, 0, pair.score, pair.parts, pair.flop, None, out, into)


def with_judged(
    project: Project, library: Library, question: Question, found: Sequence[FoundPair]
) -> list[FoundPair]:
    """Return the results of a search for all pairs with all other judged pairs, ranked.

    An added film brings better pairs, and a shot is listed only so often; without this, pairs the
    editor has judged would silently leave the list. Omitted are pairs with shots that are excluded
    from every pair, flopped ones if none are asked for, and the reverses of those found. Results
    of any other search are returned unchanged.
    """
    if question.shot is not None or question.image is not None:
        return list(found)
    ranked = sorted(
        [*found, *_judged(project, library, question, found)], key=lambda pair: -pair.score
    )
    return [replace(pair, rank=rank) for rank, pair in enumerate(ranked, start=1)]


def _judged(
    project: Project, library: Library, question: Question, found: Sequence[FoundPair]
) -> Iterator[FoundPair]:
    said, known = reviews(project), {pair.id for pair in found}
    turned = {(pair.into.shot.span, pair.out.shot.span) for pair in found if pair.out is not None}
    for pair_id, shown in reviewed_pairs(project).items():
        review = said[pair_id]
        judged = review.verdict is not None or review.place is not None
        asked = shown.candidate.flavour == question.flavour and (question.flop or not shown.flop)
        if not (judged and asked) or pair_id in known:
            continue
        pair = shown_before(library, shown)
        if pair is None or pair.out is None or not (_is_paired(pair.out) and _is_paired(pair.into)):
            continue
        if (pair.out.shot.span, pair.into.shot.span) not in turned:
            yield replace(pair, verdict=review.verdict)


def _is_paired(side: FoundSide) -> bool:
    return not side.shot.hidden and not side.film.outside(side.shot)
