"""The films in a folder, by the names of its files: none of them is opened."""

from collections.abc import Iterator
from pathlib import Path

from matchcut.errors import MediaError
from matchcut.files import is_file, is_folder
from matchcut.media.opening import CAMERA_RAW, no_sequences, shown_name

_FILM_SUFFIXES = CAMERA_RAW | {
    ".mov", ".mp4", ".m4v", ".qt", ".mxf", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".m2v", ".vob",
    ".ts", ".m2ts", ".mts", ".dv", ".wmv", ".ogv", ".flv", ".f4v", ".3gp", ".gxf", ".y4m", ".gif",
}  # fmt: skip
# Sequences are made of these.
_IMAGE_SUFFIXES = {
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dpx", ".exr", ".tga", ".bmp", ".cin", ".jp2",
}  # fmt: skip


def films_at(path: Path) -> list[Path]:
    """Return the films of a folder and of the folders in it, by name; a file is returned as it is.

    Left out are hidden files and folders, and what can't be read. Raises MediaError where the
    folder holds no film.
    """
    if not is_folder(path):  # or it can't be read, which whoever opens it reports
        return [path]
    found = [film for folder in _folders(path) for film in films_in(folder)]
    if not found:
        none = f"There are no films in {shown_name(path)}"
        if any(_holds_images(folder) for folder in _folders(path)):
            raise no_sequences(f"{none}, only images.")
        raise MediaError(f"{none}.", "Choose a folder with films.")
    return found


def films_in(folder: Path) -> list[Path]:
    """Return the films directly in ``folder``, by name; hidden files are left out."""
    return [
        path for path in _inside(folder) if path.suffix.lower() in _FILM_SUFFIXES and is_file(path)
    ]


def _holds_images(folder: Path) -> bool:
    return any(path.suffix.lower() in _IMAGE_SUFFIXES for path in _inside(folder))


def _folders(folder: Path) -> Iterator[Path]:
    """Yield a folder and all below it, each before those in it; links are not followed."""
    yield folder
    for path in _inside(folder):
        if is_folder(path) and not path.is_symlink() and _is_readable(path):
            yield from _folders(path)


def _is_readable(folder: Path) -> bool:
    """Return whether a folder can be listed; disks have some that only the system may list."""
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise MediaError(
            f"The folder {shown_name(folder)} can't be read.",
            "Check that it is there and that you may read it.",
        ) from error
