"""Manage the files of a film, wherever they are now: the watched one, its original, its proxies.

A film is often watched as a small proxy, and cut from its original: lists name the original,
pictures come from the watched file.
"""

from pathlib import Path
from statistics import median

import numpy as np

from matchcut.errors import MediaError
from matchcut.media.film import MediaInfo, probe
from matchcut.media.frame_rate import packet_times
from matchcut.media.frames import FrameReader
from matchcut.media.picture_area import PictureArea
from matchcut.media.similarity import MIN_SIMILARITY, grey_frame, rank_correlation
from matchcut.pipeline.analysis.facts import film_facts, watched_info
from matchcut.project.films import FilmRecord, film, films, frame_times, is_as_long
from matchcut.project.media import MediaFile, Role, add_media, set_original
from matchcut.project.picture_area import picture_area
from matchcut.project.project import Project
from matchcut.timing import rate_text
from matchcut.words import counted

_FRAMES_COMPARED = 7


def give_file(project: Project, film_uuid: str, path: Path, role: Role) -> None:
    """Add a file to a film: its original, a proxy, or the new path of a known one.

    Raises MediaError as `read_file` does.
    """
    take_file(project, film_uuid, read_file(project, film_uuid, path), role)


def read_file(project: Project, film_uuid: str, path: Path) -> MediaFile:
    """Read a file to be added to a film; it may be slow to read, so nothing is locked meanwhile.

    Raises MediaError if the file has another length or rate, shows other pictures, or is known as
    another film's.
    """
    record = film(project, film_uuid)
    info = probe(path)
    media = film_facts(info).media
    if any(each.fingerprint == media.fingerprint for each in record.media):
        return media
    _refuse_other_lengths(info, record)
    for other in films(project):
        if any(each.fingerprint == media.fingerprint for each in other.media):
            raise MediaError(
                f"{path.name} is another film of the project, {other.name}.",
                f"Choose a file of {record.name}.",
            )
    _refuse_other_pictures(project, info, record)
    return media


def _refuse_other_lengths(info: MediaInfo, record: FilmRecord) -> None:
    """Raise MediaError if a file's rate or number of frames differs from the film's."""
    frames = info.frames
    if info.rate == record.rate and not is_as_long(record, frames) and not info.frames_counted:
        # Frames before the first one that can be decoded were not watched.
        held = packet_times(info.path)
        frames = sum(pts is None or pts >= info.start_pts for pts in held)
    if info.rate != record.rate or not is_as_long(record, frames):
        raise MediaError(
            f"{info.path.name} has {counted(frames, 'frame')} at {rate_text(info.rate)}; "
            f"{record.name} has {record.frame_count:,} at {rate_text(record.rate)}.",
            "Choose a file of the same film, frame by frame.",
        )


def _refuse_other_pictures(project: Project, info: MediaInfo, record: FilmRecord) -> None:
    """Raise MediaError if a file shows other pictures than those that were watched.

    Its aspect ratio may differ: an original may be squeezed, and a proxy may have bars. Nothing is
    compared while the watched file is missing.
    """
    # The whole picture, or the part within its bars.
    areas = {None, picture_area(project, record.uuid)}
    try:
        alike = [_similarity(project, record, area, info) for area in areas]
    except MediaError:
        return
    if max(alike) < MIN_SIMILARITY:
        raise MediaError(
            f"{info.path.name} shows other pictures than {record.name}, or a part of them.",
            "Choose a file of the same film, frame by frame.",
        )


def _similarity(
    project: Project, record: FilmRecord, area: PictureArea | None, info: MediaInfo
) -> float:
    """Return the similarity of watched pictures to those of another file.

    The median of a few. Frames with nothing to compare are skipped; if all are, it is 1.
    area: the part that the other file shows, None for all.
    """
    times, watched = frame_times(project, record.uuid), watched_info(project, record.uuid)
    if times is None:
        return 1.0
    found = []
    with FrameReader(watched, area) as one, FrameReader(info) as other:
        for frame in np.linspace(0, len(times) - 1, _FRAMES_COMPARED + 2, dtype=int)[1:-1].tolist():
            # Well within the frame: timestamps of the two files are rounded differently.
            edges = times.begins(frame, record.rate) + times.begins(frame + 1, record.rate)
            shown = grey_frame(other, info.start_pts + int(edges / 2 / info.time_base))
            alike = rank_correlation(grey_frame(one, times.pts_of(frame)), shown)
            if alike is not None:
                found.append(alike)
    return median(found) if found else 1.0


def take_file(project: Project, film_uuid: str, media: MediaFile, role: Role) -> None:
    """Give a film a file that `read_file` has read."""
    with project.writing():
        add_media(project, film_uuid, media)
        named = [media.path]
        if role == "proxy":  # lists name another file of the film, where it has one
            known = [each.path for each in film(project, film_uuid).media]
            named = [path for path in known if path != media.path.absolute()]
        if named:
            set_original(project, film_uuid, named[0])
