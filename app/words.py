"""Words that several panels say."""


def counted(count: int, one: str, many: str) -> str:
    """Return a number with the noun that goes with it: ``1 shot``, ``1,204 shots``."""
    return f"{count:,} {one if count == 1 else many}"
