"""Names of the parts of a score for editors; JSON keeps their identifiers."""

from collections.abc import Mapping

_WORDS = {
    "overlap": "position",
    "instances": "each figure",
    "shape": "silhouette",
    "hold": "beyond the cut",
    "whole": "fully in frame",
    "magnitude": "speed",
}
MEANINGS: Mapping[str, str] = {
    "position": "How far the figures, taken together, cover one another across the cut.",
    "each figure": "How far each single figure covers one of the other shot.",
    "silhouette": "How much of the outlines runs along one another.",
    "beyond the cut": "How well the two shots match on the whole, in all their frames.",
    "fully in frame": "How far the figures are whole: not cut off by the picture's edge.",
    "camera": "How far the camera's move goes on across the cut.",
    "subject": "How far what moves in the picture goes on across the cut.",
    "speed": "How near the two sides are in speed.",
    "path": "How far the figure's way goes on across the cut.",
    "turning": "How far the figure's growing and turning go on across the cut.",
    "rhythm": "How far the beat of its limbs goes on across the cut.",
    "pace": "How near the two figures are in speed.",
}
"""Word from `shown_parts` -> what the part measures, as a sentence."""
# Trust and plain overlap explain the score to an engineer; they don't help a decision.
_UNTOLD = ("trust", "iou")


def shown_parts(parts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the parts that help a decision, each with its word; others keep their names."""
    return tuple((_WORDS.get(name, name), parts[name]) for name in parts if name not in _UNTOLD)
