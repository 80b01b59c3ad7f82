"""Words shared by several panels."""

from collections.abc import Sequence

from app.session.candidates import Candidate

_TO = " > "


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun: ``1 shot``, ``1,204 shots``."""
    return f"{count:,} {one if count == 1 else many}"


def counted_of(count: int, total: int, one: str, many: str) -> str:
    """Return a number out of a total: ``9 of 1,204 shots``; like `counted` if they are equal."""
    words = counted(total, one, many)
    return words if count == total else f"{count:,} of {words}"


def cut_words(pair: Candidate, *, named: bool) -> str:
    """Return where a pair cuts: ``00:00:23:06 > 00:00:07:14``; named: with its films, too."""
    sides = [side for side in (pair.out, pair.into) if side is not None]
    films = dict.fromkeys(side.name for side in sides) if named else ()
    return "  ".join(filter(None, (_TO.join(side.timecode for side in sides), _TO.join(films))))


def placed(pair_id: str, order: Sequence[str]) -> str:
    """Return a pair's position among those shown: ``12 of 1,204``; "" if it isn't shown."""
    return f"{order.index(pair_id) + 1:,} of {len(order):,}" if pair_id in order else ""
