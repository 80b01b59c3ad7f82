"""Read OpenTimelineIO files only once another process has survived them.

Some damaged files, such as one with a version of a clip that never was, or with thousands of
dictionaries in each other, end the process that OpenTimelineIO reads them in. That must not be the
command, nor the window's helper.
"""

import os
import subprocess
import sys

from matchcut.export.reading import otio
from matchcut.export.reading.events import EventList

# An error is told when the file is read again, here.
_TRY = """
import contextlib, sys
from matchcut.export.reading import otio
with contextlib.suppress(Exception):
    otio.read(sys.stdin.buffer.read().decode())
"""


def read(text: str) -> EventList:
    """Return and raise what `matchcut.export.reading.otio.read` does, ValueError for a crash."""
    tried = subprocess.run(
        # The modules that are found here, and none that lie in the folder worked in.
        [sys.executable, "-P", "-c", _TRY],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        raise ValueError("OpenTimelineIO, which reads such files, crashes over it")
    return otio.read(text)
