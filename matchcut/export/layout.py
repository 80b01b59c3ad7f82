"""Lay cuts one after another on a timeline: which frames of which film go where.

Each cut is two clips, the end of the outgoing shot and the start of the incoming one. The frames
at the cut are exact whatever the rates; the far ends give way, by the same amount in every format,
so that lists of the same cuts are equally long. No clip reaches past the end of its film, which
editing systems refuse: there the outgoing one ends as near to it as the timeline's frames allow.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from matchcut.export.cut import Cut, ExportSettings, LeftOut, Side, Source
from matchcut.timing import Clock, FrameRange, allows_drop, has_timecode, nominal_rate, rate_words

# A timestamp late by up to this part of a frame is on time: containers round to milliseconds.
_LATE = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Clip:
    """Part of a film on the timeline, one side of a cut.

    incoming: whether it plays after the cut.
    clock: counts the film's frames in the list, ``media_frames`` in all; see `source_clock`.
    source: frames by that clock, up to the cut or from it; film: the same as frame numbers of the
        film.
    record: frames from the timeline's first.
    """

    cut: Cut
    incoming: bool
    clock: Clock
    media_frames: int
    source: FrameRange
    film: FrameRange
    record: FrameRange

    @property
    def side(self) -> Side:
        """The film and its usable frames."""
        return self.cut.into if self.incoming else self.cut.out

    @property
    def handles(self) -> tuple[int, int]:
        """Spare film frames before the first and after the last."""
        return self.film.start, self.side.source.frames - self.film.stop


@dataclass(frozen=True, slots=True)
class Layout:
    """Cuts on the timeline, two clips each, in order; and those that the format can't hold."""

    clips: Sequence[Clip]
    left_out: Sequence[LeftOut]

    @property
    def incoming(self) -> Sequence[Clip]:
        """The incoming clip of each cut; its start is the cut."""
        return [clip for clip in self.clips if clip.incoming]

    @property
    def sources(self) -> Sequence[Source]:
        """The film of each clip."""
        return [clip.side.source for clip in self.clips]

    @property
    def length(self) -> int:
        """The length of the timeline in frames."""
        return self.clips[-1].record.stop if self.clips else 0


Refusal = Callable[[Source, ExportSettings], str]
"""Returns why a format can't hold a film, or ""."""


def lay_out(
    cuts: Sequence[Cut],
    settings: ExportSettings,
    refuse: Refusal = lambda source, settings: "",
    *,
    on_grid: bool = False,
) -> Layout:
    """Return the cuts on the timeline, in order; ``on_grid`` as in `source_clock`."""
    clips: list[Clip] = []
    left_out: list[LeftOut] = []
    position = 0
    for cut in cuts:
        shown_out, out_long = _tail(cut.out, settings, on_grid)
        shown_in, in_long = _head(cut.into, settings, on_grid)
        reasons = (
            refuse(side.source, settings)
            or _no_moment(side, settings.rate)
            or _no_room(side, long, settings.rate)
            for side, long in ((cut.out, out_long), (cut.into, in_long))
        )
        reason = next(filter(None, reasons), "")
        if reason:
            left_out.append(LeftOut(cut.id, reason))
            continue
        middle, end = position + out_long, position + out_long + in_long
        clips += (
            _clip(cut, False, shown_out, FrameRange(position, middle), settings.rate, on_grid),
            _clip(cut, True, shown_in, FrameRange(middle, end), settings.rate, on_grid),
        )
        position = end
    return Layout(clips, left_out)


def timeline_clock(settings: ExportSettings) -> Clock:
    """Return the timeline's clock for a format that doesn't need timecode."""
    return settings.clock if has_timecode(settings.rate) else Clock(settings.rate)


def source_clock(source: Source, rate: Fraction, *, on_grid: bool = False) -> Clock:
    """Return the clock by which a list at ``rate`` counts this film's frames.

    A film of variable rate has no count that fits its frames, so its time is counted on the
    timeline's grid, as editing systems do when they conform it.
    on_grid: count every film that way.
    """
    clock, track = source.clock, source.clock.track
    if source.times is None and not on_grid:
        if track is None:
            return clock
        return Clock(clock.rate, round(track.start * clock.rate / track.rate))
    seconds, _ = clock.on_tape(0)
    drop = (track or clock).drop and allows_drop(rate)
    return Clock(rate, round(seconds * (rate if drop else nominal_rate(rate))), drop)


