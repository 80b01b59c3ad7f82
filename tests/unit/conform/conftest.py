import pytest

from matchcut.conform.reading import otio, otio_guard


@pytest.fixture(scope="module")
def sound_timelines():
    """Read timelines at once: no test of the file has one that OpenTimelineIO might crash over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(otio_guard, "read", otio.read)
        yield
