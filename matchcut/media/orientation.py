"""How a still lies in its file: cameras and phones turn no pixels, they say what is up.

Only for files with transparency, PNG and WebP, whose readers pass over what they say.
"""

from typing import Literal

Orientation = Literal[1, 2, 3, 4, 5, 6, 7, 8]
"""As Exif counts: 1 as it lies; 2 mirrored; 3 half a turn; 4 upside down, mirrored; 5 and 7
mirrored and on its side; 6 and 8 to be turned a quarter, clockwise and against."""

_PNG = b"\x89PNG\r\n\x1a\n"
_TAG = 0x0112


def orientation(content: bytes) -> Orientation:
    """Return how the picture of a file is to be turned; 1 where that is not said."""
    exif = b""
    if content.startswith(_PNG):
        exif = _chunk(content, len(_PNG), b"eXIf", "big")
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        exif = _chunk(content, 12, b"EXIF", "little").removeprefix(b"Exif\0\0")
    return _said(exif)


def _chunk(content: bytes, at: int, wanted: bytes, order: Literal["big", "little"]) -> bytes:
    """Return what a chunk holds, b"" where there is none; PNG and WebP both are made of such."""
    while at + 8 <= len(content):
        first, second = content[at : at + 4], content[at + 4 : at + 8]
        size, name = (first, second) if order == "big" else (second, first)
        long = int.from_bytes(size, order)
        if name == wanted:
            return content[at + 8 : at + 8 + long]
        # PNG ends a chunk with a checksum, WebP fills it up to an even length.
        at += 8 + long + (4 if order == "big" else long % 2)
    return b""


def _said(exif: bytes) -> Orientation:
    order: Literal["big", "little"] = "big" if exif[:2] == b"MM" else "little"

    def number(at: int, long: int) -> int:
        return int.from_bytes(exif[at : at + long], order)

    directory = number(4, 4)
    for entry in range(number(directory, 2)):
        at = directory + 2 + 12 * entry
        if at + 12 > len(exif):
            break
        if number(at, 2) == _TAG:
            return _KNOWN.get(number(at + 8, 2), 1)
    return 1


_KNOWN: dict[int, Orientation] = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8}
