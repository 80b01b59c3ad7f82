"""Write remarks on each side of a cut, in the same words in every format.

And read them back from a list, to find which side of which cut an event is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matchcut.export.cut import Cut, CutWarning
from matchcut.export.layout import Clip, Layout, by_timestamp
from matchcut.export.safe import LONGEST_CELL, one_line
from matchcut.review import Nudge
from matchcut.scoring.room import short_words

# Characters of a note: what fits into an EDL line, and what programs read from a cell or XML.
SHORT_NOTE, LONG_NOTE = 240, LONGEST_CELL

_NAMED = re.compile(r"MATCHCUT (\S+) (OUT|IN) FRAME")


@dataclass(frozen=True, slots=True)
class CutSide:
    """One side of a cut, by the cut's id: the outgoing or the incoming one."""

    cut: str
    incoming: bool


def headline(cut: Cut) -> str:
    """Return the cut in a few words, for a marker's name."""
    flop = ", flop" if cut.flop else ""
    return f"Match cut: {one_line(cut.flavour)}, score {cut.score:.3f}{flop}"


def notes_cut(cuts: Sequence[Cut], limit: int = SHORT_NOTE) -> list[CutWarning]:
    """Return a warning about the cuts whose notes are longer than a list holds, if any are."""
    words = f"The note of {{}} is too long for this list, which holds its first {limit} characters."
    ids = [cut.id for cut in cuts if len(one_line(cut.note, None)) > limit]
    return [CutWarning(words, ids)] if ids else []


def warnings(laid_out: Layout, note_limit: int = SHORT_NOTE) -> list[str | CutWarning]:
    """Return warnings about a list's films and notes."""
    cuts = [clip.cut for clip in laid_out.incoming]
    return [*by_timestamp(laid_out.sources), *notes_cut(cuts, note_limit)]


def remarks(clip: Clip, note_limit: int | None = SHORT_NOTE) -> list[str]:
    """Return the remarks on one side of a cut, one per line, the note last.

    The first names the pair and its frame, so that the list can be checked against the project:
    `side_named` reads it.
    note_limit: characters of the note, None for all of it; `notes_cut` reports shortened notes.
    """
    cut, incoming = clip.cut, clip.incoming
    side = f"{'IN' if incoming else 'OUT'} FRAME {clip.side.frame}"
    facts = [f"MATCHCUT {cut.id} {side}", f"{cut.flavour.upper()} MATCH SCORE {cut.score:.3f}"]
    if cut.verdict:
        facts.append(f"VERDICT {cut.verdict.upper()}")
    if incoming and cut.flop:
        facts.append("FLOP")
    if short := short_words(cut.short):
        facts.append(short.upper())
    if incoming and cut.nudge != Nudge():
        nudge = cut.nudge
        facts.append(f"NUDGE SCALE {nudge.scale:.4f} X {nudge.dx:+.4f} Y {nudge.dy:+.4f}")
    before, after = clip.handles
    frames = "FRAME" if before == 1 else "FRAMES"
    facts.append(f"HANDLES {before} {frames} BEFORE, {after} AFTER")
    if clip.side.source.times is not None:
        facts.append("VARIABLE FRAME RATE, SOURCE TIMES BY TIMESTAMP")
    note = one_line(cut.note, note_limit)
    return [*(one_line(fact) for fact in facts), *([f"NOTE {note}"] if note else [])]


def side_named(remarks: Iterable[str]) -> CutSide | None:
    """Return the side of a cut that the `remarks` beside an event name, or None."""
    for remark in remarks:
        if named := _NAMED.match(remark):
            return CutSide(named[1], incoming=named[2] == "IN")
    return None
