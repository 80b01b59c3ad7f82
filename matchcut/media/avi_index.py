"""Give the packets of an AVI file the times in its index.

FFmpeg counts the frames it reads, so damage that hides some makes all later ones too early, and
differently after seeking.
"""

from collections.abc import Iterator

from av.packet import Packet
from av.video.stream import VideoStream

# The index points to a chunk's header (name, size), a packet to its content.
_CHUNK_HEAD = 8


def at_listed_times(
    packets: "Iterator[Packet[VideoStream]]", stream: VideoStream
) -> "Iterator[Packet[VideoStream]]":
    """Yield the packets of an AVI file in file order, each at the time that the index lists.

    A packet that isn't listed keeps the delay of the last listed one.
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
