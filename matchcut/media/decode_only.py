"""Decode a film and discard it: the lower bound that analysis is timed against.

Run as ``python -m matchcut.media.decode_only FILM``; prints the number of frames.
"""

import sys
from pathlib import Path

from matchcut.media.opening import open_film, picture_stream


def count_frames(path: Path) -> int:
    """Decode all of ``path`` on all cores and return the number of frames."""
    with open_film(path) as container:
        stream = picture_stream(container, path)
        stream.thread_type = "AUTO"
        return sum(1 for _ in container.decode(stream))


if __name__ == "__main__":
    print(count_frames(Path(sys.argv[1])))
