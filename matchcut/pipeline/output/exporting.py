"""Write a list from a project, for the commands and the window, each with its own words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matchcut.errors import ExportError
from matchcut.export import exporter_for
from matchcut.export.cut import CutWarning, ExportSettings, LeftOut, Summary
from matchcut.export.exporter import Exporter
from matchcut.pipeline.output.cut_list import ChosenCuts, cuts_to_export, spare_films
from matchcut.progress import Progress
from matchcut.project.project import Project
from matchcut.words import are, counted


@dataclass(frozen=True, slots=True)
class Ways:
    """How an editor follows a sentence's advice: by keys, or by commands."""

    judge: str
    accept: str
    name_original: str


KEYS = Ways("G or B", "A", "Ctrl+T")
COMMANDS = Ways("matchcut tag", "matchcut accept", "matchcut film")


def export_list(
    project: Project,
    path: Path,
    settings: ExportSettings,
    *,
    progress: Progress,
    choose: Callable[[], ChosenCuts] | None = None,
    ways: Ways = COMMANDS,
) -> Summary:
    """Write a list in the format of the suffix of ``path``; return a summary.

    settings: see `export_settings`. choose: return the cuts to list, called once the file may be
        written; by default the accepted pairs or, for labels, those with a verdict.
    Raises ExportError if there is nothing to list, and as `Exporter.write` does.
    """
    exporter = exporter_for(path)
    spare_films(project, path)
    chosen = choose() if choose else cuts_to_export(project, exporter)
    if not chosen.cuts:
        raise _nothing(exporter, ways, found=choose is not None)
    summary = exporter.write(chosen.cuts, path, settings, progress)
    remedy = [exporter.remedy] if summary.left_out else []
    return replace(
        summary,
        left_out=(*chosen.gone, *summary.left_out),
        warnings=(*_warnings(chosen, exporter, ways), *summary.warnings, *remedy),
        cuts=len(chosen.cuts) - len(summary.left_out),
    )


def fitting(
    project: Project, path: Path, settings: ExportSettings
) -> tuple[int, Sequence[LeftOut], str]:
    """Return how many cuts `export_list` would write, and those that it would leave out.

    And what to try for those that the format can't hold, "" if there are none. Raises ExportError
    if no cut has its frames any more, TimecodeError as `Exporter.write`.
    """
    exporter = exporter_for(path)
    chosen = cuts_to_export(project, exporter)
    unfit = exporter.left_out(chosen.cuts, settings)
    remedy = exporter.remedy if unfit else ""
    return len(chosen.cuts) - len(unfit), [*chosen.gone, *unfit], remedy


def _warnings(chosen: ChosenCuts, exporter: Exporter, ways: Ways) -> list[str | CutWarning]:
    """Return warnings about the chosen cuts, in any format."""
    warnings = list[str | CutWarning]()
    if exporter.names_files:
        warnings += chosen.away
        warnings += [
            f"{name} is not as it was, or can't be read: the list names it all the same. If it "
            f"shows the same frames, name it as the original again ({ways.name_original})."
            for name in chosen.changed
        ]
    if chosen.unjudged:
        cuts = counted(chosen.unjudged, "accepted cut")
        warnings.append(
            f"{cuts} {are(chosen.unjudged)} not in it, without a verdict: labels are made of pairs "
            f"that are called good or bad ({ways.judge})."
        )
    to_check = [cut.id for cut in chosen.cuts if cut.to_check]
    if to_check:
        words = (
            "Check {}: a film has changed since. Judging or accepting again says that it is right."
        )
        warnings.append(CutWarning(words, to_check))
    return warnings


def _nothing(exporter: Exporter, ways: Ways, *, found: bool) -> ExportError:
    if found:
        return ExportError(
            "The search has found no pair to export.", "Try another flavour, or analyse more films."
        )
    if exporter.of_verdicts:
        return ExportError(
            "No pair has been judged yet.", f"Call one good or bad first ({ways.judge})."
        )
    return ExportError(
        "There is no accepted cut to export.",
        f"Accept one first ({ways.accept}); labels are made of verdicts alone.",
    )
