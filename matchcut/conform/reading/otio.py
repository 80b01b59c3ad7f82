"""Read OpenTimelineIO files with its own library."""

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

import opentimelineio as otio

from matchcut.conform.reading.events import (
    EventList,
    ListEvent,
    Nest,
    Nesting,
    Read,
    are_off_grid,
    passed_over,
    rate_meant,
)
from matchcut.conform.reading.fcp7 import path_of
from matchcut.conform.reading.speed import UnknownSpeedError, frames_shown
from matchcut.export.remarks import CutSide
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange

# In frames: float error in times. At 23.976 each begins a thousandth of a frame late.
_DUST = Fraction(1, 10_000)
# Programs that round their rates miss a clip's first frame by less than this.
_ON_FRAME = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a clip is seen on the timeline.

    record, transition, off_grid: as in `ListEvent`.
    early: seconds before its own start at which it begins to be seen, inside a transition.
    """

    record: FrameRange
    transition: int
    early: Fraction
    off_grid: bool


def read(text: str) -> EventList:
    """Return the clips on the video tracks, track by track.

    Clips of nested stacks and tracks are placed where the timeline shows them. The first timeline
    of a collection is read, the others are reported as skipped.
    Raises opentimelineio.exceptions.OTIOError or ValueError where the text is not OTIO.
    """
    try:
        root = otio.core.deserialize_json_from_string(text)
    except LookupError as error:
        # The library raises this if an object lacks a part or has one of the wrong kind.
        raise ValueError(error.args[0]) from error
    timelines = _timelines(root)
    if not timelines:
        return EventList(Fraction(25), (), [Problem("the list", "it holds no timeline")])
    timeline, *others = timelines
    rate = _rate(timeline)
    events, problems = _clips(timeline.video_tracks(), rate, Nesting())
    problems += [
        Problem(f"layer {number}", "it is not a track, so it is not read")
        for number, layer in enumerate(timeline.tracks, start=1)
        if not _is_track(layer)
    ]
    problems += passed_over(timeline.name, [other.name for other in others])
    return EventList(rate, events, problems, start=_start(timeline, rate))


def _timelines(root: otio.core.SerializableObject) -> list[otio.schema.Timeline]:
    """Return a file's timelines, including those in bins; a lone track or stack counts as one."""
    if isinstance(root, otio.schema.SerializableCollection):
        return list(root.find_children(descended_from_type=otio.schema.Timeline))
    if isinstance(root, otio.schema.Timeline):
        return [root]
    if isinstance(root, otio.schema.Stack):
        timeline = otio.schema.Timeline(root.name)
        timeline.tracks = root
        return [timeline]
    return [otio.schema.Timeline(root.name, tracks=[root])] if _is_track(root) else []


def _clips(tracks: Iterable[otio.core.Item], rate: Fraction, nesting: Nesting) -> Read:
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for number, item in enumerate(nesting.counted(_items(tracks)), start=1):
        where = f"clip {number} ({item.name})" if item.name else f"clip {number}"
        try:
            if isinstance(item, otio.schema.Clip):
                events.append(replace(_event(where, item, rate), number=number))
            else:
                inner = _inside(where, number, item, rate, nesting)
                events += inner[0]
                problems += inner[1]
        except (ValueError, OverflowError, otio.exceptions.OTIOError) as error:
            problems.append(Problem(where, str(error), number))
    return events, problems


def _inside(
    where: str, number: int, item: otio.core.Item, rate: Fraction, nesting: Nesting
) -> Read:
    """Read the contents of a nested stack or track; raise ValueError if that fails."""
    if _time_effects(item):
        raise ValueError("it is a nested sequence at another speed")
    within = [item] if _is_track(item) else list(item)
    tracks = [one for one in within if _is_track(one) and one.kind == otio.schema.TrackKind.Video]
    place = _placed(item, rate)
    first = round((_seconds(item.trimmed_range().start_time) - place.early) * rate)
    nest = Nest(where, number, first, place.record, place.transition, rate)
    with nesting.deeper():
        return nest.lift(_clips(tracks, rate, nesting))


def _is_track(item: otio.core.SerializableObject) -> bool:
    # OpenTimelineIO omits Track from its declared names.
    return isinstance(item, otio.schema.Track)  # type: ignore[attr-defined]


def _items(tracks: Iterable[otio.core.Item]) -> Iterator[otio.core.Item]:
    """Yield the items with a picture; disabled tracks and clips are skipped."""
    for item in chain.from_iterable(track for track in tracks if track.enabled):
        shows = isinstance(item, otio.core.Item) and not isinstance(item, otio.schema.Gap)
        if shows and item.enabled:
            yield item


def _rate(timeline: otio.schema.Timeline) -> Fraction:
    """Return the timeline's rate: that of its start timecode, else of its first clip's duration.

    The clip's start may be at the rate of its film instead.
    """
    if timeline.global_start_time is not None:
        return rate_meant(float(timeline.global_start_time.rate))
    for item in _items(timeline.video_tracks()):
        with suppress(otio.exceptions.OTIOError, ValueError):
            return rate_meant(float(item.trimmed_range().duration.rate))
    return Fraction(25)


def _start(timeline: otio.schema.Timeline, rate: Fraction) -> int:
    """Return a timeline's start timecode in frames, 0 if it states none."""
    told = timeline.global_start_time
    # Damage may make it not a number.
    if told is None or not math.isfinite(told.value):
        return 0
    return round(_seconds(told) * rate)


