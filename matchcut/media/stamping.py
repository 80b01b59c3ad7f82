"""Decode packets, and give each frame its presentation time.

A chain of generators, from packets in file order to frames in presentation order. Each link mends
one flaw of some files; `FrameSource` puts in those that a film needs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from matchcut.media.opening import MAX_READ_FAILURES
from matchcut.media.times import Trouble

Packets = Iterator["Packet[VideoStream]"]
Stamped = Iterator[tuple[int | None, VideoFrame]]
"""Frames in display order, each with its presentation time if that is known."""

# A start code and the header of an IDR slice (instantaneous decoding refresh).
_IDR_SLICE = re.compile(rb"\x00\x00\x01[\x25\x45\x65]")
# An AVI's index points to a chunk's header (name, size), a packet to its content.
_CHUNK_HEAD = 8


class TroubleLog:
    """What has been damaged so far, as reading, decoding and stamping report it.

    shown_pts: time of the last frame shown; at first that of the film's first.
    intact: False from damage up to the next key frame.
    """

    def __init__(self, start_pts: int) -> None:
        self.shown_pts = start_pts
        self.intact = True
        self.unreadable: list[int] = []
        self.concealed: list[int] = []

    @property
    def trouble(self) -> Trouble:
        """All that has been logged."""
        return Trouble(tuple(self.unreadable), tuple(self.concealed))

    def failed(self) -> None:
        """Record that nothing could be read or decoded after the last frame shown."""
        self.unreadable.append(self.shown_pts)
        self.intact = False

    def forget(self) -> None:
        """Forget the damage before the frame shown."""
        self.unreadable.clear()
        self.concealed.clear()


def times_are_guessed(
    container: InputContainer, stream: VideoStream, first: Sequence[int | None]
) -> bool:
    """Return whether presentation times are FFmpeg's guess, which sometimes swaps frames.

    AVI and some MXF files give decoding times only, and the guess for H.264 with B-frames is not
    always right.

    first: presentation times of the film's first packets in decoding order, None where unknown.
    """
    coder = stream.codec_context
    if coder.name != "h264":
        return False
    # If decoding order differs from display order, presentation times can't only rise.
    times = [pts for pts in first if pts is not None]
    unordered = coder.has_b_frames and len(times) == len(first) and times == sorted(times)
    return container.format.name == "avi" or (container.format.name == "mxf" and unordered)


def at_listed_times(packets: Packets, stream: VideoStream) -> Packets:
    """Yield the packets of an AVI file in file order, each at the time that the index lists.

    FFmpeg counts the frames it reads, so damage that hides some makes all later ones too early,
    and differently after seeking. A packet that isn't listed keeps the delay of the last listed.
    """
    index, late = stream.index_entries, 0
    for packet in packets:
        if packet.dts is not None and packet.pos is not None:
            at = index.search_timestamp(packet.dts + late, any_frame=True)
            chunk = packet.pos - _CHUNK_HEAD
            while 0 <= at < len(index) and index[at].pos < chunk:
                at += 1
            if 0 <= at < len(index) and index[at].pos == chunk:
                late = index[at].timestamp - packet.dts
            packet.dts += late
            if packet.pts is not None:
                packet.pts += late
        yield packet


def at_times(packets: Packets, times: Mapping[int, int]) -> Packets:
    """Yield packets with their presentation times as of a `PacketIndex`."""
    for packet in packets:
        if packet.pos is not None:
            packet.pts = times.get(packet.pos)
        yield packet


def from_clean_start(packets: Packets, pts: int) -> Packets:
    """Yield H.264 packets from the first that begins anew, none if that comes after ``pts``.

    Frames before it may not be decoded, so guessed times couldn't be matched to them.
    """
    for packet in packets:
        if _begins_anew(packet):
            yield packet
            yield from packets
        elif packet.dts is not None and packet.dts > pts:
            return


def at_own_times(packets: Packets, log: TroubleLog) -> Stamped:
    """Decode; each frame has the time that it states."""
    for packet in packets:
        for frame in _decoded(packet, log):
            yield frame.pts, frame


def at_guessed_times(packets: Packets, log: TroubleLog) -> Stamped:
    """Decode H.264; each frame takes the earliest decoding time not yet taken.

    The codec must copy what is opaque to it from packets to frames.
    """
    waiting: list[int] = []
    for packet in packets:
        if packet.dts is not None:
            heappush(waiting, packet.dts)
            if packet.is_keyframe and _begins_anew(packet):
                packet.opaque = packet.dts
        for frame in _decoded(packet, log):
            if isinstance(frame.opaque, int):
                # Earlier frames are out already: times still waiting belong to lost ones.
                while waiting and waiting[0] < frame.opaque:
                    heappop(waiting)
            yield heappop(waiting) if waiting else frame.pts, frame


def from_known_time(frames: Stamped, *, nth: int) -> Stamped:
    """Yield frames from the ``nth`` that has a time of its own: only these show where this is."""
    for pts, frame in frames:
        nth -= pts is not None
        if nth <= 0:
            yield pts, frame


def ascending(frames: Stamped, log: TroubleLog) -> Iterator[tuple[int, VideoFrame]]:
    """Yield frames by ascending time, each at its own or right after the one before.

    Those whose time has been shown are left out and logged as unreadable.
    """
    last: int | None = None
    for stated, frame in frames:
        pts = stated
        if pts is None:
            pts = log.shown_pts if last is None else last + (frame.duration or 1)
        if last is not None and pts <= last:
            log.unreadable.append(pts)
            continue
        if frame.is_corrupt:
            log.concealed.append(pts)
        log.intact = not frame.is_corrupt and (log.intact or frame.key_frame)
        last = log.shown_pts = pts
        yield pts, frame


def _decoded(packet: "Packet[VideoStream]", log: TroubleLog) -> Iterable[VideoFrame]:
    flushing = packet.size == 0
    for _ in range(MAX_READ_FAILURES if flushing else 1):
        try:
            return packet.decode()
        except av.error.EOFError:
            break
        except av.error.FFmpegError:
            # While flushing, more frames wait behind the one that failed.
            log.failed()
    return ()


def _begins_anew(packet: "Packet[VideoStream]") -> bool:
    """Return whether no H.264 frame from this packet on refers to one before it.

    After a container's key frame some may; and AVI without an index marks all packets as key
    frames.
    """
    return _IDR_SLICE.search(bytes(packet)) is not None
