"""What is saved on a disk that is full or read-only can still be read, though nothing is kept."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from matchcut.errors import ProjectError
from matchcut.project.caches import cache_bytes, empty_cache
from matchcut.project.disk_errors import disk_told
from matchcut.project.films import FilmRecord, edit_film, films
from matchcut.project.project import Project, open_project

Disk = Callable[[], None]


@pytest.fixture(params=["read-only", "full"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Disk]]:
    """A small disk, and what makes it one that can't be written."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")

    def close() -> None:
        if request.param == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
            return
        with (folder / "fill").open("wb", buffering=0) as fill:
            try:
                while True:
                    fill.write(bytes(os.sysconf("SC_PAGESIZE")))
            except OSError:
                pass

    yield folder, close
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("logged", [False, True])
def test_a_project_on_an_unwritable_disk_is_read_with_its_log_and_features(
    project: Project, film: FilmRecord, disk: tuple[Path, Disk], logged: bool
) -> None:
    span = (film.uuid, 0, 100)
    project.features.save("flow", 1, {span: {"a": np.arange(3)}})
    edit_film(project, film.uuid, name="Reel four", reel=None, start_timecode=None)
    if not logged:
        project.close()
    folder, close = disk
    for one in project.path.parent.glob(f"{project.path.name}*"):
        # The memory that processes share is made anew where it is missing, as after a crash.
        if one.is_dir():
            shutil.copytree(one, folder / one.name, ignore=shutil.ignore_patterns("*-shm"))
        elif not one.name.endswith("-shm"):
            shutil.copy(one, folder)
    assert logged == (folder / f"{project.path.name}-wal").exists()
    close()
    path = folder / project.path.name
    with pytest.raises(ProjectError):
        open_project(path)
    for _ in range(2):
        with open_project(path, reading=True) as read:
            assert read.read_only
            assert [record.name for record in films(read)] == ["Reel four"]
            assert read.features.load_one("flow", 1, span)["a"].tolist() == [0, 1, 2]
            edit_film(read, film.uuid, name="Not kept", reel=None, start_timecode=None)


def test_a_new_project_that_can_not_be_made_is_told_apart_from_one_that_is_there(
    disk: tuple[Path, Disk],
) -> None:
    folder, close = disk
    with open_project(folder / "old.matchcut", create=True):
        pass
    close()
    unmade = r"new\.matchcut can't be made here.*Choose a folder"
    if full := os.access(folder, os.W_OK):
        unmade = r"^There is no space left to make new\.matchcut|^new\.matchcut could not be made"
    with pytest.raises(ProjectError, match=unmade):
        open_project(folder / "new.matchcut", create=True)
    assert not (folder / "new.matchcut").exists()
    kept = "everything saved so far is kept" if full else "is read-only. Copy it to a folder of"
    with pytest.raises(ProjectError, match=kept):
        open_project(folder / "old.matchcut", create=True)


@pytest.mark.parametrize("filled", [0, 1, 2, 4, 8])
def test_a_project_that_a_full_disk_lets_begin_leaves_no_file(
    disk: tuple[Path, Disk], filled: int
) -> None:
    folder, close = disk
    (folder / "room").write_bytes(bytes(filled * 4096))
    close()
    if not os.access(folder, os.W_OK):
        pytest.skip("what is read-only lets nothing begin")
    (folder / "room").unlink()
    with pytest.raises(ProjectError, match="Free some space, or choose a folder on another disk"):
        open_project(folder / "new.matchcut", create=True)
    assert not list(folder.glob("new.matchcut*"))


def test_a_project_that_can_be_written_is_opened_to_be_written(project: Project) -> None:
    with open_project(project.path, reading=True) as read:
        assert not read.read_only


@pytest.mark.parametrize("content", [b"", b"no project", b"SQLite format 3\0" + bytes(100)])
def test_what_is_no_project_is_none_either_where_it_is_only_read(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.matchcut"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"matchcut project|damaged"):
        open_project(path, reading=True)
    with pytest.raises(ProjectError, match="no project at"):
        open_project(tmp_path / "gone.matchcut", reading=True)


def test_an_error_for_which_the_system_has_no_words_gets_none(project_path: Path) -> None:
    with (
        pytest.raises(ProjectError, match=r"^rushes\.matchcut can't be used\. Check the disk"),
        disk_told(project_path),
    ):
        raise TimeoutError


def test_the_cache_on_a_full_disk_can_be_told_and_emptied(disk: tuple[Path, Disk]) -> None:
    folder, close = disk
    with open_project(folder / "p.matchcut", create=True) as project:
        project.features.save_thumbnails("film", {3: bytes(1000)})
    close()
    with open_project(folder / "p.matchcut", reading=True) as project:
        taken = cache_bytes(project.cache)
        assert taken > 1000
        if os.access(folder, os.W_OK):
            empty_cache(project)
            assert cache_bytes(project.cache) == 0
        else:
            with pytest.raises(ProjectError, match="its folder is read-only"):
                empty_cache(project)