def _event(where: str, clip: otio.schema.Clip, timeline_rate: Fraction) -> ListEvent:
    reference = clip.media_reference
    # Lists converted from EDLs have only reels and names.
    offline = isinstance(reference, otio.schema.MissingReference) and clip.source_range
    if not offline and not isinstance(reference, otio.schema.ExternalReference):
        raise ValueError("it refers to no file")
    place = _placed(clip, timeline_rate)
    speed, unknown = Fraction(1), ""
    try:
        speed = _speed(clip)
    except UnknownSpeedError as error:
        unknown = str(error)
    rate, source = _shown(clip, speed, place.early, timeline_rate)
    return ListEvent(
        where=where,
        reel=_reel(reference, clip),
        name=clip.name,
        path=path_of(getattr(reference, "target_url", None) or ""),
        source=source,
        # Without the range of its media, a clip's time is taken for timecode, as is usual.
        count="timecode" if reference.available_range is None else "time",
        rate=rate,
        record=place.record,
        transition=place.transition,
        retimed=bool(_time_effects(clip)),
        plays_at=rate * speed,
        off_grid=place.off_grid,
        cut_side=_cut_side(clip),
        media_start=_media_start(reference, rate),
        unknown=unknown,
    )


def _media_start(reference: otio.core.MediaReference, rate: Fraction) -> int | None:
    media = reference.available_range
    return None if media is None else round(_seconds(media.start_time) * rate)


def _cut_side(clip: otio.schema.Clip) -> CutSide | None:
    cut, side = (_said(clip.metadata, "matchcut", key) for key in ("pair", "side"))
    return CutSide(cut, incoming=side == "in") if cut and side in ("out", "in") else None


def _time_effects(item: otio.core.Item) -> list[otio.schema.TimeEffect]:
    """Return the effects by which an item plays at another speed than its own."""
    effects = (one for one in item.effects if isinstance(one, otio.schema.TimeEffect))
    # Before version 0.18 effects could not be disabled.
    on = (one for one in effects if getattr(one, "enabled", True))
    return [one for one in on if getattr(one, "time_scalar", None) != 1]


def _speed(clip: otio.schema.Clip) -> Fraction:
    """Return the seconds of its film per second of the timeline, or raise UnknownSpeedError."""
    speed = Fraction(1)
    for effect in _time_effects(clip):
        if not isinstance(effect, otio.schema.LinearTimeWarp):
            raise UnknownSpeedError("it plays at a speed that the list doesn't tell")
        speed *= Fraction(effect.time_scalar)
    return speed


def _shown(
    clip: otio.schema.Clip, speed: Fraction, early: Fraction, timeline_rate: Fraction
) -> tuple[Fraction, FrameRange]:
    """Return the rate at which frames are counted, and the film's frames that a clip shows.

    early: as in `_Place`. The clip's start and duration may be at other rates than its film's, such
    as the timeline's; a retimed clip's duration is that on the timeline.
    """
    shown, media = clip.trimmed_range(), clip.media_reference.available_range
    start, begins = shown.start_time, None if media is None else media.start_time
    rate = rate_meant(float((begins or start).rate))
    at = (_seconds(start) - (_seconds(begins) if begins else 0)) * rate
    if abs(at - round(at)) < _ON_FRAME:
        at = Fraction(round(at))
    duration = _seconds(shown.duration)
    # If the film is slower than the timeline, a timeline frame may show less than half a frame of
    # it.
    if at + _DUST < 0 or round(duration * max(rate, timeline_rate)) < 1:
        raise ValueError("its range is not a part of the film")
    if speed < 0:
        # It plays its part of the film from the end.
        at -= duration * rate * speed
    at += _DUST if speed >= 0 else -_DUST
    long, pace = max(Fraction(1), duration * timeline_rate), rate * speed / timeline_rate
    before = early * timeline_rate
    first, last = frames_shown(at - before * pace, pace, long + before)
    # If the film has no frames before the clip's own, there is nothing to dissolve to.
    return rate, FrameRange(max(0, first), max(0, last) + 1)


def _seconds(time: otio.opentime.RationalTime) -> Fraction:
    return Fraction(time.value) / rate_meant(float(time.rate))


def _placed(clip: otio.core.Item, rate: Fraction) -> _Place:
    """Return where a clip is on the timeline.

    Its record begins where a transition to it begins, and stops where one to the next clip begins.
    """
    shown = clip.trimmed_range_in_parent() or clip.range_in_parent()
    start, stop = shown.start_time, shown.end_time_exclusive()
    before, after = clip.parent().neighbors_of(clip)
    early = long = otio.opentime.RationalTime(0, start.rate)
    if isinstance(before, otio.schema.Transition):
        early = before.in_offset
        long = before.in_offset + before.out_offset
    if isinstance(after, otio.schema.Transition):
        stop -= after.in_offset
    edges = [_seconds(at) * rate for at in (start - early, stop, long)]
    first, end, transition = (max(0, round(at)) for at in edges)
    return _Place(
        FrameRange(first, max(first, end)), transition, _seconds(early), are_off_grid(edges[:2])
    )


def _reel(reference: otio.core.MediaReference, clip: otio.schema.Clip) -> str:
    """Return the reel from where matchcut and the EDL and XML adapters keep it."""
    return (
        _said(reference.metadata, "matchcut", "reel")
        or _said(clip.metadata, "cmx_3600", "reel")
        or _said(reference.metadata, "fcp_xml", "timecode", "reel", "name")
    )


def _said(metadata: object, *keys: str) -> str:
    """Return the text that a program stored under these keys, or "" for anything else."""
    for key in keys:
        metadata = metadata.get(key) if isinstance(metadata, Mapping) else None
    return "" if metadata is None else str(metadata)
