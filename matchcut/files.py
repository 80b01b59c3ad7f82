"""Atomic writes: a file is written beside its path, then renamed to it.

Whatever is interrupted, a full disk or the power lost, the name holds the old file or all of the
new one.
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

# A name has room for 255 bytes; the part's is so many longer than the file's own.
_PART = ".part"
_TOKEN_BYTES = 4
_LONGEST_NAME = 255 - len("..") - 2 * _TOKEN_BYTES - len(_PART)
# No write takes so long: anything older was left by a process that was killed.
_LEFT_AFTER_SECONDS = 86400.0

# A list of a thousand cuts takes one megabyte, a still from a large camera a hundred.
_LARGEST_READ_BYTES = 1 << 28

# Error numbers for a full disk, an exceeded quota and a file that may not grow.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folded(name: str) -> str:
    """Return a name as it is compared with others: in small letters, each one with its accents.

    macOS splits accents off the letters of file names, other systems don't.
    """
    return unicodedata.normalize("NFC", name).casefold()


def part_of(path: Path) -> Path:
    """Return the path that a file is written to until it is complete: a new one each time.

    Two processes may write one file, and the last to finish leaves it whole.
    """
    return path.with_name(f"{_begins(path)}{secrets.token_hex(_TOKEN_BYTES)}{_PART}")


def parts_of(path: Path) -> list[Path]:
    """Return the unfinished parts of a file, of this write or an interrupted one."""
    with contextlib.suppress(OSError):  # the folder can't be looked at
        return list(path.parent.glob(f"{glob.escape(_begins(path))}*{_PART}"))
    return []


def _begins(path: Path) -> str:
    return f".{os.fsencode(path.name)[:_LONGEST_NAME].decode(errors='ignore')}."


def put(part: Path, path: Path) -> None:
    """Rename a complete file to its path, replacing the old file; both are on one disk."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _clear_left(path)
    if os.name == "posix":
        # The folder holds the name. The file is in its place by now, and a disk of the network
        # may not be able to promise more.
        with contextlib.suppress(OSError):
            _sync_folder(path.parent)


def _clear_left(path: Path) -> None:
    for part in parts_of(path):
        with contextlib.suppress(OSError):  # another process clears it, or may alone
            if part.stat().st_mtime < time.time() - _LEFT_AFTER_SECONDS:
                part.unlink()


def is_there(path: Path) -> bool:
    """Return whether a stored path exists; it may be from another machine.

    What can't be looked at isn't there: `Path.exists` raises where a folder on the way is another
    user's, or a name too long for this disk.
    """
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Return whether a path is a file; see `is_there`."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; see `is_there`."""
    return os.path.isdir(path)  # noqa: PTH112


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to, then `put` it at ``path``; a failure leaves the old file alone."""
    part = part_of(path)
    try:
        yield part
        put(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``; a failure leaves the old file alone.

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
    """Return all that a list or a still holds.

    Raises OSError where it can't be read, and for what would be waited for or read without end: a
    pipe, a device, a film with the name of a list.
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
