"""Gather the facts that a project stores about a film from its file."""

from dataclasses import replace
from pathlib import Path

from matchcut.errors import MediaError
from matchcut.media.damage import shown_before
from matchcut.media.film import MediaInfo, probe
from matchcut.media.fingerprint import fingerprint
from matchcut.media.opening import shown_name
from matchcut.media.seeking import seems_joined
from matchcut.project.adding import FilmFacts
from matchcut.project.films import FilmRecord, film, frame_times, frame_trouble, watched_file
from matchcut.project.media import MediaFacts, MediaFile, is_changed, media_of, relink_watched
from matchcut.project.project import Project
from matchcut.project.shots import analysis_state
from matchcut.timing import countable, rate_words


def watched_info(project: Project, film_uuid: str) -> MediaInfo:
    """Return the facts of the watched file, including what watching found about its times.

    While it is being watched for the first time, a few quick checks replace the latter.
    """
    info = probe(relink_watched(project, film_uuid).path)
    state = analysis_state(project, film_uuid)
    restart = times_restart(project, film(project, film_uuid))
    if not restart and not (state and state.checkpoint.finished):
        restart = seems_joined(info.path)
    return replace(info, times_restart=restart)


def watched_path(project: Project, record: FilmRecord) -> Path:
    """Return the path of the watched file, even if moved; its former path if it is gone."""
    try:
        return relink_watched(project, record.uuid).path
    except MediaError:  # whoever opens it gets the error
        return watched_file(record)


def has_changed(project: Project, film_uuid: str, path: Path) -> bool:
    """Return whether a film's file differs from what the project knows, or can't be read."""
    known = [media for media in media_of(project, film_uuid) if media.path == path]
    return any(is_changed(media) for media in known)


def times_restart(project: Project, record: FilmRecord) -> bool:
    """Return whether a film's times restart somewhere, as far as it has been watched."""
    times, trouble = frame_times(project, record.uuid), frame_trouble(project, record.uuid)
    if times is None:
        return False
    return shown_before(times.pts, trouble, record.rate, record.time_base) > 0


def start_lost(record: FilmRecord, path: Path) -> str:
    """Return a sentence if the start timecode of a film's file can't be kept, else ""."""
    said = None if record.start_timecode else probe(path).timecode
    if said is None:
        return ""
    return (
        f"Its start timecode, {said}, can't be counted at {rate_words(record.rate)}: it starts at "
        "zero until matchcut film --start sets one, such as 01:00:00:00@25."
    )


def film_facts(info: MediaInfo) -> FilmFacts:
    """Return the facts that the project stores about a film's file.

    Raises MediaError if its path can't be encoded: a name on an old disk may be bytes in a
    forgotten encoding.
    """
    try:
        str(info.path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise MediaError(
            f"The name of {shown_name(info.path)}, or of a folder of it, is not readable text.",
            "Rename it.",
        ) from error
    status = info.path.stat()
    media = MediaFile(
        info.path.absolute(),
        "original",
        fingerprint(info.path),
        status.st_size,
        status.st_mtime_ns,
        media_facts(info),
    )
    return FilmFacts(info.rate, info.time_base, info.frames, media)


def media_facts(info: MediaInfo) -> MediaFacts:
    """Return the facts about this file that lists use."""
    return MediaFacts(
        reel=info.reel or info.path.stem,
        start_timecode=countable(info.timecode, info.rate),
        width=info.width,
        height=info.height,
        # Masters carry each channel as a separate track, and lists count channels.
        audio_channels=sum(track.channels for track in info.audio),
        audio_rate=info.audio[0].rate if info.audio else 0,
    )
