"""Analyse films into a project: steps 1 to 3, resumed where an earlier analysis stopped.

Each film is decoded once. While one shot is being watched, closed shots are represented on other
threads. Results are stored a few times a second, shots together with the place to resume from.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from pathlib import Path

from matchcut.errors import MatchcutError, MediaError
from matchcut.media.bars_and_burn_ins import survey
from matchcut.media.damage import damage
from matchcut.media.decode import DecodePass
from matchcut.media.film import MediaInfo, probe
from matchcut.media.opening import shown_name
from matchcut.media.picture_area import PictureArea
from matchcut.pipeline.analysis.facts import film_facts, has_changed, watched_info
from matchcut.pipeline.analysis.feature_keys import MOTION, feature_keys
from matchcut.pipeline.analysis.film_run import FilmRun
from matchcut.pipeline.analysis.grouping import group_near_duplicates
from matchcut.pipeline.analysis.open_shot import OpenShot, WatchedFrame
from matchcut.pipeline.analysis.recipe import Recipe, recipe_text, shot_detector, stored_recipe
from matchcut.pipeline.analysis.threads import one_thread_each
from matchcut.pipeline.analysis.watching import (
    DETECTION_SIDE,
    ClosedShot,
    ResumePoint,
    measured,
    watch,
)
from matchcut.progress import Progress, Report, silent
from matchcut.project.adding import add_film
from matchcut.project.films import FilmRecord, ShotCount, film, films, frame_times, shot_counts
from matchcut.project.picture_area import picture_area, set_picture_area
from matchcut.project.project import Project, damage_told
from matchcut.project.shots import (
    Checkpoint,
    ShotRecord,
    analysis_state,
    begin_again,
    begin_analysis,
    film_shots,
)
from matchcut.representations.flow import FlowMeter
from matchcut.representations.samples import ShotSamples
from matchcut.representations.segmenter import Segmenter
from matchcut.shots.detector import CONTEXT_FRAMES, CUT_CONTEXT_FRAMES
from matchcut.shots.known_transitions import KnownTransitions
from matchcut.shots.shot import Transition

# Optical flow needs 12 pixels.
_MIN_SIDE = 16


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of an analysis.

    segmenter: None leaves the masks out.
    recipe: how shots are found; None for what found those of a film earlier, or else the usual one.
    """

    segmenter: Segmenter | None
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for one film: its record, or why there is none.

    no_picture: how much of its shots is black, titles and the like, 0..1.
    """

    path: Path
    film: FilmRecord | None = None
    shots: int = 0
    no_picture: float = 0.0
    failure: MatchcutError | None = None


def analyse(
    project: Project, paths: Sequence[Path], settings: AnalysisSettings, progress: Progress = silent
) -> Iterator[Outcome]:
    """Analyse films one after the other; yield the outcome of each once it is done.

    A film that is given twice is analysed where it comes first. One that fails has the reason in
    its outcome, and the others go on. If the cache was deleted meanwhile, films that can't be read
    again are yielded once more. Raises ProjectError when the project can't be written, and
    Cancelled when ``progress`` does; what was stored stays.
    """
    as_given = dict[Path, Path]()
    for path in paths:
        as_given.setdefault(path.absolute(), path)
    done = []
    with project.analysing(), one_thread_each():
        for path in as_given.values():
            done.append(_outcome(project, path, settings, progress))
            yield done[-1]
        # What was lost with a cache that was deleted meanwhile.
        path_of = {each.film.uuid: each.path for each in done if each.film is not None}
        watched = [each.film for each in done if each.film is not None]
        for record, failure in _completed(project, watched, settings.segmenter, progress):
            yield Outcome(path_of[record.uuid], failure=failure)


def analyse_film(
    project: Project, path: Path, settings: AnalysisSettings, progress: Progress
) -> FilmRecord:
    """Bring the analysis of one film up to date; nothing is done twice."""
    info = probe(path)
    _refuse_strips(path, info.width, info.height)
    record = add_film(project, film_facts(info))
    # Not the facts just probed: the file may be an original or a copy with other frame times.
    work = _work(project, record, settings.segmenter, progress)
    _refuse_strips(path, work.area.width, work.area.height)
    stored = analysis_state(project, record.uuid)
    with damage_told(project, "the list of a film's shots"):
        recipe = settings.recipe or stored_recipe(stored.recipe if stored else "")
    checkpoint = begin_analysis(project, record.uuid, recipe_text(recipe, work.info.rate))
    if not checkpoint.finished:
        # Whether a film's times restart is not known until it has been decoded to its end.
        work = replace(work, info=replace(work.info, times_restart=True))
        _watch_rest(work, checkpoint, recipe)
    _represent_missing(work)
    _drop_former(project, record.uuid, settings.segmenter)
    return film(project, record.uuid)


def complete(
    project: Project, segmenter: Segmenter, progress: Progress = silent
) -> list[MediaError]:
    """Compute the features that shots lack, in every film, and group near-duplicates again.

    For callers inside `Project.analysing`. A film that can't be read is skipped and its error
    returned; the others are done.
    """
    with one_thread_each():
        found = _completed(project, films(project), segmenter, progress)
        return [failure for _, failure in found]


def _completed(
    project: Project,
    records: Sequence[FilmRecord],
    segmenter: Segmenter | None,
    progress: Progress,
) -> Iterator[tuple[FilmRecord, MediaError]]:
    """Do what `complete` does for some films; yield those that can't be read, and why."""
    for record in records:
        try:
            if any(_missing(project, record.uuid, segmenter)):
                _represent_missing(_work(project, record, segmenter, progress))
        except MediaError as failure:
            yield record, failure
    group_near_duplicates(project)


