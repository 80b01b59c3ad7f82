"""Find the films in a folder by file name, without previews made by matchcut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class FilmsAt:
    """The films that a path stands for, by name, or why there are none.

    passed_over: sentences on files of a folder that may have been meant as films and aren't taken;
        empty where ``failure`` tells of them.
    """

    path: Path
    films: tuple[Path, ...] = ()
    passed_over: tuple[str, ...] = ()
    failure: MediaError | None = None


def films_at(path: Path) -> FilmsAt:
    """Return the films of a folder and of the folders in it; a file is returned as it is.

    Left out are hidden files and folders, what can't be read, and what is passed over. Every file
    named *.mp4 is opened once, since it may be a preview.
    """
    if not is_folder(path):  # or an unreadable one; whoever opens it reports that
        return FilmsAt(path, (path,))
    films, previews, others, images = list[Path](), list[Path](), list[Path](), dict[Path, int]()
    try:
        for folder, files in _walk(path):
            for file in files:
                suffix = file.suffix.lower()
                if suffix in FILM_SUFFIXES:
                    (previews if is_preview(file) else films).append(file)
                elif suffix in _SELDOM_FILMS:
                    others.append(file)
                elif suffix in _IMAGE_SUFFIXES:
                    images[folder] = images.get(folder, 0) + 1
    except MediaError as failure:
        return FilmsAt(path, failure=failure)
    sequences = {folder: count for folder, count in images.items() if count >= _MIN_IN_SEQUENCE}
    passed_over = tuple(_passed_over(previews, others, sequences))
    if films:
        return FilmsAt(path, tuple(films), passed_over)
    none = f"There are no films in {shown_name(path)}"
    if images and not passed_over:
        return FilmsAt(path, failure=no_sequences(f"{none}, only images."))
    remedy = " ".join(passed_over) or "Choose a folder with films."
    return FilmsAt(path, failure=MediaError(f"{none}.", remedy))


def _passed_over(
    previews: Sequence[Path], others: Sequence[Path], sequences: Mapping[Path, int]
) -> Iterator[str]:
    """Yield a sentence for each kind of file that is passed over; sequences: images by folder."""
    if previews:
        yield (
            f"{_first_of(previews)} passed over: a preview that matchcut made shows other films. "
            "Name it itself to watch it."
        )
    if others:
        yield f"{_first_of(others)} passed over: name such files themselves to watch them."
    if sequences:
        where = shown_name(next(iter(sequences)))
        if len(sequences) > 1:
            where += f" and {counted(len(sequences) - 1, 'other folder')}"
        yield (
            f"{sum(sequences.values()):,} images in {where} were passed over: to watch them, make "
            "a movie of them."
        )


def _first_of(files: Sequence[Path]) -> str:
    name = shown_name(files[0])
    return f"{name} and {len(files) - 1:,} more were" if len(files) > 1 else f"{name} was"


def _walk(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield a folder and all below it, each with its files, before those in it.

    Links to folders are not followed.
    """
    inside = _inside(folder)
    yield folder, [path for path in inside if is_file(path)]
    for path in inside:
        if is_folder(path) and not path.is_symlink() and _is_readable(path):
            yield from _walk(path)


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
