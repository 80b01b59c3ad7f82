"""Arrays as bytes: what goes in comes out, and nothing that was damaged does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from matchcut.project.arrays import pack, unpack

arrays = st.dictionaries(
    st.text(max_size=5),
    arrays_of.arrays(
        st.one_of(
            arrays_of.boolean_dtypes(),
            arrays_of.integer_dtypes(),
            arrays_of.floating_dtypes(),
            arrays_of.unicode_string_dtypes(max_len=5),
        ),
        arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    ),
    max_size=4,
)


@given(arrays)
def test_arrays_come_back_with_their_names_types_and_shapes(given_arrays):
    found = unpack(pack(given_arrays))
    assert list(found) == list(given_arrays)
    for name, array in given_arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].flags.aligned
        np.testing.assert_array_equal(found[name], array)


@given(arrays, st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_noticed(given_arrays, position, change):
    data = bytearray(pack(given_arrays))
    data[position % len(data)] ^= change
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(data))


@given(arrays, st.integers(min_value=0))
def test_a_cut_off_end_is_noticed(given_arrays, position):
    data = pack(given_arrays)
    with pytest.raises(ValueError, match="damaged"):
        unpack(data[: position % len(data)])
