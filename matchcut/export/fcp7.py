"""Final Cut Pro 7 XML (xmeml 5), for Premiere and Resolve, with names, sound and markers.

A clip's in and out count frames of the timeline, even for films of other rates: Premiere and
Resolve read them that way whatever rate is declared, so that rate is declared. If no frame of a
slower timeline begins within the frame at the cut, the nearest on its side of the cut is shown;
only Premiere's own ticks hold it exactly.

Written by hand because the OpenTimelineIO adapter links no sound to its picture and claims sound
for silent films; the tests read it back with that adapter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from xml.etree import ElementTree as Xml

from matchcut.errors import ExportError
from matchcut.export.cut import Cut, ExportSettings, Source, Summary
from matchcut.export.layout import Clip, Layout, begins, lay_out, timeline_clock
from matchcut.export.remarks import LONG_NOTE, headline, remarks, warnings
from matchcut.export.safe import file_url, one_line, titled, whole_reels
from matchcut.review import Nudge
from matchcut.timing import Clock, has_timecode, nominal_rate, rate_text, rate_words
from matchcut.words import counted

TICKS = 254_016_000_000
"""Premiere's ticks in a second; a whole number for each frame at every usual rate."""


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as one sequence: a video track, and an audio track for each channel."""
    if not _is_timebase(settings.rate):
        raise ExportError(
            f"Final Cut Pro 7 XML has no timeline of {rate_words(settings.rate)}.",
            "Choose a rate such as 24, 25 or 29.97.",
        )
    laid_out = lay_out(cuts, settings, _refuse, on_grid=True)
    root = Xml.Element("xmeml", version="5")
    root.append(_Sequence(settings).build(laid_out))
    Xml.indent(root)
    text = Xml.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'
    told = [
        *warnings(laid_out, LONG_NOTE),
        *_between_frames(laid_out, settings),
        *_on_their_side(laid_out),
    ]
    summary = Summary(len(laid_out.clips), laid_out.left_out, told)
    return f"{head}{text}\n", summary


def _is_timebase(rate: Fraction) -> bool:
    return rate in (nominal_rate(rate), Fraction(nominal_rate(rate) * 1000, 1001))


def _refuse(source: Source, settings: ExportSettings) -> str:
    if source.times is not None or _is_timebase(source.clock.rate):
        return ""
    return (
        f"{source.name} runs at {rate_words(source.clock.rate)}, which "
        "Final Cut Pro 7 XML can't say"
    )


def _between_frames(laid_out: Layout, settings: ExportSettings) -> list[str]:
    """Return a warning for each film with cut frames between frames of the timeline."""
    moved = Counter(
        clip.side.source.id
        for clip in laid_out.clips
        if clip.side.source.times is None and not _is_on_grid(clip)
    )
    names = {source.id: source.name for source in laid_out.sources}
    return [
        f"{counted(number, 'frame')} of {names[id]} at cuts can't be said at "
        f"{rate_text(settings.rate)}, by which this list counts: there a frame beside is shown. "
        "FCPXML holds each."
        for id, number in moved.items()
    ]


def _on_their_side(laid_out: Layout) -> list[str]:
    """Return a warning for each film that Premiere shows as stored, not as filmed."""
    # Rotating it here would rotate it twice in Resolve, which obeys the file.
    turned = {source.id: source for source in laid_out.sources if source.rotation}
    return [
        f"{source.name} is stored turned, which Premiere doesn't heed in a list: rotate its clips "
        f"by {360 - source.rotation} degrees there."
        for source in turned.values()
    ]


def _is_on_grid(clip: Clip) -> bool:
    """Return whether a frame of the timeline begins within the film's frame at the cut."""
    return clip.side.frame == (clip.film.start if clip.incoming else clip.film.stop - 1)


def _ticks(clip: Clip) -> tuple[int, int]:
    """Return in and out in Premiere's ticks, which decide the frame shown at the cut."""
    rate, first, source = clip.clock.rate, Fraction(clip.source.start), clip.side.source
    if source.times is None and not _is_on_grid(clip):
        first = begins(source, clip.side.frame) * rate
        if not clip.incoming:
            # The frame at the cut comes last, unless the film ends within it.
            last_start = begins(source, source.frames) * rate - len(clip.record)
            first = min(first - (len(clip.record) - 1), last_start)
    return round(first / rate * TICKS), round((first + len(clip.record)) / rate * TICKS)


