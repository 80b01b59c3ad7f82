"""Describe pairs and shots as documents for the window's lists."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from matchcut.pipeline.search import documents
from matchcut.pipeline.search.finding import FoundPair
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide, Library, LibraryFilm
from matchcut.pipeline.search.reasons import SeenSide, reason
from matchcut.pipeline.search.shown_before import shown_before
from matchcut.pipeline.search.stored import StoredFeatures
from matchcut.project.pairs import ShownPair
from matchcut.project.project import Project
from matchcut.project.reviews import review
from matchcut.project.shots import ShotRecord
from matchcut.representations.segmenter import Segmenter
from matchcut.review import Anchor, is_flavour
from matchcut.serving import messages
from matchcut.timing import FrameRange

_SHOTS_A_PART = 500
"""Reading so many takes the window a few milliseconds."""


class PairDocuments:
    """Describes pairs as found; the editor's reviews only affect which shots they cover."""

    def __init__(self, project: Project, segmenter: Segmenter, library: Library) -> None:
        self._project = project
        self._library = library
        self._stored = StoredFeatures(project, segmenter)

    def found(self, flavour: str, pair: FoundPair) -> messages.ListedPair:
        """Return the document of a pair that a search has found."""
        said = review(self._project, pair.id)
        words = COMPARISONS[flavour].reason if is_flavour(flavour) else _of_a_later_version
        why = reason(self._stored, words, pair.out, pair.into, flop=pair.flop)
        return {
            **documents.facts(pair),
            "out": None if pair.out is None else self._side(pair.out, said.out),
            "in": self._side(pair.into, said.into),
            "by": flavour,
            "gap_seconds": _gap_seconds(pair.out, pair.into),
            "camera": [round(speed, 4) for speed in why.camera],
            "subject_size": round(why.subject_size, 4),
            "reason": why.sentence,
        }

    def known(self, pair: ShownPair) -> messages.ListedPair | None:
        """Return the document of a pair shown before, None if one of its films is gone."""
        found = shown_before(self._library, pair)
        return None if found is None else self.found(pair.candidate.flavour, found)

    def _side(self, found: FoundSide, chosen: Anchor | None) -> messages.ListedSide:
        seen = self._seen(found, chosen)
        record = seen.film.record
        return {
            **documents.side(seen),
            "reel": record.reel,
            "pts": seen.film.times.pts_of(seen.frame),
            "rate": str(record.rate),
        }

    def _seen(self, found: FoundSide, chosen: Anchor | None) -> FoundSide:
        """Return one side of a pair as the editor sees it.

        chosen: the editor's own frame. If the shot it was chosen in has been split and it lies in
            the other part, both parts are returned as one shot, so that all of it can be played. If
            a near-duplicate now represents that shot, the editor's shot is returned.
        """
        own = None if chosen is None else self._library.side_at(chosen)
        if own is None:
            return found
        one, other = found.shot.frames, own.shot.frames
        apart = one.stop < other.start or other.stop < one.start
        if apart or own.shot.film != found.shot.film:
            return own
        joined = FrameRange(min(one.start, other.start), max(one.stop, other.stop))
        return replace(found, shot=replace(found.shot, frames=joined))


def _of_a_later_version(_out: SeenSide, _into: SeenSide) -> str:
    return "A later version of matchcut has found this pair."


def shown_document(seen: FoundSide) -> messages.ShownFrame:
    """Return the document of the frame that a still shows."""
    return {
        "film": seen.film.record.uuid,
        "shot": seen.shot.number,
        "timecode": seen.film.label(seen.frame),
    }


def shots_document(
    library: Library,
    known: Mapping[str, int | None],
    part: Callable[[messages.FilmShots], None],
) -> messages.Shots:
    """Return the list of films, after sending the shots of each whose shots the window lacks.

    known: the revision of each film that the window has, by UUID.
    """
    for uuid, film in library.films.items():
        if uuid not in known or known[uuid] != film.revision:
            for first in range(0, max(1, len(film.shots)), _SHOTS_A_PART):
                part(_film_shots(film, first))
    return {"films": list(library.films)}


def _film_shots(film: LibraryFilm, first: int) -> messages.FilmShots:
    stop = first + _SHOTS_A_PART
    return {
        "film": film.record.uuid,
        "revision": film.revision,
        "name": film.record.name,
        "has_range": film.record.range is not None,
        "shots": [_shot_document(film, shot) for shot in film.shots[first:stop]],
        "first": first,
        "more": stop < len(film.shots),
    }


def _shot_document(film: LibraryFilm, shot: ShotRecord) -> messages.ListedShot:
    return {
        **documents.shot(shot),
        "frame": shot.frames.middle,
        "timecode": film.label(shot.frames.start),
        "seconds": round(float(film.seconds_between(shot.frames.start, shot.frames.stop)), 2),
        "hidden": shot.hidden,
        "outside": film.outside(shot),
        "hand_made": shot.hand_made,
        "wish": shot.wish,
    }


def _gap_seconds(out: FoundSide | None, into: FoundSide) -> float | None:
    """Return the time between two shots of one film; None across films."""
    if out is None or out.film.record.uuid != into.film.record.uuid:
        return None
    first, second = sorted((out.shot.frames, into.shot.frames))
    # Shots that overlap, because one extends to the editor's frame, are no time apart.
    return round(max(0.0, float(out.film.seconds_between(first.stop, second.start))), 2)
