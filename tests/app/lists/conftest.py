"""A window whose pairs are all listed and not judged, the first selected."""

import pytest
from rooms import forget_reviews, open_room

from app.session.candidates import Filters


@pytest.fixture(scope="module")
def room(dressed, analysed, tmp_path_factory):
    """One for all tests of a module: a window takes longer to open than most of them take."""
    with open_room(analysed, tmp_path_factory.mktemp("room")) as window:
        yield window


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def panel(window):
    window.candidates.set_filters(Filters())
    return window.candidates
