"""A project on storage that other machines share: a rollback journal, and a lock with a name."""

import errno
import json
import os
import socket
import subprocess
import sys
from collections import namedtuple
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

from matchcut.errors import ProjectError
from matchcut.project import shared_storage as storage
from matchcut.project.project import open_project
from matchcut.project.shared_storage import is_shared

Mount = namedtuple("Mount", "mountpoint fstype opts")


def lock_of(project_path: Path) -> Path:
    return project_path.with_name(project_path.name + ".lock")


def write_lock(project_path: Path, host: str, pid: int, machine: str | None = None) -> None:
    """Lock a project as another process does; without ``machine``, one of this machine."""
    machine = storage.this_process().machine if machine is None else machine
    holder = storage.Holder(host, pid, "anna", "2024-05-01T10:00:00+00:00", machine)
    lock_of(project_path).write_text(json.dumps(asdict(holder)))


@pytest.mark.parametrize(
    ("fstype", "opts", "shared"),
    [
        ("ext4", "rw", False),
        ("apfs", "rw", False),
        ("nfs4", "rw", True),
        ("cifs", "rw", True),
        ("fuse.sshfs", "rw", True),
        ("NTFS", "rw,remote", True),
    ],
)
def test_shared_storage_is_known_by_its_file_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fstype: str, opts: str, shared: bool
) -> None:
    mounts = [Mount("/", "ext4", "rw"), Mount(str(tmp_path), fstype, opts)]
    monkeypatch.setattr(storage.psutil, "disk_partitions", lambda all: mounts)
    assert is_shared(tmp_path / "rushes.matchcut") is shared
    assert not is_shared(tmp_path.parent / "rushes.matchcut")


