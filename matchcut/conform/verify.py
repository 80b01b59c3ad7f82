"""Check an exported list against the films: are its frames the ones the editor approved?

For pairs that were found but never approved: are they the ones that the editor was shown?

The list is read as any other system would read it. Each frame that it names at a cut is looked up
in the film by time, decoded, and compared with the frame that the project holds. If the list names
another file of the film than the one analysed, the two pictures are compared. On the timeline the
two sides of each cut must meet, on a whole frame.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from matchcut.conform.matching import Conformed, conform
from matchcut.conform.reading.events import EventList, ListEvent
from matchcut.errors import MediaError
from matchcut.export.cut import Cut, LeftOut, Side, Source
from matchcut.export.layout import may_end_with, on_screen
from matchcut.export.remarks import CutSide
from matchcut.files import is_file
from matchcut.media.film import MediaInfo, probe
from matchcut.media.frames import FewOpen, FrameReader
from matchcut.media.picture_area import PictureArea
from matchcut.media.similarity import grey_frame, is_same_frame
from matchcut.media.times import FrameTimes
from matchcut.progress import Progress, Report, silent
from matchcut.words import counted

# A film by its file and the part of its picture to read.
_Readers = FewOpen[tuple[Path, PictureArea | None], FrameReader]

_LONG_SIDE = 160
_CHANGED = "a film of it has changed since it was approved; look at it, then tag or accept it again"
_UNKNOWN = "it belongs to no pair of the project, accepted or only found"
_NO_PAIR = "?"
# Frames on each side to search for the one that another file shows.
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class AnalysedFilm:
    """A film as it was analysed; ``area``: its active picture, None if not known."""

    info: MediaInfo
    times: FrameTimes
    area: PictureArea | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that doesn't show what the editor approved; ``where``: its position in the list."""

    where: str
    cut: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}, cut {self.cut}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a check.

    frames: how many frames at cuts were decoded and found right.
    missing: ids of cuts that are not in the list; left_out: those that it says it can't hold.
    only_shown: ids of pairs in the list that the project found but that are not among its cuts.
    """

    frames: int
    differences: Sequence[Difference]
    missing: Sequence[str]
    only_shown: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()

    @property
    def passed(self) -> bool:
        """Whether there was an event, and every event shows the frame that it should."""
        return self.frames > 0 and not self.differences


def pairs_named(listed: EventList) -> list[str]:
    """Return the ids of the pairs that an exported list holds, in order."""
    sides = (event.cut_side for event in listed.events)
    return list(dict.fromkeys(side.cut for side in sides if side))


def verify(
    listed: EventList,
    cuts: Sequence[Cut],
    footage: Mapping[str, AnalysedFilm],
    progress: Progress = silent,
    *,
    name: str = "",
    gone: Sequence[LeftOut] = (),
    shown: Sequence[Cut] = (),
) -> Verification:
    """Compare each frame at a cut of an exported list with the approved one.

    listed: the list, read back. cuts: as the project has them. footage: by film id.
    name: of the list, for ``progress``. gone: cuts of the project whose frames no longer exist.
    shown: pairs of the list that are not among the project's cuts, as the last search showed them.
    Raises MediaError where a film can't be read.
    """
    approved = {
        CutSide(cut.id, incoming): side
        for cut in (*cuts, *shown)
        for incoming, side in ((False, cut.out), (True, cut.into))
    }
    films = list({side.source.id: side.source for side in approved.values()}.values())
    reasons = {cut.id: _CHANGED for cut in (*cuts, *shown) if cut.to_check}
    reasons |= {cut.id: cut.reason for cut in gone}
    pairs = {side.cut for side in approved} | set(reasons)
    differences = _foreign(listed, pairs)
    matched, unmatched = conform([one for one in listed.events if _cut(one) in pairs], films)
    for lost in unmatched:
        id = _cut(lost.event)
        differences.append(Difference(lost.event.where, id, reasons.get(id, lost.reason)))
    seen = {event.cut_side for event in listed.events}
    right = 0
    with _Readers() as readers:
        opened = _Films(footage, readers)
        for number, one in enumerate(matched):
            progress(Report("verify", number, len(matched), "events", name))
            reason = _difference(one, approved, reasons, opened, listed.rate)
            if reason:
                differences.append(Difference(one.event.where, _cut(one.event), reason))
            right += not reason
    told = {one.cut for one in differences}
    differences += [one for one in _misplaced(listed) if one.cut not in told]
    progress(Report("verify", len(matched), len(matched), "events", name))
    ids = [cut.id for cut in cuts] + [cut.id for cut in gone]
    lacking = [id for id in ids if not {CutSide(id, False), CutSide(id, True)} <= seen]
    left = {one.id: one for one in listed.left_out}
    return Verification(
        right,
        differences,
        missing=[id for id in lacking if id not in left],
        only_shown=[cut.id for cut in shown],
        left_out=[left[id] for id in lacking if id in left],
    )


def _foreign(listed: EventList, pairs: Collection[str]) -> list[Difference]:
    """Return the lines that could not be read, and the events that are of none of these pairs."""
    unread = [Difference(one.where, _NO_PAIR, one.reason) for one in listed.problems]
    named = [(event, _cut(event)) for event in listed.events]
    return unread + [
        Difference(event.where, cut, _UNKNOWN) for event, cut in named if cut not in pairs
    ]


def _cut(event: ListEvent) -> str:
    """Return the id of the cut that an event is marked with, `_NO_PAIR` if it is not marked."""
    return event.cut_side.cut if event.cut_side else _NO_PAIR


def _difference(
    one: Conformed,
    approved: Mapping[CutSide, Side],
    reasons: Mapping[str, str],
    opened: "_Films",
    rate: Fraction,
) -> str:
    """Return how an event differs from what was approved, or "".

    reasons: why cuts of the project, by id, can't be compared. rate: of the list's timeline.
    """
    named = one.event.cut_side
    assert named is not None  # other events are reported elsewhere
    if named.cut in reasons:
        return reasons[named.cut]
    side = approved[named]
    if side.source.id != one.source.id:
        return f"it shows {one.source.name}, the project {side.source.name}"
    frame = one.frames.start if named.incoming else one.frames.stop - 1
    shown = opened.frame_on_screen(one.source, frame)
    right = shown == side.frame if named.incoming else may_end_with(side, shown, rate)
    if not right:
        return f"it cuts at frame {shown} of {one.source.name}, the project at {side.frame}"
    if not opened.same_picture(one.source, frame, Path(one.event.path)):
        return (
            f"frame {frame} of {Path(one.event.path).name} is another picture than the one "
            "that was watched"
        )
    return ""


def _misplaced(listed: EventList) -> list[Difference]:
    """Return the events whose range on the timeline is wrong.

    That is an event that begins or ends between two timeline frames; an incoming side that doesn't
    begin where its outgoing side ends; and an outgoing side whose in and out end it at another film
    frame than its timeline range does. Events of a table are skipped: they refer to film frames and
    have no range there.
    """
    placed = [event for event in listed.events if event.count != "frame"]
    ends = {
        (named.cut, event.record.stop)
        for event in placed
        if (named := event.cut_side) and not named.incoming
    }
    outs = {cut for cut, _ in ends}
    found = []
    for event in placed:
        cut, incoming = _cut(event), event.cut_side and event.cut_side.incoming
        if event.off_grid:
            reason = "it begins or ends between two frames of the timeline"
        elif incoming and cut in outs and (cut, event.record.start) not in ends:
            reason = "it doesn't follow the other side of its cut on the timeline"
        elif incoming is False and _lasts_otherwise(event, listed.rate):
            reason = (
                f"it shows {counted(len(event.source), 'frame')} of its film, but lasts "
                f"{len(event.record):,} of the timeline, which most systems go by"
            )
        else:
            continue
        found.append(Difference(event.where, cut, reason))
    return found


def _lasts_otherwise(event: ListEvent, rate: Fraction) -> bool:
    """Return whether an event's in and out hold more or fewer frames than its record."""
    shown = math.floor((len(event.record) - 1) * event.rate / rate) + 1
    # Where rates differ, systems round their counts.
    apart = 0 if event.rate == rate else math.ceil(event.rate / rate)
    return not event.retimed and abs(len(event.source) - shown) > apart


