"""Find where to start decoding for the frame on screen at some time.

Seeking in a container is only exact to a key frame, and frames shown before the first key frame
decoded may lack their references (open groups of pictures). So targets go ever further back, until
one leads to a complete frame that comes early enough.

In two kinds of files FFmpeg finds wrong places: where times restart, as in joined recordings, it
may find a time in any of the parts; and in MXF without an index, as while it is being written or
cut off, it goes by the mean bit rate, and labels whatever frame is there with the time asked for.
Their packets are read once, which is far quicker than decoding them, and key frames are then sought
by their bytes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from matchcut.errors import MediaError
from matchcut.media.film import MediaInfo
from matchcut.media.opening import open_film, packets_of, picture_stream, shown_name

MAX_KEY_FRAMES = 8
"""How many key frames of a `PacketIndex` are tried before decoding from the film's start."""
# As many films as are held open at once.
_REMEMBERED = 4
# A smaller step back in time is only decoding order. And where only some frames have a time, a
# part may go on for this long after the last time read.
_SECONDS = 2
# Formats without a frame index, in which FFmpeg can seek to any byte.
_BY_BYTES = ("mpegts", "mpeg")
# How many positions to check for times that fall; among this many packets one has a time.
_LOOKS, _PACKETS = 64, 100


class Target(NamedTuple):
    """A position to seek to: a time, or a byte of the file.

    expected: time of the key frame that must be found there; None if any will do that is shown
        at the wanted time or before.
    """

    offset: int
    is_byte: bool = False
    expected: int | None = None


class KeyFrame(NamedTuple):
    """Where decoding may start: presentation time, and byte in the file."""

    pts: int
    byte: int


@dataclass(frozen=True, slots=True)
class PacketIndex:
    """The packets of a file.

    times: byte in the file -> presentation time; only of MXF, whose packets lack it after seeking.
    key_frames: those whose times were not reached before, ascending.
    """

    times: Mapping[int, int]
    key_frames: Sequence[KeyFrame]


def targets(
    info: MediaInfo, container: InputContainer, index: PacketIndex | None, pts: int
) -> Iterator[Target]:
    """Yield where to start for the frame on screen at ``pts``, ever further back.

    None where only decoding from the film's start will do. index: as of `index_needed`.
    """
    if pts <= info.start_pts:
        return
    if index is not None:
        known = index.key_frames
        # In packs, times are certain only after the pack that seeking leads to.
        behind = 1 if in_packs(container) else 0
        stop = bisect_right(known, pts, key=attrgetter("pts"))
        for at in reversed(range(max(behind, stop - MAX_KEY_FRAMES), stop)):
            yield Target(known[at - behind].byte, is_byte=True, expected=known[at].pts)
        return
    begins_late = info.start_pts * info.time_base * info.rate > 1
    # A bare MPEG-2 stream has no times: FFmpeg counts fields, and miscounts those that can't be
    # shown where decoding begins inside a group of pictures.
    if begins_late and container.format.name == "mpegvideo":
        return
    second = max(1, round(1 / info.time_base))
    margin = 0
    while pts - margin > info.start_pts:
        yield Target(pts - margin)
        margin = max(second, 4 * margin)


def in_packs(container: InputContainer) -> bool:
    """Return whether only the first frame of a pack has a timestamp, as on DVDs."""
    return container.format.name == "mpeg"


def seems_joined(path: Path) -> bool:
    """Return whether times restart in a film, from quick looks at positions all over it.

    A part shorter than the distance between two positions may be missed.
    """
    with open_film(path) as container:
        if container.format.name not in _BY_BYTES:
            return False
        stream = picture_stream(container, path)
        slack = _slack(stream)
        latest, size = -(2**63), path.stat().st_size
        for look in range(_LOOKS):
            try:
                byte = size * look // _LOOKS
                container.seek(byte, stream=stream, unsupported_byte_offset=True)
                read = islice(container.demux(stream), _PACKETS)
                pts = next((packet.pts for packet in read if packet.pts is not None), None)
            except av.error.FFmpegError:
                continue
            if pts is not None and pts < latest - slack:
                return True
            latest = max(latest, latest if pts is None else pts)
    return False


def index_needed(
    info: MediaInfo, container: InputContainer, stream: VideoStream
) -> PacketIndex | None:
    """Return the index of all packets, where only that leads to the right frame, else None.

    Seeks in ``container``. Cached until the file changes. Raises MediaError where it can't be read.
    """
    joined = info.times_restart and container.format.name in _BY_BYTES
    if not joined and not _lacks_index(container, stream):
        return None
    try:
        state = info.path.stat()
    except OSError as error:
        raise MediaError(
            f"{shown_name(info.path)} can't be read.",
            "Check that it is there and that you may read it.",
        ) from error
    return _packet_index(info.path, state.st_size, state.st_mtime_ns)


def _lacks_index(container: InputContainer, stream: VideoStream) -> bool:
    """Return whether ``container`` is an MXF file without an index; seeks in it to find out."""
    if container.format.name != "mxf":
        return False
    try:
        container.seek(0, stream=stream)
        packets = list(islice(container.demux(stream), 2))
        if len(packets) < 2 or not packets[1].size:
            return False
        if packets[1].pts is None:
            return True
        # Without an index, a seek this near the start leads to the very first packet.
        container.seek(packets[1].pts, stream=stream, any_frame=True)
        return next(container.demux(stream)).pos != packets[1].pos
    except av.error.FFmpegError:
        return True


@lru_cache(maxsize=_REMEMBERED)
def _packet_index(path: Path, size: int, changed: int) -> PacketIndex:
    times: dict[int, int] = {}
    key_frames: list[KeyFrame] = []
    latest = least = -(2**63)
    with open_film(path) as container:
        stream = picture_stream(container, path)
        slack, in_mxf = _slack(stream), container.format.name == "mxf"
        for packet in packets_of(container, stream):
            if in_mxf and packet.pts is None and not times:
                break  # as for H.264, whose frames are counted only while decoding
            if packet.pts is None:
                continue
            if packet.pts < latest - slack:
                least = latest + slack
            if packet.pos is not None:
                if in_mxf:
                    times[packet.pos] = packet.pts
                if packet.is_keyframe and packet.pts > max(latest, least):
                    key_frames.append(KeyFrame(packet.pts, packet.pos))
            latest = max(latest, packet.pts)
    return PacketIndex(times, key_frames)


def _slack(stream: VideoStream) -> int:
    return round(_SECONDS / stream.time_base) if stream.time_base else 0
