"""matchcut app: the window."""

import importlib
from pathlib import Path

import click


@click.command()
@click.argument("project", required=False, type=click.Path(path_type=Path))
def app(project: Path | None) -> int:
    """Open the window, on PROJECT if one is named."""
    # By name: the library never imports the window.
    status: int = importlib.import_module("app.launch").run(project)
    return status
