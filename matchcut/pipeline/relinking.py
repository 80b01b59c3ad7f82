"""The files of a film: the one that was watched, its original, its proxies, wherever they are now.

A film is often watched as a small proxy, and cut from its original: lists name the original,
pictures come from the file that was watched.
"""

from pathlib import Path

from matchcut.errors import MediaError
from matchcut.media.film import probe
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
    facts = film_facts(probe(path))
    media = facts.media
    known = [each for each in record.media if each.fingerprint == media.fingerprint]
    if not known and (
        facts.rate != record.rate or abs(facts.frame_count - record.frame_count) > _FRAMES_OFF
    ):
        raise MediaError(
            f"{path.name} has {facts.frame_count} frames at {rate_text(facts.rate)}; "
            f"{record.name} has {record.frame_count} at {rate_text(record.rate)}.",
            "Choose a file of the same film, frame by frame.",
        )
    for other in films(project):
        if not known and any(each.fingerprint == media.fingerprint for each in other.media):
            raise MediaError(
                f"{path.name} is another film of the project, {other.name}.",
                f"Choose a file of {record.name}.",
            )
    return media


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
