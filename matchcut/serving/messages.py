"""What the window asks the servers of a project, and what they answer: the JSON as types.

Pairs come first, then a pair looked at closely, shots, films with their files, and export. The
docstring of a request's arguments names it and its answer; `matchcut.serving.asks` ties them.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, Required, TypedDict

from matchcut.pipeline.search.documents import PairFacts, ShotDocument, SideDocument
from matchcut.project.media import Role
from matchcut.project.shots import GroupWish
from matchcut.review import Flavour


class Network(TypedDict):
    """What finds figures; where neither is given, the best there is."""

    segmenter: NotRequired[str | None]
    weights: NotRequired[str | None]  # None for the usual ones


class Problem(TypedDict):
    """A failure in words."""

    error: str
    remedy: str


class FindArguments(Network):
    """``find``: lists of `FoundPair` come as parts, and then `Found`."""

    by: Flavour
    k: int
    film: str | None
    shot: int | None
    frame: int | None  # of the shot; goes before its number, which splits change
    image: str | None
    flop: bool


class ReverseArguments(Network):
    """``reverse``: the `ListedPair` that is the other way round."""

    pair: str


class PairsArguments(Network):
    """``pairs``: those known whose films are here, as they were shown last, in `Pairs`."""

    ids: list[str]


class ListedSide(SideDocument):
    """One side of a listed pair."""

    reel: str
    pts: int
    rate: str


_Sides = TypedDict("_Sides", {"out": ListedSide | None, "in": ListedSide})


class ListedPair(PairFacts, _Sides):
    """All that the list shows of a pair; "out" is None beside a still."""

    by: str  # a `Flavour`, or one of a later version
    gap_seconds: float | None  # None across films
    camera: list[float]  # pan, tilt, zoom and roll
    subject_size: float
    reason: str


class Pairs(TypedDict):
    """Pairs that were shown before."""

    pairs: list[ListedPair]


class FoundPair(ListedPair):
    """A pair that a search has found."""

    reverse: ListedPair | None  # the other way round, where the editor has kept that one


class ShownFrame(TypedDict):
    """The watched frame that a still shows."""

    film: str
    shot: int
    timecode: str


class Found(TypedDict):
    """What a search has found."""

    passed_over: Problem | None  # why a network that is here is not used
    left_out: str  # how many shots are in no pair for want of features, "" where none is
    shot: int | None  # the number that the shot which is matched has now
    shown: ShownFrame | None
    pairs: list[FoundPair]  # that no part had, best first


class Place(TypedDict):
    """A frame of a film."""

    film: str
    frame: int


_Places = TypedDict("_Places", {"out": Place, "in": Place})


class NudgeArguments(Network, _Places):
    """``nudge``: how the in side is best laid over the out side, as a `Nudge`."""

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
    """A scale and a shift in frame widths and heights; the overlap before and after it, 0..1."""

    scale: float
    dx: float
    dy: float
    flop: bool
    before: float
    after: float


class MarksArguments(Network, Place):
    """``marks``: what is drawn over a frame, as `Marks`."""

    by: Flavour  # of the pair
    side: NotRequired[Literal["out", "in"]]


Point = tuple[float, float]
"""x and y, 0..1 of the active picture."""


class Marks(TypedDict):
    """Outlines of figures, closed rings, and arrows of moves, from tail to tip."""

    outlines: Sequence[Sequence[Point]]
    arrows: Sequence[tuple[Point, Point]]
    frames_off: int  # by how much the outlines are those of a later frame, the nearest looked at


class ShotsArguments(TypedDict):
    """``shots``, and ``regroup``, which finds groups again first: `Shots`."""

    known: NotRequired[Mapping[str, int | None]]  # the revision of each film that the window has


class CompleteArguments(Network):
    """``complete``: computes what shots drawn by hand lack, and finds groups again; `Completed`."""


class ShotDetails(TypedDict, total=False):
    """What some changes of a shot take besides the shot."""

    whole: bool  # ``ungroup``: the whole group
    hidden: bool  # ``hide``
    frame: int  # ``split`` and ``move_boundary``


class ShotArguments(ShotsArguments, ShotDetails):
    """A change of a shot, any of `matchcut.serving.changes.SHOT_CHANGES`; `Shots`."""

    film: str
    start: int  # the shot's first frame


class ListedShot(ShotDocument):
    """A shot with what the window shows of it besides."""

    frame: int  # the one whose picture stands for it
    timecode: str  # of its first frame
    seconds: float
    hidden: bool
    outside: bool  # of the range of its film
    hand_made: bool
    wish: GroupWish | None


class FilmShots(TypedDict):
    """A part of `Shots`: one film whose shots the window lacks, or has of another revision."""

    film: str
    revision: int | None
    name: str
    has_range: bool
    shots: list[ListedShot]


class Shots(TypedDict):
    """All films; those whose shots are others than the window has go ahead, one in each part.

    The window reads a part at a time, and has other work between them.
    """

    films: list[str]


class Completed(TypedDict):
    """What came of a look at the shots drawn by hand."""

    failed: list[Problem]  # why films are left out


class FilmArguments(TypedDict):
    """``remove_film``: `Films`."""

    film: str


class EditFilmArguments(FilmArguments):
    """``edit_film``: what is not given stays, "" goes back to what is in the file; `Films`."""

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
    """``timeline``: what is not given stays, "" goes back to the first film; `Films`."""

    rate: str
    shape: str


class MissingArguments(TypedDict):
    """``missing``: looks beside the project, too; `Missing`."""

    films: list[str]


class ConformArguments(TypedDict):
    """``conform``: a list from elsewhere is read; `Conformed`."""

    path: str
    rate: NotRequired[str]  # as typed, where the list states none; without one, what fits the films


class FilmFile(TypedDict):
    """One file of a film."""

    path: str
    role: Role
    watched: bool
    here: bool
    changed: bool  # since the project recorded it


class ListedFilm(TypedDict):
    """A film with what the editor typed of it, or "", and what is in its file."""

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
    films: list[ListedFilm]
    resting: NotRequired[str]  # after ``remove_film``: the reviews that wait for its return, or ""


class Missing(TypedDict):
    """The films of which the watched file is found nowhere."""

    missing: list[str]


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
    """The events of a list that have their film, and sentences: on the others, and as remarks.

    rate: frames a second of its timecode; stated: whether the list says so itself.
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

    of_verdicts: it takes judged pairs in place of accepted ones.
    """

    name: str
    suffix: str
    of_verdicts: bool
    takes: list[str]


class LeftOut(TypedDict):
    """Cuts that are not in the list, for one reason."""

    ids: list[str]
    reason: str


class Fitting(TypedDict):
    """What would be written: the number of cuts that a list would hold, and the others."""

    cuts: int
    left_out: list[LeftOut]


class Warned(TypedDict):
    """A warning about a list, or about some cuts of it, for which ``{}`` in the words stands."""

    words: str
    ids: list[str]


class Exported(TypedDict):
    """What was written."""

    path: str
    cuts: int  # how many are in it
    warnings: list[Warned]
    left_out: list[LeftOut]
