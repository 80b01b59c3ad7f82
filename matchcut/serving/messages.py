"""The window's requests to the servers of a project and their answers: the JSON as types.

Pairs come first, then a single pair in detail, shots, films with their files, and export. The
docstring of a request's arguments names it and its answer; `matchcut.serving.asks` connects them.
"""

from collections.abc import Mapping
from typing import Literal, NotRequired, Required, TypedDict

from matchcut.pipeline.search.documents import PairFacts, ShotDocument, SideDocument
from matchcut.project.media import Role
from matchcut.project.shots import GroupWish
from matchcut.review import Flavour


class Network(TypedDict):
    """The choice of segmenter; if neither is given, the best available."""

    segmenter: NotRequired[str | None]
    weights: NotRequired[str | None]  # None for the default ones


class Problem(TypedDict):
    """A failure in words."""

    error: str
    remedy: str


class FindArguments(Network):
    """``find``: lists of `FoundPair` arrive as parts, then `Found`."""

    by: Flavour
    k: int
    film: str | None
    shot: int | None
    frame: int | None  # in the shot; takes precedence over its number, which splits change
    image: str | None
    flop: bool
    all_kinds: bool  # titles, black and the like, too


class ReverseArguments(Network):
    """``reverse``: the `ListedPair` with its shots swapped."""

    pair: str


class PairsArguments(Network):
    """``pairs``: each `ListedPair` whose films are here, as it was shown last."""

    ids: list[str]


class ListedSide(SideDocument):
    """One side of a listed pair."""

    reel: str
    pts: int
    rate: str


_Sides = TypedDict("_Sides", {"out": ListedSide | None, "in": ListedSide})


class ListedPair(PairFacts, _Sides):
    """Everything the list shows about a pair; "out" is None beside a still."""

    by: str  # a `Flavour`, or one from a later version
    gap_seconds: float | None  # None across films
    camera: list[float]  # pan, tilt, zoom and roll
    subject_size: float
    reason: str


class FoundPair(ListedPair):
    """A pair that a search has found."""

    reverse: ListedPair | None  # the other way round, if the editor has kept that pair


class ShownFrame(TypedDict):
    """The watched frame that a still shows."""

    film: str
    shot: int
    timecode: str


class Found(TypedDict):
    """The rest of a search's result."""

    passed_over: Problem | None  # why an available network is not used
    left_out: str  # how many shots are in no pair for lack of features, "" if none
    shot: int | None  # the current number of the shot being matched
    shown: ShownFrame | None
    pairs: list[FoundPair]  # those not sent as parts, best first


class Place(TypedDict):
    """A frame of a film."""

    film: str
    frame: int


_Places = TypedDict("_Places", {"out": Place, "in": Place})


class NudgeArguments(Network, _Places):
    """``nudge``: the best fit of the in side over the out side, as a `Nudge`."""

    flop: NotRequired[bool]


class HeatMapArguments(NudgeArguments):
    """``heat_map``: the score of every cut between the two shots, as a `HeatMap`."""

    by: Flavour


class HeatMap(TypedDict):
    """scores[n][m]: of the cut from out_frames[n] to in_frames[m]."""

    out_frames: list[int]
    in_frames: list[int]
    scores: list[list[float]]


class Nudge(TypedDict):
    """A scale, a shift in frame widths and heights, and the overlap before and after, 0..1."""

    scale: float
    dx: float
    dy: float
    flop: bool
    before: float
    after: float


class MarksArguments(Network, Place):
    """``marks``: what is drawn over a frame, as `matchcut.pipeline.search.documents.Marks`."""

    by: Flavour  # of the pair
    side: NotRequired[Literal["out", "in"]]


class ShotsArguments(TypedDict):
    """``shots``: `Shots`."""

    known: NotRequired[Mapping[str, int | None]]  # the revision of each film that the window has


class CompleteArguments(Network):
    """``complete``: computes what shots drawn by hand lack, and finds groups again.

    The answer is a `Problem` for each film that is left out.
    """


class ShotDetails(TypedDict, total=False):
    """Arguments of some changes of a shot, besides the shot."""

    whole: bool  # ``ungroup``: the whole group
    hidden: bool  # ``hide``
    frame: int  # ``split`` and ``move_boundary``


class ShotArguments(ShotsArguments, ShotDetails):
    """A change of a shot, any of `matchcut.serving.changes.SHOT_CHANGES`; `Shots`."""

    film: str
    start: int  # the shot's first frame


