"""What threads tell is heard on the window's thread, and by nobody who has gone meanwhile."""

import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from app.qt.threads import tell


class Hearer(QObject):
    def __init__(self, parent=None):
        super().__init__(parent)
        self.heard = []

    def hear(self, word):
        self.heard.append((word, threading.current_thread()))


def test_what_a_thread_tells_is_heard_in_its_order_on_the_thread_of_the_window(qtbot):
    hearer = Hearer()

    def work():
        for word in range(100):
            tell(hearer, hearer.hear, word)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert hearer.heard == []
    qtbot.waitUntil(lambda: len(hearer.heard) == 100)
    assert hearer.heard == [(word, threading.main_thread()) for word in range(100)]


def test_who_goes_while_threads_are_telling_hears_no_more_and_all_goes_on(qtbot):
    # A thread that emitted a signal of who goes would crash within a few rounds.
    for _ in range(20):
        parent = QObject()
        hearers, done = [Hearer(parent) for _ in range(3)], threading.Event()

        def work(hearer, done=done):
            while not done.is_set():
                tell(hearer, hearer.hear, "word")
                done.wait(0.0001)

        threads = [threading.Thread(target=work, args=(each,)) for each in hearers]
        for thread in threads:
            thread.start()
        qtbot.waitUntil(lambda hearers=hearers: all(each.heard for each in hearers))
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(parent, QEvent.Type.DeferredDelete)
        before = [len(each.heard) for each in hearers]
        QCoreApplication.processEvents()
        done.set()
        for thread in threads:
            thread.join()
        QCoreApplication.processEvents()
        assert [len(each.heard) for each in hearers] == before
