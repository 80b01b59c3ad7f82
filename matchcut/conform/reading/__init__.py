"""Read lists from other systems: their events, and the lines that can't be read."""

import csv
import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

from opentimelineio.exceptions import OTIOError

from matchcut.conform.reading import edl, fcp7, fcpxml, otio_guard, table
from matchcut.conform.reading.events import EventList
from matchcut.errors import ListError
from matchcut.lists import TABLES, text_of


def _read_xml(text: str) -> EventList:
    """Read XML of Final Cut Pro 7 or X; some programs give both the same suffix."""
    _, root = next(iterparse(io.StringIO(text), ["start"]))
    return fcpxml.read(text) if root.tag == "fcpxml" else fcp7.read(text)


_READERS: Mapping[str, Callable[[str, Fraction], EventList]] = {
    **dict.fromkeys(TABLES, table.read),
    ".edl": edl.read,
    ".xml": lambda text, rate: _read_xml(text),
    ".fcpxml": lambda text, rate: _read_xml(text),
    ".fcpxmld": lambda text, rate: _read_xml(text),
    ".otio": lambda text, rate: otio_guard.read(text),
}

# Files that accompany a list, by suffix.
_BESIDE_LISTS = {
    ".markers.edl": "markers",
    ".markers.txt": "markers",
    ".ale": "a log of clips",
    ".labels.json": "labels",
}

# What the readers raise on a damaged list; anything else is a bug.
_DAMAGE = (ParseError, OTIOError, csv.Error, ValueError)


def read_events(path: Path, rate: Fraction) -> EventList:
    """Read a list; lines that can't be read are reported in its problems.

    rate: of an EDL's timecode, which an EDL doesn't state; other lists do.
    Raises ListError if the file is not such a list or nothing in it can be read.
    """
    for ending, held in _BESIDE_LISTS.items():
        if path.name.lower().endswith(ending):
            raise ListError(
                f"{path.name} holds {held}, no pictures to go by.",
                "Give the list of the same cuts: EDL, XML, FCPXML, OTIO, CSV or TSV.",
            )
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise ListError(
            f"{path.name} is not a list that can be read.",
            f"Lists end with {', '.join(sorted(_READERS))}.",
        )
    try:
        # Final Cut writes a folder, which macOS shows as a file.
        file = path / "Info.fcpxml" if suffix == ".fcpxmld" else path
        listed = _READERS[suffix](text_of(file), rate)
    except OSError as error:
        raise ListError(f"{path.name} can't be read: {error.strerror}.") from error
    except _DAMAGE as error:
        raise ListError(
            f"{path.name} is damaged, or not what its name says: {error}.",
            "Export it again from the editing system.",
        ) from error
    if not listed.events:
        reason = f" ({listed.problems[0]})" if listed.problems else ""
        raise ListError(
            f"{path.name} has no event that can be read{reason}.",
            "Check that it holds picture events, and its frame rate.",
        )
    return listed
