"""The packets of an AVI file at the times that its index tells.

In it nothing else does: FFmpeg counts what it reads from the start, so that after damage that
hides frames all come too early, and not where a search finds them.
"""

from collections.abc import Iterator

from av.packet import Packet
from av.video.stream import VideoStream

# The index tells where a chunk's name and size stand, a packet where its content does.
_CHUNK_HEAD = 8


def at_listed_times(
    packets: "Iterator[Packet[VideoStream]]", stream: VideoStream
) -> "Iterator[Packet[VideoStream]]":
    """Yield packets, in the order they lie in an AVI file, at the times of those that are listed.

    Where there is no index, or it knows nothing of a packet, the last one's delay is kept.
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
