"""What a project keeps of a film, as its file says it."""

from matchcut.errors import MediaError
from matchcut.media.film import MediaInfo, fingerprint
from matchcut.media.opening import shown_name
from matchcut.project.films import FilmFacts
from matchcut.project.media import MediaFile
from matchcut.timing import countable


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
        start_timecode=countable(info.timecode, info.rate),
        rate=info.rate,
        time_base=info.time_base,
        frame_count=info.frames,
        width=info.width,
        height=info.height,
        media=media,
    )
