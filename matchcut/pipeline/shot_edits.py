"""Shot boundaries that the editor draws by hand: split, merge, move.

What the new shots lack is computed after.
"""

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, replace_by_hand
from matchcut.shots.shot import Shot
from matchcut.timing import FrameRange


def split_shot(project: Project, film: LibraryFilm, shot: ShotRecord, frame: int) -> None:
    """Split a shot at a frame inside it. Raises MatchcutError at its ends."""
    if not shot.frames.start < frame < shot.frames.stop:
        raise MatchcutError(
            "A shot can't be split at its first frame.", "Go to the frame that begins the new one."
        )
    parts = FrameRange(shot.frames.start, frame), FrameRange(frame, shot.frames.stop)
    replace_by_hand(
        project, film.record.uuid, shot.frames, [Shot(part, shot.kind) for part in parts]
    )


def merge_with_next(project: Project, film: LibraryFilm, shot: ShotRecord) -> None:
    """Merge a shot with the next, and the gap between. Raises MatchcutError at the last."""
    after = _next(film, shot)
    whole = FrameRange(shot.frames.start, after.frames.stop)
    kind = "picture" if "picture" in (shot.kind, after.kind) else shot.kind
    replace_by_hand(project, film.record.uuid, whole, [Shot(whole, kind)])


def move_boundary(project: Project, film: LibraryFilm, shot: ShotRecord, frame: int) -> None:
    """Move the boundary between ``shot`` and the next one to a frame of either."""
    after = _next(film, shot)
    whole = FrameRange(shot.frames.start, after.frames.stop)
    if not whole.start < frame < whole.stop:
        raise MatchcutError(
            "The boundary would leave its two shots.", "Move it less far, or merge them."
        )
    replace_by_hand(
        project,
        film.record.uuid,
        whole,
        [
            Shot(FrameRange(whole.start, frame), shot.kind),
            Shot(FrameRange(frame, whole.stop), after.kind),
        ],
    )


def _next(film: LibraryFilm, shot: ShotRecord) -> ShotRecord:
    if shot.number >= len(film.shots):
        raise MatchcutError(
            "There is no shot after this one.", "Choose the one before, and merge or move there."
        )
    return film.shots[shot.number]  # numbers count from 1
