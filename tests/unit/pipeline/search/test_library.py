"""What is read of a project belongs together, and what it calls a frame can be typed back."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from films import numbered_film
from watched_projects import watched_project

from matchcut.errors import ProjectError, TimecodeError
from matchcut.media.times import FrameTimes
from matchcut.pipeline.search import library
from matchcut.pipeline.search.library import (
    FoundSide,
    Library,
    LibraryFilm,
    load_library,
)
from matchcut.project.films import frame_times, set_frame_times
from matchcut.project.project import open_project
from matchcut.project.shots import (
    Checkpoint,
    ShotRecord,
    append_shots,
    begin_analysis,
    set_groups,
)
from matchcut.review import Anchor
from matchcut.shots.shot import Shot
from matchcut.timing import Clock, FrameRange


@pytest.mark.parametrize("read_before", ["film_shots", "frame_times"])
def test_no_shot_reaches_beyond_the_frames_that_are_known(tmp_path, monkeypatch, read_before):
    path, real = tmp_path / "p.matchcut", getattr(library, read_before)
    (uuid,) = watched_project(path, numbered_film(tmp_path / "a.mp4", 60))

    def watched_on(project, film):
        """Let the worker store 40 frames more before this is read."""
        with open_project(path, patience_seconds=0) as worker, worker.writing():
            times = frame_times(worker, uuid).pts
            set_frame_times(worker, uuid, np.append(times, times[-1] + 1 + np.arange(40)))
            append_shots(worker, uuid, [Shot(FrameRange(60, 100))], Checkpoint(100))
        return real(project, film)

    with open_project(path) as project:
        begin_analysis(project, uuid, "detector 1")
        append_shots(project, uuid, [Shot(FrameRange(0, 60))], Checkpoint(60))
        monkeypatch.setattr(library, read_before, watched_on)
        read = load_library(project).films[uuid]
        assert read.record.frame_count == len(read.times) == read.shots[-1].frames.stop == 60
        monkeypatch.undo()
        read = load_library(project).films[uuid]
        assert read.record.frame_count == len(read.times) == read.shots[-1].frames.stop == 100


def test_a_film_is_asked_for_by_its_name_or_the_beginning_of_its_id_and_never_by_nothing(tmp_path):
    path = tmp_path / "p.matchcut"
    (uuid,) = watched_project(path, numbered_film(tmp_path / "a.mp4", 60))
    with open_project(path) as project:
        films = load_library(project)
    assert films.film("a.mp4") is films.film(uuid) is films.film(uuid[:4]) is films.films[uuid]
    for nothing in ("", "z"):
        with pytest.raises(ProjectError, match=f"No film is called '{nothing}'"):
            films.film(nothing)


def films_called(names):
    """Return films that have nothing but these names, and files so called, by UUID."""
    nothing = FrameTimes(np.array([], np.int64), Fraction(1))
    films = {
        uuid: SimpleNamespace(
            uuid=uuid, name=Path(name).name, media=[SimpleNamespace(path=Path.cwd() / name)]
        )
        for uuid, name in names.items()
    }
    return Library({uuid: LibraryFilm(film, [], nothing) for uuid, film in films.items()})


def test_a_film_is_found_by_its_exact_name_first_then_whatever_its_case_and_accents():
    library = films_called({"0": "été.mov", "1": "e\u0301te\u0301.MOV", "2": "b.mov"})
    for name, uuid in ("été.mov", "0"), ("e\u0301te\u0301.MOV", "1"), ("B.mov", "2"):
        assert library.film(name) is library.films[uuid]
    with pytest.raises(ProjectError, match="Several films are called"):
        library.film("ÉTÉ.mov")


def test_a_film_whose_name_another_ones_id_begins_with_is_found_by_it():
    library = films_called({"1f00": "A", "2e00": "1", "1e00": "B"})
    assert library.film("1") is library.films["2e00"]
    assert library.film("1f") is library.films["1f00"]


def test_a_film_is_found_by_the_path_of_its_file_or_the_end_of_that():
    library = films_called({"0": "card 1/clip/C1.mp4", "1": "card 2/clip/C1.mp4", "2": "d/x.mov"})
    for name in (
        "card 2/clip/C1.mp4",
        "d/../card 2/clip/C1.mp4",
        Path.cwd() / "card 2/clip/C1.mp4",
    ):
        assert library.film(str(name)) is library.films["1"]
    assert library.film("d/x.mov") is library.film("x.mov") is library.films["2"]
    with pytest.raises(ProjectError, match=r"card 1/clip/C1.mp4 \(0\), card 2/clip/C1.mp4 \(1\)\."):
        library.film("C1.mp4")


def test_a_film_is_found_without_its_suffix_and_by_the_beginning_of_its_name():
    library = films_called({"0": "Clip1.mov", "1": "clip10.mov", "2": "clip_b.mov", "3": "X.mov"})
    for name, uuid in (
        ("clip1", "0"),
        ("CLIP10", "1"),
        ("clip_", "2"),
        ("x", "3"),
        ("clip10.m", "1"),
    ):
        assert library.film(name) is library.films[uuid]
    with pytest.raises(ProjectError) as told:
        library.film("cl")
    assert str(told.value) == (
        "Several films are called 'cl': Clip1.mov (0), clip10.mov (1), clip_b.mov (2). Type more "
        "of the name, or the id."
    )
    many = films_called({str(at): f"take {at:02}.mov" for at in range(20)})
    with pytest.raises(ProjectError, match=r"take 07\.mov .*, 12 more\."):
        many.film("take")


def test_a_frame_that_no_shot_holds_any_more_stands_alone_and_one_that_is_gone_nowhere():
    shot = ShotRecord("a", 1, FrameRange(0, 4), "picture", None, True, False, False)
    times = FrameTimes(np.arange(100, 110), Fraction(1, 24))
    films = Library({"a": LibraryFilm(SimpleNamespace(uuid="a"), [shot], times)})
    assert films.side_at(Anchor("a", 102)) == FoundSide(films.films["a"], shot, 2)
    alone = films.side_at(Anchor("a", 107))
    assert (alone.frame, alone.shot.frames, alone.shot.number) == (7, FrameRange(7, 8), 0)
    assert films.side_at(Anchor("a", 110)) is films.side_at(Anchor("b", 102)) is None


@pytest.mark.parametrize("ticks_per_second", [1000, 90_000])
@pytest.mark.parametrize("rate", [10, 12, Fraction(25, 2), 24, Fraction(30_000, 1001), 120])
def test_what_a_frame_reads_can_be_typed_back(rate, ticks_per_second):
    rate = Fraction(rate)
    pts = [5 + round(at / rate * ticks_per_second) for at in range(500)]
    record = SimpleNamespace(rate=rate, clock=Clock(rate))
    film = LibraryFilm(record, [], FrameTimes(np.array(pts), Fraction(1, ticks_per_second)))
    for frame in range(505):
        assert film.frame_reading(film.label(frame)) == frame


@pytest.mark.parametrize("text", ["00:00:01:06", "1.2", "00:61:00.000", "soon"])
def test_without_timecode_a_time_is_asked_for(text):
    record = SimpleNamespace(rate=Fraction(12), clock=Clock(Fraction(12)))
    film = LibraryFilm(record, [], FrameTimes(np.arange(50), Fraction(1, 12)))
    assert film.frame_reading("0:0:1.2") == 14
    assert film.frame_reading("00:00:01") == 12
    with pytest.raises(TimecodeError, match=r"not a time.* like 00:00:01\.200"):
        film.frame_reading(text)


def test_what_lies_near_is_found_at_once_as_one_by_one(tmp_path):
    path = tmp_path / "p.matchcut"
    uuids = watched_project(
        path,
        *(
            numbered_film(tmp_path / f"{name}.mp4", 60, first=at)
            for at, name in ((0, "a"), (90, "b"))
        ),
    )
    with open_project(path) as project:
        for uuid in uuids:
            begin_analysis(project, uuid, "detector 1")
            bounds = ((0, 10), (10, 25), (30, 40), (40, 60))
            shots = [Shot(FrameRange(*each)) for each in bounds]
            append_shots(project, uuid, shots, Checkpoint(60, finished=True))
        a, b = uuids
        # A near-duplicate in the other film.
        set_groups(project, {(a, 10): (1, True), (b, 40): (1, False)}, "{}")
        films = load_library(project)
    pts = films.films[a].times.pts
    looked_for = [Anchor(a, int(pts[12])), Anchor(b, int(pts[5])), Anchor("still:face.png", 0)]
    groups = {films.locate(each).group for each in looked_for[:2]}
    every = [
        Anchor(film, int(at))
        for film in (a, b, "gone")
        for at in (-1, *pts, pts[-1] + 1, pts[20] + 1)
    ]
    near = films.near(looked_for)([each.film for each in every], [each.pts for each in every])
    places = [films.locate(each) for each in every]
    assert list(near) == [place is not None and place.group in groups for place in places]
    assert 0 < sum(near) < len(every)
