"""Use lists from other systems: as a film's shots, to be checked, or matched to the films."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from matchcut.conform.matching import Conformed, Unmatched, conform, retimed
from matchcut.conform.reading import read_events
from matchcut.conform.shot_list import shot_list
from matchcut.conform.verify import AnalysedFilm, Verification, pairs_named, verify
from matchcut.errors import ListError, MediaError
from matchcut.export.cut import Cut, LeftOut, Source
from matchcut.export.layout import film_frame, source_clock
from matchcut.lists import TABLES
from matchcut.media.film import MediaInfo, probe
from matchcut.media.fingerprint import fingerprint
from matchcut.media.frame_rate import varies_later
from matchcut.media.opening import shown_name
from matchcut.pipeline.analysis.facts import watched_info
from matchcut.pipeline.output.cut_list import ChosenCuts, Sources, shown_cuts, without_films
from matchcut.pipeline.search.library import load_library
from matchcut.progress import Progress
from matchcut.project.picture_area import picture_area
from matchcut.project.project import Project
from matchcut.project.settings import timeline_rate
from matchcut.project.shots import analysis_state
from matchcut.shots.listed import ShotList, read_shot_list
from matchcut.timing import countable, film_clock, has_timecode, nominal_rate

_WITHOUT_RATE = ".edl"
"""Suffix of lists that don't state the rate of their timecode."""


def film_cuts(project: Project | None, listed: Path, film: Path) -> ShotList:
    """Return the transitions of a film according to a list: CSV of frames, EDL, OTIO or XML.

    Timecode refers to frames by their times, which the project has for films it has watched.
    project: None if it isn't created yet. Raises ListError if the list can't be read or belongs to
    another film, or if the times of a film of variable rate are not known.
    """
    info = probe(film)
    source = _watched(project, film) if project else None
    rate = info.rate
    if project and source and source.times is not None:
        # Films with uneven times are counted on the timeline's grid, in our lists as in others.
        rate = timeline_rate(project) or rate

    @cache
    def timed() -> Source:
        """Return the film once its frames can be told by their times."""
        if source is None and (info.variable_rate or varies_later(film)):
            raise ListError(
                f"{shown_name(film)} has a variable frame rate, so times in a list can't be "
                "matched to its frames until it has been analysed.",
                "Analyse it without the list first, or give a CSV of frame numbers.",
            )
        return source or _unwatched(info)

    def frame_of(code: str) -> int:
        clock = source_clock(timed(), rate)
        return film_frame(timed(), clock.frame(code), clock.rate)

    if listed.suffix.lower() in TABLES:
        frames = source.frames if source else _most_frames(info)
        return read_shot_list(listed, shown_name(film), frames, frame_of)
    return shot_list(read_events(listed, rate), timed())


def _watched(project: Project, film: Path) -> Source | None:
    """Return a film as lists refer to it, if the project has watched all of it."""
    content = fingerprint(film)
    for uuid, known in load_library(project).films.items():
        if any(media.fingerprint == content for media in known.record.media):
            state = analysis_state(project, uuid)
            finished = state is not None and state.checkpoint.finished
            return Sources(project).relinked(known) if finished else None
    return None


def _most_frames(info: MediaInfo) -> int:
    """Return a film's frame count, or twice the estimate, which may be too low."""
    return info.frames if info.frames_counted else 2 * info.frames


def _unwatched(info: MediaInfo) -> Source:
    return Source(
        id="",
        name=info.path.name,
        path=info.path,
        clock=film_clock(countable(info.timecode, info.rate), info.rate),
        # The estimate may be a few frames too low, and a list covers the film to its end.
        frames=info.frames if info.frames_counted else info.frames + round(info.rate),
        width=info.width,
        height=info.height,
        reel=info.reel or info.path.stem,
    )


