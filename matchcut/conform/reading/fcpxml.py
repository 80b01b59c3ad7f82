"""Read FCPXML of any version: the first project's primary storyline, and the clips over it."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as Xml

from matchcut.conform.reading.events import (
    EventList,
    ListEvent,
    Nest,
    Read,
    are_off_grid,
    passed_over,
    rate_meant,
)
from matchcut.conform.reading.fcp7 import path_of
from matchcut.conform.reading.fcpxml_placing import (
    Asset,
    Described,
    duration_of,
    film_of,
    offsets_in,
    place_of,
    seconds,
    speed_of,
    time_in,
)
from matchcut.conform.reading.speed import Point, UnknownSpeedError, frames_shown, line_through
from matchcut.export.remarks import side_named
from matchcut.shots.listed import Problem
from matchcut.timing import FrameRange

_UNSAID = Fraction(25)
_REEL = "com.apple.proapps.studio.reel"
_WITHOUT_FILM = {"gap", "title", "transition", "audio", "caption"}
# In the storyline these leave clips connected below them visible.
_SEEN_THROUGH = {"gap", "title"}
_NESTED = {
    "ref-clip": "a compound clip",
    "mc-clip": "a multicam clip",
    "sync-clip": "a synchronized clip",
    "spine": "a connected storyline",
}
_CLIPS = {"asset-clip", "clip", "video", "ref-clip", "mc-clip", "sync-clip"}


def read(text: str) -> EventList:
    """Return the clips in order, including those shown inside compound clips and the like.

    An audition counts as the clip it shows. The first of several projects is read, the others are
    reported as skipped. Raises xml.etree.ElementTree.ParseError if the text is not XML.
    """
    root = Xml.fromstring(text)
    _close_auditions(root)
    # Compound clips have sequences, too, and come before the project.
    sequence = root.find(".//project/sequence")
    if sequence is None:
        sequence = root.find(".//sequence")
    spine = None if sequence is None else sequence.find("spine")
    if sequence is None or spine is None:
        problem = Problem("the list", "it has no project with a storyline")
        return EventList(_UNSAID, (), [problem])
    rates = {
        one.get("id"): _rate(one)
        for one in root.findall("resources/format")
        if one.get("frameDuration") is not None
    }
    assets = {one.get("id"): _asset(one, rates) for one in root.findall("resources/asset")}
    rate = rates.get(sequence.get("format"), _UNSAID)
    media = {one.get("id"): one for one in root.findall("resources/media")}
    described = Described(assets, media, rate)
    begins = seconds(sequence, "tcStart")
    events, problems = _clips(spine, begins, described, ())
    projects = [one.get("name", "") for one in root.iterfind(".//project")]
    title = projects[0] if projects else ""
    problems += passed_over(title, projects[1:])
    return EventList(rate, events, problems, start=round(begins * rate))


def _close_auditions(root: Xml.Element) -> None:
    """Replace each audition by the clip that it shows, which is its first."""
    for around in list(root.iter()):
        for at, clip in enumerate(around):
            while clip.tag == "audition" and len(clip):
                picked = clip[0]
                stands = {key: value for key, value in clip.items() if key in ("offset", "lane")}
                picked.attrib.update(stands)
                around[at] = clip = picked


def _clips(
    story: Xml.Element, begins: Fraction, described: Described, around: tuple[Xml.Element, ...]
) -> Read:
    """Read the clips of a storyline whose time begins at ``begins``.

    around: the storylines that it is nested in.
    """
    rate = described.rate
    offsets = offsets_in(story, begins, described)
    events: list[ListEvent] = []
    problems: list[Problem] = []
    clips = ((at, clip) for at, each in enumerate(story) for clip in (each, *_connected(each)))
    for at, clip in described.nesting.counted(clips):
        if not _shows(clip, described.assets):
            continue
        name, number = clip.get("name", ""), at + 1
        where = f"clip {number} ({name})" if name else f"clip {number}"
        over = _connected(clip) if clip is not story[at] else []
        if any(_shows(one, described.assets) for one in over):
            problems.append(Problem(where, "clips connected to it are not read", number))
        try:
            place = place_of(story, at, clip, offsets, described)
            edges = [(edge - begins) * rate for edge in (place.start, place.stop)]
            record = FrameRange(*(max(0, int(edge)) for edge in edges))
            long = int(place.transition * rate)
            if clip.tag in _NESTED:
                nest = Nest(where, number, 0, record, long, rate)
                inner = _inside(nest, place.early, clip, described, (*around, story))
                events += inner[0]
                problems += inner[1]
            else:
                event = _event(where, clip, place.early, described)
                off_grid = are_off_grid(edges)
                event = replace(event, number=number, record=record, transition=long)
                events.append(replace(event, off_grid=off_grid))
        except ValueError as error:
            problems.append(Problem(where, str(error), number))
    return events, problems


def _inside(
    nest: Nest,
    early: Fraction,
    clip: Xml.Element,
    described: Described,
    around: tuple[Xml.Element, ...],
) -> Read:
    """Read the contents of one of `_NESTED`; raise ValueError if that fails.

    early: as in `Place`.
    """
    kind = _NESTED[clip.tag]
    story, begins = _story(clip, described)
    if story is None or not len(story):
        raise ValueError(f"it is {kind} that the list doesn't describe")
    if any(story is one for one in around):
        raise ValueError(f"it is {kind} within itself")
    if _time_map(clip) is not None:
        raise ValueError(f"it is {kind} at another speed")
    first = int((seconds(clip, "start", begins) - early - begins) * described.rate)
    # Some programs count the time inside an angle from zero, others from the angle's own start.
    with described.nesting.deeper():
        inner = _clips(story, seconds(story[0], "offset", begins), described, around)
    return replace(nest, first=first).lift(inner, kind)


def _story(clip: Xml.Element, described: Described) -> tuple[Xml.Element | None, Fraction]:
    """Return the storyline that one of `_NESTED` shows, and where its time begins."""
    if clip.tag == "spine":
        return clip, time_in(clip)
    if clip.tag == "sync-clip":
        story = clip.find("spine")
        if story is None:
            # Its contents are loose inside it, among the clips connected to it.
            story = Xml.Element("spine")
            story.extend(
                one for one in clip if one.tag in _CLIPS | _WITHOUT_FILM and not one.get("lane")
            )
        return story, time_in(story)
    media = described.media.get(clip.get("ref"))
    timeline = None if media is None else media.find("sequence")
    if clip.tag == "mc-clip":
        timeline = None if media is None else media.find("multicam")
    if timeline is None:
        return None, Fraction(0)
    story = timeline.find("spine")
    if clip.tag == "mc-clip":
        seen = {
            source.get("angleID")
            for source in clip.findall("mc-source")
            if source.get("srcEnable", "all") in ("all", "video")
        }
        angles = timeline.findall("mc-angle")
        story = next((one for one in angles if not seen or one.get("angleID") in seen), None)
    return story, seconds(timeline, "tcStart")


def _event(where: str, clip: Xml.Element, early: Fraction, described: Described) -> ListEvent:
    """Read one clip without its position; raise ValueError with the reason if that fails.

    early: as in `Place`.
    """
    inner, asset = film_of(clip, described.assets)
    if inner is None or asset is None:
        raise ValueError("it refers to no film")
    source, plays_at, unknown = FrameRange(0, 1), None, ""
    try:
        source, plays_at = _shown(clip, inner, asset, early, described)
    except UnknownSpeedError as error:
        unknown = str(error)
    return ListEvent(
        where=where,
        reel=asset.reel,
        name=clip.get("name") or asset.name,
        path=asset.path,
        source=source,
        count="time",
        rate=asset.rate or described.rate,
        record=FrameRange(0, 0),
        plays_at=plays_at,
        retimed=_time_map(clip) is not None,
        cut_side=side_named(clip.findtext("note", "").split("; ")),
        media_start=round(asset.start * (asset.rate or described.rate)),
        unknown=unknown,
    )


def _shown(
    clip: Xml.Element, inner: Xml.Element, asset: Asset, early: Fraction, described: Described
) -> tuple[FrameRange, Fraction]:
    """Return the film's frames that a clip shows, and how many are shown per second.

    inner, asset: the element that names the film, and the film; early: as in `Place`. Raises
    ValueError where the frames are not part of the film, UnknownSpeedError where they can't be
    told.
    """
    rate = asset.rate or described.rate
    duration, speed = duration_of(clip, described), speed_of(clip, described)
    if clip.get("duration") is None and not duration:
        raise ValueError("neither it nor its film has a duration")
    start = seconds(clip, "start", asset.start)
    if (time_map := _time_map(clip)) is not None:
        at_zero, slope = _line(time_map, start, start + duration * speed)
        start, speed = at_zero + start * slope, speed * slope
    if inner is not clip:
        # The clip shows a part of its own timeline, on which the film lies at an offset.
        start += seconds(inner, "start", asset.start) - seconds(inner, "offset")
    at, pace = (start - asset.start) * rate, speed * rate / described.rate
    first, last = frames_shown(at, pace, duration * described.rate)
    if not 0 <= first <= last:
        raise ValueError("its start and duration are not a part of the film")
    if early:
        before = early * described.rate
        first, last = frames_shown(at - before * pace, pace, duration * described.rate + before)
        # If the film has no frames before the clip's own, there is nothing to dissolve to.
        first = max(0, first)
    return FrameRange(first, last + 1), rate * speed


def _time_map(clip: Xml.Element) -> Xml.Element | None:
    """Return the map that changes a clip's speed, None if it plays at its own."""
    time_map = clip.find("timeMap")
    points = [] if time_map is None else time_map.findall("timept")
    if len(points) > 1 and all(seconds(one, "time") == seconds(one, "value") for one in points):
        return None
    return time_map


