"""A list out of a project, from what was chosen to the file: one way for commands and window."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from matchcut.errors import ExportError
from matchcut.export import exporter_for, title_of
from matchcut.export.cut import Summary
from matchcut.export.exporter import Exporter
from matchcut.pipeline.cut_list import (
    ChosenCuts,
    cuts_to_export,
    spare_films,
    timeline_settings,
    write_list,
)
from matchcut.progress import Progress, silent
from matchcut.project.project import Project


def export_list(
    project: Project,
    path: Path,
    *,
    choose: Callable[[], ChosenCuts] | None = None,
    title: str | None = None,
    seconds: float = 2.0,
    start: str = "01:00:00:00",
    long_reels: bool = False,
    burn_in: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Write a list, in the format that the suffix of ``path`` names; tell what was written.

    choose: what is listed, asked once the file may be written; by default the accepted pairs, or
        for labels the judged ones. title: None takes the file's name.
    seconds: shown on each side of a cut. start: record timecode of the first frame.
    Raises ExportError where there is nothing to list, and as `write_list` does.
    """
    exporter = exporter_for(path)
    spare_films(project, path)
    chosen = choose() if choose else cuts_to_export(project, exporter)
    if not chosen.cuts:
        raise _nothing(exporter, found=choose is not None)
    settings = timeline_settings(
        project,
        title=title or title_of(path),
        seconds=Fraction(seconds).limit_denominator(1000),
        start=start,
        long_reels=long_reels,
        burn_in=burn_in,
    )
    return write_list(chosen, exporter, path, settings, progress)


def _nothing(exporter: Exporter, *, found: bool) -> ExportError:
    if found:
        return ExportError(
            "The search has found no pair to export.", "Try another flavour, or analyse more films."
        )
    if exporter.name == "labels":
        return ExportError(
            "No pair has been judged yet.", "Call one good or bad first (G or B, matchcut tag)."
        )
    return ExportError(
        "There is no accepted cut to export.",
        "Accept one first (A, matchcut accept); labels are made of verdicts alone.",
    )
