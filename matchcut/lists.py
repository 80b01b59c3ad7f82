"""Read lists from other programs: their suffixes, encodings and column delimiters."""

import codecs
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from matchcut.files import content_of

TABLES = frozenset((".csv", ".tsv", ".txt"))
"""Suffixes of lists that are tables."""
LISTS = TABLES | {".edl", ".fcpxml", ".fcpxmld", ".otio", ".xml"}
"""Suffixes of all readable lists."""

# How UTF-16 text begins: with a byte order mark, or as XML without one.
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([A-Za-z][\w.-]*)")
_ASCII = bytes(range(128))


def text_of(path: Path) -> str:
    """Return the text of a file, in any encoding that editing systems and spreadsheets write.

    XML may declare its own. Raises OSError if it can't be read, UnicodeDecodeError if it is not
    text.
    """
    content = content_of(path)
    for begins, encoding in _UTF_16.items():
        if content.startswith(begins):
            return content.decode(encoding)
    # Windows programs mean cp1252, which has quotes and dashes where Latin-1 has control codes.
    for encoding in (*_declared(content), "utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("latin-1")


def delimiter(text: str) -> str:
    """Return the column delimiter of a table, judged by its first line.

    Spreadsheets write a comma, or a semicolon in countries with a decimal comma.
    """
    return max(",;\t", key=text.split("\n", 1)[0].count)


def _declared(content: bytes) -> Iterator[str]:
    """Yield the encoding that XML declares, if it is compatible with the bytes read so far."""
    if named := _DECLARATION.match(content):
        encoding = named[1].decode("ascii")
        # An encoding that isn't for text or doesn't extend ASCII can't have been readable up to
        # here.
        with contextlib.suppress(LookupError, UnicodeError):
            if _ASCII.decode(encoding) == _ASCII.decode("ascii"):
                yield encoding
