"""The editor's changes of shots: each request, and the function that performs it."""

from collections.abc import Callable, Mapping

from matchcut.pipeline import shot_edits
from matchcut.pipeline.film_edits import clear_range, draw_range
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.project.project import Project
from matchcut.project.shots import ShotRecord
from matchcut.serving.messages import ShotDetails

ShotChange = Callable[[Project, LibraryFilm, ShotRecord, ShotDetails], None]

SHOT_CHANGES: Mapping[str, ShotChange] = {
    "represent": lambda to, film, shot, told: shot_edits.represent(to, shot),
    "ungroup": lambda to, film, shot, told: shot_edits.ungroup(
        to, shot, whole=told.get("whole", False)
    ),
    "group": lambda to, film, shot, told: shot_edits.group(to, shot),
    "hide": lambda to, film, shot, told: shot_edits.hide(to, shot, told["hidden"]),
    "split": lambda to, film, shot, told: shot_edits.split_shot(to, shot, told["frame"]),
    "merge": lambda to, film, shot, told: shot_edits.merge_with_next(to, film, shot),
    "move_boundary": lambda to, film, shot, told: shot_edits.move_boundary(
        to, film, shot, told["frame"]
    ),
    "begin_range": lambda to, film, shot, told: draw_range(to, film, first=shot.frames.start),
    "end_range": lambda to, film, shot, told: draw_range(to, film, last=shot.frames.stop - 1),
    "clear_range": lambda to, film, shot, told: clear_range(to, film),
}
