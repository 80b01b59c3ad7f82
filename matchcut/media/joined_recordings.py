"""Find where to start decoding in a file whose times may restart, as in joined recordings.

FFmpeg seeks in such a file by bisection and may find a time in any of its parts. So all packets
are read once, which is far quicker than decoding them.
"""

from itertools import islice
from pathlib import Path

import av

from matchcut.media.opening import KeyFrame, open_film, packets_of, picture_stream

# A smaller step back in time is only decoding order. And where only some frames have a time, a
# part may go on for this long after the last time read.
_SECONDS = 2
# Formats without a frame index, in which FFmpeg can seek to any byte.
_BY_BYTES = ("mpegts", "mpeg")


# How many positions to check for times that fall; among this many packets one has a time.
_LOOKS, _PACKETS = 64, 100


def seems_joined(path: Path) -> bool:
    """Return whether times restart in a film, from quick looks at positions all over it.

    A part shorter than the distance between two positions may be missed.
    """
    with open_film(path) as container:
        if container.format.name not in _BY_BYTES:
            return False
        stream = picture_stream(container, path)
        slack = round(_SECONDS / stream.time_base) if stream.time_base else 0
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


def reachable_key_frames(path: Path) -> list[KeyFrame]:
    """Return the key frames whose times were not reached before, ascending.

    Empty for formats with an index, which leads to the right frame.
    """
    found: list[KeyFrame] = []
    with open_film(path) as container:
        if container.format.name not in _BY_BYTES:
            return found
        stream = picture_stream(container, path)
        slack = round(_SECONDS / stream.time_base) if stream.time_base else 0
        latest = least = -(2**63)
        for packet in packets_of(container, stream):
            if packet.pts is None:
                continue
            if packet.pts < latest - slack:
                least = latest + slack
            if packet.pts > max(latest, least) and packet.is_keyframe and packet.pos is not None:
                found.append(KeyFrame(packet.pts, packet.pos))
            latest = max(latest, packet.pts)
    return found
