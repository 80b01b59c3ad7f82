"""How slowly a picture moves that seems still, in reasons and in the window's filters.

Alone in its file: the window must not load what measures motion.
"""

STILL_SPEED = 0.03
"""Picture widths a second under which nothing seems to move; of log zoom and radians, twice it."""
