"""Pairs and shots as the window's lists are told of them: what JSON can hold."""

from matchcut.pipeline.finding import FoundPair
from matchcut.pipeline.library import FoundSide, Library, LibraryFilm
from matchcut.pipeline.marks import StoredFeatures
from matchcut.pipeline.reasons import reason
from matchcut.project.project import Project
from matchcut.project.reviews import PairRecord, review
from matchcut.project.shots import ShotRecord
from matchcut.representations.segmenter import Segmenter
from matchcut.review import Anchor
from matchcut.timing import FrameRange

Document = dict[str, object]


class Listing:
    """Describes pairs, with what the editor has said of each."""

    def __init__(self, project: Project, segmenter: Segmenter, library: Library) -> None:
        self._project = project
        self._library = library
        self._stored = StoredFeatures(project, segmenter)

    def found(self, by: str, pair: FoundPair) -> Document:
        """Return what is told of a pair that a search has found."""
        told = {
            "id": pair.id,
            "rank": pair.rank,
            "score": round(pair.score, 6),
            "parts": {name: round(value, 6) for name, value in pair.parts.items()},
        }
        return told | self._seen(pair.id, by, pair.out, pair.into, pair.flop)

    def known(self, pair: PairRecord) -> Document | None:
        """Return what is told of a pair shown before, None where a film of it is gone."""
        shown = pair.shown
        out = self._library.side_at(shown.candidate.out)
        into = self._library.side_at(shown.candidate.in_)
        if out is None or into is None:
            return None
        told = {
            "id": pair.id,
            "rank": 0,
            "score": round(shown.score, 6),
            "parts": {name: round(value, 6) for name, value in shown.parts.items()},
        }
        return told | self._seen(pair.id, shown.candidate.flavour, out, into, shown.flop)

    def _seen(
        self, id: str, by: str, out: FoundSide | None, into: FoundSide, flop: bool
    ) -> Document:
        said = review(self._project, id)
        why = reason(self._stored, by, out, into, flop=flop)
        return {
            "by": by,
            "flop": flop,
            "verdict": said.verdict,
            "accepted": said.place is not None,
            "note": said.note,
            "check": said.to_check,
            "out": None if out is None else self._side(out, said.out),
            "in": self._side(into, said.in_),
            "gap_seconds": _gap_seconds(out, into),
            "camera": [round(speed, 4) for speed in why.camera],
            "subject_size": round(why.subject_size, 4),
            "reason": why.sentence,
        }

    def _side(self, found: FoundSide, chosen: Anchor | None) -> Document:
        """Return what is told of one side of a pair.

        chosen: the editor's own frame. Where it lies in another shot by now, because the one that
            it was chosen in was split, both are told as one: what plays there is there to be
            played. Where a near-duplicate stands for that shot now, the editor's is told.
        """
        own = None if chosen is None else self._library.side_at(chosen)
        if own is None:
            return _side_document(found, found.shot.frames)
        one, other = found.shot.frames, own.shot.frames
        apart = one.stop < other.start or other.stop < one.start
        if apart or own.shot.film != found.shot.film:
            return _side_document(own, other)
        joined = FrameRange(min(one.start, other.start), max(one.stop, other.stop))
        return _side_document(found, joined)


def _side_document(side: FoundSide, frames: FrameRange) -> Document:
    record = side.film.record
    return {
        "film": record.uuid,
        "name": record.name,
        "reel": record.reel,
        "shot": side.shot.number,
        "start": frames.start,
        "end": frames.stop,
        "frame": side.frame,
        "pts": side.film.times.pts_of(side.frame),
        "timecode": side.film.label(side.frame),
        "rate": str(record.rate),
    }


def shots_document(library: Library) -> Document:
    """Return what is told of all shots, film by film."""
    return {
        "films": [
            {
                "film": film.record.uuid,
                "name": film.record.name,
                "rate": str(film.record.rate),
                "has_range": film.record.range is not None,
                "shots": [_shot_document(film, shot) for shot in film.shots],
            }
            for film in library.films.values()
        ]
    }


def _shot_document(film: LibraryFilm, shot: ShotRecord) -> Document:
    return {
        "shot": shot.number,
        "start": shot.frames.start,
        "end": shot.frames.stop,
        "frame": (shot.frames.start + shot.frames.stop) // 2,
        "timecode": film.label(shot.frames.start),
        "seconds": round(float(len(shot.frames) / film.record.rate), 2),
        "kind": shot.kind,
        "group": shot.group,
        "representative": shot.representative,
        "hidden": shot.hidden,
        "outside": film.outside(shot),
        "hand_made": shot.hand_made,
        "wish": shot.wish,
    }


def _gap_seconds(out: FoundSide | None, into: FoundSide) -> float | None:
    """Return how far apart two shots of one film are; None across films."""
    if out is None or out.film.record.uuid != into.film.record.uuid:
        return None
    first, second = sorted((out.shot.frames, into.shot.frames))
    frames = max(0, second.start - first.stop)
    return round(float(frames / out.film.record.rate), 2)
