"""Near-duplicate groups over all films of a project."""

from collections import Counter, defaultdict

from matchcut import dedup
from matchcut.pipeline.representing import APPEARANCE
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, all_shots, set_groups


def group_near_duplicates(project: Project) -> None:
    """Group the shots that look alike, but for those that the editor wants alone.

    The earliest represents its group, unless the editor chose another.
    """
    shots = [shot for shot in all_shots(project) if shot.kind == "picture" and shot.wish != "alone"]
    stored = project.features.load(*APPEARANCE)
    known = [shot for shot in shots if shot.span in stored]
    groups = dedup.group([stored[shot.span]["descriptors"] for shot in known]).tolist()
    size = Counter(groups)
    represents = {
        group: next((shot for shot in members if shot.wish == "represents"), members[0])
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


def _members(shots: list[ShotRecord], groups: list[int]) -> dict[int, list[ShotRecord]]:
    members: dict[int, list[ShotRecord]] = defaultdict(list)
    for shot, group in zip(shots, groups, strict=True):
        members[group].append(shot)
    return members
