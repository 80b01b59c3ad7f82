"""How libraries work while each step has a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

from matchcut.pipeline.analysis.memory import return_large_pieces


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Keep libraries to one thread meanwhile; large pieces of memory go back to the system at once.

    If every small task were split among all cores, the steps would only get in one another's way.
    The threads are as before afterwards; memory goes on being given back (`return_large_pieces`).
    """
    former = cv2.getNumThreads()
    cv2.setNumThreads(1)
    return_large_pieces()
    try:
        with threadpool_limits(1):  # type: ignore[no-untyped-call]
            yield
    finally:
        cv2.setNumThreads(former)
