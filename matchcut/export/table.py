"""CSV and TSV: one row a cut, for spreadsheets and scripts.

It names frames and exact rates, so it holds what timecode can't; ``verify`` and ``conform`` take
it back.
"""

import csv
import io
from collections.abc import Sequence

from matchcut.export.cut import Cut, ExportSettings, Side, Summary
from matchcut.export.layout import begins, label
from matchcut.export.remarks import notes_cut
from matchcut.export.safe import LONGEST_CELL, cell

# With a byte-order mark: Excel takes a table without one for text in the letters of its country.
ENCODING = "utf-8-sig"

_CUT_COLUMNS = (
    "id",
    "by",
    "rank",
    "score",
    "verdict",
    "flop",
    "scale",
    "shift_x",
    "shift_y",
    "note",
)
_SIDE_COLUMNS = (
    "film",
    "name",
    "path",
    "reel",
    "rate",
    "shot",
    "start",
    "end",
    "frame",
    "timecode",
    "seconds",
)


def compose_csv(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as comma-separated text."""
    return _compose(cuts, ",")


def compose_tsv(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as tab-separated text."""
    return _compose(cuts, "\t")


def _compose(cuts: Sequence[Cut], delimiter: str) -> tuple[str, Summary]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    # Accepted pairs have none: a rank is a search's, and each may have been accepted from another.
    ranked = any(cut.rank for cut in cuts)
    writer.writerow(
        [
            *(column for column in _CUT_COLUMNS if ranked or column != "rank"),
            *(f"out_{column}" for column in _SIDE_COLUMNS),
            *(f"in_{column}" for column in _SIDE_COLUMNS),
        ]
    )
    for cut in cuts:
        writer.writerow(
            [*_cut_cells(cut, ranked=ranked), *_side_cells(cut.out), *_side_cells(cut.into)]
        )
    return text.getvalue(), Summary(len(cuts), warnings=notes_cut(cuts, LONGEST_CELL))


def _cut_cells(cut: Cut, *, ranked: bool) -> list[object]:
    nudge = cut.nudge
    return [
        cell(cut.id),
        cut.flavour,
        *([cut.rank or ""] if ranked else []),
        f"{cut.score:.6f}",
        cut.verdict or "",
        "yes" if cut.flop else "",
        f"{nudge.scale:g}",
        f"{nudge.dx:g}",
        f"{nudge.dy:g}",
        cell(cut.note),
    ]


def _side_cells(side: Side) -> list[object]:
    """Frames count from 0 and ``end`` is excluded, as everywhere in matchcut."""
    source = side.source
    return [
        cell(source.id),
        cell(source.name),
        cell(str(source.path)),
        cell(source.reel),
        str(source.clock.rate),
        side.index,
        side.shot.start,
        side.shot.stop,
        side.frame,
        label(source, side.frame),
        f"{float(begins(source, side.frame)):.6f}",
    ]
