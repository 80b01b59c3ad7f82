"""A match cut as exporters receive it: two films, two frames, one cut.

Nothing here depends on a format, and no format depends on a project: each side of a cut holds what
lists need to know of its film.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from matchcut.errors import ExportError
from matchcut.media.times import FrameTimes
from matchcut.review import Nudge, Verdict
from matchcut.scoring.room import short_side, short_sides
from matchcut.timing import TIMELINE_START, Clock, FrameRange
from matchcut.words import counted


@dataclass(frozen=True, slots=True)
class OnTape:
    """A film's reel, and when it starts and stops there by timecode, in seconds; see `Clock`."""

    reel: str
    start: Fraction
    stop: Fraction


@dataclass(frozen=True, slots=True)
class Source:
    """A film as a list refers to it.

    id: the film's UUID.
    path: the original, which lists point to.
    clock: rate, start timecode and drop-frame; at variable rate the rate is the average.
    frames: how many the film has.
    width, height: of the picture as shown, in square pixels.
    audio_channels: of all its sound tracks together, in order; 0 if it is silent.
    audio_rate: samples a second, 0 if it is silent.
    times: when each frame is shown; only if they are not evenly spaced, at variable rate or with
        frames missing.
    times_restart, rotation: see `matchcut.media.film.MediaInfo`; rotation of the file at ``path``,
        also 0 where that can't be read.
    readable: an existing file of the film; None where it is the one at ``path``, if any.
    changed: all of its files have changed, so none is sure to show its frames.
    """

    id: str
    name: str
    path: Path
    clock: Clock
    frames: int
    width: int
    height: int
    reel: str = ""
    audio_channels: int = 0
    audio_rate: int = 0
    times: FrameTimes | None = field(default=None, repr=False)
    times_restart: bool = False
    rotation: int = 0
    readable: Path | None = field(default=None, compare=False)
    changed: bool = field(default=False, compare=False)

    @property
    def played(self) -> Path:
        """The file to take pictures and sound from, if it exists."""
        return self.readable or self.path

    @property
    def on_tape(self) -> OnTape:
        """Where it is on its reel; a film without one counts as a reel named after it."""
        return OnTape(self.reel or self.name, *self.clock.on_tape(self.frames))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a cut.

    shot: the frames that may be used; index: the shot's number in its film.
    frame: the last frame shown before the cut (out) or the first after it (in).
    """

    source: Source
    shot: FrameRange
    frame: int
    index: int = 0

    def __post_init__(self) -> None:
        if self.frame not in self.shot or self.shot.stop > self.source.frames:
            raise ValueError(f"frame {self.frame} of {self.shot}, {self.source.frames} in all")

    def short(self, *, incoming: bool) -> int | None:
        """Return how many frames a cut leaves of the shot; None if they are enough."""
        return short_side(self.shot, self.frame, self.source.clock.rate, incoming=incoming)


@dataclass(frozen=True, slots=True)
class Cut:
    """A match cut: ``out`` plays to its frame, then ``into`` plays from its frame.

    id: the pair's id, which the list carries so that it can be checked against the project.
    flavour: as in `matchcut.review.Candidate`; rank: its rank in the list of pairs of that
        flavour, 0 if unknown.
    flop: the incoming picture is mirrored left to right; nudge: how it is then moved.
    to_check: a film in it has changed since the editor judged it.
    """

    id: str
    out: Side
    into: Side
    flavour: str
    score: float
    rank: int = 0
    verdict: Verdict | None = None
    note: str = ""
    flop: bool = False
    nudge: Nudge = field(default_factory=Nudge)
    to_check: bool = False

    @property
    def short(self) -> dict[str, int]:
        """How many frames remain of the sides, "out" and "in", that have too few."""
        return short_sides(self.out.short(incoming=False), self.into.short(incoming=True))


DEFAULT_TITLE = "Match cuts"


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """Settings of a whole list.

    rate: of the timeline; start: the timecode of its first frame, ``;`` for drop-frame.
    seconds: how much is shown on each side of a cut, less where the shot is shorter.
    reels: where each film of the project is, by id, in the project's order, so that no two of its
        lists give different films one short name.
    long_reels: reel names of up to 32 characters in an EDL, where 8 are standard.
    width, height: the timeline's frame in pixels, both even.
    burn_in: whether a preview reel carries names and timecode in its picture.
    """

    rate: Fraction
    start: str = TIMELINE_START
    seconds: Fraction = Fraction(2)
    title: str = DEFAULT_TITLE
    reels: Mapping[str, OnTape] = field(default_factory=dict)
    long_reels: bool = False
    width: int = 1920
    height: int = 1080
    burn_in: bool = False

    @property
    def clock(self) -> Clock:
        """The timeline's clock; raises TimecodeError where the rate has no timecode."""
        return Clock.starting(self.start, self.rate)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The id of a cut that a list can't hold, and the reason as a sentence."""

    id: str
    reason: str


def by_reason(left_out: Iterable[LeftOut]) -> dict[str, list[str]]:
    """Return the ids of left-out cuts by reason: a film of another rate has many."""
    found: dict[str, list[str]] = {}
    for left in left_out:
        found.setdefault(left.reason, []).append(left.id)
    return found


def all_left_out(path: Path, left_out: Iterable[LeftOut], remedy: str) -> ExportError:
    """Return the error for a list that can hold none of its cuts, with each reason."""
    found = by_reason(left_out)
    why = [f"{counted(len(ids), 'cut')}, {reason}" for reason, ids in found.items()]
    told = "; ".join(why) if len(found) > 1 else next(iter(found))
    return ExportError(f"All cuts are left out of {path.name}: {told}.", remedy)


@dataclass(frozen=True, slots=True)
class CutWarning:
    """A warning about some cuts, by id; ``{}`` in its words stands for them."""

    words: str
    ids: Sequence[str]

    def __str__(self) -> str:
        return self.words.format(", ".join(self.ids))


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: number of events (two per cut in an EDL), cuts left out, and warnings.

    cuts: how many of the chosen cuts it contains, once that is known.
    """

    events: int
    left_out: Sequence[LeftOut] = ()
    warnings: Sequence[str | CutWarning] = ()
    cuts: int = 0
