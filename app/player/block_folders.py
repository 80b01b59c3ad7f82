"""Folders for the frames and sound that a picture server hands to the window.

In memory where the system has such a place with room. What a window that was killed has left there
goes when the next one begins, since memory is not emptied before the machine is started again.
"""

import os
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import psutil
from PySide6.QtCore import QDir, QStorageInfo, QTemporaryDir

_SHARED_MEMORY = "/dev/shm"
_ROOM_NEEDED = 2 << 30


def new_folder() -> QTemporaryDir:
    """Make a folder of this process; those of processes that are gone are deleted."""
    place = _place()
    _sweep(place)
    return QTemporaryDir(f"{place}/matchcut-{_numbering()}-{os.getpid()}-XXXXXX")


def _place() -> str:
    """Return a folder in memory where the system has one with room, else the temporary one."""
    shared = QStorageInfo(_SHARED_MEMORY)
    roomy = shared.isValid() and shared.bytesAvailable() >= _ROOM_NEEDED
    return _SHARED_MEMORY if roomy else QDir.tempPath()


def _sweep(place: str) -> None:
    ours = re.compile(rf"matchcut-{_numbering()}-(\d{{1,9}})-[A-Za-z0-9]{{6}}")
    with suppress(OSError):
        for folder in Path(place).iterdir():
            match = ours.fullmatch(folder.name)
            if match is not None and not psutil.pid_exists(int(match[1])) and _is_own(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _numbering() -> int:
    """Return what tells processes of this system from those of a container that shares memory.

    Each of them numbers its own, so that those of the others seem gone.
    """
    with suppress(OSError):
        return Path("/proc/self/ns/pid").stat().st_ino
    return 0


def _is_own(folder: Path) -> bool:
    """Return whether it is a folder, not a link, of the user of this process."""
    if sys.platform == "win32":
        user = 0
    else:
        user = os.getuid()
    with suppress(OSError):
        return folder.is_dir() and folder.lstat().st_uid == user and not folder.is_symlink()
    return False
