"""Where the real films are, for the tests that need them."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Qt's own screen for nobody is smaller than any that the window is laid out for.
_SCREEN = Path(__file__).with_name("screen.json")
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"
# The networks of the tests are so small that threads wait for one another longer than they work,
# all the more where other tests run beside them.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Where it is set, every process that a test starts would compile all of the product anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What a shell starts in the background passes over interrupts, and so would all that tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no reason to fail.
settings.register_profile("matchcut", deadline=None)
settings.load_profile("matchcut")

DEFAULT_MEDIA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def test_media() -> Path:
    """The folder of real films and labels, or a skip that says why."""
    root = Path(os.environ.get("MATCHCUT_TEST_MEDIA", DEFAULT_MEDIA))
    if not (root / "videos").is_dir():
        pytest.skip("no real films here; set MATCHCUT_TEST_MEDIA to their folder")
    return root