def _line(time_map: Xml.Element, start: Fraction, stop: Fraction) -> Point:
    """Return the line of a time map from ``start`` to ``stop``; see `line_through`."""
    told = time_map.findall("timept")
    points = [(seconds(one, "time"), seconds(one, "value")) for one in told]
    if any(one.get("interp") != "linear" for one in told):
        # The line bends wherever speeds differ, nobody knows how far around.
        times = [time for time, _ in points]
        start, stop = min(start, *times), max(stop, *times)
    return line_through(points, start, stop)


def _connected(clip: Xml.Element) -> list[Xml.Element]:
    """Return the visible clips connected to one: those over it and, if it hides nothing, below."""
    over = [child for child in clip if (child.get("lane") or "").isdecimal()]
    if clip.tag not in _SEEN_THROUGH:
        return over
    below = [child for child in clip if (child.get("lane") or "").startswith("-")]
    return below + over


def _shows(clip: Xml.Element, assets: dict[str | None, Asset]) -> bool:
    """Return whether a clip is enabled and shows, or may show, a film's picture."""
    if clip.tag in _WITHOUT_FILM or clip.get("enabled") == "0":
        return False
    if clip.tag == "spine":
        shown = (one for child in clip for one in (child, *_connected(child)))
        return any(_shows(one, assets) for one in shown if one.tag != "spine")
    asset = assets.get(clip.get("ref"))
    return clip.get("srcEnable") != "audio" and (asset is None or asset.has_picture)


def _asset(element: Xml.Element, rates: dict[str | None, Fraction]) -> Asset:
    representation = element.find("media-rep")
    # Before version 1.9 the asset itself named the file.
    source = element if representation is None else representation
    reel = next(
        (md.get("value", "") for md in element.findall("metadata/md") if md.get("key") == _REEL), ""
    )
    return Asset(
        name=element.get("name", ""),
        path=path_of(source.get("src", "")),
        reel=reel,
        start=seconds(element, "start"),
        duration=seconds(element, "duration"),
        rate=rates.get(element.get("format")),
        has_picture=element.get("hasVideo") == "1" or element.get("hasAudio") != "1",
    )


def _rate(format: Xml.Element) -> Fraction:
    duration = seconds(format, "frameDuration")
    if duration <= 0:
        raise ValueError(f"a frame of it lasts {format.get('frameDuration')}")
    return rate_meant(1 / duration)
