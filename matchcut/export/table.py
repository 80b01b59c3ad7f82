"""CSV and TSV: one row per cut, for spreadsheets and scripts.

It states frame numbers and exact rates, so it holds what timecode can't; ``verify`` and ``conform``
read it back.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from matchcut.export.cut import Cut, ExportSettings, Side, Summary
from matchcut.export.layout import begins, label
from matchcut.export.remarks import notes_cut
from matchcut.export.safe import LONGEST_CELL, cell

# With a byte order mark; without one, Excel assumes the local encoding.
ENCODING = "utf-8-sig"

_CUT_COLUMNS: Mapping[str, Callable[[Cut], object]] = {
    "id": lambda cut: cell(cut.id),
    "by": lambda cut: cut.flavour,
    "rank": lambda cut: cut.rank or "",
    "score": lambda cut: f"{cut.score:.6f}",
    "verdict": lambda cut: cut.verdict or "",
    "flop": lambda cut: "yes" if cut.flop else "",
    "scale": lambda cut: f"{cut.nudge.scale:g}",
    "shift_x": lambda cut: f"{cut.nudge.dx:g}",
    "shift_y": lambda cut: f"{cut.nudge.dy:g}",
    "note": lambda cut: cell(cut.note),
}
# Frames count from 0 and the end is excluded, as everywhere in matchcut.
_SIDE_COLUMNS: Mapping[str, Callable[[Side], object]] = {
    "film": lambda side: cell(side.source.id),
    "name": lambda side: cell(side.source.name),
    "path": lambda side: cell(str(side.source.path)),
    "reel": lambda side: cell(side.source.reel),
    "rate": lambda side: str(side.source.clock.rate),
    "shot": lambda side: side.index,
    "start": lambda side: side.shot.start,
    "end": lambda side: side.shot.stop,
    "frame": lambda side: side.frame,
    "timecode": lambda side: label(side.source, side.frame),
    "seconds": lambda side: f"{float(begins(side.source, side.frame)):.6f}",
}


def compose_csv(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as comma-separated text."""
    return _compose(cuts, ",")


def compose_tsv(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as tab-separated text."""
    return _compose(cuts, "\t")


def _compose(cuts: Sequence[Cut], delimiter: str) -> tuple[str, Summary]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    # Accepted pairs have no rank: each may have been accepted from a different search.
    ranked = any(cut.rank for cut in cuts)
    columns = {name: of for name, of in _CUT_COLUMNS.items() if ranked or name != "rank"}
    sides = [f"{side}_{name}" for side in ("out", "in") for name in _SIDE_COLUMNS]
    writer.writerow([*columns, *sides])
    for cut in cuts:
        cells = [of(cut) for of in columns.values()]
        cells += [of(side) for side in (cut.out, cut.into) for of in _SIDE_COLUMNS.values()]
        writer.writerow(cells)
    return text.getvalue(), Summary(len(cuts), warnings=notes_cut(cuts, LONGEST_CELL))
