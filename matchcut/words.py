"""Counts and names as they appear in sentences for the editor."""

import unicodedata

_MUCH = 0.5


def printable(text: str) -> str:
    """Return outside text on one line, with ``?`` for unprintable characters."""
    return "".join(letter if _is_printable(letter) else "?" for letter in text)


def counted(count: int, thing: str) -> str:
    """Return a count with its noun, for a sentence: ``1 frame``, ``1,204 frames``."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def are(count: int) -> str:
    """Return the verb after a count: ``is`` or ``are``."""
    return "is" if count == 1 else "are"


def left_out_words(no_picture: float) -> str:
    """Return that searches leave out most of a film, "" if they don't.

    no_picture: how much of it is taken for something that is no picture, 0..1.
    """
    kinds = f"{no_picture:.0%} of it is taken for titles, black, bars or slates"
    return f"{kinds}, which searches leave out." if no_picture > _MUCH else ""


def _is_printable(letter: str) -> bool:
    # Python counts only one kind of space as printable; macOS names screen recordings with another.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"
