"""Read OpenTimelineIO files, through its own library."""

from collections.abc import Iterator

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
        return EventList("", (), [Problem("the list", "it holds no timeline")])
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for number, clip in enumerate(_clips(timeline), start=1):
        where = f"clip {number} ({clip.name})" if clip.name else f"clip {number}"
        try:
            events.append(_event(where, clip))
        except (ValueError, otio.exceptions.OTIOError) as error:
            problems.append(Problem(where, str(error)))
    return EventList(timeline.name, events, problems)


def _clips(timeline: otio.schema.Timeline) -> Iterator[otio.schema.Clip]:
    for track in timeline.video_tracks():
        yield from track.find_clips()


def _event(where: str, clip: otio.schema.Clip) -> ListEvent:
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
    start = max(0, round(record.start_time.value))
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
        record=FrameRange(start, start + round(record.duration.value)),
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
