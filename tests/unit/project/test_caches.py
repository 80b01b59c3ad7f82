"""Caches go where the editor wants them, and are emptied when they take too much."""

import errno
import os
import shutil
import signal
from multiprocessing import get_context
from pathlib import Path

import pytest

from matchcut.errors import Cancelled, ProjectError
from matchcut.files import part_of
from matchcut.project import caches
from matchcut.project.caches import (
    NETWORK_FILE,
    cache_bytes,
    empty_cache,
    fit_caches,
    place_cache,
)
from matchcut.project.project import open_project


def make(path: Path, content: bytes = b"") -> Path:
    with open_project(path, create=True) as project:
        project.features.save_thumbnails("film", {3: content})
    return path


def kept(path: Path) -> bytes | None:
    with open_project(path) as project:
        return project.features.nearest_thumbnail("film", 3, 3, 4)


def test_a_cache_moves_with_all_that_is_in_it_and_back(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as project:
        place = place_cache(project, fast)
        assert project.cache == place
        assert project.features.nearest_thumbnail("film", 3, 3, 4) == b"picture"
    assert place.parent == fast
    assert kept(path) == b"picture"
    assert not path.with_name("job.matchcut.cache").exists()
    with open_project(path) as project:
        assert place_cache(project, fast) == place
        place_cache(project, None)
    assert kept(path) == b"picture"
    assert not place.exists()


def test_a_window_goes_on_showing_what_is_in_a_cache_that_another_process_moves(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as window:
        assert window.features.nearest_thumbnail("film", 3, 3, 4) == b"picture"
        for folder in (fast, tmp_path / "faster", None):
            with open_project(path) as other:
                place = place_cache(other, folder)
            assert window.features.nearest_thumbnail("film", 3, 3, 4) == b"picture"
            assert window.cache == place
        window.features.save_thumbnails("film", {3: b"sharper"})
        assert not list(fast.iterdir())
    assert kept(path) == b"sharper"


def test_a_cache_beside_the_project_stays_the_same_whatever_else_is_written(tmp_path):
    path = make(tmp_path / "job.matchcut", b"picture")
    with open_project(path) as window:
        store = window.features
        with open_project(path) as other, other.writing():
            other.execute("INSERT INTO settings VALUES ('timeline_rate', '25')")
        assert window.features is store


def test_where_its_disk_is_away_a_cache_is_begun_beside_the_project(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as project:
        place_cache(project, fast)
    shutil.move(fast, tmp_path / "unplugged")
    with open_project(path) as project:
        assert project.cache == path.with_name("job.matchcut.cache")
    shutil.move(tmp_path / "unplugged", fast)
    assert kept(path) == b"picture"


def test_a_cache_in_a_folder_that_can_not_be_looked_into_is_begun_beside_the_project(tmp_path):
    path = make(tmp_path / "job.matchcut")
    with open_project(path) as project:
        project.set_cache(tmp_path / ("a" * 300) / "job.cache")
        assert project.cache == path.with_name("job.matchcut.cache")


def test_a_cache_comes_back_in_place_of_one_begun_while_its_disk_was_away(tmp_path):
    path, fast = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "fast disk"
    with open_project(path) as project:
        place = place_cache(project, fast)
    shutil.move(fast, tmp_path / "unplugged")
    make(path, b"computed meanwhile")
    shutil.move(tmp_path / "unplugged", fast)
    with open_project(path) as project:
        place_cache(project, None)
        assert [file.name for file in project.cache.iterdir()] == ["features.db"]
    assert kept(path) == b"picture"
    assert not place.exists()


def test_a_cache_whose_disk_is_away_for_good_can_be_had_beside_the_project(tmp_path):
    path, fast = make(tmp_path / "job.matchcut"), tmp_path / "fast disk"
    with open_project(path) as project:
        place_cache(project, fast)
    shutil.rmtree(fast)
    with open_project(path) as project:
        place_cache(project, None)
    fast.mkdir()
    with open_project(path) as project:
        assert project.cache == path.with_name("job.matchcut.cache")


def test_under_a_running_analysis_a_cache_is_neither_emptied_nor_moved(tmp_path):
    now, lately = (make(tmp_path / f"{name}.matchcut", b"picture") for name in ("now", "lately"))
    with open_project(lately) as analysing, analysing.analysing():
        with open_project(lately) as project:
            with pytest.raises(ProjectError, match="is being analysed by"):
                place_cache(project, tmp_path / "fast disk")
            with pytest.raises(ProjectError, match="is being analysed by"):
                empty_cache(project)
        assert fit_caches([now, lately], 1) == []
    assert kept(lately) == b"picture"
    with open_project(lately) as project:
        empty_cache(project)
    assert kept(lately) is None


def test_an_analysis_goes_on_alone_when_its_cache_is_deleted(tmp_path):
    path = make(tmp_path / "job.matchcut")
    with open_project(path) as project, project.analysing():
        shutil.rmtree(project.cache)
        with (
            open_project(path) as other,
            pytest.raises(ProjectError, match="is being analysed by"),
            other.analysing(),
        ):
            pytest.fail("analysed twice")


def put_where_a_novel_lies(path: Path, folder: Path) -> Path:
    """Let a project's file name the folder of somebody's novel as that of its cache."""
    novel = folder / "chapters" / "one.txt"
    novel.parent.mkdir(parents=True)
    novel.write_text("It was a dark and stormy night. " * 50_000)
    with open_project(path) as project:
        project.set_cache(folder)
        project.features.save_thumbnails("film", {3: b"picture"})
    return novel


def test_files_of_others_stay_when_the_folder_they_lie_in_is_emptied(tmp_path):
    path = make(tmp_path / "job.matchcut")
    novel = put_where_a_novel_lies(path, tmp_path / "documents")
    with open_project(path) as project:
        assert cache_bytes(project.cache) < 1_000_000
        empty_cache(project)
    assert novel.exists()
    assert [file.name for file in (tmp_path / "documents").iterdir()] == ["chapters"]
    assert fit_caches([make(tmp_path / "now.matchcut"), path], 1) == []


def test_files_of_others_stay_when_the_cache_among_them_moves(tmp_path):
    path = make(tmp_path / "job.matchcut")
    novel = put_where_a_novel_lies(path, tmp_path / "documents")
    with open_project(path) as project:
        place = place_cache(project, tmp_path / "fast disk")
        assert [file.name for file in place.iterdir()] == ["features.db"]
    assert kept(path) == b"picture"
    assert novel.exists()
    with open_project(path) as project:
        beside = path.with_name("job.matchcut.cache")
        beside.mkdir(exist_ok=True)
        (beside / "notes.txt").touch()
        place_cache(project, None)
    assert kept(path) == b"picture"
    assert (beside / "notes.txt").exists()


def test_a_cache_that_has_no_room_at_its_new_place_stays_whole_at_the_old(tmp_path, monkeypatch):
    path = make(tmp_path / "job.matchcut", b"picture")

    def full(file, to, told):
        to.write_bytes(b"the first bytes")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches, "_copy_file", full)
    with open_project(path) as project, pytest.raises(ProjectError, match="No space left"):
        place_cache(project, tmp_path / "fast disk")
    assert kept(path) == b"picture"
    assert list((tmp_path / "fast disk").iterdir()) == []


def test_a_folder_that_can_not_be_written_is_told_and_the_cache_stays(tmp_path):
    path, file = make(tmp_path / "job.matchcut", b"picture"), tmp_path / "a file"
    file.touch()
    with open_project(path) as project, pytest.raises(ProjectError, match="can't be moved"):
        place_cache(project, file / "folder")
    assert kept(path) == b"picture"


def test_the_caches_opened_longest_ago_are_emptied_until_all_fit(tmp_path):
    now, lately, once = (
        make(tmp_path / f"{name}.matchcut", bytes(200_000)) for name in ("now", "lately", "once")
    )
    each = cache_bytes(now.with_name("now.matchcut.cache"))
    assert fit_caches([now, lately, once], 2 * each) == [once]
    assert (kept(now), kept(lately), kept(once)) == (bytes(200_000), bytes(200_000), None)
    assert lately in fit_caches([now, lately, once], 1)
    assert kept(now) == bytes(200_000)


def learnt(path: Path) -> Path:
    """Lay what a network learnt into the cache of a project."""
    with open_project(path) as project:
        file = project.cache / NETWORK_FILE
        file.write_bytes(b"numbers")
    return file


def test_what_a_network_learnt_stays_when_a_cache_is_emptied(tmp_path):
    path = make(tmp_path / "job.matchcut", b"picture")
    file = learnt(path)
    part = part_of(file.with_name(f"new-{NETWORK_FILE}"))
    part.touch()
    with open_project(path) as project:
        empty_cache(project)
    assert kept(path) is None
    assert file.read_bytes() == b"numbers"
    assert not part.exists()


def test_what_a_network_learnt_stays_when_all_caches_take_too_much(tmp_path):
    now, lately = (make(tmp_path / f"{name}.matchcut", bytes(9000)) for name in ("now", "lately"))
    file = learnt(lately)
    assert fit_caches([now, lately], 1) == [lately]
    assert file.read_bytes() == b"numbers"
    assert fit_caches([now, lately], 1) == [], "nothing is left to take from it"


def test_what_a_network_learnt_moves_with_the_cache_and_gives_way_to_nothing(tmp_path):
    path = make(tmp_path / "job.matchcut", b"picture")
    learnt(path)
    with open_project(path) as project:
        place = place_cache(project, tmp_path / "fast disk")
        assert (place / NETWORK_FILE).read_bytes() == b"numbers"
        assert not path.with_name("job.matchcut.cache").exists()
        (place / NETWORK_FILE).rename(tmp_path / "elsewhere")
    beside = path.with_name("job.matchcut.cache")
    beside.mkdir()
    (beside / NETWORK_FILE).write_bytes(b"learnt while the disk was away")
    with open_project(path) as project:
        place_cache(project, None)
    assert (beside / NETWORK_FILE).read_bytes() == b"learnt while the disk was away"
    assert kept(path) == b"picture"


def test_a_project_that_is_gone_is_passed_over(tmp_path):
    now = make(tmp_path / "now.matchcut", bytes(1000))
    assert fit_caches([now, tmp_path / "gone.matchcut"], 1) == []


def other_disk(*_):
    raise OSError(errno.EXDEV, "Invalid cross-device link")


def test_a_cache_that_moves_to_another_disk_tells_how_far_it_is(tmp_path, monkeypatch):
    path, reports = make(tmp_path / "job.matchcut", bytes(200_000)), []
    monkeypatch.setattr(caches.os, "link", other_disk)
    monkeypatch.setattr(caches, "_PIECE_BYTES", 100_000)
    with open_project(path) as project:
        total = cache_bytes(project.cache)
        place_cache(project, tmp_path / "fast", reports.append)
    assert kept(path) == bytes(200_000)
    assert {(each.stage, each.total, each.subject) for each in reports} == {
        ("moving", total, "job.matchcut")
    }
    assert [each.done for each in reports] == [100_000, 200_000, total]


def test_a_move_that_is_interrupted_leaves_the_cache_where_it_was_and_nothing_else(
    tmp_path, monkeypatch
):
    path = make(tmp_path / "job.matchcut", bytes(200_000))

    def interrupt(_):
        raise Cancelled

    monkeypatch.setattr(caches.os, "link", other_disk)
    with open_project(path) as project, pytest.raises(Cancelled):
        place_cache(project, tmp_path / "fast", interrupt)
    assert kept(path) == bytes(200_000)
    assert list((tmp_path / "fast").iterdir()) == []


def moved(path: Path, folder: Path) -> None:
    with open_project(path) as project:
        place_cache(project, folder)


@pytest.mark.parametrize("step", ["_copy_file", "_delete", "_clear_left"])
def test_what_a_killed_move_left_goes_with_the_next(tmp_path, monkeypatch, step):
    path = make(tmp_path / "job.matchcut", bytes(200_000))

    def killed(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as kill:
        kill.setattr(caches, step, killed)
        move = get_context("fork").Process(target=moved, args=(path, tmp_path / "fast"))
        move.start()
        move.join()
    assert move.exitcode == -signal.SIGKILL
    assert kept(path) == bytes(200_000)
    with open_project(path) as project:
        place = place_cache(project, tmp_path / "faster")
    assert kept(path) == bytes(200_000)
    assert [*tmp_path.glob("**/*.cache")] == [place]
