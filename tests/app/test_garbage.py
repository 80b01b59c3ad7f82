"""Garbage goes on the thread of the window, whichever thread needs memory."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from app.qt import garbage


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


def test_a_generation_without_a_threshold_is_not_looked_through_each_time(monkeypatch):
    looked = []
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 0))
    monkeypatch.setattr(gc, "get_count", lambda: (701, 5, 3))
    monkeypatch.setattr(gc, "collect", looked.append)
    garbage.sweep()
    assert looked == [0]
