"""Make names safe for formats in which a line break or an odd character changes the meaning.

A film may have any name its file system allows; it must not become another line, another element
or a formula in the list.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType

from matchcut.export.cut import DEFAULT_TITLE, OnTape, Source

# Names that an EDL reads as black or as "no tape".
_RESERVED_REELS = {"BL", "BLK", "BLACK", "AX"}
_REEL_LETTERS = re.compile(r"[^A-Z0-9_]+")
_LONG_REEL_LETTERS = re.compile(r"[^A-Za-z0-9_.\-]+")
# Control characters, surrogates, line and paragraph separators.
_UNWRITABLE = {"Cc", "Cs", "Zl", "Zp"}
_NOT_IN_XML = "\ufffe\uffff"
# Spreadsheets hold 32,767 characters in a cell, and show fewer.
LONGEST_CELL = 4000
_DAY_SECONDS = 24 * 3600
_NONE: Mapping[str, OnTape] = MappingProxyType({})
# Spreadsheets set to Japanese or Chinese also take the full-width forms for formulas.
_SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def one_line(text: str, limit: int | None = 250) -> str:
    """Return ``text`` on one line, encodable, at most ``limit`` characters, None for all."""
    kept = "".join(
        " " if unicodedata.category(letter) in _UNWRITABLE or letter in _NOT_IN_XML else letter
        for letter in text
    )
    return kept.strip()[:limit].rstrip()


def titled(title: str) -> str:
    """Return a list's title on one line, or the default title if nothing is left of it."""
    return one_line(title) or DEFAULT_TITLE


def comment(text: str) -> str:
    """Return ``text`` for use inside an EDL comment, where an asterisk would begin another."""
    return one_line(text.replace("*", "_"))


def cell(text: str) -> str:
    """Return ``text`` for a spreadsheet cell, with an apostrophe before anything like a formula.

    Also before a leading apostrophe, so that `uncelled` can restore the text.
    """
    line = one_line(text, limit=LONGEST_CELL)
    return f"'{line}" if line.startswith((*_SPREADSHEET_FORMULA, "'")) else line


def uncelled(text: str) -> str:
    """Undo `cell`."""
    return text.removeprefix("'")


def file_url(path: Path) -> str:
    """Return the ``file://`` URL of a film, odd characters percent-encoded as UTF-8."""
    # `as_uri` fails on a character missing from the system's encoding, but not on its bytes.
    name = os.fsdecode(str(path.absolute()).encode(errors="surrogateescape"))
    return Path(name).as_uri()


def reels(
    sources: Iterable[Source], *, long: bool = False, project: Mapping[str, OnTape] = _NONE
) -> Mapping[str, str]:
    """Return a reel name for each film by its id, however similar the films' names.

    A name is at most 8 capitals, digits and underscores; with ``long``, 32 characters. Legal reel
    names are kept; others are numbered where they collide. Films share a name if they are on the
    same reel, one after another by timecode.
    project: see `matchcut.export.cut.ExportSettings.reels`; its films get names, too.
    """
    said = {**project, **{source.id: source.on_tape for source in sources}}
    wanted = {film: _reel(tape.reel, long) for film, tape in said.items()}
    # Real tape names go first, so that no shortened name takes the name of a tape.
    films = sorted(said, key=lambda film: wanted[film] != said[film].reel)
    limit = 32 if long else 8
    given: dict[str, str] = {}
    taken = dict[str, list[OnTape]]((name, []) for name in _RESERVED_REELS)
    # Numbered names come last: none may take a name that belongs to another film.
    for numbered in (False, True):
        for film in [film for film in films if film not in given]:
            name, tape = wanted[film], said[film]
            names: Iterable[str] = [] if _cuts_a_number(tape.reel, name) else [name]
            if numbered:
                names = (_numbered(name, number, limit) for number in count(2))
            free = (name for name in names if _may_have(tape, taken.get(name.upper())))
            if (found := next(free, None)) is not None:
                given[film] = found
                taken.setdefault(found.upper(), []).append(tape)
    return given


def whole_reels(sources: Iterable[Source], project: Mapping[str, OnTape]) -> Mapping[str, str]:
    """Return each film's full reel name by its id, or one from `reels` if it has none."""
    sources = list(sources)
    named = reels(sources, long=True, project=project)
    return {source.id: one_line(source.reel) or named[source.id] for source in sources}


def _may_have(tape: OnTape, others: Sequence[OnTape] | None) -> bool:
    """Return whether a film may share a name with ``others``; None if nobody has it."""
    return others is None or (len(others) > 0 and all(_is_beside(tape, one) for one in others))


def _is_beside(tape: OnTape, other: OnTape) -> bool:
    """Return whether two films are on the same tape without overlapping."""
    apart = all(
        tape.stop <= other.start + day or other.stop + day <= tape.start
        for day in (-_DAY_SECONDS, 0, _DAY_SECONDS)
    )
    return apart and tape.reel == other.reel


def _cuts_a_number(reel: str, short: str) -> bool:
    """Return whether shortening cuts a number, as A001_C010 to another clip's A001_C01."""
    rest = reel[len(short) :]
    begins = reel.upper().startswith(short.upper())
    return begins and short[-1:].isdigit() and rest[:1].isdigit()


def _numbered(name: str, number: int, limit: int) -> str:
    """Append a number, separated by ``__`` if the name already ends in a digit."""
    stem = name[: limit - len(str(number))]
    if stem[-1:].isdigit():
        stem = f"{stem[: limit - len(str(number)) - 2].rstrip('_')}__"
    return f"{stem}{number}"


def _reel(name: str, long: bool) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if long:
        return _LONG_REEL_LETTERS.sub("_", plain)[:32].strip("_.-") or "REEL"
    short = _REEL_LETTERS.sub("", plain.upper())[:8]
    return short if short.strip("_") else "REEL"
