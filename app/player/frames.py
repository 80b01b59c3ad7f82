"""Read frames and sound ahead: the viewer's wishes, in order of urgency, and what has arrived.

An RGB32 frame is read from where the picture server put it; QImage shows it from there without
another copy. The viewer states all its wishes each time they change. The first missing one is
requested; when a more urgent one turns up, the request under way is cancelled and later repeated
for what has not arrived.
"""

import mmap
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage

from app.player.block_folders import new_folder
from app.qt.threads import find_out
from app.server import Server
from app.session.stills import read_still
from app.theme import HAIRLINE
from matchcut.serving import asks, picture_messages

_SERVER = "matchcut.serving.pictures"
_STILL_SIDE = 2048
_MEMORY_KEPT = 1 << 30
"""Bytes of frames kept; wished frames count towards it but are never dropped."""


@dataclass(frozen=True, slots=True)
class Run:
    """Frames ``first`` up to ``stop`` of a film, with long sides of up to ``long_side`` pixels."""

    film: str
    first: int
    stop: int
    long_side: int


@dataclass(frozen=True, slots=True)
class SoundOf:
    """The sound during frames ``first`` up to ``stop`` of a film."""

    film: str
    first: int
    stop: int


Wish = Run | SoundOf


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame in memory, or a still, whose film is its file and whose frame is 0.

    asked: the requested long side.
    """

    film: str
    frame: int
    image: QImage
    timecode: str
    asked: int
    memory: mmap.mmap | None = None

    def is_frame(self, film: str, frame: int) -> bool:
        """Return whether it is this frame of this film."""
        return (self.film, self.frame) == (film, frame)

    def serves(self, long_side: int) -> bool:
        """Return whether it is as large as ``long_side`` asks, or as its film has it."""
        own = max(self.image.width(), self.image.height())
        return self.asked >= long_side or own < self.asked // 2 * 2


class Frames(QObject):
    """The frames of one project, from its picture server."""

    arrived = Signal(str, int)  # film, frame
    heard = Signal(object)  # SoundOf
    shape_known = Signal(float)  # width over height of the project's frame
    failed = Signal(str, str, str)  # film, what happened, what to try

    def __init__(self, project: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = new_folder()
        self.server = Server(_SERVER, [str(project), self._folder.path()], self)
        self.server.stray.connect(self._throw_away)
        self._pictures: dict[tuple[str, int], Picture] = {}
        self._sounds: dict[SoundOf, bytes] = {}
        self._stills: dict[str, Picture] = {}
        self._bytes = 0
        self._wishes: list[Wish] = []
        self._refused: set[Wish] = set()
        self._absent: set[tuple[str, int]] = set()
        self._asked: tuple[int, Wish] | None = None
        self.ask_shape()

    def ask_shape(self) -> None:
        """Request the shape of the project's frame; `shape_known` reports it."""
        self.server.ask(asks.SHAPE({}), self.shape_known.emit)

    def close(self) -> None:
        """End the server and delete what it wrote."""
        self.server.close()
        self._folder.remove()

    def forget(self) -> None:
        """Read everything again: films have other files or timecodes than before."""
        if self._asked is not None:
            # Otherwise what it has already delivered would count as lost.
            self.server.cancel(self._asked[0])
            self._asked = None
        self.server.ask(asks.FORGET({}))
        for key in list(self._pictures):
            self._drop(key)
        self.try_again()

    def picture(self, film: str, frame: int) -> Picture | None:
        """Return a frame as sharp as available; a lost one is replaced by the one before."""
        if film in self._stills:
            return self._stills[film]
        while (film, frame) in self._absent and frame > 0:
            frame -= 1
        return self._pictures.get((film, frame))

    def here(self, film: str, frame: int) -> bool:
        """Return whether a frame can be shown, at any size."""
        key = film, frame
        return film in self._stills or key in self._pictures or key in self._absent

    def want_still(self, path: str) -> None:
        """Read a still, replacing the last one; `arrived` follows, with frame 0."""
        if path not in self._stills:
            read = partial(read_still, path, _STILL_SIDE)
            find_out(self, read, partial(self._take_still, path))

    def sound(self, of: SoundOf) -> bytes | None:
        """Return int16 stereo sound at 48 kHz, None if it hasn't arrived."""
        return self._sounds.get(of)

    def wish(self, wishes: Sequence[Wish]) -> None:
        """State what is wanted, most urgent first, replacing earlier wishes."""
        self._wishes = list(wishes)
        self._refused &= set(wishes)
        self._sounds = {of: sound for of, sound in self._sounds.items() if of in self._wishes}
        self._ask_next()

    def try_again(self) -> None:
        """Request again what failed."""
        self._refused.clear()
        self._absent.clear()
        self._ask_next()

    def _ask_next(self) -> None:
        wish = next((each for each in self._wishes if self._lacking(each)), None)
        if self._asked is not None:
            number, asked = self._asked
            if asked == wish:
                return
            self.server.cancel(number)
            self._asked = None
        if isinstance(wish, Run):
            self._ask_run(wish)
        elif wish is not None:
            number = self.server.ask(
                asks.SOUND({"film": wish.film, "first": wish.first, "stop": wish.stop}),
                lambda answer: self._take_sound(wish, answer),
                failed=lambda *told: self._refuse(wish, *told),
            )
            self._asked = number, wish

    def _ask_run(self, run: Run) -> None:
        """Request the first missing frames, up to the next one available."""
        frames = range(run.first, run.stop)
        first = next(frame for frame in frames if self._missing(run, frame))
        later = range(first + 1, run.stop)
        # Not across available frames: these may be sharper, and would be decoded again.
        stop = next((frame for frame in later if not self._missing(run, frame)), run.stop)
        asked = replace(run, first=first, stop=stop)
        number = self.server.ask(
            asks.RUN({"film": run.film, "first": first, "stop": stop, "long_side": run.long_side}),
            lambda _: self._end_run(asked),
            part=lambda part: self._take_frame(run, part),
            failed=lambda *told: self._refuse(run, *told),
        )
        self._asked = number, run

    def _lacking(self, wish: Wish) -> bool:
        if wish in self._refused:
            return False
        if isinstance(wish, SoundOf):
            return wish not in self._sounds
        return any(self._missing(wish, frame) for frame in range(wish.first, wish.stop))

    def _missing(self, run: Run, frame: int) -> bool:
        key = run.film, frame
        known = self._pictures.get(key)
        return key not in self._absent and (known is None or not known.serves(run.long_side))

    def _take_frame(self, run: Run, part: picture_messages.Frame) -> None:
        try:
            memory = self._block(part["block"])
        except OSError as error:
            # No other frame may replace it silently.
            assert self._asked is not None
            self.server.cancel(self._asked[0])
            self._refuse(run, *self._unread(error))
            return
        width, height = part["width"], part["height"]
        image = QImage(memoryview(memory), width, height, 4 * width, QImage.Format.Format_RGB32)
        key = run.film, part["frame"]
        self._drop(key)
        self._pictures[key] = Picture(*key, image, part["timecode"], run.long_side, memory)
        self._bytes += len(memory)
        if self._bytes > _MEMORY_KEPT:
            self._make_room()
        self.arrived.emit(*key)

    def _take_still(self, path: str, image: QImage) -> None:
        if image.isNull():
            image = QImage(16, 9, QImage.Format.Format_RGB32)
            image.fill(QColor(HAIRLINE))
        self._stills = {path: Picture(path, 0, image, "", _STILL_SIDE)}
        self.arrived.emit(path, 0)

    def _take_sound(self, of: SoundOf, block: str) -> None:
        self._asked = None
        try:
            with self._block(block) as memory:
                self._sounds[of] = bytes(memory)
        except OSError as error:
            self._refuse(of, *self._unread(error))
            return
        self.heard.emit(of)
        self._ask_next()

    def _end_run(self, run: Run) -> None:
        self._asked = None
        frames = range(run.first, run.stop)
        self._absent |= {(run.film, frame) for frame in frames if self._missing(run, frame)}
        self._ask_next()

    def _refuse(self, wish: Wish, happened: str, remedy: str) -> None:
        self._asked = None
        self._refused.add(wish)
        # A picture without its sound is still worth seeing.
        if isinstance(wish, Run):
            self.failed.emit(wish.film, happened, remedy)
        self._ask_next()

    def _unread(self, error: OSError) -> tuple[str, str]:
        return (
            self.tr("What the film shows can't be read ({}).").format(error.strerror or error),
            self.tr("Close other programs, then select the pair again."),
        )

    def _block(self, name: str) -> mmap.mmap:
        """Return what the server wrote and delete its file. Raises OSError if it can't be read."""
        path = Path(self._folder.filePath(name))
        try:
            with path.open("rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                # Anonymous memory: a mapping of the file would keep it open, and the system limits
                # open files.
                memory = mmap.mmap(-1, size)
                if file.readinto(memory) != size:
                    raise OSError(f"{name} is cut off")
        finally:
            # After a crash nothing is left either: the folder goes with the server.
            self._remove(path)
        return memory

    def _throw_away(self, stray: object) -> None:
        """Free the memory of what was still on its way when its request was cancelled."""
        if isinstance(stray, dict) and "block" in stray:
            self._remove(Path(self._folder.filePath(stray["block"])))

    def _remove(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()

    def _make_room(self) -> None:
        runs = [wish for wish in self._wishes if isinstance(wish, Run)]
        for key in list(self._pictures):
            film, frame = key
            if not any(run.film == film and run.first <= frame < run.stop for run in runs):
                self._drop(key)
            if self._bytes <= _MEMORY_KEPT:
                return

    def _drop(self, key: tuple[str, int]) -> None:
        dropped = self._pictures.pop(key, None)
        if dropped is not None and dropped.memory is not None:
            self._bytes -= len(dropped.memory)
