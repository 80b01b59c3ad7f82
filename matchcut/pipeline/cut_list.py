"""The cut list as exporters take it: accepted pairs, or the best of a search, with their films."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from matchcut.errors import ExportError, MatchcutError
from matchcut.export.cut import Cut, ExportSettings, Nudge, Side, Source
from matchcut.export.exporter import Exporter
from matchcut.media.film import fingerprint, probe
from matchcut.pipeline.finding import FoundPair, FoundSide
from matchcut.pipeline.library import Library, LibraryFilm, load_library
from matchcut.project import reviews as saved
from matchcut.project.films import film as stored_film
from matchcut.project.films import films
from matchcut.project.media import find_media
from matchcut.project.project import Project
from matchcut.project.settings import sequence_shape, timeline_rate
from matchcut.review import Anchor
from matchcut.timing import FrameRange

TIMELINE_HEIGHT = 1080


def accepted_cuts(project: Project) -> list[Cut]:
    """Return the accepted pairs in the order of the cut list."""
    return _cuts(project, saved.accepted(project))


def cuts_to_export(project: Project, exporter: Exporter) -> list[Cut]:
    """Return what a list is made of: the accepted pairs, but for labels every judged one."""
    if exporter.name != "labels":
        return accepted_cuts(project)
    said = saved.reviews(project)
    return _cuts(project, [id for id, review in said.items() if review.verdict is not None])


def _cuts(project: Project, ids: Sequence[str]) -> list[Cut]:
    library = load_library(project)
    sources = Sources(project)
    pairs, said = saved.all_pairs(project), saved.reviews(project)
    cuts = []
    for id in ids:
        pair, review = pairs[id], said[id]
        shown = pair.shown
        nudge = review.nudge
        cuts.append(
            Cut(
                id=id,
                out=sources.side_at(library, review.out or shown.candidate.out),
                into=sources.side_at(library, review.in_ or shown.candidate.in_),
                by=shown.candidate.flavour,
                score=shown.score,
                verdict=review.verdict,
                note=review.note,
                flop=shown.flop if review.flop is None else review.flop,
                nudge=Nudge(nudge.scale, nudge.dx, nudge.dy) if nudge else Nudge(),
            )
        )
    return cuts


def found_cuts(project: Project, by: str, pairs: Sequence[FoundPair]) -> list[Cut]:
    """Return the pairs of a search as cuts, best first."""
    sources = Sources(project)
    return [
        Cut(
            id=pair.id,
            out=sources.side(pair.out),
            into=sources.side(pair.into),
            by=by,
            score=pair.score,
            rank=pair.rank,
            verdict=pair.verdict,
            flop=pair.flop,
        )
        for pair in pairs
        if pair.out is not None
    ]


def spare_films(project: Project, out: Path) -> None:
    """Raise ExportError where ``out`` is a file that a film of the project is read from."""
    for record in films(project):
        for media in record.media:
            if out.exists() and media.path.exists() and out.samefile(media.path):
                raise ExportError(
                    f"{out.name} is a film of this project.", "Choose another name for what is cut."
                )


def timeline_settings(
    project: Project,
    *,
    title: str,
    seconds: Fraction,
    start: str,
    long_reels: bool,
    burn_in: bool,
) -> ExportSettings:
    """Return export settings at the project's timeline rate and frame shape."""
    rate, shape = timeline_rate(project), sequence_shape(project)
    if rate is None or shape is None:
        raise MatchcutError(f"{project.path.name} has no film.", "Analyse one first.")
    width = 2 * round(TIMELINE_HEIGHT * shape / 2)
    return ExportSettings(
        rate=rate,
        start=start,
        seconds=seconds,
        title=title,
        long_reels=long_reels,
        width=width,
        height=TIMELINE_HEIGHT,
        burn_in=burn_in,
    )


class Sources:
    """The films as lists refer to them, each looked at once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, Source] = {}

    def side(self, found: FoundSide) -> Side:
        """Return one side of a found pair."""
        return Side(self.of(found.film), found.shot.frames, found.frame, found.shot.number)

    def side_at(self, library: Library, anchor: Anchor) -> Side:
        """Return the side that an anchor's frame makes, with the shot that holds it now."""
        frame = library.frame_of(anchor)
        if frame is None:
            raise MatchcutError(
                "The film of an accepted cut is no longer in the project.",
                "Add it again, or take the cut out of the list.",
            )
        film = library.films[anchor.film]
        shot = film.shot_at(frame)
        # An accepted cut stays, also where detection no longer sees a shot: one frame is certain.
        frames = shot.frames if shot else FrameRange(frame, frame + 1)
        return Side(self.of(film), frames, frame, shot.number if shot else 0)

    def of(self, film: LibraryFilm) -> Source:
        """Return a film as lists refer to it."""
        record = film.record
        if record.uuid not in self._known:
            info = probe(find_media(self._project, record.uuid, fingerprint).path)
            # Read again: the file may have been found elsewhere. The original is named also while
            # its disk is away.
            named = stored_film(self._project, record.uuid).media[0].path
            sound = info.audio[0] if info.audio else None
            start = film.times.pts_of(0)
            self._known[record.uuid] = Source(
                id=record.uuid,
                name=record.name,
                path=named,
                clock=film.clock,
                frames=record.frame_count,
                width=record.width,
                height=record.height,
                reel=record.reel,
                audio_channels=sound.channels if sound else 0,
                audio_rate=sound.rate if sound else 0,
                times=tuple(((film.times.pts - start) * float(record.time_base)).tolist())
                if info.variable_rate or not film.times.is_steady(record.rate)
                else None,
            )
        return self._known[record.uuid]
