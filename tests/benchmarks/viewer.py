"""How soon a pair plays, and whether it plays every frame: PROJECT of an analysed film.

Prints the milliseconds from selecting a pair to its first frame, for pairs that were read ahead
and for others, and the frames that were lost or doubled on the screen in real time.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/viewer.py PROJECT
"""

import random
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.player.viewer import Viewer
from app.session.desk import Desk
from app.session.ledger import Ledger

PAIRS = 12
LOOKED_AT_SECONDS = 1.2
WATCHED_SECONDS = 10


def wait_for(condition: Callable[[], object]) -> None:
    """Let the window work until something holds, three minutes at most."""
    patience = time.monotonic() + 180
    while not condition() and time.monotonic() < patience:
        QTest.qWait(1)


def told(name: str, milliseconds: list[float]) -> None:
    """Print the middle and the worst of some times."""
    worst = max(milliseconds)
    print(f"{name}: median {median(milliseconds):.0f} ms, worst {worst:.0f} ms")


def main() -> None:
    """Select neighbours, then pairs far apart, then watch one."""
    app = QApplication(sys.argv)
    desk = Desk()
    viewer = Viewer(desk)
    viewer.resize(1280, 900)
    viewer.show()
    began: list[float] = []
    viewer.player.began.connect(began.append)
    ledger = Ledger(Path(sys.argv[1]).absolute(), desk)
    ledger.opened.connect(lambda contents: desk.lay_open(ledger, contents))
    ledger.unopened.connect(sys.exit)
    ledger.bug.connect(sys.exit)
    ledger.start()
    wait_for(lambda: began)
    session = desk.session
    QTest.qWait(2000)
    began.clear()
    for _ in range(PAIRS):
        session.next()
        QTest.qWait(round(1000 * LOOKED_AT_SECONDS))
    told("read ahead", began)
    chosen = random.Random(1).sample(session.candidates, min(PAIRS, len(session.candidates)))
    began.clear()
    ready: list[float] = []
    viewer.player.shape_known.connect(ready.append)
    for number, pair in enumerate(chosen, start=1):
        # Without what is kept of pairs seen before.
        ready.clear()
        viewer.player.open(session.path)
        wait_for(lambda: ready)
        session.select(pair.id)
        wait_for(lambda number=number: len(began) == number)
    told("not read ahead", began)
    QTest.qWait(2000)
    viewer.canvas.painted.clear()
    QTest.qWait(1000 * WATCHED_SECONDS)
    places = [viewer.player.loop.position_of(*moment) for moment in viewer.canvas.painted]
    length = len(viewer.player.loop)
    jumps = [(after - before) % length for before, after in pairwise(places)]
    doubled = sum(jump == 0 for jump in jumps)
    lost = sum(jump - 1 for jump in jumps if jump > 1)
    print(f"of {len(places)} frames in {WATCHED_SECONDS} s: {lost} lost, {doubled} doubled")
    desk.close()
    app.quit()


if __name__ == "__main__":
    main()
