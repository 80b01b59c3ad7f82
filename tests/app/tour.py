"""Drives the real window from dropped films to an exported list, and takes pictures on the way.

Usage: python tests/app/tour.py FILM... [--pictures DIR] [--size 1440x900] [--work DIR]

Everything is done by keys and mouse on a screen of its own (Xvfb). Says at the end how the
window's thread kept up, and whether a restart found everything as it was.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SCREEN = "1920x1080x24"
TICK_MS = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--work", type=Path, help="Kept; a folder that is thrown away else.")
    asked = parser.parse_args()
    work = asked.work or Path(tempfile.mkdtemp(prefix="matchcut-tour-"))
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    screen = start_screen(work)
    try:
        width, height = map(int, asked.size.split("x"))
        Tour(work, asked.pictures, width, height).go([film.absolute() for film in asked.films])
    finally:
        screen.terminate()
        if asked.work is None:
            shutil.rmtree(work, ignore_errors=True)


def start_screen(home: Path) -> subprocess.Popen[bytes]:
    """Start a screen that nobody sees for a window at home in ``home``: nobody's own settings."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = ":" + pipe.readline().strip()
    os.environ |= {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
    }
    return screen


class Heartbeat:
    """How late the window's thread answers a timer, in milliseconds.

    Told twice: by the clock, and by the processor time that the thread itself took between two
    beats, which other programs on the machine have no part in.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._late: list[float] = []
        self._busy: list[float] = []
        self._last = self._last_busy = 0.0
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to count."""
        self._late, self._busy = [], []
        self._last, self._last_busy = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> str:
        """Return how it was."""
        self._timer.stop()
        late, busy = sorted(self._late), sorted(self._busy)
        at = min(len(late) - 1, int(len(late) * 0.99))
        return (
            f"{len(late)} beats, 99 % within {late[at]:.0f} ms, at most {late[-1]:.0f} ms; "
            f"of its own work 99 % within {busy[at]:.0f} ms, at most {busy[-1]:.0f} ms"
        )

    def _beat(self) -> None:
        now, busy = time.perf_counter(), time.thread_time()
        self._late.append(max(0.0, (now - self._last) * 1000 - TICK_MS))
        self._busy.append((busy - self._last_busy) * 1000)
        self._last, self._last_busy = now, busy


