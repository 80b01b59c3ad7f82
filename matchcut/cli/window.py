"""matchcut app: the window."""

import importlib
import os
import sys
from pathlib import Path

import click

from matchcut.cli.options import ANY_PATH
from matchcut.errors import MatchcutError


@click.command()
@click.argument("project", required=False, type=ANY_PATH)
def app(project: Path | None) -> int:
    """Open the desktop app, with PROJECT if given."""
    places = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in places):
        # Qt would abort.
        raise MatchcutError("There is no screen to open the window on.", "Start it on a desktop.")
    # By name: the library never imports the window.
    status: int = importlib.import_module("app.launch").run(project)
    return status
