"""Measure how far a job is with its current stage, and how fast it gets on."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

# The shortest period to measure a speed over.
_SPEED_SECONDS = 2.0


class Pace:
    """Where a job is by its latest report; each stage has its own speed.

    stage: "" until something is reported. share: how much of the stage is done, None while unknown;
    so are seconds_left and a_second, how much is done per second.
    """

    def __init__(self) -> None:
        self.stage = ""
        self.share: float | None = None
        self.seconds_left: float | None = None
        self.a_second: float | None = None
        self._began = self._first = self._done = 0.0

    def take(self, told: Mapping[str, Any]) -> None:
        """Take a report of ``--progress json``."""
        stage, done, total, now = told["stage"], told["done"], told["total"], monotonic()
        # A stage that runs film by film restarts with each.
        if stage != self.stage or done < self._done:
            self.stage, self._began, self._first = stage, now, done
        self._done, lasted = done, now - self._began
        self.share = min(1.0, done / total) if total else None
        self.a_second = (done - self._first) / lasted if lasted >= _SPEED_SECONDS else None
        self.seconds_left = (total - done) / self.a_second if total and self.a_second else None
