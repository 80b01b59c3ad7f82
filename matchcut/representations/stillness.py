"""The speed below which a picture seems still, for reasons and the window's filters.

Alone in its file: the window must not load what measures motion.
"""

STILL_SPEED = 0.03
"""Picture widths a second below which a picture seems still; twice it for log zoom and radians."""
