"""The files of a film: the one that was watched, its original, its proxies, wherever they are now.

A film is often watched as a small proxy, and cut from its original: lists name the original,
pictures come from the file that was watched.
"""

from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.media.area import PictureArea
from matchcut.media.colour import grey_of
from matchcut.media.film import MediaInfo, probe
from matchcut.media.frames import FrameReader
from matchcut.media.pace import packet_times
from matchcut.media.scaling import averaged
from matchcut.pipeline.analysis.facts import film_facts, watched_info
from matchcut.project.films import FilmRecord, film, films, frame_times, is_as_long
from matchcut.project.media import MediaFile, Role, add_media, set_original
from matchcut.project.picture import picture_area
from matchcut.project.project import Project
from matchcut.timing import rate_text

_FRAMES_COMPARED = 7
_LONG_SIDE, _COMPARED = 160, (32, 18)
# Levels of grey by which a picture's deviate at least, if it shows anything to compare.
_LEAST_CONTRAST = 4.0
# It is high also where one of the two was graded, or has its timecode burnt in; else about 0.
_LEAST_ALIKE = 0.7


def give_file(project: Project, film_uuid: str, path: Path, role: Role) -> FilmRecord:
    """Give a film a file: its original, a proxy, or one known that lies elsewhere now.

    Raises MediaError as `read_file` does.
    """
    take_file(project, film_uuid, read_file(project, film_uuid, path), role)
    return film(project, film_uuid)


def read_file(project: Project, film_uuid: str, path: Path) -> MediaFile:
    """Read a file that a film may be given; it may lie far away, so nothing is locked meanwhile.

    Raises MediaError where the file has another length or rate, shows other pictures, or is
    known as another film's.
    """
    record = film(project, film_uuid)
    info = probe(path)
    media = film_facts(info).media
    known = any(each.fingerprint == media.fingerprint for each in record.media)
    if not known:
        _refuse_other_lengths(info, record)
    for other in films(project):
        if not known and any(each.fingerprint == media.fingerprint for each in other.media):
            raise MediaError(
                f"{path.name} is another film of the project, {other.name}.",
                f"Choose a file of {record.name}.",
            )
    if not known:
        _refuse_other_pictures(project, info, record)
    return media


def _refuse_other_lengths(info: MediaInfo, record: FilmRecord) -> None:
    """Raise MediaError where a file has another rate, or another number of frames, than a film."""
    frames = info.frames
    if info.rate == record.rate and not is_as_long(record, frames) and not info.frames_counted:
        # What comes before the first frame that can be decoded was not watched.
        held = packet_times(info.path)
        frames = sum(pts is None or pts >= info.start_pts for pts in held)
    if info.rate != record.rate or not is_as_long(record, frames):
        raise MediaError(
            f"{info.path.name} has {frames} frames at {rate_text(info.rate)}; "
            f"{record.name} has {record.frame_count} at {rate_text(record.rate)}.",
            "Choose a file of the same film, frame by frame.",
        )


def _refuse_other_pictures(project: Project, info: MediaInfo, record: FilmRecord) -> None:
    """Raise MediaError where a file shows other pictures than those that were watched.

    Its shape may be another: an original may be squeezed, and a proxy may have bars. Nothing is
    compared while the file that was watched is away.
    """
    # All of the picture, or what lies within its bars.
    areas = {None, picture_area(project, record.uuid)}
    try:
        alike = [_likeness(project, record, area, info) for area in areas]
    except MediaError:
        return
    if max(alike) < _LEAST_ALIKE:
        raise MediaError(
            f"{info.path.name} shows other pictures than {record.name}, or a part of them.",
            "Choose a file of the same film, frame by frame.",
        )


def _likeness(
    project: Project, record: FilmRecord, area: PictureArea | None, info: MediaInfo
) -> float:
    """Return the rank correlation of pictures that were watched with those of another file.

    The median of a few; pictures of one colour are left out, and where all are it is 1.
    area: the part that the other file shows, None for all.
    """
    times, watched = frame_times(project, record.uuid), watched_info(project, record.uuid)
    if times is None:
        return 1.0
    found = []
    with FrameReader(watched, area) as one, FrameReader(info) as other:
        for frame in np.linspace(0, len(times) - 1, _FRAMES_COMPARED + 2, dtype=int)[1:-1].tolist():
            expected = _small(one, times.pts_of(frame))
            seconds = times.seconds_of(frame) + 1 / (2 * record.rate)
            shown = _small(other, info.start_pts + int(seconds / info.time_base))
            if expected.std() >= _LEAST_CONTRAST:
                found.append(_rank_correlation(expected, shown))
    return median(found) if found else 1.0


def _small(reader: FrameReader, pts: int) -> NDArray[np.float32]:
    picture = reader.frame_at(pts, _LONG_SIDE).picture
    return averaged(grey_of(picture).astype(np.float32), *_COMPARED)


def _rank_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return how far what is brighter in one picture is so in the other, -1 to 1.

    0 where one of them is of one grey. Spearman's; SciPy's own takes over a second to be loaded.
    """
    first, second = (ranks - ranks.mean() for ranks in (_ranks(one), _ranks(other)))
    spread = float(np.sqrt((first**2).mean() * (second**2).mean()))
    return float((first * second).mean()) / spread if spread else 0.0


def _ranks(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the place of each pixel by brightness, (n,); equal ones share one."""
    flat = picture.ravel()
    ordered = np.sort(flat)
    return (np.searchsorted(ordered, flat) + np.searchsorted(ordered, flat, side="right")) / 2


def take_file(project: Project, film_uuid: str, media: MediaFile, role: Role) -> None:
    """Give a film a file that `read_file` has read."""
    with project.writing():
        add_media(project, film_uuid, media)
        if role == "original":
            set_original(project, film_uuid, media.path)
        else:
            _set_proxy(project, film(project, film_uuid), media.path)


def _set_proxy(project: Project, record: FilmRecord, path: Path) -> None:
    """Let lists name another file of the film than this, where it has one."""
    others = [each for each in record.media if each.path != path.absolute()]
    if others:
        set_original(project, record.uuid, others[0].path)
