"""Panels that were laid out in a large window leave the picture the most room in a smaller one."""

import pytest
from PySide6.QtCore import Qt
from rooms import wait_for

LARGE = 2000, 1300


@pytest.fixture
def window(room):
    """A large window whose panels the editor has made larger still."""
    room.resize(*LARGE)
    wait_for(lambda: (room.width(), room.height()) == LARGE)
    room.workspace.reset()
    wait_for(lambda: room.workspace.docks["candidates"].height() < 400)
    enlarge(room)
    wait_for(lambda: room.workspace.docks["candidates"].height() > 500)
    return room


def enlarge(window):
    docks = window.workspace.docks
    sides = docks["filters"], docks["inspector"]
    window.resizeDocks(sides, [500, 500], Qt.Orientation.Horizontal)
    window.resizeDocks([docks["candidates"]], [600], Qt.Orientation.Vertical)


def picture_leads(window):
    """Whether no panel in front is larger than the picture."""
    picture = window.viewer.canvas.size()
    height = min(picture.height(), picture.width() * 9 / 16)
    docks = window.workspace.docks
    seen = (dock for name, dock in docks.items() if window.workspace.is_seen(name))
    return height * height * 16 / 9 >= max(dock.width() * dock.height() for dock in seen)


def test_a_window_that_is_made_smaller_takes_the_room_from_the_panels(window):
    window.resize(1280, 800)
    wait_for(lambda: window.width() == 1280 and picture_leads(window))
    small = window.workspace.docks["candidates"].height()
    window.resize(*LARGE)
    # Larger again, it gives the panels back most of what they had.
    wait_for(lambda: window.workspace.docks["candidates"].height() > small)


@pytest.mark.parametrize("size", [(1280, 800), (1100, 800)])
def test_a_layout_of_a_large_window_suits_the_small_one_it_is_opened_in(window, size):
    workspace = window.workspace
    workspace.close()
    window.resize(*size)
    wait_for(lambda: window.width() == size[0])
    workspace.open()
    wait_for(lambda: picture_leads(window))


def test_a_narrow_window_does_not_change_the_layout_of_a_wide_one(window):
    workspace = window.workspace
    widths = [workspace.docks[name].width() for name in ("filters", "inspector")]
    for size in ((1100, 800), LARGE):
        workspace.close()
        window.resize(*size)
        wait_for(lambda size=size: window.width() == size[0])
        workspace.open()
    wait_for(lambda: [workspace.docks[name].width() for name in ("filters", "inspector")] == widths)
