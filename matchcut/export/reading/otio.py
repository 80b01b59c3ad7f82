"""Read OpenTimelineIO files, through its own library."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import chain

import opentimelineio as otio

from matchcut.export.reading.events import EventList, ListEvent, Nest, Nesting, Problem, rate_meant
from matchcut.export.reading.fcp7 import path_of
from matchcut.timing import FrameRange


def read(text: str) -> EventList:
    """Return the clips on the video tracks, track by track, those of nested ones where they show.

    Raises opentimelineio.exceptions.OTIOError or ValueError where the text is not OTIO.
    """
    timeline = otio.core.deserialize_json_from_string(text)
    if not isinstance(timeline, otio.schema.Timeline):
        return EventList("", Fraction(25), (), [Problem("the list", "it holds no timeline")])
    rate = _rate(timeline)
    events, problems = _clips(timeline.video_tracks(), rate, Nesting())
    problems += [
        Problem(f"layer {number}", "it is no track, so what it shows is not read")
        for number, layer in enumerate(timeline.tracks, start=1)
        if not _is_track(layer)
    ]
    return EventList(timeline.name, rate, events, problems)


def _clips(
    tracks: Iterable[otio.core.Item], rate: Fraction, nesting: Nesting
) -> tuple[list[ListEvent], list[Problem]]:
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for number, item in enumerate(nesting.counted(_items(tracks)), start=1):
        where = f"clip {number} ({item.name})" if item.name else f"clip {number}"
        try:
            if isinstance(item, otio.schema.Clip):
                events.append(_event(where, item, rate))
            else:
                inner = _inside(where, item, rate, nesting)
                events += inner[0]
                problems += inner[1]
        except (ValueError, OverflowError, otio.exceptions.OTIOError) as error:
            problems.append(Problem(where, str(error)))
    return events, problems


def _inside(
    where: str, item: otio.core.Item, rate: Fraction, nesting: Nesting
) -> tuple[list[ListEvent], list[Problem]]:
    """Read what a nested stack or track shows; raise ValueError where that can't be done."""
    if any(isinstance(one, otio.schema.TimeEffect) for one in item.effects):
        raise ValueError("it is a nested sequence at another speed")
    within = [item] if _is_track(item) else list(item)
    tracks = [one for one in within if _is_track(one) and one.kind == otio.schema.TrackKind.Video]
    record, transition = _placed(item, rate)
    start = item.trimmed_range().start_time.rescaled_to(float(rate))
    nest = Nest(where, round(start.value), record, transition, rate)
    with nesting.deeper():
        events, problems = nest.lift(*_clips(tracks, rate, nesting))
    if not events and not problems:
        raise ValueError("it is a nested sequence without clips")
    return events, problems


def _is_track(item: otio.core.SerializableObject) -> bool:
    # OpenTimelineIO leaves Track out of the names it declares.
    return isinstance(item, otio.schema.Track)  # type: ignore[attr-defined]


def _items(tracks: Iterable[otio.core.Item]) -> Iterator[otio.core.Item]:
    """Yield what shows a picture; tracks and clips that are switched off are passed over."""
    for item in chain.from_iterable(track for track in tracks if track.enabled):
        shows = isinstance(item, otio.core.Item) and not isinstance(item, otio.schema.Gap)
        if shows and item.enabled:
            yield item


def _rate(timeline: otio.schema.Timeline) -> Fraction:
    """Return the timeline's rate: that of its start timecode, else of its first clip."""
    if timeline.global_start_time is not None:
        return rate_meant(float(timeline.global_start_time.rate))
    for item in _items(timeline.video_tracks()):
        with suppress(otio.exceptions.OTIOError, ValueError):
            return rate_meant(float(item.trimmed_range().start_time.rate))
    return Fraction(25)


def _event(where: str, clip: otio.schema.Clip, timeline_rate: Fraction) -> ListEvent:
    reference = clip.media_reference
    # Lists made of EDLs know reels and names only.
    offline = isinstance(reference, otio.schema.MissingReference) and clip.source_range
    if not offline and not isinstance(reference, otio.schema.ExternalReference):
        raise ValueError("it refers to no file")
    shown = clip.trimmed_range()
    media = reference.available_range
    rate = rate_meant(float(shown.start_time.rate))
    first = round(shown.start_time.value)
    if media is not None:
        first -= round(media.start_time.rescaled_to(shown.start_time.rate).value)
    long = round(shown.duration.rescaled_to(shown.start_time.rate).value)
    if first < 0 or long < 1:
        raise ValueError("its range is no part of the film")
    record, transition = _placed(clip, timeline_rate)
    pair, side, frame = (_said(clip.metadata, "matchcut", key) for key in ("pair", "side", "frame"))
    ours = bool(pair and side and frame)
    return ListEvent(
        where=where,
        reel=_reel(reference, clip),
        name=clip.name,
        path=path_of(getattr(reference, "target_url", None) or ""),
        source=FrameRange(first, first + long),
        # Without the range of its media, a clip's time is taken for timecode, as is usual.
        count="timecode" if media is None else "time",
        rate=rate,
        record=record,
        transition=transition,
        retimed=any(isinstance(one, otio.schema.TimeEffect) for one in clip.effects),
        remarks=(f"MATCHCUT {pair} {side.upper()} FRAME {frame}",) if ours else (),
    )


def _placed(clip: otio.core.Item, rate: Fraction) -> tuple[FrameRange, int]:
    """Return a clip's place, up to a transition, and the frames of one that it begins with."""
    shown = clip.trimmed_range_in_parent() or clip.range_in_parent()
    start, stop = shown.start_time, shown.end_time_exclusive()
    before, after = clip.parent().neighbors_of(clip)
    long = otio.opentime.RationalTime(0, start.rate)
    if isinstance(before, otio.schema.Transition):
        start -= before.in_offset
        long = before.in_offset + before.out_offset
    if isinstance(after, otio.schema.Transition):
        stop -= after.in_offset
    first, end, transition = (
        max(0, round(at.rescaled_to(float(rate)).value)) for at in (start, stop, long)
    )
    return FrameRange(first, max(first, end)), transition


def _reel(reference: otio.core.MediaReference, clip: otio.schema.Clip) -> str:
    """Return the reel from where matchcut and the EDL and XML adapters keep it."""
    return (
        _said(reference.metadata, "matchcut", "reel")
        or _said(clip.metadata, "cmx_3600", "reel")
        or _said(reference.metadata, "fcp_xml", "timecode", "reel", "name")
    )


def _said(metadata: object, *keys: str) -> str:
    """Return what some program has kept under these keys, or "": others may use them otherwise."""
    for key in keys:
        metadata = metadata.get(key) if isinstance(metadata, Mapping) else None
    return "" if metadata is None else str(metadata)
