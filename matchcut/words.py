"""Counts and names as they stand in sentences for the editor."""

import unicodedata


def printable(text: str) -> str:
    """Return a text from outside on one line, ``?`` in place of unprintable characters."""
    return "".join(letter if _is_printable(letter) else "?" for letter in text)


def counted(count: int, thing: str) -> str:
    """Return a count with its noun, for a sentence: ``1 frame``, ``2 frames``."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def are(count: int) -> str:
    """Return the verb after a count: ``is`` or ``are``."""
    return "is" if count == 1 else "are"


def _is_printable(letter: str) -> bool:
    # To Python only one space is printable; names have others, as macOS gives to screen recordings.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
