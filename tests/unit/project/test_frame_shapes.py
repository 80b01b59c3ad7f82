from fractions import Fraction

import pytest

from matchcut.errors import ProjectError
from matchcut.project.settings import parse_shape, shape_text


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
    ("width", "height", "text"),
    [
        (1920, 1080, "16:9"),
        (1080, 1920, "9:16"),
        (1440, 1080, "4:3"),
        (1080, 1080, "1:1"),
        (239, 100, "2.39"),
        (3840, 1080, "32:9"),
    ],
)
def test_a_frame_shape_is_written_as_editors_do(width, height, text):
    assert shape_text(Fraction(width, height)) == text


@pytest.mark.parametrize(
    "text", ["", "round", "16:0", "0:9", "-16:-9:1", "5", "0.2", "1e999999999"]
)
def test_what_is_no_frame_shape_is_refused_in_a_sentence(text):
    with pytest.raises(ProjectError, match="not an aspect ratio"):
        parse_shape(text)
