from fractions import Fraction

import pytest

from matchcut.errors import ProjectError
from matchcut.project.settings import parse_shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("16:9", Fraction(16, 9)),
        (" 1920X1080 ", Fraction(16, 9)),
        ("2.39", Fraction(239, 100)),
        ("2.39:1", Fraction(239, 100)),
        ("9:16", Fraction(9, 16)),
    ],
)
def test_a_frame_shape_is_read_as_editors_write_it(text, shape):
    assert parse_shape(text) == shape


@pytest.mark.parametrize(
    "text", ["", "round", "16:0", "0:9", "-16:-9:1", "5", "0.2", "1e999999999"]
)
def test_what_is_no_frame_shape_is_refused_in_a_sentence(text):
    with pytest.raises(ProjectError, match="no frame shape"):
        parse_shape(text)