def verify_export(
    project: Project, exported: Path, chosen: ChosenCuts, progress: Progress
) -> Verification:
    """Decode the frames that an exported list names and compare them with the approved ones.

    Pairs of the list that are not among those chosen are compared with what was shown; those of
    a film that can't be read or has changed are reported. Raises ProjectError without a film,
    ListError if the list can't be read, MediaError if none of its films can.
    """
    library = load_library(project)
    rate = timeline_rate(project)
    if rate is None:
        raise without_films(project)
    ours = {cut.id for cut in chosen.cuts} | {left.id for left in chosen.gone}
    listed = read_events(exported, rate)
    others = shown_cuts(project, [id for id in pairs_named(listed) if id not in ours])
    used = {side.source.id for cut in (*chosen.cuts, *others.cuts) for side in (cut.out, cut.into)}
    footage, failures = dict[str, AnalysedFilm](), dict[str, MediaError]()
    for uuid in used:
        try:
            times, area = library.films[uuid].times, picture_area(project, uuid)
            footage[uuid] = AnalysedFilm(watched_info(project, uuid), times, area)
        except MediaError as failure:
            failures[uuid] = failure
    if failures and not footage:
        raise next(iter(failures.values()))
    cuts, unseen = _readable(chosen.cuts, failures)
    shown, unseen_others = _readable(others.cuts, failures)
    return verify(
        listed,
        cuts,
        footage,
        progress,
        name=exported.name,
        gone=(*chosen.gone, *others.gone, *unseen, *unseen_others),
        shown=shown,
    )


def _readable(
    cuts: Sequence[Cut], failures: Mapping[str, MediaError]
) -> tuple[list[Cut], list[LeftOut]]:
    """Return the cuts whose films can be read, and the others with the reason."""
    readable, unseen = list[Cut](), list[LeftOut]()
    for cut in cuts:
        failed = [failures.get(side.source.id) for side in (cut.out, cut.into)]
        reason = next((each.happened.rstrip(".") for each in failed if each), None)
        if reason is None:
            readable.append(cut)
        else:
            unseen.append(LeftOut(cut.id, reason))
    return readable, unseen


@dataclass(frozen=True, slots=True)
class AmongFilms:
    """A list's events matched to the films of a project, in order.

    problems: what in the list can't be read, in words.
    rate: at which its timecode is counted; stated: whether the list itself states it.
    start: the frame, from midnight, that the records of its events count from.
    """

    matched: Sequence[Conformed]
    unmatched: Sequence[Unmatched]
    problems: Sequence[str]
    rate: Fraction
    stated: bool
    start: int

    @property
    def remarks(self) -> Sequence[str]:
        """Sentences on the matched events that play at another speed than their films."""
        return retimed(self.matched)


def conform_list(project: Project, listed: Path, rate: Fraction | None = None) -> AmongFilms:
    """Match a list's events to the project's films by path, reel or name.

    rate: of its timecode, if the list states none; by default the timeline's, or a film's if more
        events can be read at it, or as many and more find their film.
    """
    library = load_library(project)
    counted = rate or timeline_rate(project)
    if counted is None:
        raise without_films(project)
    sources = Sources(project)
    films = [sources.relinked(film) for film in library.films.values()]
    rates = [counted]
    if rate is None and listed.suffix.lower() == _WITHOUT_RATE:
        own = (film.clock.rate for film in films)
        rates = list(dict.fromkeys([counted, *filter(has_timecode, own)]))
    tried = _at_rates(listed, rates, films)
    fewest = min(len(each.problems) for each in tried)
    readable = [each for each in tried if len(each.problems) == fewest]

    def found(among: AmongFilms) -> tuple[int, int]:
        return len(_with_alike(among, tried).matched), len(among.matched)

    return _with_alike(max(readable, key=found), tried)


def _at_rates(listed: Path, rates: Sequence[Fraction], films: Sequence[Source]) -> list[AmongFilms]:
    """Return the events matched to films at each rate at which the list can be read."""
    tried, stated = list[AmongFilms](), listed.suffix.lower() != _WITHOUT_RATE
    for rate in rates:
        try:
            events = read_events(listed, rate)
        except ListError:
            if rate == rates[-1] and not tried:
                raise
            continue
        matched, unmatched = conform(events.events, films)
        problems = [str(each) for each in events.problems]
        tried.append(AmongFilms(matched, unmatched, problems, events.rate, stated, events.start))
    return tried


def _with_alike(among: AmongFilms, others: Sequence[AmongFilms]) -> AmongFilms:
    """Add the events of films whose timecode reads the same, as at 24 and 23.976."""
    lost = {one.event.number for one in among.unmatched}
    also = {
        one.event.number: one
        for other in others
        if nominal_rate(other.rate) == nominal_rate(among.rate)
        for one in other.matched
        if one.event.number in lost
    }
    if not also:
        return among
    return replace(
        among,
        matched=sorted([*among.matched, *also.values()], key=lambda one: one.event.number),
        unmatched=[one for one in among.unmatched if one.event.number not in also],
    )
