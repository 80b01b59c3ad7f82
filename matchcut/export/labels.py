"""Verdicts as training labels, in the form of the published match-cut data set.

Researchers and our own trainer read the same form. The film's UUID replaces the data set's IMDb
number; a pair across two films names the second under a separate key.
"""

import json
from collections.abc import Sequence
from typing import Any

from matchcut.export.cut import Cut, ExportSettings, LeftOut, Summary
from matchcut.export.layout import begins
from matchcut.export.safe import one_line


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return a JSON list with an entry for each pair judged good or bad."""
    judged = [cut for cut in cuts if _is_judged(cut)]
    left_out = [
        LeftOut(cut.id, "judged neither good nor bad") for cut in cuts if not _is_judged(cut)
    ]
    text = json.dumps([_label(cut) for cut in judged], indent=1)
    return f"{text}\n", Summary(len(judged), left_out)


def _is_judged(cut: Cut) -> bool:
    return cut.verdict in ("good", "bad")


def _label(cut: Cut) -> dict[str, Any]:
    good = cut.verdict == "good"
    label: dict[str, Any] = {"imdb_id": one_line(cut.out.source.id)}
    if cut.into.source.id != cut.out.source.id:
        label["clip2_imdb_id"] = one_line(cut.into.source.id)
    for name, side in (("clip1", cut.out), ("clip2", cut.into)):
        label[f"{name}_index"] = side.index
        label[f"{name}_start"] = float(begins(side.source, side.shot.start))
        label[f"{name}_end"] = float(begins(side.source, side.shot.stop))
    return label | {
        "majority_label": good,
        "annotator_labels": {"1": good},
        "source_info": [
            {
                "source_name": f"matchcut {one_line(cut.flavour)}",
                "rank": cut.rank,
                "score": cut.score,
            }
        ],
    }