def film_frame(source: Source, position: int, rate: Fraction) -> int:
    """Return the film's frame that is on screen at ``position`` of a clock at ``rate``.

    That clock is its `source_clock`, or any other if its frames are evenly spaced.
    """
    if source.times is None:
        return math.floor(position * source.clock.rate / rate)
    # Computed as in `_Count`; otherwise a frame just on time would count as the one before.
    frames = range(len(source.times))
    at = Fraction(position)
    return bisect_right(frames, at, key=lambda frame: _on_grid(source, frame, rate)) - 1


def begins(source: Source, frame: int) -> Fraction:
    """Return when the film's ``frame`` comes on screen, in seconds from its first.

    The frame may be the one after the last; see `FrameTimes`.
    """
    rate = source.clock.rate
    return frame / rate if source.times is None else source.times.begins(frame, rate)


def label(source: Source, frame: int) -> str:
    """Return the timecode of the film's ``frame``, by the time at which it comes on screen."""
    return source.clock.label_at(begins(source, frame))


def on_screen(source: Source, frame: int) -> Fraction:
    """Return a moment well within the film's ``frame``, in seconds from its first.

    Timestamps are rounded to a container's ticks, so the frame's exact start is not a safe time to
    look it up.
    """
    return (begins(source, frame) + begins(source, frame + 1)) / 2


def may_end_with(side: Side, shown: int, rate: Fraction) -> bool:
    """Return whether the last frame before a cut, on a timeline at ``rate``, may show ``shown``.

    That is the out frame or, if the film ends less than a timeline frame after it, also one before
    it.
    """
    pace = _Count(side.source, rate).pace
    at_the_end = pace != 1 and side.frame + 1 + pace > side.source.frames
    return 0 <= side.frame - shown <= (math.ceil(pace) if at_the_end else 0)


def length_in_list(source: Source, rate: Fraction) -> int:
    """Return how many frames the film has by `source_clock`."""
    return _Count(source, rate).end


def by_timestamp(sources: Sequence[Source]) -> list[str]:
    """Return a warning for each film whose frames are not evenly spaced."""
    uneven = {source.id: source for source in sources if source.times is not None}
    return [
        f"{source.name} has a variable frame rate or lacks frames: its times are those of its "
        "timestamps; conform to a constant rate to be sure."
        for source in uneven.values()
    ]


@dataclass(frozen=True)
class _Count:
    """How a list at ``rate`` counts a film's frames: by `source_clock`."""

    source: Source
    rate: Fraction
    on_grid: bool = False

    @cached_property
    def clock(self) -> Clock:
        return source_clock(self.source, self.rate, on_grid=self.on_grid)

    @cached_property
    def pace(self) -> Fraction:
        """Counted frames per timeline frame."""
        return self.clock.rate / self.rate

    @cached_property
    def end(self) -> int:
        """How many counted frames lie within the film."""
        if self.source.times is None and self.on_grid:
            return math.floor(begins(self.source, self.source.frames) * self.rate)
        return self.position(self.source.frames)

    def position(self, frame: int) -> int:
        """Return the position at which the film's ``frame`` comes on screen."""
        if self.source.times is None:
            return math.ceil(begins(self.source, frame) * self.rate) if self.on_grid else frame
        if frame == self.source.frames:
            # The length of the last frame is not known; take one timeline frame.
            return self.position(frame - 1) + 1
        return math.ceil(_on_grid(self.source, frame, self.rate))

    def shown(self, long: int) -> int:
        """Return the frames up to the one shown by the last of ``long`` timeline frames.

        Timeline frame k of a clip shows frame floor(k * pace).
        """
        return math.floor((long - 1) * self.pace) + 1 if long else 0


