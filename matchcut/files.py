"""Write files atomically, and look at paths and names that may come from another machine.

A file is written beside its path, then renamed to it: after any interruption, a full disk or a
power cut, the path holds either the old file or the complete new one.
"""

import contextlib
import errno
import glob
import os
import secrets
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from matchcut.errors import ExportError

# Names are limited to 255 bytes; this much of the file's own name fits into the part's.
_PART = ".part"
_TOKEN_BYTES = 4
_LONGEST_NAME = 255 - len("..") - 2 * _TOKEN_BYTES - len(_PART)
# No write takes this long: anything older was left by a killed process.
_LEFT_AFTER_SECONDS = 86400.0

# A list of a thousand cuts takes one megabyte, a still from a large camera a hundred.
_LARGEST_READ_BYTES = 1 << 28

# Error numbers of a full disk, an exceeded quota and a file size limit.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folded(name: str) -> str:
    """Return a name in the form used for comparison: case-folded, accents composed.

    macOS decomposes accented letters in file names; other systems don't.
    """
    return unicodedata.normalize("NFC", name).casefold()


def file_id(path: Path) -> str:
    """Return what tells a file from every other as long as it is open, also when it is renamed.

    Raises OSError where it can't be found.
    """
    status = path.stat()
    return f"{status.st_dev}:{status.st_ino}"


def part_of(path: Path) -> Path:
    """Return a new temporary path beside ``path``, to write to until the file is complete.

    It differs each time, so two processes may write one file; the last to finish wins, whole.
    """
    return path.with_name(f"{_begins(path)}{secrets.token_hex(_TOKEN_BYTES)}{_PART}")


def parts_of(path: Path) -> list[Path]:
    """Return a file's unfinished parts, of this write or an interrupted one."""
    with contextlib.suppress(OSError):  # the folder can't be read
        return list(path.parent.glob(f"{glob.escape(_begins(path))}*{_PART}"))
    return []


def _begins(path: Path) -> str:
    return f".{os.fsencode(path.name)[:_LONGEST_NAME].decode(errors='ignore')}."


def put(part: Path, path: Path) -> None:
    """Rename a complete file to its path, replacing the old file; both must be on one disk."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _clear_left(path)
    if os.name == "posix":
        # The name lives in the folder. The file is already in place, so ignore failures: network
        # disks may not support syncing a folder.
        with contextlib.suppress(OSError):
            _sync_folder(path.parent)


def _clear_left(path: Path) -> None:
    for part in parts_of(path):
        with contextlib.suppress(OSError):  # another process removes it, or only that one may
            if part.stat().st_mtime < time.time() - _LEFT_AFTER_SECONDS:
                part.unlink()


def is_there(path: Path) -> bool:
    """Return whether a stored path exists; it may be from another machine.

    A path that can't be looked up counts as missing, whereas `Path.exists` raises where a parent
    folder belongs to another user or a name is too long for this disk.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Return whether a path is a file; never raises, like `is_there`."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; never raises, like `is_there`."""
    return os.path.isdir(path)  # noqa: PTH112


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to, then `put` it at ``path``; on failure the old file stays."""
    part = part_of(path)
    try:
        yield part
        put(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``; on failure the old file stays.

    Raises ExportError where it can't be written.
    """
    try:
        with replacing(path) as part:
            part.write_bytes(content)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise ExportError(
                f"There is no space left to write {path.name}.",
                "Make room on that disk, or write to another.",
            ) from error
        raise ExportError(
            f"{path.name} could not be written: {error.strerror}.",
            "Check the folder, then try again.",
        ) from error


def content_of(path: Path) -> bytes:
    """Return the whole content of a list or a still.

    Raises OSError where it can't be read, and for anything that would block or never end: a pipe, a
    device, a film named like a list.
    """
    if is_there(path) and not is_file(path):
        raise OSError(errno.EINVAL, "it is not a file")
    with path.open("rb") as file:
        content = file.read(_LARGEST_READ_BYTES + 1)
    if len(content) > _LARGEST_READ_BYTES:
        raise OSError(errno.EFBIG, "it is too large")
    return content


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
