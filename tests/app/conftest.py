"""A short film drawn for the window's tests, analysed once; windows on copies of its project."""

import gc
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from copies import copy_of
from films import slow_film
from patience import PatientBot
from warm import warm_processes

pytest.importorskip("PySide6.QtWidgets")

SIZE = (320, 180)
FRAMES = 30


def draw_short_film(path: Path, matches: int = 4) -> Path:
    """Draw some shots of the sample film, small and short, each with its frame counter.

    matches: of the planted ones; for each there are four shots, its own two and two others.
    """
    from matchcut.media.write import MovieWriter
    from matchcut.sample.film import film_plan, pictures
    from matchcut.sample.plan import RATE

    plan = film_plan(1, False)
    wanted = {name for match in plan.matches[:matches] for name in (match.out_shot, match.in_shot)}
    shots = [shot for shot in plan.shots if shot.name in wanted]
    between = [shot for shot in plan.shots if shot.name not in wanted and shot.kind == "picture"]
    mixed = [shot for pair in zip(shots, between, strict=False) for shot in pair]
    short = replace(
        plan,
        width=SIZE[0],
        height=SIZE[1],
        shots=tuple(replace(shot, frames=FRAMES, group=None) for shot in mixed),
        passages=(),
        matches=(),
    )
    with MovieWriter(path, *SIZE, Fraction(RATE)) as movie:
        for picture in pictures(short):
            movie.frame(picture)
    return path


def matchcut(*arguments: object) -> str:
    """Run a command of the product; return what it prints."""
    command = [sys.executable, "-m", "matchcut", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory):
    """Keep settings, projects and caches of the tests away from the user's."""
    home = tmp_path_factory.mktemp("home")
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR")
    before = {name: os.environ.get(name) for name in names}
    os.environ |= {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    from PySide6.QtCore import QSettings

    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(home / "config")
    )
    yield home
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session", autouse=True)
def overrides_guarded():
    """Let an error in a method that Qt calls fail its test, and not end them all."""
    import app.launch  # and with it all classes of the window
    from app.qt.overrides import guard_overrides

    assert app.launch
    guard_overrides()


@contextmanager
def started_by(python):
    """Start the window's servers and jobs by another Python."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("app.server", "app.jobs.job"):
            patch.setattr(f"{module}.sys", python)
        yield


@pytest.fixture(scope="session", autouse=True)
def warm():
    """Fork the window's processes off one that has loaded the libraries, where the system can."""
    if not hasattr(os, "pidfd_open"):
        yield
        return
    with warm_processes() as launcher, started_by(SimpleNamespace(executable=launcher)):
        yield


@pytest.fixture
def cold(warm):
    """Start the processes of a test as the product does, from nothing."""
    with started_by(sys):
        yield


@pytest.fixture(scope="module")
def cold_file(warm):
    """Start the processes of a whole file so, also those of its room."""
    with started_by(sys):
        yield


@pytest.fixture(scope="module", autouse=True)
def garbage_of_this_thread():
    """Let no other thread clear garbage away, as in the window; all of a file goes after it."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def swept(garbage_of_this_thread):
    """Clear garbage away after each test, not in the midst of it."""
    from app.qt.garbage import sweep

    yield
    sweep()


@pytest.fixture(autouse=True)
def no_settings(own_home):
    """Begin each test with default preferences and no recent projects."""
    from rooms import forget_settings

    forget_settings()


@pytest.fixture(scope="session")
def short_film(tmp_path_factory):
    """A film of sixteen short shots, half of them parts of match cuts."""
    return draw_short_film(tmp_path_factory.mktemp("film") / "short.mp4")


@pytest.fixture(scope="session")
def brief_film(tmp_path_factory):
    """A film of eight such shots, where it is analysed more often than looked at."""
    return draw_short_film(tmp_path_factory.mktemp("film") / "brief.mp4", matches=2)


@pytest.fixture(scope="session")
def long_film(tmp_path_factory):
    """A film that takes seconds to watch."""
    return slow_film(tmp_path_factory.mktemp("film") / "long.mp4")


@pytest.fixture(scope="session")
def analysed(short_film, tmp_path_factory):
    """Its project, analysed; not to be changed."""
    path = tmp_path_factory.mktemp("project") / "short.matchcut"
    matchcut("analyze", "--progress", "none", "--segmenter", "foreground", short_film, "-p", path)
    return path


@pytest.fixture
def project(analysed, tmp_path):
    """A copy of the analysed project, of the test's own."""
    return copy_of(analysed, tmp_path)


@pytest.fixture
def desk():
    """A desk on which nothing lies yet."""
    from app.session.desk import Desk

    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def session(request, qtbot, desk, project):
    """A session on the project, with its pairs listed; in the window, where the test has one."""
    from rooms import lay_open

    if "window" in request.fixturenames:
        return request.getfixturevalue("window").session
    with qtbot.waitSignal(desk.candidates_changed):
        return lay_open(desk, project)


@pytest.fixture(scope="session")
def dressed(qapp):
    """The application in the room's look, put on once: every window there is takes part in it."""
    from app import theme

    qapp.setApplicationName("matchcut")
    theme.dress(qapp)
    return qapp


@pytest.fixture
def window(qtbot, empty_window, project):
    """The real window on the project, shown, with its pairs listed."""
    with qtbot.waitSignal(empty_window.desk.candidates_changed):
        empty_window.open(project)
    return empty_window


@pytest.fixture
def empty_window(qtbot, dressed, desk):
    """A window in which nothing is open."""
    from app.windows.main import MainWindow

    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture(scope="module")
def room(dressed, analysed, tmp_path_factory):
    """The window with an analysed project open, one for all tests of a file."""
    from rooms import open_room

    with open_room(analysed, tmp_path_factory.mktemp("room")) as window:
        yield window
