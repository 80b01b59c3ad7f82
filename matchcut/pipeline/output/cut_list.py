"""Build the cut list for exporters: accepted pairs, or a search's best, with their films."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from matchcut.errors import ExportError, MediaError, ProjectError
from matchcut.export import title_of
from matchcut.export.cut import Cut, ExportSettings, LeftOut, OnTape, Side, Source
from matchcut.export.exporter import Exporter
from matchcut.files import is_there
from matchcut.media.film import MediaInfo, probe
from matchcut.media.write import made_here
from matchcut.pipeline.analysis.facts import film_facts, media_facts, times_restart
from matchcut.pipeline.search.finding import FoundPair
from matchcut.pipeline.search.library import FoundSide, Library, LibraryFilm, load_library
from matchcut.project import reviews as saved
from matchcut.project.films import FilmRecord, films, timeline_start
from matchcut.project.films import film as stored_film
from matchcut.project.media import add_media, relink_media
from matchcut.project.pairs import known_pair
from matchcut.project.project import Project
from matchcut.project.settings import sequence_shape, timeline_rate
from matchcut.review import Anchor, Flavour, Nudge
from matchcut.timing import typed_timecode

_TIMELINE_HEIGHT = 1080
_SHAPES = (Fraction(4, 3), Fraction(16, 9))
# One pixel of width in a small film: 854x480 and 426x240 are as near to 16:9 as whole pixels come.
_PIXEL = Fraction(1, 240)


@dataclass(frozen=True, slots=True)
class ChosenCuts:
    """The cuts of a list, in order.

    gone: the cuts whose frames their films no longer have, or whose pairs the project has lost.
    away: a sentence or two for each film that has no existing, unchanged file.
    changed: originals that have changed while another file of their film has not.
    unjudged: how many accepted pairs are not chosen, if only judged ones are.
    """

    cuts: list[Cut]
    gone: Sequence[LeftOut] = ()
    away: Sequence[str] = ()
    changed: Sequence[str] = ()
    unjudged: int = 0


def accepted_cuts(project: Project) -> ChosenCuts:
    """Return the accepted pairs in the order of the cut list."""
    return _cuts(project, saved.accepted(project))


def shown_cuts(project: Project, ids: Iterable[str]) -> ChosenCuts:
    """Return pairs untrimmed, as the last search showed them, omitting those never shown."""
    known = [id for id in ids if known_pair(project, id) is not None]
    return _cuts(project, known, as_found=True)


def cuts_to_export(project: Project, exporter: Exporter) -> ChosenCuts:
    """Return the cuts for a list: the accepted pairs, or all judged ones, depending on the format.

    Raises ExportError if none of them can be found in its films any more.
    """
    if not exporter.of_verdicts:
        return _some(accepted_cuts(project))
    said = saved.reviews(project)
    judged = [id for id, review in said.items() if review.verdict is not None]
    unjudged = sum(each.place is not None and each.verdict is None for each in said.values())
    return replace(_some(_cuts(project, judged)), unjudged=unjudged)


def _cuts(project: Project, ids: Sequence[str], *, as_found: bool = False) -> ChosenCuts:
    library = load_library(project)
    sources = Sources(project)
    cuts, gone = [], []
    for id in ids:
        review, shown = saved.review(project, id), known_pair(project, id)
        if shown is None:  # see `lost_pairs`
            gone.append(LeftOut(id, "what was shown is damaged or gone"))
            continue
        anchors = shown.candidate.out, shown.candidate.into
        if not as_found:
            anchors = review.out or anchors[0], review.into or anchors[1]
        out, into = map(library.side_at, anchors)
        if out is None or into is None:
            lost = anchors[0] if out is None else anchors[1]
            gone.append(LeftOut(id, _why_gone(library, lost)))
            continue
        cuts.append(
            Cut(
                id=id,
                out=sources.side(out),
                into=sources.side(into),
                flavour=shown.candidate.flavour,
                score=shown.score,
                verdict=review.verdict,
                note=review.note,
                flop=shown.flop if review.flop is None else review.flop,
                nudge=review.nudge or Nudge(),
                to_check=review.to_check,
            )
        )
    return ChosenCuts(cuts, gone, sources.away, sources.changed)


def _some(chosen: ChosenCuts) -> ChosenCuts:
    """Return the chosen cuts; raise ExportError if all of them are gone."""
    if chosen.gone and not chosen.cuts:
        first = chosen.gone[0]
        raise ExportError(
            f"No cut of the list can be found any more; of the first, {first.reason}.",
            "Bring back the file that was watched, or trim the cuts in the one that is there.",
        )
    return chosen


def _why_gone(library: Library, anchor: Anchor) -> str:
    """Return why an anchor has no frame now."""
    film = library.films.get(anchor.film)
    if film is None:
        return "a film is not in the project, or has not been watched since it changed"
    return f"the frame at the cut is no longer in {film.record.name}"


def found_cuts(project: Project, flavour: Flavour, pairs: Sequence[FoundPair]) -> ChosenCuts:
    """Return the pairs of a search as cuts, best first."""
    sources = Sources(project)
    cuts = [
        Cut(
            id=pair.id,
            out=sources.side(pair.out),
            into=sources.side(pair.into),
            flavour=flavour,
            score=pair.score,
            rank=pair.rank,
            verdict=pair.verdict,
            flop=pair.flop,
        )
        for pair in pairs
        if pair.out is not None
    ]
    return ChosenCuts(cuts, away=sources.away, changed=sources.changed)


def spare_films(project: Project, out: Path) -> None:
    """Raise ExportError if ``out`` is a film of the project, or another file that is not ours."""
    try:
        there = out.exists()
    except OSError as error:
        # A name that is too long can't even be looked up.
        raise ExportError(
            f"No file can be written there: {error.strerror}.",
            "Give it a shorter name, or choose another folder.",
        ) from error
    if not there:
        return
    for record in films(project):
        for media in record.media:
            if is_there(media.path) and out.samefile(media.path):
                raise ExportError(
                    f"{out.name} is a film of this project.", "Choose another name for what is cut."
                )
    if out.suffix.lower() == ".mp4" and not made_here(out):
        raise ExportError(
            f"{out.name} is there already, and matchcut did not make it.",
            "Choose another name, or remove it first.",
        )


def export_settings(
    project: Project,
    path: Path,
    *,
    title: str = "",
    seconds: float = 2.0,
    start: str = "",
    long_reels: bool = False,
    burn_in: bool = False,
) -> ExportSettings:
    """Return the settings of a list at ``path``; see `ExportSettings` for the arguments.

    It has the project's timeline rate and frame shape, without a title the file's name, and without
    a start the one of `timeline_start`. Raises ExportError if the suffix names no format,
    ProjectError if there is no film.
    """
    title = title or title_of(path)
    rate, shape = timeline_rate(project), sequence_shape(project)
    if rate is None or shape is None:
        raise without_films(project)
    # A length as it was typed: a tenth, not the binary fraction nearest to it.
    exact = Fraction(seconds).limit_denominator(1000)
    return ExportSettings(
        rate,
        start=typed_timecode(start or timeline_start(project)),
        seconds=exact,
        title=title,
        reels={
            record.uuid: OnTape(
                record.reel or record.name, *record.clock.on_tape(record.frame_count)
            )
            for record in films(project)
        },
        long_reels=long_reels,
        width=_timeline_width(shape),
        height=_TIMELINE_HEIGHT,
        burn_in=burn_in,
    )


def _timeline_width(shape: Fraction) -> int:
    """Return the even width of a timeline of this shape, undoing its rounding to pixels."""
    meant = next((each for each in _SHAPES if abs(each - shape) <= _PIXEL), shape)
    return 2 * round(_TIMELINE_HEIGHT * meant / 2)


def without_films(project: Project) -> ProjectError:
    """Return the error for a project without films."""
    return ProjectError(f"{project.path.name} has no film.", "Analyse one first.")


class Sources:
    """The films as lists refer to them, each relinked once; what is found is stored.

    away, changed: as in `ChosenCuts`.
    """

    def __init__(self, project: Project) -> None:
        self.away: list[str] = []
        self.changed: list[str] = []
        self._project = project
        self._known: dict[str, Source] = {}

    def side(self, found: FoundSide) -> Side:
        """Return one side of a found pair."""
        return Side(self.relinked(found.film), found.shot.frames, found.frame, found.shot.number)

    def relinked(self, film: LibraryFilm) -> Source:
        """Return a film as lists refer to it, even if its file is missing or has changed."""
        uuid = film.record.uuid
        if uuid not in self._known:
            self._known[uuid] = self._relinked(film)
        return self._known[uuid]

    def _relinked(self, film: LibraryFilm) -> Source:
        info = self._probed(film.record)
        # Read again: the file may have been found elsewhere. The original is named even while its
        # disk is not connected.
        record = stored_film(self._project, film.record.uuid)
        named = record.media[0]
        if info is not None and info.path == named.path and named.facts is None:
            add_media(self._project, record.uuid, film_facts(info).media)
            record = stored_film(self._project, record.uuid)
            named = record.media[0]
        if info is not None and info.path != named.path and is_there(named.path):
            self.changed.append(named.path.name)
        facts = named.facts or (media_facts(info) if info else None)
        changed = info is None and any(is_there(media.path) for media in record.media)
        if info is None:
            self.away.append(_away_words(record.name, changed=changed, sound_known=bool(facts)))
        uneven = (info and info.variable_rate) or not film.times.is_steady(record.rate)
        return Source(
            id=record.uuid,
            name=record.name,
            path=named.path,
            clock=record.clock,
            frames=len(film.times),
            width=facts.width if facts else record.width,
            height=facts.height if facts else record.height,
            reel=record.reel,
            audio_channels=facts.audio_channels if facts else 0,
            audio_rate=facts.audio_rate if facts else 0,
            times=film.times if uneven else None,
            times_restart=times_restart(self._project, record),
            rotation=info.rotation if info and info.path == named.path else 0,
            readable=info.path if info else None,
            changed=changed,
        )

    def _probed(self, record: FilmRecord) -> MediaInfo | None:
        try:
            return probe(relink_media(self._project, record.uuid).path)
        except MediaError:
            return None


def _away_words(name: str, *, changed: bool, sound_known: bool) -> str:
    """Return a sentence or two on a film that has no existing, unchanged file."""
    sound = "" if sound_known else ", but none of its sound, which nobody knows"
    why, remedy = "is not where it was", ""
    if changed:
        why = "has changed since it was watched, or can't be read"
        remedy = " Analyse it again, or bring back what it was."
    return f"{name} {why}: the list names it all the same{sound}.{remedy}"
