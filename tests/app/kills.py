"""Kills what the real window stands on: the worker, the picture server, then the window itself.

Usage: python tests/app/kills.py FILM FILM...

Each is killed as `kill -9` does, on a screen of its own (Xvfb): the worker while it watches, the
picture server while it plays, the window after ten verdicts. Says what the editor saw of it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tour import Tour, start_screen

TEN = "GBMGBMGBMG"
SAID = {"G": "good", "B": "bad", "M": "maybe"}


def main() -> None:
    if sys.argv[1] == "--ten":
        press_ten_and_die(Path(sys.argv[2]))
    work = Path(tempfile.mkdtemp(prefix="matchcut-kills-"))
    screen = start_screen(work)
    try:
        tour = Tour(work, None, 1440, 900)
        tour.open_window()
        kill_worker(tour, [Path(film).absolute() for film in sys.argv[1:]])
        kill_pictures(tour)
        project = tour.session.path
        tour.window.close()
        subprocess.run([sys.executable, __file__, "--ten", str(project)], check=False)
        ten_are_there(tour, project)
    finally:
        screen.terminate()
        shutil.rmtree(work, ignore_errors=True)


def kill_worker(tour: Tour, films: list[Path]) -> None:
    tour.window.take(films)
    tour.until(lambda: tour.window.desk.is_open and tour.session.analysis.current)
    session = tour.session
    tour.until(lambda: session.analysis.current.done > 0)
    film = session.analysis.current.path.name
    os.kill(session.analysis.process_id(), signal.SIGKILL)
    tour.until(tour.window.notice.isVisible)
    print(f"worker killed at {film}:", tour.window.notice.happened.text())
    tour.until(lambda: session.analysis.current and session.analysis.current.path.name != film)
    print("it goes on with", session.analysis.current.path.name)
    tour.click(tour.window.notice.action)
    tour.until(lambda: not session.analysis.waiting and session.candidates)
    states = [f"{each.path.name} {each.state}" for each in session.analysis.films]
    print("after the retry:", ", ".join(states))


def kill_pictures(tour: Tour) -> None:
    tour.session.select(tour.session.candidates[0].id)
    viewer, painted = tour.window.viewer, []
    viewer.canvas.painted.connect(lambda *moment: painted.append(moment))
    tour.until(lambda: len(painted) > 10)
    server = viewer.player.frames.server
    killed = server.process_id()
    os.kill(killed, signal.SIGKILL)
    began, before = time.perf_counter(), len(painted)
    tour.until(lambda: server.process_id() not in (0, killed))
    tour.session.next()
    tour.until(lambda: len(painted) > before + 30)
    pair = tour.session.selected
    tour.until(lambda: viewer.player.moment and viewer.player.speed == 1)
    print(
        f"picture server killed in mid-play: pair {pair.rank} plays,"
        f" {time.perf_counter() - began:.1f} s later"
    )


def press_ten_and_die(project: Path) -> None:
    tour = Tour(Path(os.environ["HOME"]), None, 1440, 900)
    tour.open_window()
    tour.open(project)
    tour.until(lambda: len(tour.session.candidates) > len(TEN))
    tour.session.select(tour.session.candidates[0].id)
    for key in TEN:
        tour.key(key)
        tour.wait(40)
    os.kill(os.getpid(), signal.SIGKILL)


def ten_are_there(tour: Tour, project: Path) -> None:
    tour.open_window()
    tour.open(project)
    said = [pair.verdict for pair in tour.session.candidates[: len(TEN)]]
    kept = said == [SAID[key] for key in TEN]
    print("window killed after ten verdicts:", "all ten are there" if kept else f"LOST: {said}")
    tour.window.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
