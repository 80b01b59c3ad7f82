"""How the tests of the command line ask, and what a refusal must be like."""

QUIET = ("--progress", "none", "--segmenter", "none")
MASKED = ("--progress", "none", "--segmenter", "foreground")


def one_sentence(said, *words):
    assert said.status == 1, said.err
    lines = said.err.strip().splitlines()
    assert len(lines) == 1, said.err
    assert all(word in lines[0] for word in words), lines[0]
