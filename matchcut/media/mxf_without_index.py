"""Index the frames of an MXF file without an index: one still being written, or truncated.

FFmpeg then seeks by the mean bit rate and labels whatever frame it finds with the time asked for.
So the packets are read once from the start, which is far quicker than decoding them, and
identified by their position in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from matchcut.errors import MediaError
from matchcut.media.opening import KeyFrame, open_film, packets_of, picture_stream, shown_name

# As many films as are held open at once.
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class PacketIndex:
    """The packets of a file.

    times: byte in the file -> presentation time; empty where times are unknown.
    key_frames: the key frames, ascending.
    """

    times: Mapping[int, int]
    key_frames: Sequence[KeyFrame]


def lacks_index(container: InputContainer, stream: VideoStream) -> bool:
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


def packet_index(path: Path) -> PacketIndex:
    """Return the index of all packets of a film; cached until its file changes.

    Raises MediaError where the file can't be read.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise MediaError(
            f"{shown_name(path)} can't be read.", "Check that it is there and that you may read it."
        ) from error
    return _packet_index(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=_REMEMBERED)
def _packet_index(path: Path, size: int, changed: int) -> PacketIndex:
    times: dict[int, int] = {}
    key_frames: list[KeyFrame] = []
    with open_film(path) as container:
        for packet in packets_of(container, picture_stream(container, path)):
            if packet.pts is None and not times:
                break  # as for H.264, whose frames are counted only while decoding
            if packet.pts is None or packet.pos is None:
                continue
            times[packet.pos] = packet.pts
            if packet.is_keyframe:
                key_frames.append(KeyFrame(packet.pts, packet.pos))
    return PacketIndex(times, key_frames)
