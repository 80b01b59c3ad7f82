from matchcut.words import counted, printable


def test_a_name_stays_as_it_is_with_whatever_spaces_it_has():
    name = (
        "9.41\N{NARROW NO-BREAK SPACE}AM 映画\N{IDEOGRAPHIC SPACE}один\N{NO-BREAK SPACE}[1] 🎬.mov"
    )
    assert printable(name) == name


def test_what_moves_the_cursor_breaks_the_line_or_turns_the_text_round_is_told_as_a_question_mark():
    for letter in ("\n", "\r", "\t", "\x1b", "\x00", "\u2028", "\u202e", "\udce9"):
        assert printable(f"a{letter}b") == "a?b"


def test_a_count_has_its_noun_and_thousands_apart():
    assert [counted(each, "frame") for each in (0, 1, 1204)] == [
        "0 frames",
        "1 frame",
        "1,204 frames",
    ]
