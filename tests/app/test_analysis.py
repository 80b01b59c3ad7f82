"""Analysis in a process of its own: it tells, stops, goes on, fails and dies without the window."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest
from drawn_jobs import DrawnJob
from rooms import lay_open, with_rooms
from shiboken6 import delete

from app import settings
from app.jobs.films import Analysis, State
from app.jobs.job import Ending, Job
from matchcut.pipeline.relinking import give_file
from matchcut.project.films import films
from matchcut.project.media import set_original
from matchcut.project.project import open_project

posix = pytest.mark.skipif(os.name != "posix", reason="signals are words of Unix")


@pytest.fixture
def analysis(qtbot, tmp_path):
    analysis = Analysis(tmp_path / "new.matchcut")
    yield analysis
    analysis.close()


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only where the test lets them."""
    now = [0.0]
    monkeypatch.setattr("app.jobs.pace.monotonic", lambda: now[0])
    return now


def until(qtbot, analysis, condition):
    qtbot.waitUntil(lambda: condition(analysis.films))


def test_films_are_analysed_one_after_the_other_and_one_that_fails_says_why(
    qtbot, analysis, brief_film, tmp_path
):
    broken = tmp_path / "broken.mov"
    broken.write_bytes(b"no film at all")
    stages = set()
    analysis.changed.connect(lambda: stages.update(each.stage for each in analysis.films))
    done = []
    analysis.film_done.connect(done.append)
    analysis.add([(broken, None), (brief_film, None)])
    until(qtbot, analysis, lambda films: films[-1].state == State.DONE)
    first, second = analysis.films
    assert first.state == State.FAILED
    assert "broken.mov" in first.words
    assert second.shots == 8
    assert done == [brief_film]
    assert "watching" in stages
    assert analysis.waiting == []


