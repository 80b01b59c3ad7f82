"""Find the films in a folder by file name, without previews made by matchcut."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from matchcut.errors import MediaError
from matchcut.files import is_file, is_folder
from matchcut.media.opening import CAMERA_RAW, no_sequences, shown_name
from matchcut.media.write import is_preview
from matchcut.words import counted

FILM_SUFFIXES = CAMERA_RAW | {
    ".mov", ".mp4", ".m4v", ".qt", ".mxf", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".m2v", ".vob",
    ".ts", ".m2ts", ".mts", ".dv", ".wmv", ".ogv", ".flv", ".f4v", ".3gp", ".gxf", ".y4m", ".gif",
}  # fmt: skip
"""Lower-case film suffixes. Camera raw is listed only so that it gets a helpful error."""
# Bare streams and animated images are readable, but folders hold them for other programs.
_SELDOM_FILMS = {
    ".h264", ".264", ".avc", ".h265", ".265", ".hevc", ".m1v", ".ivf", ".obu", ".apng",
}  # fmt: skip
# Suffixes of images in a sequence.
_IMAGE_SUFFIXES = {
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dpx", ".exr", ".tga", ".bmp", ".cin", ".jp2",
}  # fmt: skip
# A few images beside films are stills of them.
_MIN_IN_SEQUENCE = 12


def films_at(path: Path) -> list[Path]:
    """Return the films in a folder and its subfolders, by name; a file is returned as it is.

    Hidden files and folders, what can't be read, and what `passed_over` reports are left out.
    Raises MediaError where the folder holds no film.
    """
    if not is_folder(path):  # or an unreadable one; whoever opens it reports that
        return [path]
    found = [film for folder in _folders(path) for film in films_in(folder)]
    if not found:
        none = f"There are no films in {shown_name(path)}"
        told = " ".join(passed_over(path))
        if not told and any(_holds_images(folder) for folder in _folders(path)):
            raise no_sequences(f"{none}, only images.")
        raise MediaError(f"{none}.", told or "Choose a folder with films.")
    return found


def passed_over(path: Path) -> list[str]:
    """Return sentences about files in a folder that may be meant as films but aren't taken.

    Raises MediaError where the folder can't be read.
    """
    previews, others, sequences = list[Path](), list[Path](), dict[Path, int]()
    for folder in _folders(path) if is_folder(path) else ():
        files = [file for file in _inside(folder) if is_file(file)]
        others += [file for file in files if file.suffix.lower() in _SELDOM_FILMS]
        previews += filter(is_preview, files)
        images = sum(file.suffix.lower() in _IMAGE_SUFFIXES for file in files)
        if images >= _MIN_IN_SEQUENCE:
            sequences[folder] = images
    told = []
    if previews:
        told.append(
            f"{_first_of(previews)} passed over: a preview that matchcut made shows other films. "
            "Name it itself to watch it."
        )
    if others:
        told.append(f"{_first_of(others)} passed over: name such files themselves to watch them.")
    if sequences:
        where = shown_name(next(iter(sequences)))
        if len(sequences) > 1:
            where += f" and {counted(len(sequences) - 1, 'other folder')}"
        told.append(
            f"{sum(sequences.values()):,} images in {where} were passed over: to watch them, make "
            "a movie of them."
        )
    return told


def _first_of(files: Sequence[Path]) -> str:
    name = shown_name(files[0])
    return f"{name} and {len(files) - 1:,} more were" if len(files) > 1 else f"{name} was"


def films_in(folder: Path) -> list[Path]:
    """Return the films directly in ``folder``, by name; hidden files and previews are left out."""
    return [
        path
        for path in _inside(folder)
        if path.suffix.lower() in FILM_SUFFIXES and is_file(path) and not is_preview(path)
    ]


def _holds_images(folder: Path) -> bool:
    return any(path.suffix.lower() in _IMAGE_SUFFIXES for path in _inside(folder))


def _folders(folder: Path) -> Iterator[Path]:
    """Yield a folder and all below it, parents first; links are not followed."""
    yield folder
    for path in _inside(folder):
        if is_folder(path) and not path.is_symlink() and _is_readable(path):
            yield from _folders(path)


def _is_readable(folder: Path) -> bool:
    """Return whether a folder can be listed; disks have some that only the system may read."""
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