class _Sequence:
    """Builds the sequence, tracking the films already described and the clips on each track."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._files: dict[str, str] = {}
        self._reels: dict[str, str] = {}
        self._on_track: Counter[tuple[str, int]] = Counter()

    def build(self, laid_out: Layout) -> Xml.Element:
        """Return the ``sequence`` element."""
        settings = self._settings
        self._reels = dict(whole_reels(laid_out.sources, settings.reels))
        sequence = Xml.Element("sequence", id="sequence-1")
        _add(sequence, "name", titled(settings.title))
        _add(sequence, "duration", laid_out.length)
        _add_rate(sequence, settings.rate)
        _add_timecode(sequence, timeline_clock(settings))
        media = _add(sequence, "media")
        video = _add(media, "video")
        characteristics = _add(_add(video, "format"), "samplecharacteristics")
        _add_rate(characteristics, settings.rate)
        _add_size(characteristics, settings.width, settings.height)
        picture = _add(video, "track")
        channels = max((source.audio_channels for source in laid_out.sources), default=0)
        sound = _add_sound_tracks(_add(media, "audio"), channels)
        for clip in laid_out.clips:
            self._add_clip(picture, sound, clip)
            if clip.incoming:
                _add_marker(sequence, clip)
        for channel, track in enumerate(sound):
            _add(track, "outputchannelindex", channel % 2 + 1)
        return sequence

    def _add_clip(self, picture: Xml.Element, sound: Sequence[Xml.Element], clip: Clip) -> None:
        """Put one clip on the video track and its channels on the audio tracks, all linked."""
        items = [("video", 1, self._add_item(picture, "video", 1, clip))]
        channels = clip.side.source.audio_channels
        for channel, track in enumerate(sound[:channels], start=1):
            item = self._add_item(track, "audio", channel, clip)
            _add_all(_add(item, "sourcetrack"), {"mediatype": "audio", "trackindex": channel})
            items.append(("audio", channel, item))
        for filter_ in _filters(clip, self._settings):
            items[0][2].append(filter_)
        comments = _add(items[0][2], "comments")
        _add(comments, "mastercomment1", "; ".join(remarks(clip, LONG_NOTE)))
        for _, _, item in items:
            for mediatype, track_index, linked in items:
                link = _add(item, "link")
                _add_all(link, {"linkclipref": linked.get("id"), "mediatype": mediatype})
                index = self._on_track[mediatype, track_index]
                _add_all(link, {"trackindex": track_index, "clipindex": index})

    def _add_item(self, track: Xml.Element, mediatype: str, index: int, clip: Clip) -> Xml.Element:
        self._on_track[mediatype, index] += 1
        number = self._on_track.total()
        item = _add(track, "clipitem")
        item.set("id", f"clipitem-{number}")
        name = one_line(clip.side.source.name) or "film"
        _add_all(item, {"name": name, "enabled": "TRUE", "duration": clip.media_frames})
        _add_rate(item, clip.clock.rate)
        _add_all(item, {"start": clip.record.start, "end": clip.record.stop})
        _add_all(item, {"in": clip.source.start, "out": clip.source.stop})
        first, stop = _ticks(clip)
        _add_all(item, {"pproTicksIn": first, "pproTicksOut": stop})
        self._add_file(item, clip)
        return item

    def _add_file(self, item: Xml.Element, clip: Clip) -> None:
        """Describe the film on first use, refer to it afterwards."""
        source = clip.side.source
        file = _add(item, "file")
        if source.id in self._files:
            file.set("id", self._files[source.id])
            return
        self._files[source.id] = f"file-{len(self._files) + 1}"
        file.set("id", self._files[source.id])
        name = one_line(source.path.name) or "film"
        _add_all(file, {"name": name, "pathurl": file_url(source.path)})
        # The film's own clock, but a film of variable rate has none.
        own = source.times is None
        clock = source.clock if own else clip.clock
        _add_rate(file, clock.rate)
        _add(file, "duration", source.frames if own else clip.media_frames)
        _add_timecode(file, clock, self._reels[source.id])
        media = _add(file, "media")
        _add_size(_add(_add(media, "video"), "samplecharacteristics"), source.width, source.height)
        if source.audio_channels:
            audio = _add(media, "audio")
            _add(_add(audio, "samplecharacteristics"), "samplerate", source.audio_rate)
            _add(audio, "channelcount", source.audio_channels)


def _add_sound_tracks(audio: Xml.Element, channels: int) -> list[Xml.Element]:
    """Add a track for each channel, alternating left and right, and return the tracks."""
    _add(audio, "numOutputChannels", 2)
    characteristics = _add(_add(audio, "format"), "samplecharacteristics")
    _add_all(characteristics, {"depth": 16, "samplerate": 48000})
    return [_add(audio, "track") for _ in range(channels)]


def _filters(clip: Clip, settings: ExportSettings) -> list[Xml.Element]:
    """Return the effects for fitting the film into the frame, the nudge and the flop."""
    source = clip.side.source
    nudge = clip.cut.nudge if clip.incoming else Nudge()
    fit = min(settings.width / source.width, settings.height / source.height)
    filters = []
    if fit * nudge.scale != 1 or nudge.dx or nudge.dy:
        effect, motion = _effect("Basic Motion", "basic", "motion", "motion")
        _add(_parameter(effect, "scale", "Scale"), "value", f"{100 * fit * nudge.scale:.4f}")
        center = _add(_parameter(effect, "center", "Center"), "value")
        _add_all(center, {"horiz": f"{nudge.dx:.6f}", "vert": f"{nudge.dy:.6f}"})
        filters.append(motion)
    if clip.incoming and clip.cut.flop:
        filters.append(_effect("Flop", "Flop", "Perspective", "filter")[1])
    return filters


def _effect(
    name: str, identifier: str, category: str, kind: str
) -> tuple[Xml.Element, Xml.Element]:
    """Return an ``effect`` element and the ``filter`` around it."""
    filter_ = Xml.Element("filter")
    effect = _add(filter_, "effect")
    _add_all(effect, {"name": name, "effectid": identifier, "effectcategory": category})
    _add_all(effect, {"effecttype": kind, "mediatype": "video"})
    return effect, filter_


def _parameter(effect: Xml.Element, identifier: str, name: str) -> Xml.Element:
    parameter = _add(effect, "parameter")
    _add_all(parameter, {"parameterid": identifier, "name": name})
    return parameter


def _add_marker(sequence: Xml.Element, clip: Clip) -> None:
    marker = _add(sequence, "marker")
    comment = "; ".join(remarks(clip, LONG_NOTE))
    _add_all(marker, {"name": headline(clip.cut), "comment": comment})
    _add_all(marker, {"in": clip.record.start, "out": -1})


def _add_rate(parent: Xml.Element, rate: Fraction) -> None:
    ntsc = "FALSE" if rate.denominator == 1 else "TRUE"
    _add_all(_add(parent, "rate"), {"timebase": nominal_rate(rate), "ntsc": ntsc})


def _add_timecode(parent: Xml.Element, clock: Clock, reel: str = "") -> None:
    clock = clock.track or clock
    if not has_timecode(clock.rate):
        return
    timecode = _add(parent, "timecode")
    _add_rate(timecode, clock.rate)
    _add_all(timecode, {"string": clock.timecode(0), "frame": clock.start})
    _add(timecode, "displayformat", "DF" if clock.drop else "NDF")
    if reel:
        _add(_add(timecode, "reel"), "name", reel)


def _add_size(parent: Xml.Element, width: int, height: int) -> None:
    _add_all(parent, {"width": width, "height": height, "pixelaspectratio": "square"})


def _add_all(parent: Xml.Element, texts: Mapping[str, object]) -> None:
    for tag, text in texts.items():
        _add(parent, tag, text)


def _add(parent: Xml.Element, tag: str, text: object = None) -> Xml.Element:
    element = Xml.SubElement(parent, tag)
    if text is not None:
        element.text = str(text)
    return element
