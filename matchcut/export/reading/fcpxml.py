"""Read FCPXML of any version: the clips of the first project's primary storyline."""

from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree import ElementTree as Xml

from matchcut.export.reading.events import EventList, ListEvent, Problem
from matchcut.export.reading.fcp7 import path_of
from matchcut.timing import FrameRange, exact_rate

_UNSAID = Fraction(25)
_REEL = "com.apple.proapps.studio.reel"
_WITHOUT_FILM = {"gap", "title", "transition", "audio", "caption"}
_NESTED = {
    "ref-clip": "a compound clip",
    "mc-clip": "a multicam clip",
    "sync-clip": "a synchronized clip",
    "audition": "an audition",
    "spine": "a storyline of its own",
}


@dataclass(frozen=True, slots=True)
class _Asset:
    name: str
    path: str
    reel: str
    start: Fraction
    rate: Fraction | None


def read(text: str) -> EventList:
    """Return the clips in order, and those that hold other clips as problems.

    Raises xml.etree.ElementTree.ParseError where the text is no XML.
    """
    root = Xml.fromstring(text)
    # Compound clips have sequences, too, and stand before the project.
    sequence = root.find(".//project/sequence")
    if sequence is None:
        sequence = root.find(".//sequence")
    spine = None if sequence is None else sequence.find("spine")
    if sequence is None or spine is None:
        problem = Problem("the list", "it has no project with a storyline")
        return EventList("", _UNSAID, (), [problem])
    rates = {
        one.get("id"): exact_rate(1 / duration)
        for one in root.findall("resources/format")
        if (duration := _seconds(one, "frameDuration"))
    }
    assets = {one.get("id"): _asset(one, rates) for one in root.findall("resources/asset")}
    rate = rates.get(sequence.get("format"), _UNSAID)
    timeline_start = _seconds(sequence, "tcStart")
    events: list[ListEvent] = []
    problems: list[Problem] = []
    for number, clip in enumerate(spine, start=1):
        if clip.tag in _WITHOUT_FILM or clip.get("enabled") == "0":
            continue
        name = clip.get("name", "")
        where = f"clip {number} ({name})" if name else f"clip {number}"
        try:
            event = _event(where, clip, assets, rate)
            record, transition = _placed(spine, number - 1, timeline_start, rate)
            events.append(replace(event, record=record, transition=transition))
        except (ValueError, ZeroDivisionError) as error:
            problems.append(Problem(where, str(error)))
    project = root.find(".//project")
    title = "" if project is None else project.get("name", "")
    return EventList(title, rate, events, problems)


def _event(
    where: str,
    clip: Xml.Element,
    assets: dict[str | None, _Asset],
    timeline_rate: Fraction,
) -> ListEvent:
    """Read one clip, all but its place; raise ValueError with the reason where that can't be."""
    if clip.tag in _NESTED:
        raise ValueError(f"it is {_NESTED[clip.tag]}, whose films aren't looked up")
    inner = clip.find("video") if clip.tag == "clip" else clip
    asset = None if inner is None else assets.get(inner.get("ref"))
    if inner is None or asset is None:
        raise ValueError("it refers to no film")
    rate = asset.rate or timeline_rate
    start = _seconds(clip, "start", asset.start)
    if inner is not clip:
        # The clip shows a part of its own timeline, on which the film lies at an offset.
        start += _seconds(inner, "start", asset.start) - _seconds(inner, "offset")
    duration = _seconds(clip, "duration")
    first = int((start - asset.start) * rate)
    # The last frame shown is the one on screen as the last frame of the timeline begins.
    last = int((start - asset.start + duration - 1 / timeline_rate) * rate)
    if not 0 <= first <= last:
        raise ValueError("its start and duration are no part of the film")
    note = clip.findtext("note", "")
    return ListEvent(
        where=where,
        reel=asset.reel,
        name=clip.get("name") or asset.name,
        path=asset.path,
        source=FrameRange(first, last + 1),
        count="time",
        rate=rate,
        record=FrameRange(0, 0),
        retimed=clip.find("timeMap") is not None,
        remarks=tuple(part for part in note.split("; ") if part),
    )


def _placed(
    spine: Xml.Element, index: int, timeline_start: Fraction, rate: Fraction
) -> tuple[FrameRange, int]:
    """Return a clip's place, up to a transition, and the frames of one that it begins with.

    Clips meet in the middle of a transition, which lies over both.
    """
    clip = spine[index]
    start = _seconds(clip, "offset")
    stop = start + _seconds(clip, "duration")
    before, after = (spine[at] if 0 <= at < len(spine) else clip for at in (index - 1, index + 1))
    transition = Fraction(0)
    if before.tag == "transition":
        start, transition = _seconds(before, "offset"), _seconds(before, "duration")
    if after.tag == "transition":
        stop = _seconds(after, "offset")
    first, end = (max(0, int((at - timeline_start) * rate)) for at in (start, stop))
    return FrameRange(first, max(first, end)), int(transition * rate)


def _asset(element: Xml.Element, rates: dict[str | None, Fraction]) -> _Asset:
    representation = element.find("media-rep")
    # Before version 1.9 the asset itself named the file.
    source = element if representation is None else representation
    reel = next(
        (md.get("value", "") for md in element.findall("metadata/md") if md.get("key") == _REEL),
        "",
    )
    return _Asset(
        name=element.get("name", ""),
        path=path_of(source.get("src", "")),
        reel=reel,
        start=_seconds(element, "start"),
        rate=rates.get(element.get("format")),
    )


def _seconds(element: Xml.Element, key: str, otherwise: Fraction = Fraction(0)) -> Fraction:
    """Return a time attribute, such as ``1001/24000s``; raise ValueError where it is none."""
    text = element.get(key)
    return otherwise if text is None else Fraction(text.strip().removesuffix("s"))
