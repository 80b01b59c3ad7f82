"""A file has its name only when it is whole and on disk."""

import errno
import os
from pathlib import Path

import pytest

from matchcut.errors import ExportError
from matchcut.files import (
    NO_ROOM,
    content_of,
    is_file,
    is_folder,
    is_there,
    part_of,
    replacing,
    write_whole,
)


@pytest.mark.skipif(os.name != "posix", reason="folders are synced on Unix")
def test_the_file_is_on_disk_before_its_name_is_and_then_the_name_is_too(tmp_path, monkeypatch):
    path = tmp_path / "list.edl"
    path.write_text("old")
    seen = []

    def fsync(handle):
        what = Path(f"/dev/fd/{handle}").stat()
        seen.append((what.st_ino, path.read_text()))

    monkeypatch.setattr(os, "fsync", fsync)
    with replacing(path) as part:
        part.write_text("new")
    assert seen == [(path.stat().st_ino, "old"), (tmp_path.stat().st_ino, "new")]


def test_a_disk_that_turns_out_to_be_full_at_the_end_leaves_the_old_file_alone(
    tmp_path, monkeypatch
):
    path = tmp_path / "list.edl"
    path.write_text("old")

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"), replacing(path) as part:
        part.write_text("new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["list.edl"]


def test_what_is_interrupted_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "list.edl") as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a" * 251 + ".edl", "ü" * 125 + ".edl", "映" * 83 + ".edl"])
def test_a_name_may_be_as_long_as_the_disk_takes(tmp_path, name):
    path = tmp_path / name
    with replacing(path) as part:
        part.write_text("whole", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "whole"
    assert list(tmp_path.iterdir()) == [path]


def test_what_can_not_be_looked_at_is_not_there(tmp_path, monkeypatch):
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "gone")
    assert not is_there(tmp_path / ("a" * 300))
    (tmp_path / "file").touch()
    assert is_file(tmp_path / "file")
    assert is_folder(tmp_path)
    assert not is_file(tmp_path)
    assert not is_folder(tmp_path / "file")

    def refused(path, **how):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "stat", refused)
    assert not any(look(tmp_path) for look in (is_there, is_file, is_folder))


@pytest.mark.parametrize("number", NO_ROOM)
def test_a_failed_write_keeps_the_old_list_and_says_why(tmp_path, monkeypatch, number):
    path = tmp_path / "list.csv"
    path.write_text("old")

    def full(beside, content):
        beside.touch()
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        ExportError, match=r"^There is no space left to write list\.csv\. Make room"
    ):
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.csv"]


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ExportError, match="could not be written"):
        write_whole(tmp_path / "nowhere" / "list.csv", b"new")


def test_of_two_who_write_one_file_the_last_leaves_it_whole(tmp_path):
    path = tmp_path / "list.edl"
    with replacing(path) as first:
        first.write_text("first")
        with replacing(path) as second:
            second.write_text("second")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_half_written_goes_and_what_is_being_written_stays(tmp_path):
    path = tmp_path / "film [1].mp4"
    left, written = part_of(path), part_of(path)
    for part in (left, written):
        part.write_text("half")
    os.utime(left, (0, 0))
    write_whole(path, b"new")
    assert set(tmp_path.iterdir()) == {path, written}


@pytest.mark.skipif(os.name != "posix", reason="pipes have names on Unix")
def test_what_would_be_read_without_end_is_refused(tmp_path, monkeypatch):
    pipe, endless, large = (tmp_path / f"{name}.edl" for name in ("pipe", "endless", "large"))
    os.mkfifo(pipe)
    endless.symlink_to("/dev/zero")
    large.write_bytes(bytes(11))
    for path in (pipe, endless):
        with pytest.raises(OSError, match="it is not a file"):
            content_of(path)
    monkeypatch.setattr("matchcut.files._LARGEST_READ_BYTES", 10)
    with pytest.raises(OSError, match="it is too large"):
        content_of(large)
