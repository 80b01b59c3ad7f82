"""OpenTimelineIO: the list for scripts and pipelines, with everything stored about each cut.

Our own data is under ``metadata["matchcut"]``; any reader understands the rest.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from opentimelineio import core, opentime, schema

from matchcut.export.cut import Cut, ExportSettings, Summary
from matchcut.export.layout import Clip, by_timestamp, lay_out, timeline_clock
from matchcut.export.remarks import headline, remarks
from matchcut.export.safe import file_url, one_line, titled, whole_reels
from matchcut.review import Nudge
from matchcut.timing import has_timecode


def compose(cuts: Sequence[Cut], settings: ExportSettings) -> tuple[str, Summary]:
    """Return the cuts as a timeline with a picture track and, if a film has sound, a sound track.

    A film keeps its own rate, and its time counts from its start timecode. A clip lasts whole
    timeline frames, so its range starts at the film's rate and lasts at the timeline's.
    """
    laid_out = lay_out(cuts, settings)
    warnings = by_timestamp(laid_out.sources)
    clock = timeline_clock(settings)
    timeline = schema.Timeline(
        name=titled(settings.title),
        global_start_time=_time(clock.start, clock.rate) if has_timecode(clock.rate) else None,
        metadata={
            "matchcut": {
                "rate": str(settings.rate),
                "drop": clock.drop,
                "warnings": [one_line(warning) for warning in warnings],
                "left_out": [
                    {"pair": one_line(left.id), "reason": one_line(left.reason)}
                    for left in laid_out.left_out
                ],
            }
        },
    )
    names = whole_reels(laid_out.sources, settings.reels)
    kinds = schema.TrackKind
    pictures = [_picture(clip, names, settings.rate) for clip in laid_out.clips]
    timeline.tracks.append(_track("Picture", kinds.Video, pictures))
    if any(source.audio_channels for source in laid_out.sources):
        sounds = [_sound(clip, names, settings.rate) for clip in laid_out.clips]
        timeline.tracks.append(_track("Sound", kinds.Audio, sounds))
    text: str = timeline.to_json_string(indent=2)
    return f"{text}\n", Summary(len(laid_out.clips), laid_out.left_out, warnings)


def _track(name: str, kind: str, children: Sequence[core.Item]) -> core.Item:
    # OpenTimelineIO omits Track from its declared names.
    return schema.Track(name, kind=kind, children=children)  # type: ignore[attr-defined]


def _picture(clip: Clip, names: Mapping[str, str], timeline_rate: Fraction) -> schema.Clip:
    picture = _clip(clip, names, timeline_rate)
    if clip.incoming:
        cut = clip.cut
        picture.markers.append(
            schema.Marker(
                name=headline(cut),
                marked_range=opentime.TimeRange(_start(clip), _time(1, clip.clock.rate)),
                color=schema.MarkerColor.GREEN,
                metadata={"matchcut": {"remarks": remarks(clip, None)}},
            )
        )
        if cut.flop:
            picture.effects.append(schema.Effect(name="Flop", effect_name="matchcut.flop"))
        if cut.nudge != Nudge():
            picture.effects.append(
                schema.Effect(
                    name="Nudge",
                    effect_name="matchcut.nudge",
                    metadata={"matchcut": _nudge(cut.nudge)},
                )
            )
    return picture


def _sound(
    clip: Clip, names: Mapping[str, str], timeline_rate: Fraction
) -> schema.Clip | schema.Gap:
    if clip.side.source.audio_channels:
        return _clip(clip, names, timeline_rate)
    return schema.Gap(duration=_time(len(clip.record), timeline_rate))


def _clip(clip: Clip, names: Mapping[str, str], timeline_rate: Fraction) -> schema.Clip:
    source, clock = clip.side.source, clip.clock
    reference = schema.ExternalReference(
        target_url=file_url(source.path),
        available_range=opentime.TimeRange(
            _time(clock.start, clock.rate), _time(clip.media_frames, clock.rate)
        ),
        metadata={
            "matchcut": {
                "film": one_line(source.id),
                "reel": names[source.id],
                "rate": str(source.clock.rate),
                "drop": clock.drop,
                "variable_rate": source.times is not None,
                "audio_channels": source.audio_channels,
            }
        },
    )
    reference.name = one_line(source.name)
    return schema.Clip(
        name=one_line(source.name),
        media_reference=reference,
        # In frames of the film the end would lie between two timeline frames, as would all later
        # clips. This way OpenTimelineIO also finds the right last frame.
        source_range=opentime.TimeRange(_start(clip), _time(len(clip.record), timeline_rate)),
        metadata={"matchcut": _told(clip)},
    )


def _told(clip: Clip) -> dict[str, Any]:
    """Return the metadata of this side; frames count from the film's first."""
    cut = clip.cut
    before, after = clip.handles
    return {
        "pair": one_line(cut.id),
        "side": "in" if clip.incoming else "out",
        "frame": clip.side.frame,
        "shot": [clip.side.shot.start, clip.side.shot.stop],
        "by": one_line(cut.flavour),
        "score": cut.score,
        "rank": cut.rank,
        "verdict": cut.verdict or "",
        "note": one_line(cut.note, None),
        "flop": cut.flop,
        "nudge": _nudge(cut.nudge),
        "handles": [before, after],
    }


def _nudge(nudge: Nudge) -> dict[str, float]:
    return {"scale": nudge.scale, "shift_x": nudge.dx, "shift_y": nudge.dy}


def _start(clip: Clip) -> opentime.RationalTime:
    return _time(clip.clock.start + clip.source.start, clip.clock.rate)


def _time(frames: int, rate: Fraction) -> opentime.RationalTime:
    return opentime.RationalTime(frames, float(rate))
