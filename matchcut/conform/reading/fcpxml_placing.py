"""Place the clips of FCPXML on the timeline, in seconds, and find how long they last."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree import ElementTree as Xml

from matchcut.conform.reading.events import Nesting
from matchcut.timing import exact_number

# Final Cut plays 24 frames a second frame for frame at 25, but not at 29.97.
_NEAR = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Asset:
    """A film; ``start``: its first frame's time, in seconds like all times here."""

    name: str
    path: str
    reel: str
    start: Fraction
    duration: Fraction
    rate: Fraction | None
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clip is seen, in seconds of the timeline.

    transition: length of the transition that it begins with.
    early: how long before its own start it begins to be seen, inside a transition.
    """

    start: Fraction
    stop: Fraction
    transition: Fraction = Fraction(0)
    early: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Described:
    """The resources that clips refer to by id, and the frame rate of the timeline."""

    assets: dict[str | None, Asset]
    media: dict[str | None, Xml.Element]
    rate: Fraction
    nesting: Nesting = field(default_factory=Nesting)


def offsets_in(story: Xml.Element, begins: Fraction, described: Described) -> Sequence[Fraction]:
    """Return where each element of a storyline begins if it has no offset: where the last one ends.

    A transition is centred there.
    """
    offsets: list[Fraction] = []
    end = begins
    for element in story:
        # A problem with an element is reported where it is read.
        long = Fraction(0)
        with suppress(ValueError):
            long = duration_of(element, described)
        if element.tag == "transition":
            offsets.append(end - long / 2)
            continue
        offsets.append(end)
        with suppress(ValueError):
            end = seconds(element, "offset", end) + long
    return offsets


def duration_of(element: Xml.Element, described: Described) -> Fraction:
    """Return the duration of an element, or of what it shows if it has none."""
    if element.get("duration") is not None:
        return seconds(element, "duration")
    if element.tag == "asset-clip" and (asset := described.assets.get(element.get("ref"))):
        rest = asset.start + asset.duration - seconds(element, "start", asset.start)
        return max(Fraction(0), rest) / speed_of(element, described)
    if element.tag == "ref-clip" and (media := described.media.get(element.get("ref"))) is not None:
        sequence = media.find("sequence")
        return Fraction(0) if sequence is None else seconds(sequence, "duration")
    if element.tag == "spine":
        return _length(element, described)
    return Fraction(0)


def time_in(story: Xml.Element) -> Fraction:
    """Return where the time of a storyline within a clip begins: at its first element."""
    return seconds(story[0], "offset") if len(story) else Fraction(0)


def _length(story: Xml.Element, described: Described) -> Fraction:
    """Return how long a storyline lasts; raise ValueError if it contains another like a clip."""
    if any(one.tag == "spine" for one in story):
        raise ValueError("a storyline stands in it like a clip")
    begins = time_in(story)
    ends = (
        seconds(one, "offset", offset) + duration_of(one, described)
        for one, offset in zip(story, offsets_in(story, begins, described), strict=True)
        if one.tag != "transition"
    )
    return max(ends, default=begins) - begins


def place_of(
    spine: Xml.Element,
    at: int,
    clip: Xml.Element,
    offsets: Sequence[Fraction],
    described: Described,
) -> Place:
    """Return where a clip is on the timeline.

    offsets: for storyline elements without their own. The offsets of two clips meet in the middle
    of the transition between them; here the transition belongs to the second clip alone.
    """
    story = spine[at]
    own, long = seconds(story, "offset", offsets[at]), duration_of(clip, described)
    if clip is not story:
        # Its offset is in the time of the clip that it is connected to.
        asset = described.assets.get(story.get("ref"))
        begins = seconds(story, "start", asset.start if asset else Fraction(0))
        own += (seconds(clip, "offset") - begins) / speed_of(story, described)
        return Place(own, own + long)
    start, stop, transition = own, own + long, Fraction(0)
    if at > 0 and spine[at - 1].tag == "transition":
        before = spine[at - 1]
        start, transition = (
            seconds(before, "offset", offsets[at - 1]),
            seconds(before, "duration"),
        )
    if at + 1 < len(spine) and spine[at + 1].tag == "transition":
        stop = seconds(spine[at + 1], "offset", offsets[at + 1])
    return Place(start, max(start, stop), transition, own - start)


def film_of(
    clip: Xml.Element, assets: dict[str | None, Asset]
) -> tuple[Xml.Element | None, Asset | None]:
    """Return the element that names a clip's film, which may be inside the clip, and the film."""
    inner = clip.find("video") if clip.tag == "clip" else clip
    return inner, None if inner is None else assets.get(inner.get("ref"))


def speed_of(clip: Xml.Element, described: Described) -> Fraction:
    """Return the seconds of its film that a clip shows per second of the timeline.

    If `conform-rate` scales and the rates are near, one frame lasts a whole number of the other's
    frames, in either direction.
    """
    conform, (_, asset) = clip.find("conform-rate"), film_of(clip, described.assets)
    if asset is None or asset.rate is None:
        return Fraction(1)
    if conform is None or conform.get("scaleEnabled", "1").strip() == "0":
        return Fraction(1)
    many = asset.rate / described.rate
    whole = Fraction(round(many)) if many > 1 else 1 / Fraction(round(1 / many))
    speed = whole / many
    return speed if abs(speed - 1) < _NEAR else Fraction(1)


def seconds(element: Xml.Element, key: str, otherwise: Fraction = Fraction(0)) -> Fraction:
    """Parse a time attribute, such as ``1001/24000s``; raise ValueError if it is not one."""
    text = element.get(key)
    return otherwise if text is None else exact_number(text.strip().removesuffix("s"))
