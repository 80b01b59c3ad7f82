"""The single decode pass: every frame of a film once, at analysis size.

Decoding and scaling run in a separate thread, a few frames ahead of the consumer, while FFmpeg
decodes on all cores. Both release Python's lock while they work.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchcut.media.film import MediaInfo
from matchcut.media.picture_area import PictureArea
from matchcut.media.render import Renderer
from matchcut.media.source import FrameSource
from matchcut.media.times import Trouble

# Enough to smooth over short stalls without much memory.
_FRAMES_AHEAD = 64
_BYTES_AHEAD = 32 << 20
# Frames handed over together: waking the other thread per frame costs as much as scaling it.
_FRAMES_AT_ONCE = 8


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """One frame: its presentation timestamp, and (height, width, 3) uint8 BGR.

    intact: as of `TimedFrame`.
    """

    pts: int
    picture: NDArray[np.uint8]
    intact: bool = True


class DecodePass:
    """Iterate over a film's frames once, in presentation order.

    long_side: pixels of the pictures' longer side, limited to the film's own.
    area: the part of the picture to show; all of it by default.
    start_pts: the pts of the first frame wanted; the film's first by default.

    Use as a context manager: leaving it stops the decoder at any point.
    """

    def __init__(
        self,
        info: MediaInfo,
        *,
        long_side: int,
        area: PictureArea | None = None,
        start_pts: int | None = None,
    ) -> None:
        self._start_pts = start_pts
        self._renderer = Renderer(info, long_side, area)
        self.width, self.height = self._renderer.width, self._renderer.height
        shown = info.width if area is None else area.width
        self._source = FrameSource(info, to_shrink=2 * self.width <= shown)
        self._ready: SimpleQueue[list[DecodedFrame] | BaseException] = SimpleQueue()
        ahead = min(_FRAMES_AHEAD, _BYTES_AHEAD // (3 * self.width * self.height))
        self._room = threading.Semaphore(max(2, ahead // _FRAMES_AT_ONCE))
        self._stopped = False
        self._thread = threading.Thread(target=self._decode, name="decode", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[DecodedFrame]:
        if not self._stopped and self._thread.ident is None:
            self._thread.start()
        while not self._stopped:
            item = self._ready.get()
            if isinstance(item, BaseException):
                self.close()
                raise item
            self._room.release()
            yield from item
            if not item:  # an empty list marks the film's end
                self.close()

    def close(self) -> None:
        """Stop decoding and release the file."""
        self._stopped = True
        self._room.release()
        if self._thread.is_alive():
            self._thread.join()
        self._source.close()

    @property
    def trouble(self) -> Trouble:
        """The damage found so far, from the first wanted frame on."""
        found = self._source.trouble
        # Seeking may decode frames before it.
        return found if self._start_pts is None else found.since(self._start_pts)

    def _decode(self) -> None:
        try:
            wanted = self._start_pts
            frames = self._source.from_start() if wanted is None else self._source.from_pts(wanted)
            rendered = (
                DecodedFrame(pts, self._renderer.render(frame), intact)
                for pts, frame, intact in frames
            )
            while True:
                together = list(islice(rendered, _FRAMES_AT_ONCE))
                self._room.acquire()
                if self._stopped:
                    return
                self._ready.put(together)
                if not together:
                    return
        except BaseException as error:
            # Raised again in the consumer's thread, where it can be caught.
            self._ready.put(error)