class Tour:
    """One walk through the product."""

    def __init__(self, work: Path, pictures: Path | None, width: int, height: int) -> None:
        from PySide6.QtWidgets import QApplication

        from app import theme

        self._work, self._pictures = work, pictures
        self._size = width, height
        self._application = QApplication([])
        self._application.setApplicationName("matchcut")
        theme.dress(self._application)
        self._heart = Heartbeat()

    def go(self, films: list[Path]) -> None:
        self.open_window()
        self.picture("start")
        self.analyse(films)
        self.look_around()
        self.review()
        listed = self._work / "cuts.edl"
        self.export(listed)
        self.windows()
        before = self.state()
        project = self.window.desk.path
        self.window.close()
        self.open_window()
        self.open(project)
        self.until(lambda: len(self.session.cut_list()) == 3)
        print("restart:", "all is as it was" if self.state() == before else "DIFFERENT")
        self.window.close()
        print(listed.read_text())

    def open_window(self) -> None:
        from app.session.desk import Desk
        from app.windows.main import MainWindow

        desk = Desk()
        desk.failed.connect(lambda *told: print("told:", *told))
        desk.bug.connect(print)
        self.window = MainWindow(desk)
        self.window.setGeometry(0, 0, *self._size)
        self.window.show()
        self.wait(200)
        # There is no window manager that would.
        self.window.activateWindow()
        self.wait(400)

    def open(self, project: Path) -> None:
        self.window.open(project)
        self.until(lambda: self.window.desk.is_open and self.session.candidates)

    @property
    def session(self):
        return self.window.session

    def analyse(self, films: list[Path]) -> None:
        from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
        from PySide6.QtGui import QDropEvent

        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(film)) for film in films])
        self._heart.start()
        began = time.perf_counter()
        self.window.dropEvent(
            QDropEvent(
                QPointF(400, 400),
                Qt.DropAction.CopyAction,
                mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        self.until(lambda: "%" in self.window.words.text())
        self.until(lambda: self.window.watching.table.rowCount() > 6 or self.session.candidates)
        self.wait(1500)
        self.picture("analysis")
        self.until(lambda: bool(self.session.candidates))
        print(f"first pairs after {time.perf_counter() - began:.0f} s")
        # What is going on behind the list must not be felt in it.
        bar = self.window.candidates.view.verticalScrollBar()
        while self.session.analysis.waiting:
            for step in range(20):
                bar.setValue(bar.maximum() * step // 20)
                self.wait(20)
            self.key("Down")
            self.wait(300)
        print(f"all films after {time.perf_counter() - began:.0f} s")
        self.until(lambda: not self.session.search.going)
        print("heartbeat while analysing and scrolling:", self._heart.stop())

    def look_around(self) -> None:
        view = self.window.candidates.view
        self.click(view, view.visualRect(view.model().index(0, 0)).center())
        self.wait(2500)
        self.picture("cut")
        for key, name in (("2", "side"), ("3", "onion"), ("4", "wipe"), ("5", "difference")):
            self.key(key)
            self.wait(900)
            self.picture(name)
        self.key("2")
        self.key("O")
        self.wait(1500)
        self.picture("marks")
        self.key("O")
        self.key("1")
        self.wait(400)
        times = [self.time_to_play("Down") for _ in range(6)]
        print("cut starts after", ", ".join(f"{each:.0f}" for each in times), "ms")
        self.key("Alt+4")
        self.wait(1200)
        self.picture("shots")
        self.key("V")
        self.wait(900)
        self.picture("shot")
        self.key("Esc")
        self.key("Alt+3")

    def time_to_play(self, key: str) -> float:
        """Return the milliseconds from a key to the first frame of another pair's cut."""
        painted, player = [], self.window.viewer.player
        link = self.window.viewer.canvas.painted.connect(lambda *moment: painted.append(moment))
        began = time.perf_counter()
        self.key(key)
        loop = player.loop
        self.until(lambda: painted and loop.position_of(*painted[-1]) is not None)
        took = (time.perf_counter() - began) * 1000
        self.window.viewer.canvas.painted.disconnect(link)
        self.wait(1200)
        return took

    def review(self) -> None:
        self.go_to(0)
        self._heart.start()
        for place, key in enumerate("AGAGAMBGBM"):
            if place < 2:
                for trim in ("X", "C"):
                    self.key(trim)
                    self.wait(60)
            self.wait(400)
            self.key(key)
            self.wait(100)
        print("heartbeat while reviewing:", self._heart.stop())
        for place in (0, 2, 4):
            pair = self.session.candidates[place]
            if not pair.accepted:
                self.go_to(place)
                self.key("A")
        self.until(lambda: len(self.session.cut_list()) == 3)
        order = [pair.id for pair in self.session.cut_list()]
        view = self.window.cut_list.view
        self.click(view, view.visualRect(view.model().index(2, 0)).center())
        self.key("Ctrl+Up", view)
        self.until(lambda: [pair.id for pair in self.session.cut_list()] != order)
        self.wait(1500)
        self.picture("review")
        self.key("Alt+6")
        self.wait(600)
        self.picture("history")
        self.key("Alt+5")

    def go_to(self, place: int) -> None:
        """Select a pair by its place in the list, with the arrow keys."""
        order = self.session.order
        while (at := order.index(self.session.selected.id)) != place:
            self.key("Down" if at < place else "Up")
            self.wait(30)

    def export(self, listed: Path) -> None:
        from app.dialogs.export import ExportDialog

        self.window.activateWindow()
        self.wait(200)
        self.key("Ctrl+E")
        self.until(lambda: self.window.findChild(ExportDialog) is not None)
        self.wait(800)
        dialog = self.window.findChild(ExportDialog)
        dialog.path.setFocus()
        dialog.path.selectAll()
        self.type(str(listed), dialog.path)
        self.wait(300)
        self.click(dialog.export)
        self.until(listed.exists)
        self.wait(600)
        self.picture("export", dialog)
        dialog.close()
        self.window.activateWindow()

    def windows(self) -> None:
        """Everything that opens over the room."""
        from app.actions import ShortcutSheet
        from app.dialogs.films import FilmsDialog
        from app.windows.about import AboutDialog
        from app.windows.preferences import PreferencesDialog

        for action, kind, name in (
            ("shortcuts", ShortcutSheet, "shortcuts"),
            ("preferences", PreferencesDialog, "preferences"),
            ("about", AboutDialog, "about"),
        ):
            self.window.menu[action].trigger()
            self.wait(700)
            dialog = self.window.findChild(kind)
            self.picture(name, dialog)
            dialog.close()
            self.window.activateWindow()
            self.wait(200)
        self.key("Ctrl+T")
        self.until(lambda: self.window.findChild(FilmsDialog) is not None)
        self.wait(700)
        self.picture("films", self.window.findChild(FilmsDialog))
        self.window.findChild(FilmsDialog).close()
        self.window.activateWindow()
        self.wait(200)
        self.key("Tab")
        self.wait(900)
        self.picture("picture-only")
        self.key("Tab")
        self.wait(600)

    def state(self) -> list[object]:
        """Return what the editor has decided, and how it is shown."""
        cuts = [(pair.id, pair.out.frame, pair.into.frame) for pair in self.session.cut_list()]
        said = {pair.id: (pair.verdict, pair.accepted) for pair in self.session.candidates}
        seen = [name for name, dock in self.window.workspace.docks.items() if dock.isVisible()]
        return [cuts, said, seen]

    def picture(self, name: str, dialog: object | None = None) -> None:
        """Keep what is on the screen."""
        if self._pictures is None:
            return
        self._pictures.mkdir(parents=True, exist_ok=True)
        screen = self.window.screen()
        width, height = self._size
        path = self._pictures / f"{name}.png"
        shown = screen.grabWindow(0, 0, 0, width, height) if dialog is None else dialog.grab()
        # Packed as tightly as PNG can, which takes long, and would be felt in the heartbeat.
        image = shown.toImage()
        threading.Thread(target=lambda: image.save(str(path), "PNG", 0)).start()

    def key(self, keys: str, widget: object | None = None) -> None:
        """Press keys, as the screen's keyboard would."""
        from PySide6.QtGui import QKeySequence
        from PySide6.QtTest import QTest

        combination = QKeySequence(keys)[0]
        target = widget or self.window.windowHandle()
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def type(self, text: str, widget: object) -> None:
        from PySide6.QtTest import QTest

        QTest.keyClicks(widget, text)

    def click(self, widget: object, at: object | None = None) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        target = widget.viewport() if at is not None else widget
        where = at if at is not None else widget.rect().center()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)

    def wait(self, milliseconds: int) -> None:
        from PySide6.QtTest import QTest

        QTest.qWait(milliseconds)

    def until(self, condition: object, seconds: float = 900.0) -> None:
        from PySide6.QtTest import QTest

        end = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() > end:
                raise TimeoutError
            QTest.qWait(5)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
