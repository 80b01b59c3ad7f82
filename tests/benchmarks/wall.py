"""How the window's thread keeps up with a list of 10,000 pairs: PROJECT of an analysed film.

The project's own pairs are listed again and again under other ids. Scrolled from end to end,
stepped through, filtered, sorted and tagged in the real window, on a screen of its own (Xvfb).

    python tests/benchmarks/wall.py PROJECT
"""

import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "app"), str(TESTS.parent)]
from copies import copy_of  # noqa: E402
from tour import Tour, start_screen  # noqa: E402

PAIRS = 10_000
STEPS = 300


def many(pairs):
    """Return so many pairs, each at a frame of its own where its shots have room."""
    chance = random.Random(1)
    listed = []
    for at in range(PAIRS):
        pair = pairs[at % len(pairs)]
        frame = chance.randrange(pair.into.start, pair.into.end)
        listed.append(
            replace(
                pair,
                id=pair.id if at < len(pairs) else f"{pair.id}-{at}",
                rank=at + 1,
                score=1 - at / PAIRS,
                into=replace(pair.into, frame=frame),
            )
        )
    return listed


def main() -> None:
    work = Path(tempfile.mkdtemp(prefix="matchcut-wall-"))
    project = copy_of(Path(sys.argv[1]), work)
    screen = start_screen(work)
    try:
        measure(Tour(work, None, 1440, 900), project)
    finally:
        screen.terminate()
        shutil.rmtree(work, ignore_errors=True)


def measure(tour: Tour, project: Path) -> None:
    tour.open_window()
    tour.open(project)
    session, panel = tour.session, tour.window.candidates
    tour.wait(2000)
    listed = many(session.candidates)

    def told(what, deed):
        tour._heart.start()
        began, busy = time.perf_counter(), time.thread_time()
        deed()
        took, busy = time.perf_counter() - began, time.thread_time() - busy
        tour.wait(400)
        print(f"{what}: {1000 * took:.0f} ms ({1000 * busy:.0f} of work); {tour._heart.stop()}")

    def scroll():
        bar = panel.view.verticalScrollBar()
        for step in range(STEPS):
            bar.setValue(bar.maximum() * step // STEPS)
            tour.wait(10)

    def step():
        for _ in range(20):
            tour.key("Down")
            tour.wait(60)

    def tag():
        for key in "GBM" * 5:
            tour.key(key)
            tour.wait(60)

    told(f"{PAIRS:,} pairs arrive", lambda: session._found(listed))
    told("scrolled from end to end", scroll)
    told("20 steps down", step)
    told("least score to .50", lambda: (tour.window.filters.score.setValue(50), tour.wait(300)))
    told("sorted by place", lambda: panel.sort.setCurrentIndex(1))
    tour.window.filters.clear()
    panel.sort.setCurrentIndex(0)
    session.select(listed[0].id)
    tour.wait(500)
    told("15 verdicts", tag)
    tour.window.close()


if __name__ == "__main__":
    main()
