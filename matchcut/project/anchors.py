"""From frames to presentation times and back, and to the shots that hold them now."""

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from matchcut.project.films import films, frame_times
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord, film_shots
from matchcut.review import Anchor, Locate, Place


class FrameTimes:
    """The presentation times of every film of a project, read once and kept."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._times: dict[str, NDArray[np.int64] | None] = {}

    def anchor(self, film: str, frame: int) -> Anchor:
        """Return the anchor of a frame. Raises IndexError for a frame the film has not."""
        times = self._of(film)
        if times is None or not 0 <= frame < len(times):
            raise IndexError(f"film {film} has no frame {frame}")
        return Anchor(film, int(times[frame]))

    def frame(self, anchor: Anchor) -> int | None:
        """Return the frame shown at the anchor's time, None where the film shows none then."""
        times = self._of(anchor.film)
        if times is None or not len(times) or not times[0] <= anchor.pts <= times[-1]:
            return None
        return int(np.searchsorted(times, anchor.pts, side="right")) - 1

    def _of(self, film: str) -> NDArray[np.int64] | None:
        if film not in self._times:
            self._times[film] = frame_times(self._project, film)
        return self._times[film]


def locator(project: Project, times: FrameTimes | None = None) -> Locate:
    """Return the function that finds an anchor's shot and group, as they are now."""
    times = times or FrameTimes(project)
    shots = {film.uuid: film_shots(project, film.uuid) for film in films(project)}
    starts = {film: [shot.frames.start for shot in found] for film, found in shots.items()}

    def locate(anchor: Anchor) -> Place | None:
        frame = times.frame(anchor)
        if frame is None or anchor.film not in shots:
            return None
        index = bisect_right(starts[anchor.film], frame) - 1
        if index < 0 or frame not in shots[anchor.film][index].frames:
            return None
        return _place(shots[anchor.film][index])

    return locate


def _place(shot: ShotRecord) -> Place:
    alone = (shot.film, shot.frames.start)
    return Place(shot=alone, group=alone if shot.group is None else shot.group)
