"""Find pairs in an analysed project: steps 4 and 5, recognising pairs that were shown before."""

import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from matchcut.errors import NotAnalysed, ProjectError
from matchcut.pipeline.analysis.feature_keys import masks_key
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import FoundSide, Library, LibraryFilm, load_library
from matchcut.pipeline.search.recognising import recognised_frame
from matchcut.pipeline.search.still import read_still, still_masks
from matchcut.pipeline.search.stored import FIGURES, StoredFeatures, nearest
from matchcut.progress import Progress, Report, silent
from matchcut.project.features import Span
from matchcut.project.films import films
from matchcut.project.pairs import ShownPair, known_pairs, record_pairs
from matchcut.project.project import Project
from matchcut.project.reviews import review
from matchcut.project.settings import frame_shape
from matchcut.project.shots import ShotRecord, analysis_state
from matchcut.ranking import PER_SHOT, PairableShot, gap_within, top_pairs
from matchcut.representations.adapted.segmenter import NETWORK_PREFIX
from matchcut.representations.masks import MaskFeatures
from matchcut.representations.segmenter import Segmenter
from matchcut.representations.segmenters import SEGMENTERS
from matchcut.review import Anchor, Candidate, Flavour, Verdict, identify
from matchcut.scoring.room import ROOM_FRAMES, room_frames, short_sides
from matchcut.scoring.scorer import Pair, PairScorer
from matchcut.shots.shot import MIN_SHOT_FRAMES
from matchcut.words import counted

# Number of shots read between two reports.
_REPORTED = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A search in the films of a project.

    film, shot: match this shot, by film id or name and the shot's number; a project of one film
        needs no name. image: match this still. If it shows a frame of a watched shot, the stored
        figures of that frame are used, and the shot's own group is left out.
    min_gap_seconds: between the shots of one film; None for the flavour's default, infinite for
        pairs of two films only.
    per_shot: how often one shot may be listed; None for no limit.
    all_kinds: pair titles, black and the like, too.
    """

    flavour: Flavour
    k: int = 50
    film: str | None = None
    shot: int | None = None
    image: Path | None = None
    min_gap_seconds: float | None = None
    per_shot: int | None = PER_SHOT
    flop: bool = False
    all_kinds: bool = False


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair worth auditioning. out is None in a search with a still."""

    id: str
    rank: int
    score: float
    parts: Mapping[str, float]
    flop: bool
    verdict: Verdict | None
    out: FoundSide | None
    into: FoundSide

    @property
    def short(self) -> dict[str, int]:
        """How many frames remain of the sides, "out" and "in", that have too few."""
        left = None if self.out is None else self.out.short(incoming=False)
        return short_sides(left, self.into.short(incoming=True))


def find_and_record_pairs(
    project: Project,
    question: Question,
    segmenter: Segmenter,
    progress: Progress = silent,
    *,
    library: Library | None = None,
    recognised: Callable[[FoundSide], None] = lambda seen: None,
) -> list[FoundPair]:
    """Return the best pairs, best first, and record that they were shown.

    segmenter: whose figures a frame or action match compares. library: the films as they are now,
    if already read. recognised: called with the sample frame that the still shows, if any. Raises
    ProjectError if the project has no shot, or not the one asked for, MediaError if the still
    can't be read.
    """
    library = library or load_library(project)
    if not any(film.shots for film in library.films.values()):
        raise without_shots(project)
    asked = _asked_shot(library, question)
    shots = _offered(project, library, question, asked, segmenter)
    if not shots:
        return []
    still, seen = None, None
    if question.image is not None:
        still, seen = _asked_still(project, library, question.image, segmenter)
        if seen is not None:
            recognised(seen)
            # Others in its group are left out as near-duplicates by their `PairableShot`.
            shots = [shot for shot in shots if shot != seen.shot]
    scorer, ranked = _laid_out(project, library, question, still, shots, segmenter, progress)
    # Shots found damaged while reading now count as missing.
    if asked not in (None, *ranked) or (shots and not any(ranked)):
        raise without_features(project, question.flavour, segmenter, asked)
    pairable = [
        _pairable_still(seen) if shot is None else _pairable(library.films[shot.film], shot)
        for shot in ranked
    ]
    query = 0 if still else None if asked is None else ranked.index(asked)
    pairs = top_pairs(
        scorer,
        pairable,
        question.k,
        gap_seconds=_gaps(library, question),
        per_shot=question.per_shot,
        query=query,
        progress=progress,
    )
    return known_again(project, library, pairs, ranked, question)


