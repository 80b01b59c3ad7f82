"""The part of a film whose shots are paired, as the editor draws it.

Apart from `matchcut.pipeline.shot_edits`, which loads what detects shots: a command sets ranges.
"""

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project.films import set_range
from matchcut.project.project import Project
from matchcut.timing import FrameRange


def draw_range(
    project: Project, film: LibraryFilm, *, first: int | None = None, last: int | None = None
) -> None:
    """Set the first frame of a film's range, its last frame, or both.

    The other end stays, unless the range would be empty: then it goes to that of the film.
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
    set_range(project, film.record.uuid, FrameRange(start, stop))
