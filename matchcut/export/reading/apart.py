"""Read OpenTimelineIO files in a process of their own.

Some damaged files, such as one with a version of a clip that never was, or with thousands of
dictionaries in each other, end the process that OpenTimelineIO reads them in. That must not be the
command, nor the window's helper.
"""

import os
import pickle
import subprocess
import sys
import traceback

from matchcut.export.reading import otio
from matchcut.export.reading.events import EventList

_ANSWER = "from matchcut.export.reading.apart import answer; answer()"


def read(text: str) -> EventList:
    """Return and raise what `matchcut.export.reading.otio.read` does, ValueError for a crash."""
    child = subprocess.run(
        # The modules that are found here, and none that lie in the folder worked in.
        [sys.executable, "-P", "-c", _ANSWER],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    if child.returncode:
        raise ValueError("OpenTimelineIO, which reads such files, crashes over it")
    found: EventList | Exception = pickle.loads(child.stdout)
    if isinstance(found, Exception):
        raise found
    return found


def answer() -> None:
    """Read the text that stands at this process's input; write what is found, or the error."""
    found: EventList | Exception
    try:
        found = otio.read(sys.stdin.buffer.read().decode())
    except Exception as error:
        # Where it is a bug, the other process shows the way to it.
        error.add_note(traceback.format_exc())
        found = error
    sys.stdout.buffer.write(pickle.dumps(found))
