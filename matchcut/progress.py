"""Reporting the progress of long work, and stopping it.

Work takes a `Progress` and calls it between units. To stop, the callable raises
`matchcut.errors.Cancelled`; the work lets it pass, having saved what was finished.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """One moment of long work: ``done`` of ``total`` ``unit`` in ``stage`` of ``subject``."""

    stage: str
    done: float
    total: float
    unit: str = ""
    subject: str = ""


Progress = Callable[[Report], None]


def silent(report: Report) -> None:
    """A `Progress` that nobody watches."""
