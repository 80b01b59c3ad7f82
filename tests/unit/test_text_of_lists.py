"""The text of lists, in whatever encoding they were written."""

import pytest

from matchcut.lists import text_of


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("L’été – prise 1".encode("cp1252"), "L’été – prise 1"),
        ("L’été – prise 1".encode(), "L’été – prise 1"),
        (b"no letter of cp1252: \x81", "no letter of cp1252: \x81"),
        ("Прага, šíře".encode("utf-16"), "Прага, šíře"),
    ],
)
def test_text_is_read_as_windows_programs_write_it_too(tmp_path, content, text):
    path = tmp_path / "list.edl"
    path.write_bytes(content)
    assert text_of(path) == text


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("windows-1250", "cp1250"),
        ("Shift_JIS", "shift_jis"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("windows-1250", "utf-8-sig"),
        # Saved again by a program that left the declaration alone.
        ("UTF-16", "utf-8"),
        ("UTF-8", "cp1252"),
        ("rot13", "utf-8"),
        ("no-such", "utf-8"),
    ],
)
def test_xml_is_read_in_the_encoding_that_it_names_if_that_can_be(tmp_path, named, written):
    name = {"cp1250": "Šíře", "shift_jis": "映画", "cp1252": "Größe – “1”"}.get(
        written, "Šíře 映画"
    )
    text = f"<?xml version='1.0' encoding='{named}'?><name>{name}</name>"
    path = tmp_path / "list.xml"
    path.write_bytes(text.encode(written))
    assert text_of(path) == text
