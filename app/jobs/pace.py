"""How fast a job gets on with the stage that it is at."""

from time import monotonic

# The shortest stretch that a speed is taken from.
_SPEED_SECONDS = 2.0


class Pace:
    """Measures the reports of one job; each stage has a speed of its own."""

    def __init__(self) -> None:
        self._began: tuple[str, float, float] | None = None  # stage, done and time
        self._done = 0.0

    @property
    def begun(self) -> bool:
        """Whether anything was measured yet."""
        return self._began is not None

    def measure(self, stage: str, done: float) -> float | None:
        """Return how much is done in a second, None while that is unknown."""
        now = monotonic()
        # A stage that goes film by film begins anew with each.
        if self._began is None or self._began[0] != stage or done < self._done:
            self._began = (stage, done, now)
        self._done = done
        _, first, began = self._began
        return (done - first) / (now - began) or None if now - began >= _SPEED_SECONDS else None
