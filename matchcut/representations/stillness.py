"""The speed below which a picture seems still, for match reasons and the window's filters.

A separate module because the window must not load the modules that measure motion.
"""

STILL_SPEED = 0.03
"""Picture widths a second below which a picture seems still; twice it for log zoom and radians."""
