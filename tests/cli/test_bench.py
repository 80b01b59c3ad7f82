"""What a command took is known on every system, in the same units."""

import os
import sys

import pytest

from matchcut.cli import bench
from matchcut.errors import MatchcutError

MEGABYTES = 300
WORK = f"""
import time
held = bytearray({MEGABYTES} * 1024 ** 2)
held[::1024] = b"x" * len(held[::1024])
while time.process_time() < 0.5:
    pass
"""


@pytest.fixture(params=["told at its end", "as on Windows"])
def system(request, monkeypatch):
    """A system that tells what a process took when it has ended, and one that does not."""
    if request.param == "as on Windows":
        monkeypatch.delattr(os, "wait4", raising=False)
        never = os.times_result((0.0,) * 5)
        monkeypatch.setattr(os, "times", lambda: never)


def test_time_and_memory_of_a_process_are_its_own(system):
    ours = bytearray(b"x") * ((MEGABYTES + 400) * 1024**2)
    timing = bench._timed("work", [sys.executable, "-c", WORK])
    assert MEGABYTES <= timing.peak_mb < MEGABYTES + 100 < len(ours) / 1024**2
    assert 0.3 < timing.cpu_seconds < 2
    assert timing.seconds >= 0.5


def test_a_process_that_fails_says_why(system):
    with pytest.raises(MatchcutError, match="decode only failed: no such film"):
        bench._timed("decode only", [sys.executable, "-c", "raise SystemExit('no such film')"])
