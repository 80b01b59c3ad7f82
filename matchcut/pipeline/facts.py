"""What a project keeps of a film, as its file says it."""

from matchcut.errors import MediaError, TimecodeError
from matchcut.media.film import MediaInfo, fingerprint
from matchcut.media.opening import shown_name
from matchcut.project.films import FilmFacts
from matchcut.project.media import MediaFile
from matchcut.timing import Clock


def film_facts(info: MediaInfo) -> FilmFacts:
    """Return what the project keeps of a film's file.

    Raises MediaError where its path can't be written down: a name of an old disk may be bytes in
    a forgotten encoding.
    """
    try:
        str(info.path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise MediaError(
            f"The name of {shown_name(info.path)}, or of a folder it lies in, is no readable text.",
            "Rename it.",
        ) from error
    status = info.path.stat()
    media = MediaFile(
        info.path.absolute(),
        "original",
        fingerprint(info.path),
        status.st_size,
        status.st_mtime_ns,
    )
    return FilmFacts(
        name=info.path.name,
        reel=info.reel or info.path.stem,
        start_timecode=start_timecode(info),
        rate=info.rate,
        time_base=info.time_base,
        frame_count=info.frames,
        width=info.width,
        height=info.height,
        media=media,
    )


def start_timecode(info: MediaInfo) -> str | None:
    """Return the start timecode, unless it is none that can be counted at the film's rate."""
    try:
        return Clock.starting(info.timecode, info.rate).timecode(0) if info.timecode else None
    except TimecodeError:
        return None
