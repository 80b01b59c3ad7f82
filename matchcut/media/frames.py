"""Read exact single frames, for the viewer, thumbnails and the conform check."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, Protocol, Self, TypeVar

from matchcut.errors import MediaError
from matchcut.media.decode import DecodedFrame
from matchcut.media.film import MediaInfo
from matchcut.media.opening import shown_name
from matchcut.media.picture_area import PictureArea
from matchcut.media.render import Renderer
from matchcut.media.source import FrameSource, TimedFrame

FILMS_OPEN = 4
"""How many films are held open at once; each costs a file and a decoder with its frames."""


class FrameReader:
    """A film held open to read frames by presentation timestamp.

    info: the file's facts. area: the part of the picture to show; all of it by default.

    Frames asked for in ascending order are decoded without seeking. Use as a context manager.
    """

    def __init__(self, info: MediaInfo, area: PictureArea | None = None) -> None:
        self.info = info
        self._area = area
        self._source = FrameSource(info)
        self._coming: Iterator[TimedFrame] = iter(())
        self._shown: TimedFrame | None = None
        self._next: TimedFrame | None = None
        self._renderers: dict[int, Renderer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file and the decoder."""
        self._source.close()

    def frame_at(self, pts: int, long_side: int) -> DecodedFrame:
        """Return the frame on screen at ``pts``: the last that starts no later.

        long_side: pixels of the picture's longer side, limited to the film's own.
        Before the film's start, the first frame; past its end, the last that can be decoded.
        """
        timed = self._go_to(pts)
        if long_side not in self._renderers:
            self._renderers[long_side] = Renderer(self.info, long_side, self._area)
        picture = self._renderers[long_side].render(timed.frame)
        return DecodedFrame(timed.pts, picture, timed.intact)

    def _go_to(self, pts: int) -> TimedFrame:
        shown = self._shown.pts if self._shown is not None else None
        if shown is None or pts < shown or not self._source.leads_on(shown, pts):
            # If seeking fails, the last frame shown must not be returned for later times.
            self._coming, self._next, self._shown = self._source.from_pts(pts), None, None
            self._shown = next(self._coming, None)
        elif shown < pts:
            self._decode_on_to(pts)
        if self._shown is None:
            raise MediaError(
                f"No frame of {shown_name(self.info.path)} can be decoded there.",
                "Check that the copy is complete.",
            )
        return self._shown

    def _decode_on_to(self, pts: int) -> None:
        while True:
            self._next = self._next or next(self._coming, None)
            if self._next is None or self._next.pts > pts:
                return
            self._shown, self._next = self._next, None


class _Closable(Protocol):
    def close(self) -> None: ...


Key = TypeVar("Key", bound=Hashable)
Held = TypeVar("Held", bound=_Closable)


class FewOpen(Generic[Key, Held]):
    """Holds the last `FILMS_OPEN` films used; opening another closes the least recently used.

    Use as a context manager, which closes all.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[Key, Held] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def get(self, key: Key, opened: Callable[[], Held]) -> Held:
        """Return the resource open under ``key``, opening it if needed; either counts as a use."""
        if key not in self._open:
            new = opened()
            while len(self._open) >= FILMS_OPEN:
                self.close_one(next(iter(self._open)))
            self._open[key] = new
        self._open.move_to_end(key)
        return self._open[key]

    def close_one(self, key: Key) -> None:
        """Close the resource open under ``key``, if any."""
        if key in self._open:
            self._open.pop(key).close()

    def close(self) -> None:
        """Close everything."""
        while self._open:
            self.close_one(next(iter(self._open)))
