"""The window's requests to its servers, each with the types of its arguments and its answer.

`matchcut.serving.messages` and `matchcut.serving.picture_messages` explain these.
"""

from typing import TypedDict

from matchcut.pipeline.search.documents import Marks
from matchcut.serving import messages, picture_messages
from matchcut.serving.wire import Ask


class NoArguments(TypedDict):
    """The arguments of a request that takes none."""


FIND: Ask[messages.FindArguments, messages.Found] = Ask("find")
REVERSE: Ask[messages.ReverseArguments, messages.ListedPair] = Ask("reverse")
PAIRS: Ask[messages.PairsArguments, list[messages.ListedPair]] = Ask("pairs")
HEAT_MAP: Ask[messages.HeatMapArguments, messages.HeatMap] = Ask("heat_map")
NUDGE: Ask[messages.NudgeArguments, messages.Nudge] = Ask("nudge")
MARKS: Ask[messages.MarksArguments, Marks] = Ask("marks")

SHOTS: Ask[messages.ShotsArguments, messages.Shots] = Ask("shots")
REGROUP: Ask[NoArguments, None] = Ask("regroup")
COMPLETE: Ask[messages.CompleteArguments, list[messages.Problem]] = Ask("complete")

FILMS: Ask[NoArguments, messages.Films] = Ask("films")
EDIT_FILM: Ask[messages.EditFilmArguments, messages.Films] = Ask("edit_film")
GIVE_FILE: Ask[messages.GiveFileArguments, messages.Films] = Ask("give_file")
SET_ORIGINAL: Ask[messages.FileArguments, messages.Films] = Ask("set_original")
FORGET_FILE: Ask[messages.FileArguments, messages.Films] = Ask("forget_file")
REMOVE_FILM: Ask[messages.FilmArguments, messages.Films] = Ask("remove_film")
TIMELINE: Ask[messages.TimelineArguments, messages.Films] = Ask("timeline")
CONFORM: Ask[messages.ConformArguments, messages.Conformed] = Ask("conform")
MISSING: Ask[messages.MissingArguments, list[str]] = Ask("missing")

FORMATS: Ask[NoArguments, list[messages.Format]] = Ask("formats")
EXPORT: Ask[messages.ExportArguments, messages.Exported] = Ask("export")
FITTING: Ask[messages.ExportArguments, messages.Fitting] = Ask("fitting")

SHAPE: Ask[NoArguments, float] = Ask("shape")
RUN: Ask[picture_messages.RunArguments, int] = Ask("run")
SOUND: Ask[picture_messages.SoundArguments, str] = Ask("sound")
FORGET: Ask[NoArguments, None] = Ask("forget")


def change_of_shot(name: str) -> Ask[messages.ShotArguments, messages.Shots]:
    """Return the request for one of `matchcut.serving.changes.SHOT_CHANGES`."""
    return Ask(name)
