"""A film held open: its frames in presentation order, from the start or from any time."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

import av
from av.codec.context import Flags, ThreadType
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from matchcut.media.film import MediaInfo, is_plausible
from matchcut.media.frame_rate import lists_all
from matchcut.media.opening import open_film, packets_of, picture_stream
from matchcut.media.seeking import PacketIndex, Target, in_packs, index_needed, targets
from matchcut.media.stamping import (
    TroubleLog,
    ascending,
    at_guessed_times,
    at_listed_times,
    at_own_times,
    at_times,
    from_clean_start,
    from_known_time,
)
from matchcut.media.times import Trouble

ThreadKind = Literal["AUTO", "SLICE"]

MAX_PACKETS_TO_KEY_FRAME = 600
# A frame this near is reached by decoding forward, whatever the file's index says.
NEAR_SECONDS = 1


class TimedFrame(NamedTuple):
    """A decoded frame and its presentation time, which may differ from the one it states itself.

    intact: False from where the decoder met damage up to the next key frame: what is shown may have
        been guessed, or built upon what was.
    pixel_aspect: of this frame; None where it is the film's.
    """

    pts: int
    frame: VideoFrame
    intact: bool = True
    pixel_aspect: Fraction | None = None


class FrameSource:
    """The decoder of one film. One iterator at a time: a new one ends the last.

    to_shrink: frames will be shown at half size or less. Frames that no other refers to are then
        not deblocked, which saves a twentieth of the decoding time and changes grey levels by a
        fiftieth of one on average.
    """

    def __init__(self, info: MediaInfo, *, to_shrink: bool = False) -> None:
        self._info = info
        self._to_shrink = to_shrink
        self._log = TroubleLog(info.start_pts)
        self._open()

    @property
    def trouble(self) -> Trouble:
        """The damage that the last iterator has met so far."""
        return self._log.trouble

    def close(self) -> None:
        """Release the file and the decoder."""
        self._container.close()

    def from_start(self) -> Iterator[TimedFrame]:
        """Yield every frame of the film once, by ascending pts."""
        if self._used:
            self._open_anew()
        yield from self._frames()

    def from_pts(self, pts: int) -> Iterator[TimedFrame]:
        """Yield frames from the one on screen at ``pts``: the last that starts no later.

        From the first frame where ``pts`` is before it; nothing where no frame is left.
        """
        shown: TimedFrame | None = None
        for timed in self._whole_frames_around(pts):
            if timed.pts <= pts:
                shown = timed
                continue
            if shown is not None:
                yield shown
                shown = None
            yield timed
        if shown is not None:
            yield shown

    def key_frames(self, count: int) -> Iterator[TimedFrame]:
        """Yield up to ``count`` key frames spread over the film, each quickly decoded alone."""
        # One frame at a time: threads that decode ahead would only add latency.
        self._open_anew(threads="SLICE")
        ticks = self._info.duration / self._info.time_base
        last: int | None = None
        found: tuple[int | None, int | None] | None = None
        for i in range(count):
            target = self._info.start_pts + round(ticks * (2 * i + 1) / (2 * count))
            packet = self._key_packet_before(target)
            # All targets between two key frames lead to the same one.
            if packet is None or (packet.pos, packet.pts) == found:
                continue
            found = packet.pos, packet.pts
            timed = self._decoded_alone(packet)
            if timed is not None and (last is None or timed.pts > last):
                last = timed.pts
                yield timed

    def leads_on(self, shown: int, pts: int) -> bool:
        """Return whether decoding on from ``shown`` is the shortest way to the later ``pts``."""
        if (pts - shown) * self._info.time_base <= NEAR_SECONDS:
            return True
        if not lists_all(self._container, self._stream):
            return False
        index = self._stream.index_entries
        # Seeking would go to the last key frame, which has already been passed.
        key = index.search_timestamp(pts)
        return key >= 0 and index[key].timestamp <= shown

    def _open(self, threads: ThreadKind = "AUTO") -> None:
        container = open_film(self._info.path)
        self._stream = picture_stream(container, self._info.path)
        self._container = container
        self._stream.thread_type = ThreadType[threads]
        if self._info.times_guessed:
            self._stream.codec_context.flags |= Flags.copy_opaque
        if self._to_shrink:
            self._stream.codec_context.options = {"skip_loop_filter": "noref"}
        self._used = False

    def _open_anew(self, threads: ThreadKind = "AUTO") -> None:
        """Open the file again; if it is gone, keep the open one."""
        former = self._container
        self._open(threads)
        former.close()

    @cached_property
    def _index(self) -> PacketIndex | None:
        self._used = True
        return index_needed(self._info, self._container, self._stream)

    def _seek(self, target: Target) -> bool:
        """Go to a position; False where that fails, which may have read to the film's end."""
        self._used = True
        with suppress(av.error.FFmpegError):
            self._container.seek(
                target.offset, stream=self._stream, unsupported_byte_offset=target.is_byte
            )
            return True
        return False

    def _key_packet_before(self, pts: int) -> "Packet[VideoStream] | None":
        with suppress(av.error.FFmpegError):
            if self._seek(Target(pts)):
                packets = islice(self._container.demux(self._stream), MAX_PACKETS_TO_KEY_FRAME)
                return next((packet for packet in packets if packet.is_keyframe), None)
        return None

    def _decoded_alone(self, packet: "Packet[VideoStream]") -> TimedFrame | None:
        with suppress(av.error.FFmpegError):
            # The empty packet makes the decoder return the frame at once.
            frames = self._stream.decode(packet) + self._stream.decode(None)
            return next((self._timed(f.pts, f) for f in frames if f.pts is not None), None)
        return None

    def _whole_frames_around(self, pts: int) -> Iterator[TimedFrame]:
        index = self._index if pts > self._info.start_pts else None
        for target in targets(self._info, self._container, index, pts):
            if not self._seek(target):
                break
            frames = self._frames(sought=pts)
            first = next((timed for timed in frames if timed.frame.key_frame), None)
            if first is not None and first.pts <= pts and target.expected in (None, first.pts):
                self._log.forget()
                yield first
                yield from frames
                return
        yield from self.from_start()

    def _frames(self, *, sought: int | None = None) -> Iterator[TimedFrame]:
        """Yield frames by ascending time from the current position.

        sought: the time that was sought, None at the film's start.
        """
        self._used = True
        guessed = self._info.times_guessed
        log = self._log = TroubleLog(self._info.start_pts)
        packets = packets_of(self._container, self._stream, log.failed)
        if self._container.format.name == "avi":
            packets = at_listed_times(packets, self._stream)
        if sought is not None and guessed:
            packets = from_clean_start(packets, sought)
        if sought is not None and self._index is not None and self._index.times:
            packets = at_times(packets, self._index.times)
        stamped = at_guessed_times(packets, log) if guessed else at_own_times(packets, log)
        if sought is not None:
            # Seeking may lead into the middle of a pack, whose time is not that of the next frame.
            stamped = from_known_time(stamped, nth=2 if in_packs(self._container) else 1)
        for pts, frame in ascending(stamped, log):
            yield self._timed(pts, frame, log.intact)

    def _timed(self, pts: int, frame: VideoFrame, intact: bool = True) -> TimedFrame:
        first, coded = self._info.coded_aspect, self._stream.codec_context.sample_aspect_ratio
        if not first or not coded or coded == first:
            return TimedFrame(pts, frame, intact)
        # PyAV gives only the decoder's: at a change it may be known some frames early.
        aspect = self._info.pixel_aspect * coded / first
        return TimedFrame(pts, frame, intact, aspect if is_plausible(aspect) else None)
