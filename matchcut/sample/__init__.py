"""The drawn sample film: shapes of cut paper, with matches planted in it.

`draw_sample` writes OUT.mp4 and, beside it, what was planted (see `matchcut.sample.answers`).
`read_counter` reads a frame's number back from its decoded picture.
"""

from matchcut.sample.answers import Answers
from matchcut.sample.counter import read_counter
from matchcut.sample.film import draw_sample

__all__ = ["Answers", "draw_sample", "read_counter"]
