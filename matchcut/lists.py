"""Lists from other programs: their suffixes, encodings and column delimiters."""

import codecs
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from matchcut.files import content_of

TABLES = frozenset((".csv", ".tsv", ".txt"))
"""How the names of lists end that are rows of a table."""
LISTS = TABLES | {".edl", ".fcpxml", ".fcpxmld", ".otio", ".xml"}
"""How the names of all lists end that can be read."""

# How text in UTF-16 begins: with its mark, or as XML that leaves the mark out.
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_ASCII = bytes(range(128))


def text_of(path: Path) -> str:
    """Return the text of a file, in one of the encodings of editing systems and spreadsheets.

    XML may declare its own. Raises OSError if it can't be read, UnicodeDecodeError if it is not
    text.
    """
    content = content_of(path)
    for begins, encoding in _UTF_16.items():
        if content.startswith(begins):
            return content.decode(encoding)
    # Windows programs mean cp1252: in it a name's quotes and dashes are letters, in Latin-1 none.
    for encoding in (*_declared(content), "utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("latin-1")


def delimiter(text: str) -> str:
    """Return the column delimiter of a table, by its first line.

    Spreadsheets write a comma, or a semicolon where a comma is their country's decimal point.
    """
    return max(",;\t", key=text.split("\n", 1)[0].count)


def _declared(content: bytes) -> Iterator[str]:
    """Yield the encoding that XML names for itself, where it can be the one it is written in."""
    if named := _DECLARATION.match(content):
        encoding = named[1].decode("ascii")
        # Whatever is no text encoding, or no extension of ASCII, can't have been read so far.
        with contextlib.suppress(LookupError, UnicodeError):
            if _ASCII.decode(encoding) == _ASCII.decode("ascii"):
                yield encoding
