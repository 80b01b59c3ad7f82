"""What the parts of a score are called where an editor reads them; JSON keeps their names."""

from collections.abc import Mapping

_WORDS = {
    "overlap": "position",
    "instances": "figures",
    "shape": "silhouette",
    "hold": "beyond the cut",
    "whole": "in the picture",
    "magnitude": "speed",
}
# Trust and plain overlap explain the score to an engineer; they help no decision.
_UNTOLD = ("trust", "iou")


def told(parts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the parts that help a decision, each with its word; others keep their names."""
    return tuple((_WORDS.get(name, name), parts[name]) for name in parts if name not in _UNTOLD)
