"""Pairs of a drawn film as a search shows them, and what has become of them."""

from collections.abc import Sequence

from matchcut.project.pairs import (
    ShownPair,
    first_shown,
    known_pairs,
    record_pairs,
)
from matchcut.project.project import Project
from matchcut.project.shots import (
    Checkpoint,
    all_shots,
    append_shots,
    begin_analysis,
)
from matchcut.review import Anchor, Candidate, Locate, LocatedShot, identify, orphans
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange

# Units of presentation time a frame takes in the films drawn here.
TICKS = 1001


def detect(project: Project, film: str, recipe: str, *bounds: tuple[int, int]) -> None:
    begin_analysis(project, film, recipe)
    shots = [Shot(FrameRange(start, stop)) for start, stop in bounds]
    append_shots(project, film, shots, Checkpoint(100, finished=True))


def candidate(film: str, out: int, into: int, flavour: str = "frame") -> Candidate:
    return Candidate(flavour, Anchor(film, out * TICKS), Anchor(film, into * TICKS))


def locator(project: Project) -> Locate:
    """Find anchors by the shots that the project has now."""
    found = all_shots(project)

    def locate(anchor: Anchor) -> LocatedShot | None:
        for shot in found:
            if shot.film == anchor.film and anchor.pts // TICKS in shot.frames:
                key = (shot.film, shot.frames.start)
                return LocatedShot(key, key if shot.group is None else shot.group)
        return None

    return locate


def everywhere(films: Sequence[str], pts: Sequence[int]) -> list[bool]:
    return [True] * len(films)


def show(project: Project, *candidates: Candidate) -> list[str]:
    """Do what a search does with the pairs it is about to show."""
    ids = identify(candidates, known_pairs(project, "frame", everywhere), locator(project))
    record_pairs(
        project,
        [
            ShownPair(pair, each, score=0.5, parts={"iou": 0.5})
            for pair, each in zip(ids, candidates, strict=True)
        ],
    )
    return ids


def orphaned(project: Project) -> list[str]:
    return orphans(first_shown(project), locator(project))