class ListedShot(ShotDocument):
    """A shot with everything else that the window shows about it."""

    frame: int  # the one whose picture represents it
    timecode: str  # of its first frame
    seconds: float
    hidden: bool
    outside: bool  # outside the range of its film
    hand_made: bool
    wish: GroupWish | None


class FilmShots(TypedDict):
    """A part of `Shots`: one film whose shots the window lacks or has in another revision.

    A film of many shots has several parts in a row. first: how many of its shots came before this
    part. more: whether another follows.
    """

    film: str
    revision: int | None
    name: str
    has_range: bool
    shots: list[ListedShot]
    first: int
    more: bool


class Shots(TypedDict):
    """All films; those whose shots differ from the window's are sent first, in parts.

    The window reads one part at a time, and has other work in between.
    """

    films: list[str]


class FilmArguments(TypedDict):
    """``remove_film``: `Films`."""

    film: str


class EditFilmArguments(FilmArguments):
    """``edit_film``: omitted values stay, "" restores what is in the file; `Films`."""

    name: NotRequired[str]
    reel: NotRequired[str]
    start: NotRequired[str]


class FileArguments(FilmArguments):
    """``set_original`` and ``forget_file``: `Films`."""

    path: str


class GiveFileArguments(FileArguments):
    """``give_file``: `Films`."""

    role: Role


class TimelineArguments(TypedDict, total=False):
    """``timeline``: omitted values stay, "" restores those of the first film; `Films`."""

    rate: str
    shape: str


class MissingArguments(TypedDict):
    """``missing``: those of the films whose watched file isn't beside the project, either."""

    films: list[str]


class ConformArguments(TypedDict):
    """``conform``: reads a list from elsewhere; `Conformed`."""

    path: str
    rate: NotRequired[str]  # as typed, if the list states none; else what fits the films


class FilmFile(TypedDict):
    """One file of a film."""

    path: str
    role: Role
    watched: bool
    here: bool
    changed: bool  # since the project recorded it


class ListedFilm(TypedDict):
    """A film with the editor's labels for it, or "", and those in its file."""

    film: str
    name: str
    reel: str
    start: str
    file_name: str | None
    file_reel: str | None
    file_start: str
    rate: str
    frames: int
    files: list[FilmFile]


class Films(TypedDict):
    """``films``: all films, and the timeline as the editor typed it, or ""."""

    rate: str
    shape: str
    film_rate: str  # of the first film
    film_shape: str
    start: str  # at which lists start unless another timecode is given
    films: list[ListedFilm]
    resting: NotRequired[str]  # after ``remove_film``: the reviews that wait for its return, or ""


ConformedEvent = TypedDict(
    "ConformedEvent",
    {
        "event": str,
        "film": str,
        "name": str,
        "shot": int | None,
        "start": int,
        "stop": int,
        "from": str,
        "to": str,
    },
)
"""An event of a list with its film: its frames, and the timecodes of the first and the last."""


class Conformed(TypedDict):
    """The events of a list matched to films, and sentences on the others and with remarks.

    rate: frames a second of its timecode; stated: whether the list itself states it.
    """

    matched: list[ConformedEvent]
    unmatched: list[str]
    problems: list[str]
    remarks: list[str]
    rate: str
    stated: bool


class ExportChoices(TypedDict, total=False):
    """How a list is written; see `matchcut.export.cut.ExportSettings`."""

    title: str
    seconds: float
    start: str
    long_reels: bool
    burn_in: bool


class ExportArguments(ExportChoices):
    """``export``: `Exported`; ``fitting``: `Fitting`."""

    path: Required[str]


class Format(TypedDict):
    """``formats``: a list of what can be written; takes: keys of `ExportChoices`, and "rate".

    of_verdicts: it takes judged pairs instead of accepted ones.
    """

    name: str
    suffix: str
    of_verdicts: bool
    takes: list[str]


class LeftOut(TypedDict):
    """Cuts left out of the list for one reason."""

    ids: list[str]
    reason: str


class Fitting(TypedDict):
    """What would be written: how many cuts a list would hold, and those left out.

    remedy: a sentence on what to try for those that the format can't hold, "" if there are none.
    """

    cuts: int
    left_out: list[LeftOut]
    remedy: str


class Warned(TypedDict):
    """A warning about a list, or about some of its cuts, for which the words contain ``{}``."""

    words: str
    ids: list[str]


class Exported(TypedDict):
    """What was written."""

    path: str
    cuts: int  # how many it contains
    warnings: list[Warned]
    left_out: list[LeftOut]
