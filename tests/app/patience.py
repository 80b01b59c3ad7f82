"""As long as a busy machine may take."""

from pytestqt.qtbot import QtBot

WAIT_MS = 120_000
"""Less than a test may take, so that what was waited for in vain is told."""


class PatientBot(QtBot):
    """Waits as long as a busy machine may take, where a test does not say how long."""

    def waitUntil(self, callback, *, timeout=WAIT_MS):  # noqa: N802
        return super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=WAIT_MS, **how):  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals, *, timeout=WAIT_MS, **how):  # noqa: N802
        return super().waitSignals(signals, timeout=timeout, **how)

    def waitExposed(self, widget, *, timeout=WAIT_MS):  # noqa: N802
        return super().waitExposed(widget, timeout=timeout)
