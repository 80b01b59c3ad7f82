"""What is told of a film does not depend on how often its analysis was stopped."""

import shutil

import cv2
import numpy as np
import pytest
from films import damaged, number_in, numbered_film, write_film

from matchcut.errors import Cancelled
from matchcut.media import stamping
from matchcut.media.film import probe
from matchcut.media.frames import FrameReader
from matchcut.pipeline.analysis import analysing
from matchcut.pipeline.analysis.analysing import AnalysisSettings, Outcome, analyse
from matchcut.pipeline.analysis.facts import film_facts, watched_info
from matchcut.pipeline.analysis.feature_keys import feature_keys
from matchcut.pipeline.analysis.recipe import Recipe
from matchcut.project.adding import add_film
from matchcut.project.caches import empty_cache
from matchcut.project.films import films, frame_times
from matchcut.project.project import open_project
from matchcut.project.shots import film_shots
from matchcut.shots.shot import Transition

# A cut every 40 frames, so that there is much to go on from.
CUTS = tuple(Transition(at, at, "cut") for at in range(40, 400, 40))
SETTINGS = AnalysisSettings(None, Recipe(cuts=CUTS))


def drawn(path, frames, **how):
    """Draw a numbered film so small that it is soon watched."""
    return numbered_film(path, frames, size=(192, 108), **how)


def analysed(project_path, path, *, stopped_at=()):
    """Analyse a film, stopped once at each of these frames; return its record and frame times."""
    with open_project(project_path, create=True) as project:
        for frame in stopped_at:

            def stop(report, frame=frame):
                if report.stage == "watching" and report.done >= frame:
                    raise Cancelled

            with pytest.raises(Cancelled):
                list(analyse(project, [path], SETTINGS, stop))
            assert len(frame_times(project, films(project)[0].uuid)) >= 40
        list(analyse(project, [path], SETTINGS))
        (film,) = films(project)
        return film, frame_times(project, film.uuid).pts


@pytest.mark.parametrize("name", ["a.mp4", "a.ts"])
def test_missing_frames_are_told_also_when_they_came_before_the_stop(tmp_path, name):
    path = damaged(drawn(tmp_path / name, 400, options={"g": "12"}), 0.2, 0.25)
    at_once, times = analysed(tmp_path / "once.matchcut", path)
    assert "missing" in at_once.damage
    resumed, again = analysed(tmp_path / "twice.matchcut", path, stopped_at=(240, 320))
    assert resumed.damage == at_once.damage
    assert np.array_equal(again, times)