def _drop_former(project: Project, film_uuid: str, segmenter: Segmenter | None) -> None:
    """Delete the features of shots that a film no longer has."""
    spans = {shot.span for shot in film_shots(project, film_uuid)}
    project.features.keep_only(film_uuid, spans, dict(feature_keys(segmenter)))
    motions = project.features.load(*MOTION, film_uuid).values()
    sampled = {frame for arrays in motions for frame in arrays["indices"].tolist()}
    project.features.keep_thumbnails(film_uuid, sampled)


def _outcome(
    project: Project, path: Path, settings: AnalysisSettings, progress: Progress
) -> Outcome:
    try:
        record = analyse_film(project, path, settings, progress)
    except MediaError as failure:
        return Outcome(path, failure=failure)
    except MatchcutError:  # errors of the project, or a request to stop, end everything
        raise
    except Exception as error:
        # A bug of ours must not cost the films that follow.
        logging.getLogger(__name__).exception("%s could not be analysed", path)
        mistake = MediaError(
            f"{shown_name(path)} could not be analysed because of a bug in matchcut "
            f"({type(error).__name__}).",
            "Please report it with the traceback above.",
        )
        return Outcome(path, failure=mistake)
    # After every film, so that its pairs can be viewed while the next is watched.
    group_near_duplicates(project)
    count = shot_counts(project).get(record.uuid, ShotCount())
    return Outcome(path, record, count.shots, count.no_picture)


