"""Lists from outside: as the shots of a film, and exported ones to be checked."""

from pathlib import Path

from matchcut.errors import ProjectError
from matchcut.export.conform import Conformed, Unmatched, conform
from matchcut.export.cut import Source
from matchcut.export.reading import read_events
from matchcut.export.shot_list import shot_list
from matchcut.export.verify import Footage, Verification, verify
from matchcut.media.film import fingerprint, probe
from matchcut.pipeline.cut_list import ChosenCuts, Sources
from matchcut.pipeline.facts import start_timecode
from matchcut.pipeline.library import load_library
from matchcut.progress import Progress
from matchcut.project.media import find_watched
from matchcut.project.project import Project
from matchcut.project.settings import timeline_rate
from matchcut.shots.cutlist import CutList, read_cut_list
from matchcut.timing import Clock


def film_cuts(listed: Path, film: Path) -> CutList:
    """Return the transitions that a list says a film has: CSV of frames, EDL, OTIO or XML.

    Raises CutListError where the list can't be read or is of another film.
    """
    if listed.suffix.lower() in (".csv", ".txt"):
        return read_cut_list(listed)
    info = probe(film)
    start = start_timecode(info)
    source = Source(
        id="",
        name=film.name,
        path=film,
        clock=Clock.starting(start, info.rate) if start else Clock(info.rate),
        frames=info.frames,
        width=info.width,
        height=info.height,
        reel=info.reel or film.stem,
    )
    return shot_list(read_events(listed, info.rate), source)


def verify_export(
    project: Project, exported: Path, chosen: ChosenCuts, progress: Progress
) -> Verification:
    """Decode the frames that an exported list names and compare them with the approved ones."""
    library = load_library(project)
    used = {side.source.id for cut in chosen.cuts for side in (cut.out, cut.into)}
    footage = {
        uuid: Footage(probe(find_watched(project, uuid, fingerprint).path), film.times)
        for uuid, film in library.films.items()
        if uuid in used
    }
    rate = timeline_rate(project)
    assert rate is not None  # a project with cuts has a film
    return verify(exported, chosen.cuts, rate, footage, progress, gone=chosen.gone)


def conform_list(
    project: Project, listed: Path
) -> tuple[list[Conformed], list[Unmatched], list[str]]:
    """Match a list's events to the project's films by path, reel or name.

    Returns the matched, the unmatched, and what in the list can't be read, in words.
    """
    library = load_library(project)
    rate = timeline_rate(project)
    if rate is None:
        raise ProjectError(f"{project.path.name} has no film.", "Analyse one first.")
    sources = Sources(project)
    events = read_events(listed, rate)
    matched, unmatched = conform(events.events, [sources.of(f) for f in library.films.values()])
    return matched, unmatched, [str(problem) for problem in events.problems]
