"""Group near-duplicates over all films of a project.

Which shot represents a group depends on earlier shots alone. The last grouping is remembered per
film, so when a film is added, its shots are compared with those of the films before it, and those
are not compared with one another again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import groupby, pairwise, takewhile

from matchcut import dedup
from matchcut.pipeline.analysis.feature_keys import APPEARANCE
from matchcut.project.features import Span
from matchcut.project.films import films
from matchcut.project.project import Project, damage_told
from matchcut.project.shots import ShotRecord, all_shots, set_groups

# State of a film's shots when they were grouped, by its UUID, to detect changes.
States = dict[str, str]


def group_near_duplicates(project: Project) -> None:
    """Group the shots that look alike, except those that the editor wants alone.

    The earliest represents its group, unless the editor chose another. The parts of a take that
    was split by hand are never in one group. Costs little if nothing has changed since the last
    time.
    """
    # Another process may meanwhile have changed, removed or grouped shots that were compared.
    while not _group(project):
        pass


def _group(project: Project) -> bool:
    """Group the shots; return False, changing nothing, if they changed meanwhile."""
    with project.reading():
        shots, content, before = _seen(project)
    if _states(shots, content, project.features.spans(*APPEARANCE)) == before:
        return True
    stored = project.features.load(*APPEARANCE)
    now = _states(shots, content, stored)
    same = takewhile(
        lambda pair: pair[0] == pair[1], zip(before.items(), now.items(), strict=False)
    )
    unchanged = {film for (film, _), _ in same}
    known = [
        shot
        for shot in shots
        if shot.kind == "picture" and shot.wish != "alone" and shot.span in stored
    ]
    settled = [
        at if shot.group is None else shot.group
        for at, shot in enumerate(known)
        if shot.film in unchanged
    ]
    descriptors = [stored[shot.span]["descriptors"] for shot in known]
    found = dedup.group(descriptors, settled=settled, apart=_apart(shots, known))
    groups = dict(zip([shot.span for shot in known], found.tolist(), strict=True))
    grouped = _grouped(shots, groups)
    with project.writing():
        shots_now, content_now, before_now = _seen(project)
        # New shots don't matter: an analysis adds some all the time, and groups them later.
        stayed = set(shots) <= set(shots_now) and content.items() <= content_now.items()
        if not stayed or before_now != before:
            return False
        set_groups(
            project,
            {
                (shot.film, shot.frames.start): (shot.group, shot.representative)
                for shot in grouped
                if shot.group is not None
            },
            # The state of the shots as read: anything that came meanwhile will differ from it.
            made_from=json.dumps(_states(grouped, content, stored)),
        )
    return True


def _seen(project: Project) -> tuple[list[ShotRecord], dict[str, str], States]:
    """Return all shots, the fingerprint of each film, and the last grouping."""
    content = {film.uuid: film.fingerprint for film in films(project)}
    with damage_told(project, "what near-duplicates were grouped from"):
        before: States = dict(json.loads(project.setting("grouped_from") or "{}"))
    return all_shots(project), content, before


def _apart(shots: Iterable[ShotRecord], known: Sequence[ShotRecord]) -> dict[int, list[int]]:
    """Return the positions, in ``known``, of the earlier parts of each part of a split take.

    Adjacent shots with boundaries set by the editor are taken for such parts: one listed too often
    costs the editor less than one that is hidden as soon as it is drawn.
    """
    place = {shot.span: at for at, shot in enumerate(known)}
    apart: dict[int, list[int]] = {}
    parts: list[int] = []
    for before, shot in pairwise(shots):
        meet = before.film == shot.film and before.frames.stop == shot.frames.start
        if not (meet and before.hand_made and shot.hand_made):
            parts = []
            continue
        if before.span in place:
            parts.append(place[before.span])
        if shot.span in place:
            apart[place[shot.span]] = list(parts)
    return apart


def _grouped(shots: Iterable[ShotRecord], groups: dict[Span, int]) -> list[ShotRecord]:
    """Return all shots with their groups; groups: of those that were compared."""
    size = Counter(groups.values())
    members: dict[int, list[ShotRecord]] = defaultdict(list)
    for shot in shots:
        if shot.span in groups:
            members[groups[shot.span]].append(shot)
    represents = {
        next((shot for shot in of if shot.wish == "represents"), of[0]).span
        for of in members.values()
    }

    def grouped(shot: ShotRecord) -> ShotRecord:
        group = groups.get(shot.span)
        if group is None or size[group] == 1:
            return replace(shot, group=None, representative=True)
        return replace(shot, group=group, representative=shot.span in represents)

    return [grouped(shot) for shot in shots]


def _states(
    shots: Iterable[ShotRecord], content: dict[str, str], described: Collection[Span]
) -> States:
    """Return a checksum of each film's groups and of everything they depend on.

    content: the fingerprint of each film. described: the shots whose appearance is stored.
    """
    states = {}
    for film, of_film in groupby(shots, lambda shot: shot.film):
        told = [
            (
                *(shot.frames.start, shot.frames.stop, shot.kind, shot.wish),
                *(shot.group, shot.representative, shot.span in described, shot.hand_made),
            )
            for shot in of_film
        ]
        seen = repr((APPEARANCE, dedup.THRESHOLD, content.get(film), told))
        states[film] = blake2b(seen.encode(), digest_size=16).hexdigest()
    return states