@dataclass(frozen=True, slots=True)
class _Films:
    """The films whose frames are looked up, with a few of their files held open."""

    footage: Mapping[str, AnalysedFilm]
    readers: _Readers

    def frame_on_screen(self, source: Source, frame: int) -> int:
        """Decode the picture on screen at the time of a frame, and return its frame number."""
        analysed = self.footage[source.id]
        seconds = on_screen(source, frame)
        pts = analysed.times.pts_of(0) + int(seconds / analysed.times.time_base)
        reader = self._open(analysed.info.path, analysed.info)
        return analysed.times.index_of(reader.frame_at(pts, _LONG_SIDE).pts)

    def same_picture(self, source: Source, frame: int, listed: Path) -> bool:
        """Return whether the file that a list names shows the analysed picture at a frame."""
        analysed = self.footage[source.id]
        if not is_file(listed) or listed.samefile(analysed.info.path):
            return True
        other = self._open(listed, None)
        shown = grey_frame(
            other, other.info.start_pts + int(on_screen(source, frame) / other.info.time_base)
        )
        first, stop = max(0, frame - _BESIDE), min(len(analysed.times), frame + _BESIDE + 1)
        # The whole picture, or the part within its bars: the other file may lack them.
        for area in dict.fromkeys((None, analysed.area)):
            reader = self._open(analysed.info.path, analysed.info, area)
            frames = [
                grey_frame(reader, analysed.times.pts_of(each)) for each in range(first, stop)
            ]
            if is_same_frame(shown, frames, frame - first):
                return True
        return False

    def _open(
        self, path: Path, info: MediaInfo | None, area: PictureArea | None = None
    ) -> FrameReader:
        def opened() -> FrameReader:
            if not is_file(path):
                raise MediaError(f"{path} is not there.", "Reconnect its disk, then verify again.")
            return FrameReader(info or probe(path), area)

        return self.readers.get((path, area), opened)
