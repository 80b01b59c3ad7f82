"""Counts and names as they appear in sentences for the editor."""

import unicodedata


def printable(text: str) -> str:
    """Return outside text on one line, with ``?`` for unprintable characters."""
    return "".join(letter if _is_printable(letter) else "?" for letter in text)


def counted(count: int, thing: str) -> str:
    """Return a count with its noun, for a sentence: ``1 frame``, ``1,204 frames``."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def are(count: int) -> str:
    """Return the verb after a count: ``is`` or ``are``."""
    return "is" if count == 1 else "are"


def _is_printable(letter: str) -> bool:
    # Python counts only one kind of space as printable; macOS names screen recordings with another.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
