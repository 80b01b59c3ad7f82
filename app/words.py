"""Words that several panels share."""

from collections.abc import Sequence


def counted(count: int, one: str, many: str) -> str:
    """Return a number with the noun that goes with it: ``1 shot``, ``1,204 shots``."""
    return f"{count:,} {one if count == 1 else many}"


def counted_of(count: int, total: int, one: str, many: str) -> str:
    """Return a number of several: ``9 of 1,204 shots``; as `counted` where that is all."""
    words = counted(total, one, many)
    return words if count == total else f"{count:,} of {words}"


def placed(pair_id: str, order: Sequence[str]) -> str:
    """Return where a pair stands among those shown: ``12 of 1,204``; "" where it does not."""
    return f"{order.index(pair_id) + 1:,} of {len(order):,}" if pair_id in order else ""
