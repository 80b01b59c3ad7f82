"""EDL, CMX 3600: the list that every editing system reads.

Written by hand because OpenTimelineIO's writer supports neither drop-frame nor a start timecode.
One event per line in fixed columns; comments follow the event they belong to. An EDL runs at one
rate, so cuts of films at another are left out and named.
"""

from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, Source, Summary
from matchcut.export.layout import Clip, lay_out
from matchcut.export.remarks import remarks, warnings
from matchcut.export.safe import comment, one_line, reels, titled
from matchcut.timing import Clock, has_timecode, rate_text, rate_words

# The standard has three digits for event numbers; readers accept more.
_LINE = "{number:03d}  {reel:<{reel_width}} V     C        {source} {record}"


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the list as text: two events per cut, one shot's end and the next one's start."""
    record = settings.clock
    laid_out = lay_out(cuts, settings, refuse)
    names = reels(laid_out.sources, long=settings.long_reels, project=settings.reels)
    told = warnings(laid_out)
    lines = [f"TITLE: {comment(titled(settings.title))[:70]}", counting_mode(record)]
    for number, clip in enumerate(laid_out.clips, start=1):
        reel = names[clip.side.source.id]
        lines += [_event_line(number, reel, clip, record, settings), *_comments(clip, reel)]
    lines += [f"* WARNING: {comment(str(warning))}" for warning in told]
    lines += [f"* LEFT OUT: {comment(f'{left.id}, {left.reason}')}" for left in laid_out.left_out]
    return "\r\n".join([*lines, ""]), Summary(len(laid_out.clips), laid_out.left_out, told)


def refuse(source: Source, settings: ExportSettings) -> str:
    """Return why a list at the timeline's rate can't hold the film, or ""."""
    rate = source.clock.rate
    if source.times is not None or rate == settings.rate:
        return ""
    if not has_timecode(rate):
        return f"{source.name} runs at {rate_words(rate)}, which has no timecode"
    return f"{source.name} runs at {rate_words(rate)} and the list at {rate_text(settings.rate)}"


def counting_mode(record: Clock) -> str:
    """Return the line that declares drop or non-drop timecode."""
    return "FCM: DROP FRAME" if record.drop else "FCM: NON-DROP FRAME"


def _event_line(number: int, reel: str, clip: Clip, record: Clock, settings: ExportSettings) -> str:
    return _LINE.format(
        number=number,
        reel=reel,
        reel_width=32 if settings.long_reels else 8,
        source=_span(clip.clock, clip.source.start, clip.source.stop),
        record=_span(record, clip.record.start, clip.record.stop),
    )


def _span(clock: Clock, start: int, stop: int) -> str:
    """Return the timecodes of the first frame and of the one after the last."""
    return f"{clock.timecode(start)} {clock.timecode(stop)}"


def _comments(clip: Clip, reel: str) -> list[str]:
    source = clip.side.source
    # As Final Cut 7 notes a reel too long for its column; other systems take it for a remark.
    full = comment(source.reel)
    said = full.upper() in ("", reel.upper())
    replaced = [] if said else [f"* FINAL CUT PRO REEL: {full} REPLACED BY: {reel}"]
    return [
        *replaced,
        f"* FROM CLIP NAME: {comment(source.name)}",
        f"* SOURCE FILE: {one_line(str(source.path), limit=1000)}",
        *(f"* COMMENT: {comment(told)}" for told in remarks(clip)),
    ]