def test_shared_storage_is_known_through_a_link(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nas").mkdir()
    (tmp_path / "projects").symlink_to(tmp_path / "nas")
    mounts = [Mount("/", "ext4", "rw"), Mount(str(tmp_path / "nas"), "nfs4", "rw")]
    monkeypatch.setattr(storage.psutil, "disk_partitions", lambda all: mounts)
    assert is_shared(tmp_path / "projects" / "rushes.matchcut")
    with open_project(tmp_path / "projects" / "rushes.matchcut", create=True):
        assert lock_of(tmp_path / "nas" / "rushes.matchcut").exists()


def test_by_a_link_to_the_file_lock_and_cache_are_those_of_the_file(
    project_path: Path, tmp_path: Path
) -> None:
    open_project(project_path, create=True, shared=True).close()
    link = tmp_path / "desktop" / "job.matchcut"
    link.parent.mkdir()
    link.symlink_to(project_path)
    with open_project(link, shared=True) as project:
        assert lock_of(project_path).exists()
        assert project.cache == project_path.with_name("rushes.matchcut.cache")
    write_lock(project_path, "edit-07", 4242)
    with pytest.raises(ProjectError, match="in use by anna"):
        open_project(link, shared=True)


def test_a_local_project_keeps_a_write_ahead_log_and_no_lock_file(project_path: Path) -> None:
    with open_project(project_path, create=True, shared=False) as project:
        mode = project.row("PRAGMA journal_mode")
        assert mode is not None
        assert mode[0] == "wal"
        assert not lock_of(project_path).exists()


def test_a_shared_project_keeps_a_rollback_journal_and_a_lock_that_names_its_holder(
    project_path: Path,
) -> None:
    open_project(project_path, create=True, shared=False).close()
    with open_project(project_path, shared=True) as project:
        mode = project.row("PRAGMA journal_mode")
        assert mode is not None
        assert mode[0] == "delete"
        holder = json.loads(lock_of(project_path).read_text())
        assert holder["host"] == socket.gethostname()
        assert holder["pid"] == os.getpid()
    assert not lock_of(project_path).exists()


@pytest.mark.parametrize("first_to_close", [0, 1])
@pytest.mark.parametrize("same_second", [True, False])
def test_a_process_that_has_a_project_open_twice_keeps_the_lock_until_it_closes_the_last(
    first_to_close: int, same_second: bool, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = storage.this_process()
    times = iter(["2024-05-01T10:00:00+00:00"] * (3 if same_second else 1))
    monkeypatch.setattr(
        storage, "this_process", lambda: replace(this, since=next(times, this.since))
    )
    opened = [open_project(project_path, create=True, shared=True) for _ in range(2)]
    opened.pop(first_to_close).close()
    assert lock_of(project_path).exists()
    with opened[0].writing():
        opened[0].set_setting("timeline_rate", "24")
    opened[0].close()
    assert not lock_of(project_path).exists()


def test_a_project_held_by_another_machine_is_refused_by_name(project_path: Path) -> None:
    open_project(project_path, create=True, shared=True).close()
    write_lock(project_path, "edit-07", 4242)
    with pytest.raises(ProjectError, match=r"in use by anna on edit-07 \(process 4242, since 2024"):
        open_project(project_path, shared=True)
    assert lock_of(project_path).exists()


@pytest.mark.parametrize("pid", [os.getpid(), 2**31 - 1], ids=["a number that lives here", "not"])
@pytest.mark.parametrize("machine", ["other", ""], ids=["another machine", "an earlier version"])
def test_a_lock_of_this_name_that_is_not_surely_of_this_machine_is_kept(
    machine: str, pid: int, project_path: Path
) -> None:
    """Workstations set up from one disk, and containers, share their names."""
    project_path.touch()
    write_lock(project_path, socket.gethostname(), pid, machine)
    with pytest.raises(ProjectError, match=r"open nowhere.* delete rushes\.matchcut\.lock"):
        storage.SharedLock(project_path).hold()
    assert storage.SharedLock(project_path)._read().pid == pid


def test_a_lock_of_an_earlier_version_names_its_holder(project_path: Path) -> None:
    project_path.touch()
    lock_of(project_path).write_text(
        '{"host": "edit-07", "pid": 42, "user": "anna", "since": "2024-05-01T10:00:00+00:00"}'
    )
    with pytest.raises(ProjectError, match=r"in use by anna on edit-07 \(process 42,"):
        storage.SharedLock(project_path).hold()


def test_a_machine_that_nothing_tells_apart_shares_its_lock_and_removes_none(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(path: Path) -> Path:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "readlink", unknown)
    monkeypatch.setattr(storage.uuid, "getnode", lambda: 0x0242_AC11_0002)
    project_path.touch()
    write_lock(project_path, socket.gethostname(), os.getppid())
    assert json.loads(lock_of(project_path).read_text())["machine"] == ""
    storage.SharedLock(project_path).hold()
    write_lock(project_path, socket.gethostname(), 2**31 - 1)
    with pytest.raises(ProjectError, match="open nowhere"):
        storage.SharedLock(project_path).hold()
    assert lock_of(project_path).exists()


@pytest.mark.parametrize(
    "said",
    [
        "",
        '{"host": "h", "pid": "many", "user": "u", "since": "2024-05-01T10:00:00+00:00"}',
        '{"host": "HERE", "pid": -7, "user": "u", "since": "2024-05-01T10:00:00+00:00"}',
        '{"host": "HERE", "pid": 99999999999999, "user": "u", "since": "2024-05-01T10:00:00"}',
        '{"host": "h", "pid": 7, "user": "u", "since": "yesterday"}',
        '{"host": "h", "pid": 7, "user": "u", "since": "9999-12-31T23:59:59-12:00"}',
        '{"host": "h", "pid": 7, "user": "u", "since": null}',
    ],
)
def test_a_lock_that_cannot_be_read_is_respected(
    said: str, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LOOK_EVERY_SECONDS", 0)
    open_project(project_path, create=True, shared=True).close()
    lock_of(project_path).write_text(said.replace("HERE", socket.gethostname()))
    with pytest.raises(ProjectError, match="in use by someone on another machine"):
        open_project(project_path, shared=True)


def test_a_lock_that_is_being_written_is_waited_for(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_project(project_path, create=True, shared=True).close()
    lock_of(project_path).touch()
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            write_lock(project_path, socket.gethostname(), os.getppid())

    monkeypatch.setattr(storage.time, "sleep", wait)
    open_project(project_path, shared=True).close()
    assert len(waits) == 2


def test_a_lock_that_a_full_disk_kept_from_being_written_is_not_left_behind(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.json, "dump", full)
    with pytest.raises(ProjectError, match="no space left to make rushes"):
        open_project(project_path, create=True, shared=True)
    assert not lock_of(project_path).exists()


def test_a_lock_left_by_a_dead_process_of_this_machine_is_taken_over(project_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not psutil.pid_exists(child.pid)
    open_project(project_path, create=True, shared=True).close()
    write_lock(project_path, socket.gethostname(), child.pid)
    with open_project(project_path, shared=True):
        assert json.loads(lock_of(project_path).read_text())["pid"] == os.getpid()


def test_a_dead_lock_that_another_is_long_in_taking_over_is_told_with_its_holder(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_project(project_path, create=True, shared=True).close()
    write_lock(project_path, socket.gethostname(), 2**31 - 1)
    monkeypatch.setattr(storage, "_TAKING_SECONDS", 0)
    with (
        FileLock(project_path.with_name(".rushes.matchcut.lock.taking")),
        pytest.raises(ProjectError) as told,
    ):
        open_project(project_path, shared=True)
    assert told.value.happened.startswith("rushes.matchcut is in use: another process")
    assert f"from anna on {socket.gethostname()} (process {2**31 - 1}, since" in str(told.value)
    assert lock_of(project_path).exists()


def test_a_lock_is_taken_however_many_processes_have_died_with_it(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others find the first dead too, take the lock as soon as it is given up, and die."""
    project_path.touch()
    others = iter([2**31 - 2, 2**31 - 3])
    write_lock(project_path, socket.gethostname(), 2**31 - 1)
    unlink = Path.unlink

    def given_up(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok)
        for other in others:
            write_lock(project_path, socket.gethostname(), other)
            return

    monkeypatch.setattr(Path, "unlink", given_up)
    storage.SharedLock(project_path).hold()
    assert json.loads(lock_of(project_path).read_text())["pid"] == os.getpid()


def test_a_dead_lock_that_another_takes_over_at_the_same_moment_is_left_to_that_one(
    project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken away from it, another machine could come in while it works."""
    project_path.touch()
    dead, here = 2**31 - 1, socket.gethostname()
    write_lock(project_path, here, dead)
    alive = psutil.pid_exists

    def looked_at(pid: int) -> bool:
        if pid == dead:
            write_lock(project_path, here, os.getppid())
            return False
        return alive(pid)

    monkeypatch.setattr(storage.psutil, "pid_exists", looked_at)
    lock = storage.SharedLock(project_path)
    lock.hold()
    assert json.loads(lock_of(project_path).read_text())["pid"] == os.getppid()
    lock.release()
    assert lock_of(project_path).exists()


_TAKE_OVER = """
import sys, time
from pathlib import Path
from matchcut.project.shared_storage import SharedLock
lock = SharedLock(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
lock.hold()
print(lock._read().pid, flush=True)
sys.stdin.readline()
print(lock._read().pid, flush=True)
"""


def test_all_who_take_over_a_dead_lock_at_once_end_with_one_lock(project_path: Path) -> None:
    project_path.touch()
    write_lock(project_path, socket.gethostname(), 2**31 - 1)
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", _TAKE_OVER, str(project_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    def all_say() -> list[str]:
        return [taker.stdout.readline().strip() for taker in takers if taker.stdout]

    def tell_all() -> None:
        for taker in takers:
            assert taker.stdin
            taker.stdin.write("\n")
            taker.stdin.flush()

    assert all_say() == ["ready"] * 4
    tell_all()
    at_first = all_say()
    tell_all()
    assert set(at_first) == set(all_say())
    assert len(set(at_first)) == 1
    for taker in takers:
        taker.communicate()


def test_two_processes_of_one_machine_share_a_project(project_path: Path) -> None:
    with open_project(project_path, create=True, shared=True) as project:
        write_lock(project_path, socket.gethostname(), os.getppid())
        with open_project(project_path, shared=True) as other, other.writing():
            other.execute("INSERT INTO settings VALUES ('theirs', '')")
        with project.writing():
            project.execute("INSERT INTO settings VALUES ('ours', '')")
    assert lock_of(project_path).exists(), "the lock of the other process is not ours to remove"


def test_a_lock_that_vanished_is_taken_again_before_the_next_write(project_path: Path) -> None:
    with open_project(project_path, create=True, shared=True) as project:
        lock_of(project_path).unlink()
        with project.writing():
            project.execute("INSERT INTO settings VALUES ('ours', '')")
        assert lock_of(project_path).exists()
        write_lock(project_path, "edit-07", 4242)
        with pytest.raises(ProjectError, match="edit-07"), project.writing():
            pytest.fail("wrote without the lock")
