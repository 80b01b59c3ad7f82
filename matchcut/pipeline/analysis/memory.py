"""How the process keeps memory it no longer needs.

glibc asks the system for each large piece by itself and gives it back when it is let go of, but
after the first such piece only for larger ones: later ones are cut from a heap that seldom
shrinks. What a checkpoint or a long shot takes for a moment would then stay for good.
"""

import ctypes
import sys

_LARGE_BYTES = 4 << 20

_M_MMAP_THRESHOLD = -3  # malloc.h


def return_large_pieces() -> None:
    """Let the system have large pieces back at once from now on, where that can be set.

    It holds until the process ends: glibc can't report the former setting.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
