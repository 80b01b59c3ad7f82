"""ALE, Avid Log Exchange: the sides of the cuts as clips in an Avid bin, to go with the EDL.

A log states one rate for all its clips, so it holds the same cuts as the EDL: those of films at
another rate are left out and named.
"""

from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, Source, Summary
from matchcut.export.edl import refuse
from matchcut.export.layout import Clip, lay_out
from matchcut.export.remarks import remarks, warnings
from matchcut.export.safe import one_line, reels
from matchcut.timing import rate_text

_COLUMNS = ("Name", "Tracks", "Start", "End", "Tape", "Source File", "Source Path", "Comments")
# By the height of the tallest film: a log describes its clips, not the timeline they are cut into.
_VIDEO_FORMATS = {1080: "1080", 720: "720", 576: "PAL", 486: "NTSC", 480: "NTSC"}


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the log: one row per side, its end being the timecode after the last frame."""
    _ = settings.clock  # An ALE is all timecode: refuse rates without it.
    laid_out = lay_out(cuts, settings, refuse)
    names = reels(laid_out.sources, long=True, project=settings.reels)
    lines = [
        "Heading",
        "FIELD_DELIM\tTABS",
        f"VIDEO_FORMAT\t{_video_format(laid_out.sources)}",
        "AUDIO_FORMAT\t48khz",
        f"FPS\t{rate_text(settings.rate)}",
        "",
        "Column",
        "\t".join(_COLUMNS),
        "",
        "Data",
        *("\t".join(_row(clip, names[clip.side.source.id])) for clip in laid_out.clips),
    ]
    text = "\r\n".join([*lines, ""])
    return text, Summary(len(laid_out.clips), laid_out.left_out, warnings(laid_out))


def _video_format(sources: Sequence[Source]) -> str:
    """Return Avid's name for the raster that holds every film."""
    width = max((source.width for source in sources), default=1920)
    height = max((source.height for source in sources), default=1080)
    return "CUSTOM" if width > 1920 else _VIDEO_FORMATS.get(height, "CUSTOM")


def _row(clip: Clip, tape: str) -> list[str]:
    source = clip.side.source
    side = "in" if clip.incoming else "out"
    sound = "".join(f"A{channel}" for channel in range(1, min(source.audio_channels, 8) + 1))
    return [
        f"{one_line(source.name)} {one_line(clip.cut.id)} {side}",
        f"V{sound}",
        clip.clock.timecode(clip.source.start),
        clip.clock.timecode(clip.source.stop),
        tape,
        one_line(source.path.name),
        one_line(str(source.path), limit=1000),
        "; ".join(remarks(clip)),
    ]
