"""Measure how fast a job gets on with its current stage."""

from time import monotonic

# The shortest period to measure a speed over.
_SPEED_SECONDS = 2.0


class Pace:
    """Measures the reports of one job; each stage has its own speed."""

    def __init__(self) -> None:
        self._began: tuple[str, float, float] | None = None  # stage, done and time
        self._done = 0.0

    @property
    def begun(self) -> bool:
        """Whether anything has been measured yet."""
        return self._began is not None

    def measure(self, stage: str, done: float) -> float | None:
        """Return how much is done per second, None while unknown."""
        now = monotonic()
        # A stage that runs film by film restarts with each.
        if self._began is None or self._began[0] != stage or done < self._done:
            self._began = (stage, done, now)
        self._done = done
        _, first, began = self._began
        return (done - first) / (now - began) or None if now - began >= _SPEED_SECONDS else None
