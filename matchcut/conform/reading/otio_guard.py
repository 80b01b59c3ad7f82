"""Read OpenTimelineIO files only once another process has survived them.

OpenTimelineIO crashes on some damaged files, such as one that names a clip version which never
existed, or one with thousands of nested dictionaries. A crash ends its process, which must be
neither the command nor the window's helper.
"""

import os
import subprocess
import sys

from matchcut.conform.reading import otio
from matchcut.conform.reading.events import EventList

# Only a crash matters here: an error is raised again when this process reads the file.
_TRY = """
import contextlib, sys
from matchcut.conform.reading import otio
with contextlib.suppress(Exception):
    otio.read(sys.stdin.buffer.read().decode())
"""


def read(text: str) -> EventList:
    """Read like `matchcut.conform.reading.otio.read`; raise ValueError after a crash."""
    tried = subprocess.run(
        # It finds the same modules as this process, and none in the current folder.
        [sys.executable, "-P", "-c", _TRY],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        raise ValueError("OpenTimelineIO, which reads such files, crashes over it")
    return otio.read(text)
