"""Layouts in one expression put each part where it is named."""

from PySide6.QtWidgets import QLabel, QSizePolicy

from app.qt.layouts import column, held, row


def test_parts_stand_in_their_order_with_the_room_between_and_around_them(qapp):
    first, second, last = QLabel(), QLabel(), QLabel()
    for label in (first, second, last):
        label.setFixedSize(20, 10)
    whole = held(row(first, 30, second, None, last, spacing=4, margins=(5, 6, 7, 8)))
    whole.resize(200, 24)
    whole.layout().activate()
    assert [label.x() for label in (first, second, last)] == [5, 59, 173]
    assert {label.y() for label in (first, second, last)} == {6}


def test_what_is_left_of_the_room_is_shared_out(qapp):
    one, three = QLabel(), QLabel()
    for label in (one, three):
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    whole = held(column((one, 1), (row(three), 3), spacing=0))
    whole.resize(100, 80)
    whole.layout().activate()
    assert (one.height(), three.height()) == (20, 60)