def known_again(
    project: Project,
    library: Library,
    pairs: Sequence[Pair],
    shots: Sequence[ShotRecord | None],
    question: Question,
) -> list[FoundPair]:
    """Give each pair its id and verdict in the project, and record that it was shown.

    shots: those whose positions the pairs name; None is the still.
    """

    def side(position: int, frame: int) -> FoundSide | None:
        shot = shots[position]
        return None if shot is None else FoundSide(library.films[shot.film], shot, frame)

    sides = [(side(pair.tail, pair.out_frame), side(pair.head, pair.in_frame)) for pair in pairs]
    # A still has no film: its name replaces one, and such a pair is not recorded.
    still = Anchor(f"still:{question.image.name if question.image else ''}", 0)
    candidates = [
        Candidate(
            question.flavour,
            out.film.anchor(out.frame) if out else still,
            into.film.anchor(into.frame) if into else still,
        )
        for out, into in sides
    ]
    near = library.near(anchor for each in candidates for anchor in (each.out, each.into))
    ids = identify(candidates, known_pairs(project, question.flavour, near), library.locate)
    shown = [
        ShownPair(id, candidate, pair.score, pair.parts, pair.flop)
        for id, candidate, pair in zip(ids, candidates, pairs, strict=True)
    ]
    if question.image is None:
        record_pairs(project, shown)
    return [
        FoundPair(
            id=pair.id,
            rank=rank,
            score=pair.score,
            parts=pair.parts,
            flop=pair.flop,
            verdict=review(project, pair.id).verdict,
            out=out,
            into=into,
        )
        for rank, (pair, (out, into)) in enumerate(zip(shown, sides, strict=True), start=1)
        if into is not None
    ]


def without_shots(project: Project) -> ProjectError:
    """Return the error for a project without shots."""
    states = [analysis_state(project, record.uuid) for record in films(project)]
    if any(state and state.checkpoint.finished for state in states):
        return ProjectError(
            f"No shot in {project.path.name} is long enough to be paired: cuts come too fast.",
            f"Choose films with shots of {MIN_SHOT_FRAMES} frames or more.",
        )
    return NotAnalysed(
        f"{project.path.name} has no analysed film yet.", "Analyse a film into it first."
    )


def without_features(
    project: Project, flavour: Flavour, segmenter: Segmenter, shot: ShotRecord | None
) -> NotAnalysed:
    """Return the error that ``shot`` lacks the features of a flavour, or all shots if None."""
    what = COMPARISONS[flavour].compared.words(segmenter)
    of = "" if shot is None else f" of shot {shot.number}"
    return NotAnalysed(
        f"The cache of {project.path.name} holds no {what}{of}.",
        f"{_analysis_command(project, segmenter)} computes them.",
    )


def left_out(project: Project, questions: Sequence[Question], segmenter: Segmenter) -> list[str]:
    """Return sentences on what the lists of some searches leave out, and why."""
    flavours = [question.flavour for question in questions]
    all_kinds = any(question.all_kinds for question in questions)
    library = load_library(project)
    lacking = [
        sentence
        for film in library.films.values()
        if (sentence := lacking_shots(project, [film], flavours, segmenter, all_kinds=all_kinds))
    ]
    if lacking:
        lacking.append(f"{_analysis_command(project, segmenter)} computes them.")
    states = {uuid: analysis_state(project, uuid) for uuid in library.films}
    unfinished = [
        f"The rest of {library.films[uuid].record.name} has not been watched yet. "
        "Analyse it again to go on (matchcut analyze)."
        for uuid, state in states.items()
        if state is not None and not state.checkpoint.finished
    ]
    return lacking + unfinished


def lacking_shots(
    project: Project,
    films: Collection[LibraryFilm],
    flavours: Sequence[Flavour],
    segmenter: Segmenter,
    *,
    all_kinds: bool = False,
) -> str:
    """Return how many shots of films can't be paired for lack of features; "" for none."""
    paired = [
        shot for film in films for shot in film.shots if _paired(film, shot, all_kinds=all_kinds)
    ]
    lacking, what = set[Span](), []
    for flavour in flavours:
        compared = COMPARISONS[flavour].compared
        key = compared.key(segmenter)
        have = {span for film in films for span in project.features.spans(*key, film.record.uuid)}
        if missing := {shot.span for shot in paired} - have:
            lacking |= missing
            what.append(compared.words(segmenter))
    if not lacking:
        return ""
    name = "" if len(films) > 1 else f" of {next(iter(films)).record.name}"
    return (
        f"Left out {len(lacking):,} of {counted(len(paired), 'shot')}{name}: "
        f"no {' and '.join(what)} yet."
    )


