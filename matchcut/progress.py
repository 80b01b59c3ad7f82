"""Report the progress of long work, and stop it.

Work takes a `Progress` and calls it between units. To stop, the callable raises
`matchcut.errors.Cancelled`; the work saves what is finished and lets it pass.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """One progress report: ``done`` of ``total`` ``unit`` in ``stage`` of ``subject``."""

    stage: str
    done: float
    total: float
    unit: str = ""
    subject: str = ""


Progress = Callable[[Report], None]


def silent(report: Report) -> None:
    """Ignore a report: a `Progress` that nobody watches."""
