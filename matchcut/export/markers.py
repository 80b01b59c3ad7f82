"""Marker lists: where the cuts are, on a timeline conformed from the EDL of the same cuts."""

from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, LeftOut, Summary
from matchcut.export.edl import counting_mode, refuse
from matchcut.export.layout import Event, lay_out
from matchcut.export.remarks import headline, notes_cut, remarks
from matchcut.export.safe import comment, one_line


def compose_resolve(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return an EDL that Resolve reads as timeline markers: an event of one frame each."""
    clock = settings.clock
    events, left_out = lay_out(cuts, settings, refuse)
    lines = [
        f"TITLE: {comment(settings.title)[:70] or 'Match cuts'}",
        counting_mode(clock),
        "",
    ]
    for number, event in enumerate(events, start=1):
        at = event.into.record.start
        span = f"{clock.timecode(at)} {clock.timecode(at + 1)}"
        lines += [
            f"{number:03d}  001      V     C        {span} {span}",
            # Whatever the film is called, the line is no comment, nor like an event.
            f"From {_told(event)} |C:ResolveColorGreen |M:{_plain(headline(event.cut))} |D:1",
            "",
        ]
    return "\r\n".join(lines), _summary(events, left_out)


def compose_avid(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the tab-separated lines that Avid's Markers window imports."""
    clock = settings.clock
    events, left_out = lay_out(cuts, settings, refuse)
    lines = [
        "\t".join(
            [
                "matchcut",
                clock.timecode(event.into.record.start),
                "V1",
                "green",
                f"{headline(event.cut)}; {_told(event)}",
                "1",
            ]
        )
        for event in events
    ]
    return "".join(f"{line}\r\n" for line in lines), _summary(events, left_out)


def _summary(events: Sequence[Event], left_out: Sequence[LeftOut]) -> Summary:
    return Summary(len(events), left_out, notes_cut([event.cut for event in events]))


def _told(event: Event) -> str:
    names = f"{one_line(event.cut.out.source.name)} to {one_line(event.cut.into.source.name)}"
    return _plain("; ".join([names, *remarks(event, event.into)]))


def _plain(text: str) -> str:
    """Bars part the fields of a Resolve marker."""
    return text.replace("|", "/")
