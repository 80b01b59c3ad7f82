"""ALE, Avid Log Exchange: the sides of the cuts as clips in an Avid bin, to go with the EDL."""

from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, Summary
from matchcut.export.edl import refuse
from matchcut.export.layout import Clip, Event, by_timestamp, lay_out
from matchcut.export.remarks import notes_cut, remarks
from matchcut.export.safe import one_line, reels
from matchcut.timing import rate_text

_COLUMNS = ("Name", "Tracks", "Start", "End", "Tape", "Source File", "Source Path", "Comments")
# Avid names the raster of a project by its height.
_VIDEO_FORMATS = {1080: "1080", 720: "720", 576: "PAL", 486: "NTSC"}


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the log: one row a side, its end the timecode after the last frame."""
    _ = settings.clock  # An ALE is all timecode: refuse rates without.
    events, left_out = lay_out(cuts, settings, refuse)
    warnings = [*by_timestamp(events), *notes_cut([event.cut for event in events])]
    sides = [(event, clip) for event in events for clip in (event.out, event.into)]
    names = reels((clip.side.source for _, clip in sides), long=settings.long_reels)
    lines = [
        "Heading",
        "FIELD_DELIM\tTABS",
        f"VIDEO_FORMAT\t{_VIDEO_FORMATS.get(settings.height, 'CUSTOM')}",
        "AUDIO_FORMAT\t48khz",
        f"FPS\t{rate_text(settings.rate)}",
        "",
        "Column",
        "\t".join(_COLUMNS),
        "",
        "Data",
        *("\t".join(_row(event, clip, names[clip.side.source.id])) for event, clip in sides),
    ]
    return "\r\n".join([*lines, ""]), Summary(len(sides), left_out, warnings)


def _row(event: Event, clip: Clip, tape: str) -> list[str]:
    source = clip.side.source
    side = "in" if clip is event.into else "out"
    sound = "".join(f"A{channel}" for channel in range(1, min(source.audio_channels, 8) + 1))
    return [
        f"{one_line(source.name)} {one_line(event.cut.id)} {side}",
        f"V{sound}",
        clip.clock.timecode(clip.source.start),
        clip.clock.timecode(clip.source.stop),
        tape,
        one_line(source.path.name),
        one_line(str(source.path), limit=1000),
        "; ".join(remarks(event, clip)),
    ]
