"""FCPXML 1.10, for Final Cut Pro and Resolve.

Every time is an exact fraction of a second, a whole number of frames at NTSC rates too. It is
written by hand because the OpenTimelineIO adapter loses frames there. Elements are in the order of
Apple's document type; Final Cut refuses the file otherwise.
"""

from collections.abc import Sequence
from fractions import Fraction
from xml.etree import ElementTree as Xml

from matchcut.export.cut import Cut, CutWarning, ExportSettings, Source, Summary
from matchcut.export.layout import Clip, Layout, lay_out, timeline_clock
from matchcut.export.remarks import LONG_NOTE, headline, remarks, warnings
from matchcut.export.safe import file_url, one_line, titled
from matchcut.review import Nudge
from matchcut.timing import STANDARD_RATES, Clock

# Even sides round a timeline's aspect ratio by less than this.
_SAME_SHAPE = 0.005
# The spellings that conform-rate allows.
_CONFORM_RATES = {
    rate: f"{float(rate):.2f}".removesuffix(".00") for rate in STANDARD_RATES if rate <= 60
}


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as one project, a clip with its sound for each side."""
    laid_out = lay_out(cuts, settings)
    clock = timeline_clock(settings)
    root = Xml.Element("fcpxml", version="1.10")
    resources = _Resources(Xml.SubElement(root, "resources"))
    timeline_format = resources.format(settings.rate, settings.width, settings.height)
    title = titled(settings.title)
    library_event = Xml.SubElement(Xml.SubElement(root, "library"), "event", name=title)
    project = Xml.SubElement(library_event, "project", name=title)
    sequence = Xml.SubElement(
        project,
        "sequence",
        format=timeline_format,
        duration=_time(laid_out.length, settings.rate),
        tcStart=_time(clock.start, settings.rate),
        tcFormat=_mode(clock),
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = Xml.SubElement(sequence, "spine")
    for clip in laid_out.clips:
        _add_clip(spine, resources, clip, clock, settings)
    Xml.indent(root)
    text = Xml.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
    told = [*warnings(laid_out, LONG_NOTE), *_nudges_in_bars(laid_out, settings)]
    return f"{head}{text}\n", Summary(len(laid_out.clips), laid_out.left_out, told)


def _nudges_in_bars(laid_out: Layout, settings: ExportSettings) -> list[CutWarning]:
    """Return a warning where films of another aspect ratio than the timeline's are moved."""
    moved = [clip for clip in laid_out.incoming if clip.cut.nudge.dx or clip.cut.nudge.dy]
    ids = [
        clip.cut.id
        for clip in moved
        if abs(_shape(clip.side.source) / _shape(settings) - 1) > _SAME_SHAPE
    ]
    words = (
        "The nudge of {} may be smaller in Resolve, which measures it by the film's picture, not "
        "by the frame around it; Final Cut is not affected."
    )
    return [CutWarning(words, ids)] if ids else []


def _shape(picture: Source | ExportSettings) -> float:
    return picture.width / picture.height


class _Resources:
    """The formats and films that clips refer to, each described once."""

    def __init__(self, element: Xml.Element) -> None:
        self._element = element
        self._formats: dict[tuple[Fraction, int, int], str] = {}
        self._assets: dict[str, str] = {}

    def format(self, rate: Fraction, width: int, height: int) -> str:
        """Return the id of a picture format."""
        key = (rate, width, height)
        if key not in self._formats:
            self._formats[key] = self._next_id()
            Xml.SubElement(
                self._element,
                "format",
                id=self._formats[key],
                frameDuration=_time(1, rate),
                width=str(width),
                height=str(height),
            )
        return self._formats[key]

    def asset(self, clip: Clip) -> str:
        """Return the id of a clip's film."""
        source = clip.side.source
        if source.id in self._assets:
            return self._assets[source.id]
        picture = self.format(clip.clock.rate, source.width, source.height)
        self._assets[source.id] = self._next_id()
        asset = Xml.SubElement(
            self._element,
            "asset",
            id=self._assets[source.id],
            name=one_line(source.name) or "film",
            start=_time(clip.clock.start, clip.clock.rate),
            duration=_time(clip.media_frames, clip.clock.rate),
            hasVideo="1",
            videoSources="1",
            format=picture,
        )
        if source.audio_channels:
            asset.set("hasAudio", "1")
            asset.set("audioSources", "1")
            asset.set("audioChannels", str(source.audio_channels))
            asset.set("audioRate", str(source.audio_rate))
        Xml.SubElement(asset, "media-rep", kind="original-media", src=file_url(source.path))
        if source.reel:
            reel = {"key": "com.apple.proapps.studio.reel", "value": one_line(source.reel)}
            Xml.SubElement(Xml.SubElement(asset, "metadata"), "md", reel)
        return self._assets[source.id]

    def _next_id(self) -> str:
        return f"r{len(self._formats) + len(self._assets) + 1}"


def _add_clip(
    spine: Xml.Element, resources: _Resources, clip: Clip, timeline: Clock, settings: ExportSettings
) -> None:
    rate = clip.clock.rate
    start = clip.clock.start + clip.source.start
    element = Xml.SubElement(
        spine,
        "asset-clip",
        ref=resources.asset(clip),
        offset=_time(timeline.start + clip.record.start, settings.rate),
        name=one_line(clip.side.source.name) or "film",
        start=_time(start, rate),
        duration=_time(len(clip.record), settings.rate),
        tcFormat=_mode(clip.clock),
    )
    if clip.side.source.audio_channels:
        element.set("audioRole", "dialogue")
    Xml.SubElement(element, "note").text = "; ".join(remarks(clip, LONG_NOTE))
    if rate != settings.rate:
        # Otherwise Final Cut plays nearly equal rates frame for frame, at another speed.
        conform = Xml.SubElement(element, "conform-rate", scaleEnabled="0")
        if rate in _CONFORM_RATES:
            conform.set("srcFrameRate", _CONFORM_RATES[rate])
    Xml.SubElement(element, "adjust-conform", type="fit")
    if clip.incoming:
        _add_transform(element, clip.cut, settings)
        Xml.SubElement(
            element,
            "marker",
            start=_time(start, rate),
            duration=_time(1, rate),
            value=headline(clip.cut),
            note="; ".join(remarks(clip, LONG_NOTE)),
        )


def _add_transform(element: Xml.Element, cut: Cut, settings: ExportSettings) -> None:
    """Mirror and move the incoming picture; positions are in hundredths of the frame's height."""
    nudge = cut.nudge
    if nudge == Nudge() and not cut.flop:
        return
    shape = settings.width / settings.height
    across = -nudge.scale if cut.flop else nudge.scale
    Xml.SubElement(
        element,
        "adjust-transform",
        position=f"{100 * nudge.dx * shape:.4f} {-100 * nudge.dy:.4f}",
        scale=f"{across:.6f} {nudge.scale:.6f}",
    )


def _mode(clock: Clock) -> str:
    return "DF" if clock.drop else "NDF"


def _time(frames: int, rate: Fraction) -> str:
    """Return the start of frame ``frames`` as Final Cut writes it: ``1001/24000s``, ``2s``."""
    return f"{frames / rate}s"