def test_how_fast_a_film_is_watched_is_told_by_its_own_file(
    qtbot, analysis, clock, monkeypatch, tmp_path
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    films = [tmp_path / card / "A001.mov" for card in ("one", "two")]
    analysis.rates = {films[0]: 25.0, films[1]: 50.0}
    analysis.add([(films[0], None)])
    said = {"stage": "watching", "total": 1000, "unit": "frames"}
    DrawnJob.latest.reported.emit({**said, "done": 0})
    clock[0] = 10.0
    DrawnJob.latest.reported.emit({**said, "done": 500})
    assert analysis.films[0].speed == 2.0


def test_the_films_of_a_folder_are_listed_each_by_itself_and_one_that_fails_stays_told(
    qtbot, analysis, brief_film, tmp_path
):
    folder = tmp_path / "rushes"
    folder.mkdir()
    (folder / "a broken.mov").write_bytes(b"no film at all")
    shutil.copy(brief_film, folder / "b.mp4")
    shutil.copy(brief_film, folder / "c.mp4")
    alone = tmp_path / "alone.mov"
    alone.write_bytes(b"no film at all")
    waiting = []
    analysis.film_done.connect(lambda _: waiting.append(list(analysis.waiting)))
    analysis.add([(folder, None), (alone, None)])
    until(qtbot, analysis, lambda films: films[-1].state == State.FAILED)
    names = [(each.path.name, each.state, each.shots) for each in analysis.films]
    assert names == [
        ("a broken.mov", State.FAILED, 0),
        ("b.mp4", State.DONE, 8),
        ("c.mp4", State.DONE, 8),
        ("alone.mov", State.FAILED, 0),
    ]
    # What is not watched yet is gone on with when the project is opened again.
    assert waiting == [[folder / "c.mp4", alone], [alone]]


def test_a_folder_without_films_says_so(qtbot, analysis, tmp_path):
    analysis.add([(tmp_path, None)])
    until(qtbot, analysis, lambda films: films[0].state == State.FAILED)
    assert "There are no films in" in analysis.films[0].words


def test_a_job_is_gone_once_it_has_ended_well_or_not(qtbot, analysis, tmp_path, monkeypatch):
    broken = tmp_path / "broken.mov"
    broken.write_bytes(b"no film at all")
    analysis.add([(broken, None)])
    until(qtbot, analysis, lambda films: films[0].state == State.FAILED)
    qtbot.waitUntil(lambda: not analysis.findChildren(Job))
    monkeypatch.setattr("app.jobs.job.sys.executable", str(tmp_path / "no such program"))
    analysis.retry()
    until(qtbot, analysis, lambda films: films[0].state == State.CRASHED)
    qtbot.waitUntil(lambda: not analysis.findChildren(Job))


@posix
@pytest.mark.usefixtures("cold")
def test_a_worker_that_is_killed_is_told_of_and_tried_again(qtbot, analysis, brief_film):
    analysis.add([(brief_film, None)])
    until(qtbot, analysis, lambda films: films[0].stage == "watching")
    with qtbot.waitSignal(analysis.crashed) as told:
        os.kill(analysis.process_id(), signal.SIGKILL)
    assert told.args == [brief_film]
    assert analysis.films[0].state == State.CRASHED
    assert analysis.waiting == [brief_film]
    qtbot.waitUntil(lambda: not analysis.running)
    analysis.retry()
    until(qtbot, analysis, lambda films: films[0].state == State.DONE)
    assert analysis.films[0].shots == 8


@posix
def test_a_pause_keeps_what_is_finished_and_resume_goes_on(qtbot, analysis, long_film):
    analysis.add([(long_film, None)])
    until(qtbot, analysis, lambda films: films[0].stage == "watching")
    analysis.pause()
    until(qtbot, analysis, lambda films: films[0].state == State.PAUSED)
    assert not analysis.running
    analysis.resume()
    assert analysis.running
    until(qtbot, analysis, lambda films: films[0].state == State.DONE)


def test_films_that_were_not_done_are_analysed_when_the_project_is_opened_again(
    qtbot, desk, brief_film, tmp_path
):
    project = tmp_path / "later.matchcut"
    lay_open(desk, project, create=True).add_films([brief_film])
    with qtbot.waitSignal(desk.candidates_changed):
        again = lay_open(desk, project)
    assert len(again.candidates) > 3


@pytest.mark.parametrize("instead", ["nothing", "a copy of yesterday"])
def test_a_project_that_goes_while_it_is_open_is_not_begun_anew(
    qtbot, desk, project, brief_film, instead
):
    yesterday = project.with_name("yesterday.matchcut")
    open_project(yesterday, create=True).close()
    session = lay_open(desk, project)
    qtbot.waitUntil(lambda: session.analysis.free)
    moved = project.rename(project.with_name("moved.matchcut"))
    if instead != "nothing":
        yesterday.rename(project)
    session.add_films([brief_film])
    until(qtbot, session.analysis, lambda films: films[-1].state == State.FAILED)
    assert "was moved, renamed or deleted while it was open" in session.analysis.films[-1].words
    if instead == "nothing":
        assert not project.exists()
    else:
        with open_project(project) as other:
            assert films(other) == []
    desk.close()
    project.unlink(missing_ok=True)
    moved.rename(project)
    with open_project(project) as again:
        assert len(films(again)) == 1


def test_a_film_of_an_earlier_sitting_tells_how_many_shots_it_has(desk, project):
    session = lay_open(desk, project)
    assert [work.shots for work in session.analysis.films] == [16]


def test_films_keep_their_lists_of_shots_while_they_wait_and_when_the_project_is_opened_again(
    qtbot, desk, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    films = [tmp_path / "a.mov", tmp_path / "b.mov", tmp_path / "c.mov"]
    lists = {films[0]: tmp_path / "a.edl", films[1]: tmp_path / "b.edl"}
    for film in films:
        film.touch()
    project = tmp_path / "lists.matchcut"

    def shown():
        return [(work.path, work.cuts) for work in desk.session.analysis.films]

    wanted = [(film, lists.get(film)) for film in films]
    lay_open(desk, project, create=True).add_films(films, lists)
    assert shown() == wanted
    desk.session.analysis.add([(films[1], None)])  # dropped once more, without its list
    assert dict(shown()) == dict(wanted)
    lay_open(desk, project)
    qtbot.waitUntil(lambda: dict(shown()) == dict(wanted))
    assert DrawnJob.latest.arguments[-2:] == ["--cuts", str(lists[films[0]])]


def test_a_list_that_comes_while_its_film_is_watched_is_taken(qtbot, analysis, long_film, tmp_path):
    analysis.add([(long_film, None)])
    until(qtbot, analysis, lambda films: films[0].stage == "watching")
    listed = tmp_path / "cuts.csv"
    listed.write_text("start,end\n0,450\n450,900\n")
    analysis.add([(long_film, listed)])
    assert [(work.state, work.cuts) for work in analysis.films] == [(State.WAITING, listed)]
    until(qtbot, analysis, lambda films: films[0].state in (State.DONE, State.FAILED))
    assert analysis.films[0].words == ""
    assert analysis.films[0].shots == 2


def test_a_film_is_watched_again_from_the_file_it_was_watched_from(
    qtbot, desk, project, short_film, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    original = tmp_path / "camera.mp4"
    original.write_bytes(short_film.read_bytes() + b"\0\0\0\x08free")
    with open_project(project) as opened:
        film = films(opened)[0].uuid
        give_file(opened, film, original, "original")
        set_original(opened, film, original)
    original.unlink()
    shutil.rmtree(f"{project}.cache")
    session = lay_open(desk, project)
    assert session.films[0].media[0].path == original
    assert [work.path for work in session.analysis.films] == [short_film]
    qtbot.waitUntil(lambda: session.analysis.running)
    assert DrawnJob.latest.arguments[1] == str(short_film)


@posix
def test_when_the_app_is_killed_its_worker_ends_and_the_next_app_goes_on(
    qtbot, desk, own_home, brief_film, tmp_path
):
    project = tmp_path / "killed.matchcut"
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from PySide6.QtWidgets import QApplication
        from rooms import lay_open
        from app.session.desk import Desk

        application = QApplication([])
        desk = Desk()
        session = lay_open(desk, Path(sys.argv[1]), create=True)
        session.add_films([Path(sys.argv[2])])
        analysis = session.analysis

        def tell():
            if analysis.films[0].stage == "watching":
                analysis.changed.disconnect(tell)
                print(analysis.process_id(), flush=True)

        analysis.changed.connect(tell)
        application.exec()
        """
    )
    command = [sys.executable, "-c", script, str(project), str(brief_film)]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=with_rooms())
    worker = int(app.stdout.readline())
    app.send_signal(signal.SIGKILL)
    app.wait()
    qtbot.waitUntil(lambda: not psutil.pid_exists(worker))
    session = lay_open(desk, project)
    # What the killed worker left may be too little for a pair; the rest follows.
    qtbot.waitUntil(lambda: len(session.candidates) > 3)


def test_films_on_a_disk_that_is_away_wait_for_a_sitting_that_has_it(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    project, here = tmp_path / "new.matchcut", tmp_path / "here.mov"
    away, nowhere = tmp_path / "disk" / "away.mov", tmp_path / ("x" * 300)
    here.touch()
    settings.keep_films_left(
        project, "unfinished", [(away, Path("cuts.edl")), (here, None), (nowhere, None)]
    )
    analysis = Analysis(project)
    analysis.add_left([])
    qtbot.waitUntil(lambda: [each.path for each in analysis.films] == [here])
    assert dict(settings.films_left(project, "unfinished")) == {
        here: None, away: Path("cuts.edl"), nowhere: None,
    }  # fmt: skip
    DrawnJob.latest.reported.emit({"shots": 3, "damage": "", "left_out": ""})
    assert [path for path, _ in settings.films_left(project, "unfinished")] == [away, nowhere]
    analysis.close()
    away.parent.mkdir()
    away.touch()
    again = Analysis(project)
    again.add_left([])
    qtbot.waitUntil(lambda: bool(again.films))
    assert [(each.path, each.cuts) for each in again.films] == [(away, Path("cuts.edl"))]
    again.cancel()
    assert settings.films_left(project, "unfinished") == []


def test_films_that_are_stopped_stay_listed_in_later_sittings_and_are_gone_on_with(
    qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    project, card = tmp_path / "new.matchcut", [tmp_path / f"{at}.mov" for at in range(3)]
    analysis = Analysis(project)
    analysis.add([(card[0], None), (card[1], Path("cuts.edl")), (card[2], None)])
    told = {"shots": 3, "damage": "Its end is cut off.", "left_out": "75% of it is black."}
    DrawnJob.latest.reported.emit(told)
    assert analysis.films[0].words == "75% of it is black. Its end is cut off."
    DrawnJob.latest.ended.emit(Ending.DONE, "")
    qtbot.waitUntil(lambda: analysis.films[1].state == State.WATCHING)
    analysis.cancel()
    qtbot.waitUntil(lambda: analysis.free)
    states = [each.state for each in analysis.films]
    assert states == [State.DONE, State.STOPPED, State.STOPPED]
    assert analysis.waiting == []
    analysis.close()
    again = Analysis(project)
    again.add_left([card[1]])  # what was computed of it is gone
    qtbot.wait(50)
    assert [(each.path, each.cuts, each.state) for each in again.films] == [
        (card[1], Path("cuts.edl"), State.STOPPED),
        (card[2], None, State.STOPPED),
    ]
    again.forget(card[2])
    again.retry()
    assert DrawnJob.latest.arguments[1] == str(card[1])
    assert settings.films_left(project, "stopped") == []
    assert settings.films_left(project, "unfinished") == [(card[1], Path("cuts.edl"))]
    again.close()


def test_an_analysis_that_goes_as_a_film_ends_begins_no_other(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.jobs.films.Job", DrawnJob)
    analysis = Analysis(tmp_path / "new.matchcut")
    analysis.add([(tmp_path / name, None) for name in ("a.mov", "b.mov")])
    last = DrawnJob.latest
    last.ended.emit(Ending.DONE, "")
    delete(analysis)
    qtbot.wait(10)
    assert DrawnJob.latest is last
