"""Cuts one after the other on a timeline: which frames of which film stand where.

Each cut is two clips, the end of the outgoing shot and the start of the incoming one. The frames
at the cut are exact whatever the rates; the far ends give way.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matchcut.export.cut import Cut, ExportSettings, LeftOut, Side, Source
from matchcut.timing import Clock, FrameRange, allows_drop, has_timecode, nominal_rate, rate_words

# A timestamp this part of a frame late still counts as on time: containers round to milliseconds.
_LATE = 0.05
# Containers count time in fewer ticks a second than this.
_TICKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Clip:
    """Part of a film on the timeline.

    clock: counts the film's frames in the list, ``media_frames`` in all; see `source_clock`.
    source: frames by that clock; film: the same as frame numbers of the film.
    record: frames from the timeline's first.
    """

    side: Side
    clock: Clock
    media_frames: int
    source: FrameRange
    film: FrameRange
    record: FrameRange

    @property
    def handles(self) -> tuple[int, int]:
        """Spare film frames before the first and after the last."""
        return self.film.start, self.side.source.frames - self.film.stop


@dataclass(frozen=True, slots=True)
class Event:
    """One cut on the timeline."""

    cut: Cut
    out: Clip
    into: Clip


Refusal = Callable[[Source, ExportSettings], str]


def hold_any(source: Source, settings: ExportSettings) -> str:
    """Refuse no film: the format can say every rate."""
    return ""


def lay_out(
    cuts: Sequence[Cut], settings: ExportSettings, refuse: Refusal = hold_any
) -> tuple[list[Event], list[LeftOut]]:
    """Return the cuts on the timeline, in order, and those the format can't hold.

    refuse: gives the reason why a format can't hold a film, or "".
    """
    events: list[Event] = []
    left_out: list[LeftOut] = []
    position = 0
    for cut in cuts:
        reason = next(
            (
                why
                for side in (cut.out, cut.into)
                if (why := refuse(side.source, settings) or _no_moment(side, settings.rate))
            ),
            "",
        )
        if reason:
            left_out.append(LeftOut(cut.id, reason))
            continue
        out = _tail(cut.out, settings, position)
        into = _head(cut.into, settings, out.record.stop)
        events.append(Event(cut, out, into))
        position = into.record.stop
    return events, left_out


def timeline_clock(settings: ExportSettings) -> Clock:
    """Return the timeline's clock for a format that can do without timecode."""
    return settings.clock if has_timecode(settings.rate) else Clock(settings.rate)


def source_clock(source: Source, rate: Fraction) -> Clock:
    """Return the clock that a list at ``rate`` counts this film's frames by.

    A film of variable rate has no count that fits its frames, so its time is told on the
    timeline's grid, as editing systems do when they conform it.
    """
    if source.times is None:
        return source.clock
    clock, drop = source.clock, source.clock.drop and allows_drop(rate)
    # Drop-frame timecode reads the wall clock; other timecode reads a whole rate's seconds.
    seconds = clock.start / (clock.rate if clock.drop else Fraction(nominal_rate(clock.rate)))
    return Clock(rate, round(seconds * (rate if drop else nominal_rate(rate))), drop)


def film_frame(source: Source, position: int, rate: Fraction) -> int:
    """Return the film's frame that is on screen at ``position`` by `source_clock`."""
    if source.times is None:
        return position
    return bisect_right(source.times, (position + _LATE) / float(rate)) - 1


def begins(source: Source, frame: int) -> Fraction:
    """Return when the film's ``frame`` comes on screen, in seconds from its first."""
    if source.times is None:
        return source.clock.seconds(frame)
    # The nearest fraction of a tick is the timestamp that the float was made of.
    return Fraction(source.times[frame]).limit_denominator(_TICKS)


def label(source: Source, frame: int) -> str:
    """Return what the film's ``frame`` reads, by the time at which it comes on screen."""
    return source.clock.label_at(begins(source, frame))


def on_screen(source: Source, frame: int) -> Fraction:
    """Return a moment well within the film's ``frame``, in seconds from its first.

    Timestamps are rounded to a container's ticks, so the frame's very beginning is no safe moment
    to look it up by.
    """
    start = begins(source, frame)
    last = frame + 1 == source.frames
    stop = start + 1 / source.clock.rate if last else begins(source, frame + 1)
    return (start + stop) / 2


def length_in_list(source: Source, rate: Fraction) -> int:
    """Return how many frames the film has by `source_clock`."""
    return _position(source, source.frames, rate)


def by_timestamp(events: Sequence[Event]) -> list[str]:
    """Return a warning for each film whose frames are not evenly spaced."""
    sources = {
        side.source.id: side.source
        for event in events
        for side in (event.cut.out, event.cut.into)
        if side.source.times is not None
    }
    return [
        f"{source.name} has a variable frame rate or lacks frames: its times are those of its "
        "timestamps; conform to a constant rate to be sure."
        for source in sources.values()
    ]


def _tail(side: Side, settings: ExportSettings, at: int) -> Clip:
    """Return the last seconds of the outgoing shot, up to and including its out frame."""
    clock = source_clock(side.source, settings.rate)
    stop = _position(side.source, side.frame + 1, settings.rate)
    available = stop - _position(side.source, side.shot.start, settings.rate)
    long, shown = _fit(available, clock.rate, settings)
    return _clip(side, clock, FrameRange(stop - shown, stop), FrameRange(at, at + long))


def _head(side: Side, settings: ExportSettings, at: int) -> Clip:
    """Return the first seconds of the incoming shot, from its in frame."""
    clock = source_clock(side.source, settings.rate)
    start = _position(side.source, side.frame, settings.rate)
    available = _position(side.source, side.shot.stop, settings.rate) - start
    long, shown = _fit(available, clock.rate, settings)
    return _clip(side, clock, FrameRange(start, start + shown), FrameRange(at, at + long))


def _fit(available: int, rate: Fraction, settings: ExportSettings) -> tuple[int, int]:
    """Return the frames of timeline and of source in a clip of the wanted length, or less.

    Timeline frame k of a clip shows source frame floor(k * rate / timeline rate), so the source
    frames are counted to the one that the last timeline frame shows.
    """
    wanted = max(1, round(settings.seconds * settings.rate))
    long = min(wanted, math.ceil(available * settings.rate / rate))
    return long, math.floor((long - 1) * rate / settings.rate) + 1


def _clip(side: Side, clock: Clock, source: FrameRange, record: FrameRange) -> Clip:
    film = FrameRange(
        film_frame(side.source, source.start, clock.rate),
        film_frame(side.source, source.stop - 1, clock.rate) + 1,
    )
    return Clip(side, clock, length_in_list(side.source, clock.rate), source, film, record)


def _position(source: Source, frame: int, rate: Fraction) -> int:
    """Return where by `source_clock` the film's ``frame`` comes on screen."""
    if source.times is None:
        return frame
    if frame == source.frames:
        # How long the last frame stays is not known; one frame of the timeline is.
        return _position(source, frame - 1, rate) + 1
    return math.ceil(source.times[frame] * float(rate) - _LATE)


def _no_moment(side: Side, rate: Fraction) -> str:
    """Return why the frame at the cut can't be told on the timeline's grid, or ""."""
    start = _position(side.source, side.frame, rate)
    if _position(side.source, side.frame + 1, rate) > start:
        return ""
    return (
        f"frame {side.frame} of {side.source.name} is shown for less than a frame at "
        f"{rate_words(rate)}"
    )
