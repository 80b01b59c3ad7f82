"""Marker lists: mark the cuts on a timeline conformed from the EDL of the same cuts."""

from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, Summary
from matchcut.export.edl import counting_mode, refuse
from matchcut.export.layout import Clip, Layout, lay_out
from matchcut.export.remarks import headline, notes_cut, remarks
from matchcut.export.safe import comment, one_line, titled


def compose_resolve(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return an EDL that Resolve reads as timeline markers, with a one-frame event for each."""
    clock = settings.clock
    laid_out = lay_out(cuts, settings, refuse)
    lines = [f"TITLE: {comment(titled(settings.title))[:70]}", counting_mode(clock), ""]
    for number, clip in enumerate(laid_out.incoming, start=1):
        at = clip.record.start
        span = f"{clock.timecode(at)} {clock.timecode(at + 1)}"
        lines += [
            f"{number:03d}  001      V     C        {span} {span}",
            # "From" keeps any film name from making the line a comment or look like an event.
            f"From {_told(clip)} |C:ResolveColorGreen |M:{_plain(headline(clip.cut))} |D:1",
            "",
        ]
    return "\r\n".join(lines), _summary(laid_out)


def compose_avid(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the tab-separated lines that Avid's Markers window imports."""
    clock = settings.clock
    laid_out = lay_out(cuts, settings, refuse)
    lines = [
        "\t".join(
            [
                "matchcut",
                clock.timecode(clip.record.start),
                "V1",
                "green",
                f"{headline(clip.cut)}; {_told(clip)}",
                "1",
            ]
        )
        for clip in laid_out.incoming
    ]
    return "".join(f"{line}\r\n" for line in lines), _summary(laid_out)


def _summary(laid_out: Layout) -> Summary:
    cuts = [clip.cut for clip in laid_out.incoming]
    return Summary(len(cuts), laid_out.left_out, notes_cut(cuts))


def _told(clip: Clip) -> str:
    names = f"{one_line(clip.cut.out.source.name)} to {one_line(clip.cut.into.source.name)}"
    return _plain("; ".join([names, *remarks(clip)]))


def _plain(text: str) -> str:
    """Replace bars, which separate the fields of a Resolve marker."""
    return text.replace("|", "/")
