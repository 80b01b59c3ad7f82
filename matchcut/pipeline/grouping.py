"""Near-duplicate groups over all films of a project."""

from collections import Counter, defaultdict
from typing import TypeVar

from matchcut import dedup
from matchcut.pipeline.representing import APPEARANCE
from matchcut.project.features import Span
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, all_shots, set_groups

T = TypeVar("T")


def group_near_duplicates(project: Project) -> None:
    """Group the shots that look alike; the earliest represents, unless the editor chose another."""
    shots = [shot for shot in all_shots(project) if shot.kind == "picture"]
    stored = project.features.load(*APPEARANCE)
    known = [shot for shot in shots if _span(shot) in stored]
    groups = dedup.group([stored[_span(shot)]["descriptors"] for shot in known]).tolist()
    size = Counter(groups)
    chosen = _chosen(shots)
    represents = {
        group: next((shot for shot in members if shot in chosen), members[0])
        for group, members in _members(known, groups).items()
    }
    set_groups(
        project,
        {
            (shot.film, shot.frames.start): (group, shot is represents[group])
            for shot, group in zip(known, groups, strict=True)
            if size[group] > 1
        },
    )


def _chosen(shots: list[ShotRecord]) -> list[ShotRecord]:
    """Return the representatives that are not the earliest of their group: the editor's choice."""
    grouped = [shot for shot in shots if shot.group is not None]
    earliest = [
        members[0] for members in _members(grouped, [shot.group for shot in grouped]).values()
    ]
    return [shot for shot in grouped if shot.representative and shot not in earliest]


def _members(shots: list[ShotRecord], groups: list[T]) -> dict[T, list[ShotRecord]]:
    members: dict[T, list[ShotRecord]] = defaultdict(list)
    for shot, group in zip(shots, groups, strict=True):
        members[group].append(shot)
    return members


def _span(shot: ShotRecord) -> Span:
    return shot.film, shot.frames.start, shot.frames.stop
