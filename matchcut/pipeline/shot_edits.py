"""Edit shots; each edit is one step of the history.

Features that shots with hand-drawn boundaries lack are computed later.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from matchcut.errors import MatchcutError
from matchcut.pipeline.analysis.grouping import group_near_duplicates
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project import removal
from matchcut.project.edits import editing
from matchcut.project.project import Project
from matchcut.project.shots import (
    ShotRecord,
    choose_representative,
    group_members,
    replace_by_hand,
    set_alone,
    set_hidden,
)
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


def represent(project: Project, shot: ShotRecord) -> None:
    """Make a shot represent its group."""
    with _editing_group(project, "represent", shot):
        choose_representative(project, shot)


def ungroup(project: Project, shot: ShotRecord, *, whole: bool) -> None:
    """Keep a shot, or with ``whole`` every shot of its group, out of every group."""
    with _editing_group(project, "ungroup", shot) as members:
        set_alone(project, members if whole else [shot], True)
    # Here and below outside the edit's transaction: it takes many seconds, and a verdict can't
    # wait.
    group_near_duplicates(project)


def group(project: Project, shot: ShotRecord) -> None:
    """Allow a shot to be grouped again."""
    with editing(project, "group", [shot.film]):
        set_alone(project, [shot], False)
    group_near_duplicates(project)


def remove_film(project: Project, film_uuid: str) -> str:
    """Take a film out of the project with its shots; see `matchcut.project.removal.remove_film`.

    Those of other films that they stood for are grouped without them.
    """
    resting = removal.remove_film(project, film_uuid)
    group_near_duplicates(project)
    return resting


def hide(project: Project, shot: ShotRecord, hidden: bool) -> None:
    """Exclude a shot from every pair, or allow it again."""
    with editing(project, "hide", [shot.film]):
        set_hidden(project, shot, hidden)


def split_shot(project: Project, shot: ShotRecord, frame: int) -> None:
    """Split a shot at a frame inside it. Raises MatchcutError at its ends."""
    if not shot.frames.start < frame < shot.frames.stop:
        raise MatchcutError(
            "A shot can't be split at its first frame.", "Go to the frame that begins the new one."
        )
    parts = FrameRange(shot.frames.start, frame), FrameRange(frame, shot.frames.stop)
    _draw(project, "split", shot, [Shot(part, shot.kind) for part in parts])


def merge_with_next(project: Project, film: LibraryFilm, shot: ShotRecord) -> None:
    """Merge a shot with the next, and the gap between. Raises MatchcutError at the last."""
    after = _next(film, shot)
    whole = FrameRange(shot.frames.start, after.frames.stop)
    kind = "picture" if "picture" in (shot.kind, after.kind) else shot.kind
    _draw(project, "merge", shot, [Shot(whole, kind)])


def move_boundary(project: Project, film: LibraryFilm, shot: ShotRecord, frame: int) -> None:
    """Move the boundary between ``shot`` and the next one to a frame of either."""
    after = _next(film, shot)
    start, stop = shot.frames.start, after.frames.stop
    if not start < frame < stop:
        raise MatchcutError(
            "The boundary would leave its two shots.", "Move it less far, or merge them."
        )
    before = Shot(FrameRange(start, frame), shot.kind)
    _draw(project, "move boundary", shot, [before, Shot(FrameRange(frame, stop), after.kind)])


def _draw(project: Project, deed: str, shot: ShotRecord, drawn: Sequence[Shot]) -> None:
    """Replace the shots in this part of the film of ``shot`` by others, given in order."""
    within = FrameRange(drawn[0].frames.start, drawn[-1].frames.stop)
    with editing(project, deed, [shot.film]):
        replace_by_hand(project, shot.film, within, drawn)


@contextmanager
def _editing_group(project: Project, deed: str, shot: ShotRecord) -> Iterator[list[ShotRecord]]:
    """Wrap `editing` for the films of a shot's near-duplicates; yield these and the shot."""
    with project.writing():
        members = [shot] if shot.group is None else group_members(project, shot.group)
        with editing(project, deed, {shot.film, *(member.film for member in members)}):
            yield members


def _next(film: LibraryFilm, shot: ShotRecord) -> ShotRecord:
    if shot.number >= len(film.shots):
        raise MatchcutError(
            "There is no shot after this one.", "Choose the one before, and merge or move there."
        )
    return film.shots[shot.number]  # numbers count from 1
