"""How libraries use threads and memory while each step of an analysis has a thread of its own."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

_LARGE_BYTES = 4 << 20

_M_MMAP_THRESHOLD = -3  # malloc.h


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Keep libraries to one thread meanwhile; large pieces of memory go back to the system at once.

    If every small task were split among all cores, the steps would only get in one another's way.
    The threads are as before afterwards; memory goes on being given back until the process ends.
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
    """Let the system have large pieces back at once from now on, where that can be set.

    glibc asks the system for each large piece by itself and gives it back when it is let go of,
    but after the first such piece only for larger ones: later ones are cut from a heap that seldom
    shrinks. What a checkpoint or a long shot takes for a moment would then stay for good. It can't
    be undone, as glibc does not report the former setting.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
