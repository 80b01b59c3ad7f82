"""Read OpenTimelineIO files, through its own library."""

from collections.abc import Iterator
from fractions import Fraction

import opentimelineio as otio

from matchcut.export.reading.events import EventList, ListEvent, Problem
from matchcut.export.reading.fcp7 import path_of
from matchcut.timing import FrameRange, exact_rate


def read(text: str) -> EventList:
    """Return the clips on the video tracks, track by track.

    Raises opentimelineio.exceptions.OTIOError or ValueError where the text is not OTIO.
    """
    timeline = otio.core.deserialize_json_from_string(text)
    if not isinstance(timeline, otio.schema.Timeline):
        return EventList("", Fraction(25), (), [Problem("the list", "it holds no timeline")])
    rate = _rate(timeline)
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for number, clip in enumerate(_clips(timeline), start=1):
        where = f"clip {number} ({clip.name})" if clip.name else f"clip {number}"
        try:
            events.append(_event(where, clip, rate))
        except (ValueError, otio.exceptions.OTIOError) as error:
            problems.append(Problem(where, str(error)))
    return EventList(timeline.name, rate, events, problems)


def _clips(timeline: otio.schema.Timeline) -> Iterator[otio.schema.Clip]:
    for track in timeline.video_tracks():
        yield from track.find_clips()


def _rate(timeline: otio.schema.Timeline) -> Fraction:
    """Return the timeline's rate: that of its start timecode, else of its first clip."""
    if timeline.global_start_time is not None:
        return exact_rate(float(timeline.global_start_time.rate))
    first = next(_clips(timeline), None)
    return exact_rate(float(first.trimmed_range().start_time.rate)) if first else Fraction(25)


def _event(where: str, clip: otio.schema.Clip, timeline_rate: Fraction) -> ListEvent:
    reference = clip.media_reference
    if not isinstance(reference, otio.schema.ExternalReference):
        raise ValueError("it refers to no file")
    shown = clip.trimmed_range()
    media = reference.available_range
    rate = exact_rate(float(shown.start_time.rate))
    first = round(shown.start_time.value)
    if media is not None:
        first -= round(media.start_time.rescaled_to(shown.start_time.rate).value)
    long = round(shown.duration.rescaled_to(shown.start_time.rate).value)
    if first < 0 or long < 1:
        raise ValueError("its range is no part of the film")
    record = clip.trimmed_range_in_parent() or clip.range_in_parent()
    start, stop = (
        max(0, round(at.rescaled_to(float(timeline_rate)).value))
        for at in (record.start_time, record.end_time_exclusive())
    )
    told = dict(clip.metadata.get("matchcut", {}))
    remarks: tuple[str, ...] = ()
    if {"pair", "side", "frame"} <= told.keys():
        remarks = (f"MATCHCUT {told['pair']} {told['side'].upper()} FRAME {told['frame']}",)
    return ListEvent(
        where=where,
        reel=_reel(reference, clip),
        name=clip.name,
        path=path_of(reference.target_url) if reference.target_url else "",
        source=FrameRange(first, first + long),
        # Without the range of its media, a clip's time is taken for timecode, as is usual.
        count="timecode" if media is None else "time",
        rate=rate,
        record=FrameRange(start, stop),
        retimed=any(isinstance(one, otio.schema.TimeEffect) for one in clip.effects),
        remarks=remarks,
    )


def _reel(reference: otio.schema.ExternalReference, clip: otio.schema.Clip) -> str:
    """Return the reel from where matchcut and the EDL and XML adapters keep it."""
    ours = reference.metadata.get("matchcut", {}).get("reel", "")
    edl = clip.metadata.get("cmx_3600", {}).get("reel", "")
    xml = reference.metadata.get("fcp_xml", {}).get("timecode", {})
    xml_reel = xml.get("reel", {}).get("name", "") if hasattr(xml, "get") else ""
    return str(ours or edl or xml_reel)
