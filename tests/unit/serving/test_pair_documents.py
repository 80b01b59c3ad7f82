"""Which frames of a shot the window is told that a side of a pair can be played in."""

from types import SimpleNamespace

import pytest

from matchcut.pipeline.search.library import FoundSide
from matchcut.project.shots import ShotRecord
from matchcut.review import Anchor
from matchcut.serving.list_documents import PairDocuments
from matchcut.timing import FrameRange


def found(film, start, stop, frame):
    frames = FrameRange(start, stop)
    shot = ShotRecord(film, 1, frames, "picture", None, True, False, False)
    return FoundSide(None, shot, frame)


@pytest.mark.parametrize(
    ("chosen", "frames"),
    [
        (None, (20, 40)),
        (found("a", 20, 40, 30), (20, 40)),
        (found("a", 10, 20, 15), (10, 40)),  # the other part of a shot that was split
        (found("a", 40, 50, 45), (20, 50)),
        (found("a", 0, 19, 15), (0, 19)),
        (found("a", 41, 50, 45), (41, 50)),
        (found("b", 10, 20, 15), (10, 20)),  # a near-duplicate's
        (found("b", 20, 40, 30), (20, 40)),
    ],
)
def test_a_side_is_as_long_as_what_the_editor_chose_its_frame_in(chosen, frames):
    project = SimpleNamespace(features=None)
    documents = PairDocuments(project, None, SimpleNamespace(side_at=lambda anchor: chosen))
    side = found("a", 20, 40, 25)
    seen = documents._seen(side, Anchor("a", 0) if chosen else None)
    assert (seen.shot.frames.start, seen.shot.frames.stop) == frames
    assert seen.shot.film == (chosen or side).shot.film