def _asked_shot(library: Library, question: Question) -> ShotRecord | None:
    if question.shot is None:
        return None
    name = question.film
    if name is None:
        if len(library.films) > 1:
            raise ValueError(f"shot {question.shot} of which film?")
        name = next(iter(library.films))
    film = library.film(name)
    found = next((shot for shot in film.shots if shot.number == question.shot), None)
    if found is None:
        raise ProjectError(
            f"{film.record.name} has no shot {question.shot}.",
            f"It has shots 1 to {len(film.shots)}; matchcut shots lists them.",
        )
    return found


def _asked_still(
    project: Project,
    library: Library,
    path: Path,
    segmenter: Segmenter,
) -> tuple[MaskFeatures, FoundSide | None]:
    """Return the figures of a still, and the sample frame that it shows, if any."""
    picture = read_still(path)
    seen = recognised_frame(project, library, picture, masks_key(segmenter))
    masks = None if seen is None else StoredFeatures(project, segmenter).load(seen.shot, FIGURES)
    if seen is not None and masks is not None:
        known = masks.alone(nearest(masks.indices, seen.frame))
        if known.usable.all():
            return known, seen
    return still_masks(picture, segmenter), seen


def _pairable_still(seen: FoundSide | None) -> PairableShot:
    """Return a still as a `PairableShot`: of no film, or as the shot that it is from."""
    if seen is None:
        return PairableShot("", 0, 0, head=False)
    return replace(_pairable(seen.film, seen.shot), head=False)


def _offered(
    project: Project,
    library: Library,
    question: Question,
    asked: ShotRecord | None,
    segmenter: Segmenter,
) -> list[ShotRecord]:
    """Return the shots that may be paired and have the features to compare."""
    wanted = [
        shot
        for film in library.films.values()
        for shot in film.shots
        if shot == asked or _paired(film, shot, all_kinds=question.all_kinds)
    ]
    have = project.features.spans(*COMPARISONS[question.flavour].compared.key(segmenter))
    shots = [shot for shot in wanted if shot.span in have]
    if (wanted and not shots) or (asked is not None and asked not in shots):
        raise without_features(project, question.flavour, segmenter, asked)
    return shots


def _laid_out(
    project: Project,
    library: Library,
    question: Question,
    still: MaskFeatures | None,
    shots: Sequence[ShotRecord],
    segmenter: Segmenter,
    progress: Progress,
) -> tuple[PairScorer, list[ShotRecord | None]]:
    """Return the scorer of these shots, after the still if there is one, and what it holds.

    Shots whose features are damaged are left out; None is the still. Features are read one by one
    as the scorer takes them, because all together they take gigabytes.
    """
    comparison = COMPARISONS[question.flavour]
    held: list[ShotRecord | None] = [] if still is None else [None]

    def read() -> Iterator[Any]:
        by_span = {shot.span: shot for shot in shots}
        stored = project.features.each(*comparison.compared.key(segmenter), [*by_span])
        for span, arrays in stored:
            held.append(by_span[span])
            if len(held) % _REPORTED == 0:
                progress(Report("reading", len(held), len(shots), "shots"))
            yield comparison.compared.from_arrays(arrays)

    features = read() if still is None else chain([still], read())
    rooms = (
        ROOM_FRAMES if shot is None else room_frames(library.films[shot.film].record.rate)
        for shot in held  # which grows by one for each that is read
    )
    return comparison.scorer(features, frame_shape(project), question.flop, rooms), held


def _analysis_command(project: Project, segmenter: Segmenter) -> str:
    """Return the command that computes missing features of a project."""
    analyse = f"matchcut analyze -p {shlex.quote(project.path.name)}"
    if segmenter.name.startswith(NETWORK_PREFIX):
        return analyse  # a project uses the network it has learnt by default
    chosen = f"--segmenter {segmenter.name}" if segmenter.name in SEGMENTERS else "--weights FILE"
    return f"{analyse} {chosen}"


def _paired(film: LibraryFilm, shot: ShotRecord, *, all_kinds: bool) -> bool:
    """Return whether a shot is offered: a representative picture, in range and not hidden."""
    wanted_kind = all_kinds or shot.kind == "picture"
    return shot.representative and not shot.hidden and not film.outside(shot) and wanted_kind


def _gaps(library: Library, question: Question) -> dict[str, float]:
    asked, usual = question.min_gap_seconds, COMPARISONS[question.flavour].gap_seconds
    return {
        uuid: gap_within(float(film.seconds), usual) if asked is None else asked
        for uuid, film in library.films.items()
    }


def _pairable(film: LibraryFilm, shot: ShotRecord) -> PairableShot:
    start, stop = film.begins(shot.frames.start), film.begins(shot.frames.stop)
    return PairableShot(shot.film, float(start), float(stop), group=shot.group)