def _refuse_strips(path: Path, width: int, height: int) -> None:
    """Raise MediaError if too little is left of the picture at detection size."""
    short, long = sorted((width, height))
    if short * min(1, DETECTION_SIDE / long) < _MIN_SIDE:
        raise MediaError(
            f"The picture of {shown_name(path)} is {width} x {height}, too narrow to find anything "
            "in.",
            "Choose the film that it was made from.",
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """The arguments of every pass over one film."""

    project: Project
    record: FilmRecord
    info: MediaInfo
    area: PictureArea
    segmenter: Segmenter | None
    progress: Progress

    def decode(self, times: Sequence[int], first: int, long_side: int = 0) -> DecodePass:
        """Open the film at its frame ``first``, at analysis size or larger.

        times: of its frames, as far as known.
        """
        wanted = self.segmenter.long_side if self.segmenter else long_side
        return DecodePass(
            self.info,
            long_side=max(DETECTION_SIDE, wanted),
            area=self.area,
            start_pts=times[first] if first else None,
        )

    def reported(
        self, stage: str, frames: Iterable[WatchedFrame], first: int, stop: int
    ) -> Iterator[WatchedFrame]:
        """Yield frames, reporting progress from the frame ``first`` up to ``stop``."""
        for frame in frames:
            if frame.index % 24 == 0:
                done = max(0, frame.index - first)
                self.progress(Report(stage, done, stop - first, "frames", self.record.name))
            yield frame


def _work(
    project: Project, record: FilmRecord, segmenter: Segmenter | None, progress: Progress
) -> _Work:
    info = watched_info(project, record.uuid)
    area = _picture_area(project, record, info)
    return _Work(project, record, info, area, segmenter, progress)


def _watch_rest(work: _Work, checkpoint: Checkpoint, recipe: Recipe) -> None:
    """Watch a film from its checkpoint to its end."""
    info = work.info
    with FilmRun(work.project, work.record, work.segmenter, new_shots=True) as film_run:
        resume, open_shot = _resume_point(checkpoint, film_shots(work.project, work.record.uuid))
        with work.decode(film_run.times, resume.first_frame) as frames:
            film_run.go_on(frames, resume.first_frame)
            overlay = work.area.overlay_at(frames.height, frames.width)
            meter = FlowMeter(overlay)
            seen = film_run.noted(
                measured(frames, resume.first_frame, meter, info.rate, wanted_from=resume.settled)
            )
            shots = watch(
                work.reported("watching", seen, 0, info.frames),
                shot_detector(recipe, info.rate, resume.first_frame),
                rate=info.rate,
                overlay=overlay,
                resume=resume,
                open_shot=open_shot,
                certain=recipe.cuts is not None,
                on_checkpoint=film_run.checkpoint,
            )
            for shot in shots:
                film_run.take(shot)
            if not film_run.times:
                raise MediaError(
                    f"No frame of {info.path.name} can be decoded.",
                    "Check that the copy is complete, or make a proxy of it.",
                )
            whole = not has_changed(work.project, work.record.uuid, info.path)
            if whole:
                film_run.finish(damage(info, film_run.times, film_run.trouble))
    if not whole:  # a partial result is nothing to resume from
        begin_again(work.project, work.record.uuid)
        raise MediaError(
            f"{shown_name(info.path)} changed, or went away, while it was watched.",
            "Analyse it again once all of it is there.",
        )
    work.progress(Report("watching", info.frames, info.frames, "frames", work.record.name))


def _represent_missing(work: _Work) -> None:
    """Compute the features that shots of a film lack."""
    for run in _missing(work.project, work.record.uuid, work.segmenter):
        with (
            FilmRun(work.project, work.record, work.segmenter, new_shots=False) as film_run,
            work.decode(film_run.times, run[0].frames.start) as frames,
        ):
            for shot in _again("representing", work, frames, run, film_run):
                film_run.take(shot)
            film_run.finish("")


def samples_again(
    project: Project, record: FilmRecord, long_side: int, progress: Progress
) -> Iterator[ShotSamples]:
    """Yield the sample frames of all shots of a film again, as they were when it was watched.

    long_side: of the pictures, in pixels.
    """
    shots, times = film_shots(project, record.uuid), frame_times(project, record.uuid)
    if not shots or times is None:
        return
    work = _work(project, record, None, progress)
    with work.decode(times.pts.tolist(), shots[0].frames.start, long_side) as frames:
        for shot in _again("gathering", work, frames, shots):
            yield shot.samples


def _again(
    stage: str,
    work: _Work,
    frames: DecodePass,
    run: Sequence[ShotRecord],
    film_run: FilmRun | None = None,
) -> Iterator[ClosedShot]:
    """Watch neighbouring shots with known ends; frames: from the first one's start on."""
    overlay = work.area.overlay_at(frames.height, frames.width)
    first, stop = run[0].frames.start, run[-1].frames.stop
    transitions = [
        Transition(before.frames.stop, after.frames.start, "cut") for before, after in pairwise(run)
    ]
    seen = measured(islice(frames, stop - first), first, FlowMeter(overlay), work.info.rate)
    return watch(
        work.reported(stage, seen if film_run is None else film_run.noted(seen), first, stop),
        KnownTransitions(transitions, first),
        rate=work.info.rate,
        overlay=overlay,
        resume=ResumePoint(first, first, context=0),
        shortest=1,
        certain=True,
        on_checkpoint=None if film_run is None else film_run.checkpoint,
    )


def _missing(
    project: Project, film_uuid: str, segmenter: Segmenter | None
) -> Iterator[list[ShotRecord]]:
    """Yield runs of neighbouring shots that lack a feature."""
    have = [
        project.features.spans(name, version, film_uuid)
        for name, version in feature_keys(segmenter)
    ]
    shots = film_shots(project, film_uuid)
    for whole, run in groupby(shots, lambda shot: all(shot.span in each for each in have)):
        if not whole:
            yield list(run)


def _resume_point(
    checkpoint: Checkpoint, shots: Sequence[ShotRecord]
) -> tuple[ResumePoint, OpenShot | None]:
    """Return where to resume, and the frames kept of the shot that is open there.

    shots: those that are stored.
    """
    if checkpoint.open_shot is None:
        # Only a hard cut has no frames between the last shot and the next.
        closed = {shot.frames.stop for shot in shots if not shot.hand_made}
        context = CUT_CONTEXT_FRAMES if checkpoint.next_frame in closed else CONTEXT_FRAMES
        return ResumePoint(checkpoint.next_frame, checkpoint.next_frame, context), None
    open_shot = OpenShot.from_arrays(checkpoint.open_shot)
    return ResumePoint(open_shot.start, checkpoint.next_frame), open_shot


def _picture_area(project: Project, record: FilmRecord, info: MediaInfo) -> PictureArea:
    """Return the active picture of a film, searching for it only once."""
    area = picture_area(project, record.uuid)
    if area is None:
        area = survey(info)
        set_picture_area(project, record.uuid, area)
    return area