def test_a_film_cut_short_while_it_is_watched_is_watched_anew_once_it_is_whole(tmp_path):
    path = drawn(tmp_path / "a.ts", 400, options={"g": "12"})
    whole, uncut = analysed(tmp_path / "whole.matchcut", path)
    content = path.read_bytes()

    def cut(report):
        if report.stage == "watching" and path.stat().st_size == len(content):
            path.write_bytes(content[: len(content) // 2])

    with open_project(tmp_path / "p.matchcut", create=True) as project:
        (outcome,) = analyse(project, [path], SETTINGS, cut)
        assert "a.ts changed, or went away, while it was watched." in str(outcome.failure)
        path.write_bytes(content)
        (outcome,) = analyse(project, [path], SETTINGS)
        again = frame_times(project, outcome.film.uuid).pts
        assert outcome.shots == len(CUTS) + 1
    assert outcome.film.damage == whole.damage == ""
    assert np.array_equal(again, uncut)


def test_a_film_that_goes_while_it_is_watched_is_not_taken_for_watched(tmp_path):
    path = drawn(tmp_path / "a.mp4", 400, options={"g": "12"})

    def take_away(report):
        if report.stage == "watching" and path.exists():
            path.rename(tmp_path / "away.mp4")

    with open_project(tmp_path / "p.matchcut", create=True) as project:
        (outcome,) = analyse(project, [path], SETTINGS, take_away)
        assert "a.mp4 changed, or went away" in str(outcome.failure)
        (tmp_path / "away.mp4").rename(path)
        (outcome,) = analyse(project, [path], SETTINGS)
        assert outcome.film is not None


@pytest.mark.parametrize("frames", [(200, 300), (240, 240)])
def test_joined_recordings_are_watched_on_in_the_part_that_was_left(tmp_path, frames):
    parts = [
        drawn(tmp_path / f"{first}.ts", count, first=first, options={"g": "12"})
        for count, first in zip(frames, (0, 1000), strict=True)
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    at_once, times = analysed(tmp_path / "once.matchcut", both)
    assert "joined" in at_once.damage
    resumed, again = analysed(tmp_path / "twice.matchcut", both, stopped_at=(90, 170))
    assert "joined" in resumed.damage
    assert np.array_equal(again, times)
    with open_project(tmp_path / "twice.matchcut") as project:
        info = watched_info(project, resumed.uuid)
    with FrameReader(info) as reader:
        shown = [number_in(reader.frame_at(int(times[at]), 320).picture) for at in (150, 20, 80)]
    assert shown == [150, 20, 80]


def test_joined_recordings_that_are_not_yet_watched_show_no_frame_of_the_other_part(tmp_path):
    parts = [
        drawn(tmp_path / f"{first}.ts", 240, first=first, options={"g": "12"})
        for first in (0, 1000)
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        uuid = add_film(project, film_facts(probe(both))).uuid
        info = watched_info(project, uuid)
    times = [info.start_pts + round(at / info.rate / info.time_base) for at in range(240)]
    with FrameReader(info) as reader:
        shown = [number_in(reader.frame_at(times[at], 320).picture) for at in (150, 20, 80)]
    assert shown == [150, 20, 80]


def test_concealed_and_unreadable_frames_are_counted_once(tmp_path, monkeypatch):
    ticks = [at + at // 3 for at in range(400)]  # no frame is missed where the rate varies
    path = drawn(tmp_path / "a.mkv", 400, ticks=ticks, options={"g": "12"})
    real = stamping._decoded

    def troubled(packet, log):
        found = real(packet, log)
        for frame in found:
            at = round(frame.pts * frame.time_base * 24)
            if at in (100, 250, 252, 300):
                log.concealed.append(frame.pts)
            if at in (96, 280):
                log.unreadable.append(log.shown_pts)
        return found

    monkeypatch.setattr(stamping, "_decoded", troubled)
    at_once, _ = analysed(tmp_path / "once.matchcut", path)
    assert at_once.damage == "In a.mkv 2 frames could not be read and 4 frames are damaged."
    resumed, _ = analysed(tmp_path / "twice.matchcut", path, stopped_at=(200, 240, 320))
    assert resumed.damage == at_once.damage


def test_a_film_that_trips_us_up_costs_only_itself(tmp_path, monkeypatch, caplog):
    paths = [drawn(tmp_path / f"{name}.mp4", 60, first=ord(name)) for name in "abc"]
    real = analysing.survey

    def tripping(info):
        if info.path.name == "b.mp4":
            raise IndexError("a mistake of ours")
        return real(info)

    monkeypatch.setattr(analysing, "survey", tripping)
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        outcomes = list(analyse(project, paths, SETTINGS))
    assert [outcome.failure is None for outcome in outcomes] == [True, False, True]
    assert "b.mp4 could not be analysed" in str(outcomes[1].failure)
    assert "a mistake of ours" in caplog.text


def test_a_film_whose_picture_is_but_a_strip_of_it_is_refused(tmp_path):
    def screen(at):
        picture = np.zeros((80, 640, 3), np.uint8)
        picture[32:48] = np.random.default_rng(at).integers(60, 255, (1, 640, 3))
        return picture

    path = write_film(tmp_path / "wall.mp4", map(screen, range(24)), options={"g": "1"})
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        (outcome,) = analyse(project, [path], AnalysisSettings(segmenter=None))
    assert "640 x 16, too narrow" in str(outcome.failure)


def test_pictures_of_shots_that_a_film_no_longer_has_leave_the_cache(tmp_path):
    path = drawn(tmp_path / "a.mp4", 120)

    def frames_with_pictures(name, *cuts):
        with open_project(tmp_path / name, create=True) as project:
            for cut in cuts:
                known = (Transition(cut, cut, "cut"),)
                list(analyse(project, [path], AnalysisSettings(None, Recipe(cuts=known))))
            (film,) = films(project)
            return [
                at
                for at in range(120)
                if project.features.nearest_thumbnail(film.uuid, at, at, at + 1)
            ]

    assert frames_with_pictures("a.matchcut", 40, 55) == frames_with_pictures("b.matchcut", 55)


@pytest.mark.parametrize("work", ["analyse", "complete"])
def test_libraries_keep_to_one_thread_while_films_are_worked_on(tmp_path, monkeypatch, work):
    seen = []

    def noted(*arguments):
        seen.append(cv2.getNumThreads())
        return []

    monkeypatch.setattr(analysing, "films", noted)
    monkeypatch.setattr(analysing, "_outcome", lambda *of_film: Outcome(*noted(*of_film), tmp_path))
    monkeypatch.setattr(analysing, "group_near_duplicates", noted)
    former = cv2.getNumThreads()
    cv2.setNumThreads(2)
    with open_project(tmp_path / "p.matchcut", create=True) as project:
        if work == "analyse":
            list(analyse(project, [tmp_path], SETTINGS))
        else:
            analysing.complete(project, None)
    assert set(seen) == {1}
    assert cv2.getNumThreads() == 2
    cv2.setNumThreads(former)


def delete_cache(project, stage, name):
    """Return what deletes the cache once, in the midst of a stage of a film."""
    left = [name]

    def progress(report):
        if left == [report.subject] and report.stage == stage and report.done >= 200:
            shutil.rmtree(project.cache)
            left.clear()

    return progress


@pytest.mark.parametrize("stage", ["watching", "representing"])
def test_a_cache_that_is_deleted_during_an_analysis_is_whole_at_its_end(tmp_path, stage):
    paths = [drawn(tmp_path / name, 400) for name in ("a.mp4", "b.mkv")]
    with open_project(tmp_path / "a.matchcut", create=True) as project:
        if stage == "representing":
            list(analyse(project, paths, SETTINGS))
            empty_cache(project)
        last = list(analyse(project, paths, SETTINGS, delete_cache(project, stage, "b.mkv")))
        assert [outcome.shots for outcome in last] == [10, 10]
        of_all = {shot.span for each in films(project) for shot in film_shots(project, each.uuid)}
        assert len(of_all) == 20
        assert all(project.features.spans(*key) == of_all for key in feature_keys(None))


def test_a_film_whose_features_are_deleted_fails_where_it_can_not_be_read_again(tmp_path):
    paths = [drawn(tmp_path / name, 400) for name in ("a.mp4", "b.mkv")]
    with open_project(tmp_path / "a.matchcut", create=True) as project:
        delete = delete_cache(project, "watching", "b.mkv")
        outcomes = analyse(project, paths, SETTINGS, delete)
        assert [next(outcomes).shots for _ in paths] == [10, 10]
        paths[0].unlink()
        (again,) = outcomes
        assert again.path == paths[0]
        assert again.failure is not None
