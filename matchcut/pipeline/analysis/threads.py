"""Limit libraries' threads and memory while each step of an analysis has its own thread."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

_LARGE_BYTES = 4 << 20
_SPARE_BYTES = 4 * _LARGE_BYTES

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Keep libraries to one thread meanwhile; large allocations return to the system at once.

    If every small task were split among all cores, the steps would only get in one another's way.
    The thread settings are restored afterwards; memory keeps being returned until the process ends.
    """
    former = cv2.getNumThreads()
    cv2.setNumThreads(1)
    _return_large_pieces()
    try:
        with threadpool_limits(1):  # type: ignore[no-untyped-call]
            yield
    finally:
        cv2.setNumThreads(former)


def _return_large_pieces() -> None:
    """Make large allocations return to the system at once from now on, if that can be set.

    glibc maps each large allocation separately and returns it when freed, but after the first it
    raises the size from which it does so: later ones come from a heap that seldom shrinks. What a
    checkpoint or a long shot takes for a moment would then stay for good. It can't be undone,
    because glibc does not report the former setting.

    Each frame also allocates and frees some megabytes in smaller pieces, many times over. If the
    free end of a heap went back to the system at once, a fourteenth of the time spent on masks
    would go into getting it again, so each heap keeps some spare room.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
            mallopt(_M_TRIM_THRESHOLD, _SPARE_BYTES)
