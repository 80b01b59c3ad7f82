"""What the editor changes of the films' ranges and of the timeline; each is a step of the history.

Apart from `matchcut.pipeline.shot_edits`, which loads what compares pictures.
"""

from collections.abc import Mapping
from fractions import Fraction

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project.edits import editing
from matchcut.project.films import set_range
from matchcut.project.project import Project, Setting
from matchcut.timing import FrameRange


def set_timeline(project: Project, changes: Mapping[Setting, Fraction | None]) -> None:
    """Set some of `matchcut.project.settings.TIMELINE`; None goes back to the first film's."""
    with editing(project, "timeline"):
        for name, value in changes.items():
            project.set_setting(name, None if value is None else str(value))


def draw_range(
    project: Project, film: LibraryFilm, *, first: int | None = None, last: int | None = None
) -> None:
    """Set the first frame of a film's range, its last frame, or both.

    The other end stays, unless the range would be empty: then it moves to that of the film.
    Raises MatchcutError for frames that the film does not have, or in the wrong order.
    """
    count = film.record.frame_count
    known = film.record.range or FrameRange(0, count)
    start = known.start if first is None else first
    stop = known.stop if last is None else last + 1
    if start >= stop and first is None:
        start = 0
    if start >= stop and last is None:
        stop = count
    if not 0 <= start < stop <= count:
        raise MatchcutError(
            f"{film.record.name} has no range from frame {start} to {stop - 1}.",
            f"Its frames are 0 to {count - 1}, and a range begins before it ends.",
        )
    _set_range(project, film, FrameRange(start, stop))


def clear_range(project: Project, film: LibraryFilm) -> None:
    """Pair the shots of the whole film again."""
    _set_range(project, film, None)


def _set_range(project: Project, film: LibraryFilm, frames: FrameRange | None) -> None:
    with editing(project, "range", [film.record.uuid]):
        set_range(project, film.record.uuid, frames)
