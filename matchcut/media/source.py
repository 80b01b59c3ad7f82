"""A film held open: its frames in presentation order, from the start or from any time.

Seeking in a container is only exact to a key frame, and frames shown before the first key frame
decoded may lack their references (open groups of pictures). So seeking goes to a key frame at or
before the wanted time and decodes forward; if the first complete frame comes later than wanted,
it goes back further. Where neither a file nor its index has times, they are counted in one pass
over its packets.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice
from operator import attrgetter
from typing import Literal, NamedTuple

import av
from av.codec.context import Flags, ThreadType
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from matchcut.media.avi_index import at_listed_times
from matchcut.media.film import MediaInfo, is_plausible
from matchcut.media.frame_rate import lists_all
from matchcut.media.joined_recordings import reachable_key_frames
from matchcut.media.mxf_without_index import lacks_index, packet_index
from matchcut.media.opening import (
    MAX_READ_FAILURES,
    KeyFrame,
    begins_anew,
    open_film,
    packets_of,
    picture_stream,
    times_shift_when_sought,
)
from matchcut.media.times import Trouble

ThreadKind = Literal["AUTO", "SLICE"]

MAX_PACKETS_TO_KEY_FRAME = 600
MAX_PLACES = 8
"""How many key frames are tried where times may restart, before decoding from the start."""
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
        self._times: Mapping[int, int] = {}
        self._begin()
        self._open()

    @property
    def trouble(self) -> Trouble:
        """The damage that the last iterator has met so far."""
        return Trouble(tuple(self._unreadable), tuple(self._concealed))

    def close(self) -> None:
        """Release the file and the decoder."""
        self._container.close()

    def from_start(self) -> Iterator[TimedFrame]:
        """Yield every frame of the film once, by ascending pts."""
        if self._used:
            self._open_anew()
        self._begin()
        yield from self._frames()

    def from_pts(self, pts: int) -> Iterator[TimedFrame]:
        """Yield frames from the one on screen at ``pts``: the last that starts no later.

        From the first frame where ``pts`` is before it; nothing where no frame is left.
        """
        shown: TimedFrame | None = None
        for timed in self._whole_frames_around(pts):
            if timed.pts > pts:
                if shown is not None:
                    yield shown
                shown = None
                yield timed
            elif timed.pts == pts:
                shown = None
                yield timed
            else:
                shown = timed
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

    @property
    def _in_packs(self) -> bool:
        """Whether only the first frame of a pack has a timestamp, as on DVDs."""
        return self._container.format.name == "mpeg"

    def _key_packet_before(self, pts: int) -> "Packet[VideoStream] | None":
        self._used = True
        with suppress(av.error.FFmpegError):
            self._container.seek(pts, stream=self._stream)
            for packet in islice(self._container.demux(self._stream), MAX_PACKETS_TO_KEY_FRAME):
                if packet.is_keyframe:
                    return packet
        return None

    def _decoded_alone(self, packet: "Packet[VideoStream]") -> TimedFrame | None:
        with suppress(av.error.FFmpegError):
            # The empty packet makes the decoder return the frame at once.
            frames = self._stream.decode(packet) + self._stream.decode(None)
            return next((self._timed(f.pts, f) for f in frames if f.pts is not None), None)
        return None

    def _whole_frames_around(self, pts: int) -> Iterator[TimedFrame]:
        for expected in self._searches(pts):
            frames = self._frames(sought=pts)
            first = next((timed for timed in frames if timed.frame.key_frame), None)
            if first is not None and first.pts <= pts and expected in (None, first.pts):
                self._begin()
                self._shown_pts = first.pts
                yield first
                yield from frames
                return
        yield from self.from_start()

    def _searches(self, pts: int) -> Iterator[int | None]:
        """Seek ever further back; yield the time that must be found there, if known."""
        if pts <= self._info.start_pts:
            return
        if self._places is not None:
            stop = bisect_right(self._places, pts, key=attrgetter("pts"))
            # In packs, times are certain only after the pack that seeking leads to.
            behind = 1 if self._in_packs else 0
            for at in range(stop - 1, max(behind, stop - MAX_PLACES) - 1, -1):
                time, byte = self._places[at].pts, self._places[at - behind].byte
                try:
                    self._container.seek(byte, stream=self._stream, unsupported_byte_offset=True)
                except av.error.FFmpegError:
                    self._used = True
                    return
                yield time
            return
        begins_late = self._info.start_pts * self._info.time_base * self._info.rate > 1
        if begins_late and times_shift_when_sought(self._container):
            return
        second = max(1, round(1 / self._info.time_base))
        margin = 0
        while pts - margin > self._info.start_pts:
            try:
                self._container.seek(pts - margin, stream=self._stream)
            except av.error.FFmpegError:
                # Seeking may have read to the film's end, as in a bare stream.
                self._used = True
                return
            yield None
            margin = max(second, 4 * margin)

    @cached_property
    def _places(self) -> Sequence[KeyFrame] | None:
        """The key frames, where only they lead to the right frame, else None."""
        if self._info.times_restart:
            return reachable_key_frames(self._info.path) or None
        self._used = True
        if not lacks_index(self._container, self._stream):
            return None
        listed = packet_index(self._info.path)
        self._times = listed.times
        return listed.key_frames

    def _begin(self) -> None:
        """Forget the damage met before."""
        self._unreadable: list[int] = []
        self._concealed: list[int] = []
        self._shown_pts = self._info.start_pts

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

    def _frames(self, *, sought: int | None = None) -> Iterator[TimedFrame]:
        """Yield frames by ascending time from the current position.

        sought: the time that was sought, None at the film's start.
        """
        last: int | None = None
        self._intact = True
        # Seeking may lead into the middle of a pack, whose time is not that of the next frame.
        in_pack = sought is not None and self._in_packs
        for pts, frame in self._stamped(sought):
            if pts is None and last is None and sought is not None:
                continue  # only a frame with its own timestamp shows where this is
            if in_pack:
                in_pack = False
                continue
            if pts is None:
                pts = self._info.start_pts if last is None else last + (frame.duration or 1)
            if last is not None and pts <= last:
                self._unreadable.append(pts)
                continue
            if frame.is_corrupt:
                self._concealed.append(pts)
            self._intact = not frame.is_corrupt and (self._intact or frame.key_frame)
            last = self._shown_pts = pts
            yield self._timed(pts, frame, self._intact)

    def _timed(self, pts: int, frame: VideoFrame, intact: bool = True) -> TimedFrame:
        first, coded = self._info.coded_aspect, self._stream.codec_context.sample_aspect_ratio
        if not first or not coded or coded == first:
            return TimedFrame(pts, frame, intact)
        # PyAV gives only the decoder's: at a change it may be known some frames early.
        aspect = self._info.pixel_aspect * coded / first
        return TimedFrame(pts, frame, intact, aspect if is_plausible(aspect) else None)

    def _stamped(self, sought: int | None) -> Iterator[tuple[int | None, VideoFrame]]:
        """Yield the frames in the order the decoder returns them, each with its time if it has one.

        That is display order: where times are guessed, each frame takes the earliest decoding time
        not yet taken.
        """
        guessed = self._info.times_guessed
        waiting: list[int] = []
        packets = self._packets() if sought is None else self._sought_packets(sought, guessed)
        for packet in packets:
            if guessed and packet.dts is not None:
                heappush(waiting, packet.dts)
                if packet.is_keyframe and begins_anew(packet):
                    packet.opaque = packet.dts
            for frame in self._decoded(packet):
                if isinstance(frame.opaque, int):
                    # Earlier frames are out already: times still waiting belong to lost ones.
                    while waiting and waiting[0] < frame.opaque:
                        heappop(waiting)
                yield heappop(waiting) if waiting else frame.pts, frame

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        self._used = True
        packets = packets_of(self._container, self._stream, self._failed)
        in_avi = self._container.format.name == "avi"
        return at_listed_times(packets, self._stream) if in_avi else packets

    def _sought_packets(self, pts: int, guessed: bool) -> "Iterator[Packet[VideoStream]]":
        packets = self._packets()
        for packet in packets:
            if guessed and not begins_anew(packet):
                # Frames before it may not be decoded, so their times couldn't be matched.
                if packet.dts is not None and packet.dts > pts:
                    return
                continue
            guessed = False
            if self._times and packet.pos is not None:
                packet.pts = self._times.get(packet.pos)
            yield packet

    def _decoded(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        flushing = packet.size == 0
        for _ in range(MAX_READ_FAILURES if flushing else 1):
            try:
                return packet.decode()
            except av.error.EOFError:
                break
            except av.error.FFmpegError:
                # While flushing, more frames wait behind the one that failed.
                self._failed()
        return []

    def _failed(self) -> None:
        """Record that nothing could be read or decoded after the last frame shown."""
        self._unreadable.append(self._shown_pts)
        self._intact = False