def _tail(side: Side, settings: ExportSettings, on_grid: bool) -> tuple[FrameRange, int]:
    """Return the last seconds of the outgoing shot, up to and including its out frame.

    As counted in the list, and how many timeline frames they fill: 0 if not one fits.
    """
    count, long = _in_each_list(_tail_length, side, settings, on_grid)
    first, stop = _tail_limits(side, count)
    return FrameRange(_tail_start(count, stop, long) if long else first, stop), long


def _tail_length(side: Side, count: _Count, wanted: int) -> int:
    first, stop = _tail_limits(side, count)
    most = min(wanted, math.ceil((stop - first) / count.pace))
    # A few less may end with the out frame on the grid; if not, it ends before the film does.
    lengths = range(most, most // 2, -1)
    exact = (each for each in lengths if stop - count.shown(each) + each * count.pace <= count.end)
    long = next(exact, max(1, most - 1))
    return long if _tail_start(count, stop, long) >= first else 0


def _tail_limits(side: Side, count: _Count) -> tuple[int, int]:
    """Return where the outgoing shot starts, and where its out frame stops."""
    stop = min(count.position(side.frame + 1), count.end)
    # A shot shorter than a timeline frame still fills one.
    return max(0, min(count.position(side.shot.start), stop - 1)), stop


def _tail_start(count: _Count, stop: int, long: int) -> int:
    return min(stop - count.shown(long), math.floor(count.end - long * count.pace))


def _head(side: Side, settings: ExportSettings, on_grid: bool) -> tuple[FrameRange, int]:
    """Return the first seconds of the incoming shot, from its in frame, as in `_tail`."""
    count, long = _in_each_list(_head_length, side, settings, on_grid)
    start = _head_start(side, count)
    return FrameRange(start, start + count.shown(long)), long


def _head_length(side: Side, count: _Count, wanted: int) -> int:
    start = _head_start(side, count)
    available = max(1, count.position(side.shot.stop) - start)
    fitting = min(wanted, math.ceil(available / count.pace))
    return min(fitting, math.floor((count.end - start) / count.pace))


def _head_start(side: Side, count: _Count) -> int:
    return min(count.position(side.frame), count.end)


def _in_each_list(
    length: Callable[[Side, _Count, int], int], side: Side, settings: ExportSettings, on_grid: bool
) -> tuple[_Count, int]:
    """Return how the list counts, and how many timeline frames a side fills in each list.

    By its own clock a film may fill one frame more or less than on the timeline's grid. The shorter
    length fits both; but where the film fits only one of them, it is in that list alone.
    """
    wanted = max(1, round(settings.seconds * settings.rate))
    counts = [_Count(side.source, settings.rate, grid) for grid in (on_grid, not on_grid)]
    own, other = (length(side, count, wanted) for count in counts)
    return counts[0], min(own, other or own)


def _clip(
    cut: Cut, incoming: bool, source: FrameRange, record: FrameRange, rate: Fraction, on_grid: bool
) -> Clip:
    shown = (cut.into if incoming else cut.out).source
    count = _Count(shown, rate, on_grid)
    clock = count.clock
    film = FrameRange(
        film_frame(shown, source.start, clock.rate),
        film_frame(shown, source.stop - 1, clock.rate) + 1,
    )
    return Clip(cut, incoming, clock, count.end, source, film, record)


def _on_grid(source: Source, frame: int, rate: Fraction) -> Fraction:
    """Return the earliest moment, in frames at ``rate``, at which a frame counts as on screen."""
    return begins(source, frame) * rate - _LATE


def _no_moment(side: Side, rate: Fraction) -> str:
    """Return why the frame at the cut has no position on the timeline's grid, or ""."""
    if side.source.times is None:
        return ""
    count = _Count(side.source, rate, on_grid=True)
    if count.position(side.frame + 1) > count.position(side.frame):
        return ""
    return (
        f"frame {side.frame} of {side.source.name} is shown for less than a frame at "
        f"{rate_words(rate)}"
    )


def _no_room(side: Side, long: int, rate: Fraction) -> str:
    """Return why no clip can be made of a side that fills ``long`` frames, or ""."""
    if long:
        return ""
    return (
        f"{side.source.name} ends less than a frame at {rate_words(rate)} after the start of frame "
        f"{side.frame}"
    )
