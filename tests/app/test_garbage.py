"""Garbage goes on the thread of the window, whichever thread needs memory."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from app import garbage


@pytest.fixture
def sweeper(qapp, monkeypatch):
    monkeypatch.setattr(garbage, "EVERY_MS", 1)
    yield garbage.Sweeper(qapp)
    gc.unfreeze()


def test_a_thread_that_needs_memory_clears_no_object_of_the_window_away(qtbot, sweeper):
    went, needed = [], []
    cycle = QObject()
    cycle.itself = cycle
    weakref.finalize(cycle, lambda: went.append(threading.current_thread()))
    del cycle
    thread = threading.Thread(target=lambda: needed.extend([each] for each in range(9999)))
    thread.start()
    thread.join()
    assert went == []
    qtbot.waitUntil(lambda: went == [threading.main_thread()])
