"""The one decode pass: every frame of a film once, at analysis size.

Decoding and scaling run in a thread of their own, a few frames ahead of whoever looks at the
pictures; FFmpeg decodes on all cores meanwhile. Both let go of Python's lock while they work.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchcut.media.area import PictureArea
from matchcut.media.film import MediaInfo
from matchcut.media.opening import shown_name
from matchcut.media.render import Renderer
from matchcut.media.source import FrameSource

# Enough pictures decoded ahead to smooth over a busy moment, and never much memory.
FRAMES_AHEAD = 64
BYTES_AHEAD = 32 << 20
# Handed over together: waking the other thread for each frame costs as much as scaling it.
FRAMES_AT_ONCE = 8


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """One frame: its presentation timestamp, and (height, width, 3) uint8 BGR."""

    pts: int
    picture: NDArray[np.uint8]


class DecodePass:
    """Iterate over a film's frames, once, in presentation order.

    long_side: pixels of the pictures' longer side; never more than the film has.
    area: the part of the picture to show; all of it by default.
    start_pts: the pts of the first frame wanted; the film's first by default.

    Use as a context manager: leaving it stops the decoder, wherever it is.
    """

    def __init__(
        self,
        info: MediaInfo,
        *,
        long_side: int,
        area: PictureArea | None = None,
        start_pts: int | None = None,
    ) -> None:
        self._info = info
        self._start_pts = start_pts
        self._renderer = Renderer(info, long_side, area)
        self.width, self.height = self._renderer.width, self._renderer.height
        self._source = FrameSource(info)
        self._ready: SimpleQueue[list[DecodedFrame] | BaseException] = SimpleQueue()
        ahead = min(FRAMES_AHEAD, BYTES_AHEAD // (3 * self.width * self.height))
        self._room = threading.Semaphore(max(2, ahead // FRAMES_AT_ONCE))
        self._stopped = False
        self._finished = False
        self._seen = self._first_pts = self._last_pts = 0
        self._thread = threading.Thread(target=self._decode, name="decode", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
            for frame in item:
                if not self._seen:
                    self._first_pts = frame.pts
                self._seen += 1
                self._last_pts = frame.pts
                yield frame
            if not item:  # Nothing more to hand over: the film's end.
                self._finished = True
                self.close()

    def close(self) -> None:
        """Stop decoding and let go of the file."""
        self._stopped = True
        self._room.release()
        if self._thread.is_alive():
            self._thread.join()
        self._source.close()

    @property
    def damage(self) -> str:
        """One sentence on what could not be read so far, or "" where all could."""
        parts = []
        missing, expected = self._missing()
        if missing:
            parts.append(f"{missing} of {expected} frames {_are(missing)} missing")
        elif self._source.unreadable:
            parts.append(f"{_frames(self._source.unreadable)} could not be read")
        if concealed := self._source.concealed:
            parts.append(f"{_frames(concealed)} {_are(concealed)} damaged")
        return f"In {shown_name(self._info.path)} {' and '.join(parts)}." if parts else ""

    def _missing(self) -> tuple[int, int]:
        """Return how many frames were missing so far, of how many."""
        info = self._info
        # A file whose header promises a few frames more than it shows has lost nothing.
        slack = 10 + info.frames // 100

        def number(pts: int) -> int:
            return round((pts - info.start_pts) * info.time_base * info.rate)

        if info.variable_rate:
            whole = self._finished and self._start_pts is None and info.frames_counted
            missing = info.frames - self._seen if whole else 0
            return (missing if missing > slack else 0), info.frames
        first, stop = number(self._first_pts), number(self._last_pts) + 1
        if self._finished and info.frames_counted and info.frames - stop > slack:
            stop = info.frames
        return max(0, stop - first - self._seen if self._seen else 0), stop - first

    def _decode(self) -> None:
        try:
            wanted = self._start_pts
            frames = self._source.from_start() if wanted is None else self._source.from_pts(wanted)
            rendered = (DecodedFrame(pts, self._renderer.render(frame)) for pts, frame in frames)
            while True:
                together = list(islice(rendered, FRAMES_AT_ONCE))
                self._room.acquire()
                if self._stopped:
                    return
                self._ready.put(together)
                if not together:
                    return
        except BaseException as error:
            # Raised again where the pictures are used; a thread has nobody to tell.
            self._ready.put(error)


def _frames(count: int) -> str:
    return f"{count} frame{'' if count == 1 else 's'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
