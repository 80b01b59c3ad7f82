"""Write accepted cuts in the formats of editing systems."""

from collections.abc import Mapping
from pathlib import Path

from matchcut.errors import ExportError
from matchcut.export import ale, edl, fcp7, fcpxml, labels, markers, otio, table
from matchcut.export.exporter import Choice, Exporter, ListExporter
from matchcut.export.preview import PreviewExporter

_CLIPS: tuple[Choice, ...] = ("rate", "seconds")
_MARKERS: tuple[Choice, ...] = (*_CLIPS, "start")
_TIMELINE: tuple[Choice, ...] = (*_MARKERS, "title")

_MIXING = (
    "Choose another timeline rate, or .xml, .fcpxml or .otio, which hold films of several rates."
)
_ANY_RATE = "Choose another timeline rate, or .fcpxml or .otio, which hold films of any rate."
_JUDGED = "Labels are made of good and bad pairs."

_ALL: tuple[Exporter, ...] = (
    ListExporter("edl", ".edl", edl.compose, (*_TIMELINE, "long_reels"), _MIXING),
    ListExporter("xml", ".xml", fcp7.compose, _TIMELINE, _ANY_RATE),
    ListExporter("fcpxml", ".fcpxml", fcpxml.compose, _TIMELINE),
    ListExporter("otio", ".otio", otio.compose, _TIMELINE),
    ListExporter("csv", ".csv", table.compose_csv, encoding=table.ENCODING),
    ListExporter("tsv", ".tsv", table.compose_tsv, encoding=table.ENCODING),
    ListExporter(
        "resolve-markers",
        ".markers.edl",
        markers.compose_resolve,
        _TIMELINE,
        _MIXING,
        names_files=False,
    ),
    ListExporter(
        "avid-markers", ".markers.txt", markers.compose_avid, _MARKERS, _MIXING, names_files=False
    ),
    ListExporter("ale", ".ale", ale.compose, _CLIPS, _MIXING),
    ListExporter(
        "labels",
        ".labels.json",
        labels.compose,
        remedy=_JUDGED,
        of_verdicts=True,
        names_files=False,
    ),
    PreviewExporter(),
)

EXPORTERS: Mapping[str, Exporter] = {exporter.name: exporter for exporter in _ALL}


def exporter_for(path: Path) -> Exporter:
    """Return the exporter for a file name, by the longest suffix that fits."""
    name = path.name.lower()
    fitting = [exporter for exporter in _ALL if name.endswith(exporter.suffix)]
    if not fitting:
        known = ", ".join(exporter.suffix for exporter in _ALL)
        raise ExportError(f"{path.name} has no suffix of a list.", f"Use one of {known}.")
    return max(fitting, key=lambda exporter: len(exporter.suffix))


def title_of(path: Path) -> str:
    """Return the default title of a list: its file name without the suffix."""
    return path.name[: -len(exporter_for(path).suffix)]
