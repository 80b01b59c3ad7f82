"""The editor's changes of shots: each request, and the function that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matchcut.pipeline.ranges import draw_range
from matchcut.pipeline.search.library import LibraryFilm
from matchcut.pipeline.shot_edits import merge_with_next, move_boundary, split_shot
from matchcut.project.edits import editing
from matchcut.project.films import set_range
from matchcut.project.project import Project
from matchcut.project.shots import (
    ShotRecord,
    choose_representative,
    group_members,
    set_alone,
    set_hidden,
)


@dataclass(frozen=True, slots=True)
class ShotChange:
    """A change of a shot.

    deed: its name in the history. do: takes the project, the film, the shot, and the other
    arguments of the request by name. of_group: near-duplicates of the shot may change, too.
    regroup: near-duplicates have to be found again after it.
    """

    deed: str
    do: Callable[..., None]
    of_group: bool = False
    regroup: bool = False


def change_shot(
    project: Project, change: ShotChange, film: LibraryFilm, shot: ShotRecord, **details: object
) -> None:
    """Change a shot, as one step of the history."""
    with project.writing():
        films = {shot.film}
        if change.of_group and shot.group is not None:
            films |= {each.film for each in group_members(project, shot.group)}
        with editing(project, change.deed, films):
            change.do(project, film, shot, **details)


def _ungroup(to: Project, film: LibraryFilm, shot: ShotRecord, *, whole: bool = False) -> None:
    members = group_members(to, shot.group) if whole and shot.group is not None else [shot]
    set_alone(to, members, True)


SHOT_CHANGES: Mapping[str, ShotChange] = {
    "represent": ShotChange(
        "represent", lambda to, film, shot: choose_representative(to, shot), of_group=True
    ),
    "ungroup": ShotChange("ungroup", _ungroup, of_group=True, regroup=True),
    "group": ShotChange("group", lambda to, film, shot: set_alone(to, [shot], False), regroup=True),
    "hide": ShotChange("hide", lambda to, film, shot, hidden: set_hidden(to, shot, hidden)),
    "split": ShotChange("split", split_shot),
    "merge": ShotChange("merge", merge_with_next),
    "move_boundary": ShotChange("move boundary", move_boundary),
    "begin_range": ShotChange(
        "range", lambda to, film, shot: draw_range(to, film, first=shot.frames.start)
    ),
    "end_range": ShotChange(
        "range", lambda to, film, shot: draw_range(to, film, last=shot.frames.stop - 1)
    ),
    "clear_range": ShotChange("range", lambda to, film, shot: set_range(to, shot.film, None)),
}
