import pytest
from make_lists import LISTS, composed, stored


@pytest.mark.parametrize("name", LISTS)
def test_the_list_is_written_as_it_was_reviewed(name):
    assert composed(name).encode() == stored(name).read_bytes(), "review it, then run make_lists.py"
