"""What the editor changes of films and of the timeline; each is one step of the history.

Apart from `matchcut.pipeline.shot_edits`, which loads what compares pictures.
"""

from fractions import Fraction
from typing import TypedDict

from matchcut.errors import MatchcutError
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project import films
from matchcut.project.edits import editing
from matchcut.project.project import Project
from matchcut.project.settings import set_frame_shape, set_timeline_rate
from matchcut.timing import FrameRange


class TimelineChanges(TypedDict, total=False):
    """What is set of the timeline; None goes back to the first film's."""

    rate: Fraction | None
    shape: Fraction | None


def edit_film(
    project: Project,
    film_uuid: str,
    *,
    name: str | None = None,
    reel: str | None = None,
    start_timecode: str | None = None,
) -> None:
    """Set labels of a film; see `matchcut.project.films.edit_film`."""
    with editing(project, "film", [film_uuid]):
        films.edit_film(project, film_uuid, name=name, reel=reel, start_timecode=start_timecode)


def set_timeline(project: Project, changes: TimelineChanges) -> None:
    """Set the rate of exported lists, the shape of the frame, or both."""
    with editing(project, "timeline"):
        if "rate" in changes:
            set_timeline_rate(project, changes["rate"])
        if "shape" in changes:
            set_frame_shape(project, changes["shape"])


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
        films.set_range(project, film.record.uuid, frames)
