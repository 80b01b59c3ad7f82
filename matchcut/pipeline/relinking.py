"""The files of a film: the one that was watched, its original, its proxies, wherever they are now.

A film is often watched as a small proxy, and cut from its original: lists name the original,
pictures come from the file that was watched.
"""

from pathlib import Path

from matchcut.errors import MediaError
from matchcut.media.film import MediaInfo, probe
from matchcut.media.pace import packet_times
from matchcut.pipeline.facts import film_facts
from matchcut.project.films import FilmRecord, film, films
from matchcut.project.media import MediaFile, Role, add_media, set_original
from matchcut.project.project import Project
from matchcut.timing import rate_text

# Containers miscount now and then by the last frame.
_FRAMES_OFF = 1


def give_file(project: Project, film_uuid: str, path: Path, role: Role) -> FilmRecord:
    """Give a film a file: its original, a proxy, or one known that lies elsewhere now.

    Raises MediaError as `read_file` does.
    """
    take_file(project, film_uuid, read_file(project, film_uuid, path), role)
    return film(project, film_uuid)


def read_file(project: Project, film_uuid: str, path: Path) -> MediaFile:
    """Read a file that a film may be given; it may lie far away, so nothing is locked meanwhile.

    Raises MediaError where the file has another length or rate, or is known as another film's.
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
    return media


def _refuse_other_lengths(info: MediaInfo, record: FilmRecord) -> None:
    """Raise MediaError where a file has another rate, or another number of frames, than a film."""

    def as_long(frames: int) -> bool:
        return abs(frames - record.frame_count) <= _FRAMES_OFF

    frames = info.frames
    if info.rate == record.rate and not as_long(frames) and not info.frames_counted:
        # What comes before the first frame that can be decoded was not watched.
        held = packet_times(info.path)
        frames = sum(pts is None or pts >= info.start_pts for pts in held)
    if info.rate != record.rate or not as_long(frames):
        raise MediaError(
            f"{info.path.name} has {frames} frames at {rate_text(info.rate)}; "
            f"{record.name} has {record.frame_count} at {rate_text(record.rate)}.",
            "Choose a file of the same film, frame by frame.",
        )


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
