"""A viewer on drawn films whose frames carry their numbers, without the rest of the window."""

import time
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
from films import number_in, numbered_film
from patience import WAIT_MS
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from rooms import forget_window
from watched_projects import watched_project

from app.actions import VIEWER_ENTRIES, Actions
from app.player.viewer import Viewer
from app.session.candidates import Candidate, CandidateSide
from app.session.footage import Footage

FIRST_OF_B = 1000
# The frames at the cut of the pair that most tests play.
OUT, INTO = 40, 30
"""The number that the second film's first frame carries."""


class SteadyTime:
    """Real time that stands still while the machine is busy with something else.

    Between two looks at most 15 ms pass: however busy it is, no
    frame is shown a whole frame late.
    """

    def __init__(self):
        self._seen = time.monotonic_ns()
        self._now = 0

    def __call__(self):
        seen = time.monotonic_ns()
        self._now += min(seen - self._seen, 15_000_000)
        self._seen = seen
        return self._now


class PairSession(QObject):
    """The part of a desk and its session that a viewer talks to, with pairs of the test's own."""

    project_opened = Signal()
    project_closed = Signal()
    films_changed = Signal()
    footage_changed = Signal()
    candidates_changed = Signal()
    order_changed = Signal()
    selection_changed = Signal(object)
    review_changed = Signal(str)
    failed = Signal(str, str)

    def __init__(self, path, pairs):
        super().__init__()
        self.path = path
        self.candidates = list(pairs)
        self.footage = Footage()
        self.selected = self.shot = None
        self.left = ""
        self.answers = SimpleNamespace(ask=lambda *_, **__: 0, cancel=lambda _: None)
        self.plays = None
        self.trims = []

    def select(self, pair_id):
        self.shot = None
        self.selected = next(pair for pair in self.candidates if pair.id == pair_id)
        self.selection_changed.emit(self.selected)

    def candidate(self, pair_id):
        return next((pair for pair in self.candidates if pair.id == pair_id), None)

    def show_shot(self, shot):
        self.selected, self.shot = None, shot
        self.selection_changed.emit(None)

    @property
    def session(self):
        return self

    @property
    def order(self):
        return [pair.id for pair in self.candidates]

    def review(self, **said):
        self.selected = replace(self.selected, **said)
        self.review_changed.emit(self.selected.id)

    def neighbours(self):
        at = self.candidates.index(self.selected) if self.selected else -1
        return self.candidates[at + 1 : at + 2]

    def nudge(self, nudge):
        self.selected = replace(self.selected, nudge=nudge)
        self.review_changed.emit(self.selected.id)

    def flop(self, flop):
        self.review(flop=flop)

    def trim(self, out_frame, in_frame):
        self.trims.append((out_frame, in_frame))


def two_films(folder, rate=Fraction(25), frames=80, **how):
    """Draw two films and a project of them; return its path and the UUIDs."""
    films = [
        numbered_film(folder / f"{name}.mov", frames, first=first, rate=rate, metadata=tags, **how)
        for name, first, tags in (
            ("a", 0, {"timecode": "01:00:00:00"}),
            ("b", FIRST_OF_B, {"timecode": "02:00:00:00"}),
        )
    ]
    path = folder / "films.matchcut"
    return path, watched_project(path, *films)


def side(film, frame, rate=Fraction(25), start=0, end=80):
    return CandidateSide(film, f"{film}.mov", "reel", 1, start, end, frame, frame, "", rate)


def pair_of(name, out, into, flop=False):
    return Candidate(name, "frame", 1, 0.9, {}, flop, out, into)


class Room:
    """A shown viewer with its keys."""

    def __init__(self, path, pairs):
        self._pairs = list(pairs)
        self.session = PairSession(path, pairs)
        self.viewer = Viewer(self.session, now=SteadyTime())
        self.session.project_opened.emit()
        self.painted = []  # the moments that were on the screen
        self.viewer.canvas.painted.connect(lambda *moment: self.painted.append(moment))
        self.window = QMainWindow()
        self.window.setCentralWidget(self.viewer)
        Actions(self.window, self.window.menuBar(), self.viewer.handlers(), VIEWER_ENTRIES)
        self.window.resize(760, 620)
        self.window.show()
        self.activate()

    def activate(self):
        """Give the keys to this window."""
        self.window.activateWindow()
        self.wait_for(self.window.isActiveWindow)

    def close(self):
        self.viewer.player.close()
        self.window.close()
        forget_window(self.window)

    def begin_again(self):
        """Select nothing, in the way of seeing that the viewer has at first."""
        self.activate()
        self.session.selected = self.session.shot = None
        self.session.candidates = list(self._pairs)
        self.session.selection_changed.emit(None)
        self.session.trims.clear()
        self.viewer.set_mode("cut")
        self.viewer.player.seconds = Fraction(1)
        self.painted.clear()

    def select(self, name):
        """Select a pair and wait for its first frame."""
        self.begin(lambda: self.session.select(name))

    def begin(self, show):
        """Have something shown and wait for its first frame."""
        begun = []
        link = self.viewer.player.moved.connect(lambda: begun.append(True))
        show()
        self.wait_for(lambda: begun)
        self.viewer.player.moved.disconnect(link)

    def say(self, **said):
        """Change what is said of the selected pair, as a session does."""
        at = self.session.candidates.index(self.session.selected)
        pair = replace(self.session.selected, **said)
        self.session.candidates[at] = self.session.selected = pair
        self.session.review_changed.emit(pair.id)

    def press(self, *keys):
        for key in keys:
            QTest.keyClick(self.window, *key if isinstance(key, tuple) else (key,))

    def wait_for(self, condition):
        end = time.monotonic() + WAIT_MS / 1000
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            QTest.qWait(2)

    def whole_loop_is_here(self):
        loop, frames = self.viewer.player.loop, self.viewer.player.frames
        return all(
            frames.here(loop.stretch_at(place).film, loop.at(place)[1])
            for place in range(len(loop))
        )

    def screen(self):
        """Return what the window shows now of the canvas: (h, w, 3) BGR."""
        canvas = self.viewer.canvas
        whole = self.window.screen().grabWindow(self.window.winId()).toImage()
        corner = canvas.mapTo(self.window, canvas.rect().topLeft())
        return pixels(whole.copy(corner.x(), corner.y(), canvas.width(), canvas.height()))

    def picture(self):
        """Return the part of the canvas that 16:9 pictures cover."""
        return middle(self.screen())


def all_is_here(frames):
    """Whether the window waits for no frame or sound."""
    return frames._asked is None


def middle(shown):
    height, width = shown.shape[:2]
    rows = width * 9 // 16
    top = (height - rows) // 2
    return shown[top : top + rows]


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].copy()


def number_shown(picture):
    """Return the side and the frame of its film that a picture shows."""
    number = number_in(picture)
    return ("in", number - FIRST_OF_B) if number >= FIRST_OF_B else ("out", number)


def left_of(heard, count):
    """What the sound card is given next of the left channel."""
    left, right = np.frombuffer(heard.read(4 * count).data(), "<i2").reshape(-1, 2).T
    assert (left == right).all()
    return left.tolist()
