"""What the editor changes of shots: the questions that ask for it, and what each does.

A question names a shot by {"film", "start": its first frame}, and what else its deed takes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matchcut.pipeline.by_hand import merge_with_next, move_boundary, split_shot
from matchcut.pipeline.ranges import draw_range
from matchcut.pipeline.search.library import LibraryFilm
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
from matchcut.serving.wire import Arguments


@dataclass(frozen=True, slots=True)
class ShotChange:
    """A change of a shot.

    deed: what the history calls it. of_group: its near-duplicates may change, too.
    regroup: near-duplicates are to be looked for again after it.
    """

    deed: str
    do: Callable[[Project, LibraryFilm, ShotRecord, Arguments], None]
    of_group: bool = False
    regroup: bool = False


def change_shot(
    project: Project, change: ShotChange, film: LibraryFilm, shot: ShotRecord, asked: Arguments
) -> None:
    """Change a shot, as one step of the history."""
    with project.writing():
        films = {shot.film}
        if change.of_group and shot.group is not None:
            films |= {each.film for each in group_members(project, shot.group)}
        with editing(project, change.deed, films):
            change.do(project, film, shot, asked)


def _set_alone(project: Project, shot: ShotRecord, asked: Arguments) -> None:
    alone = [shot]
    if shot.group is not None and asked.get("whole"):
        alone = group_members(project, shot.group)
    set_alone(project, alone, True)


SHOT_CHANGES: Mapping[str, ShotChange] = {
    "represent": ShotChange(
        "represent",
        lambda project, film, shot, asked: choose_representative(project, shot),
        of_group=True,
    ),
    "ungroup": ShotChange(
        "ungroup",
        lambda project, film, shot, asked: _set_alone(project, shot, asked),
        of_group=True,
        regroup=True,
    ),
    "group": ShotChange(
        "group",
        lambda project, film, shot, asked: set_alone(project, [shot], False),
        regroup=True,
    ),
    "hide": ShotChange(
        "hide",
        lambda project, film, shot, asked: set_hidden(project, shot, bool(asked["hidden"])),
    ),
    "split": ShotChange(
        "split",
        lambda project, film, shot, asked: split_shot(project, film, shot, asked["frame"]),
    ),
    "merge": ShotChange(
        "merge",
        lambda project, film, shot, asked: merge_with_next(project, film, shot),
    ),
    "move_boundary": ShotChange(
        "move boundary",
        lambda project, film, shot, asked: move_boundary(project, film, shot, asked["frame"]),
    ),
    "begin_range": ShotChange(
        "range",
        lambda project, film, shot, asked: draw_range(project, film, first=shot.frames.start),
    ),
    "end_range": ShotChange(
        "range",
        lambda project, film, shot, asked: draw_range(project, film, last=shot.frames.stop - 1),
    ),
    "clear_range": ShotChange(
        "range",
        lambda project, film, shot, asked: set_range(project, shot.film, None),
    ),
}
