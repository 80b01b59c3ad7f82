"""The drawn sample film: shapes of cut paper, with matches planted in it.

`draw_sample` writes OUT.mp4 and, beside it, what was planted (see `matchcut.sample.answers`).
`truth_masks` draws the masks that a perfect segmenter would find in a frame; `read_counter` reads
a frame's number back from its decoded picture.
"""

from matchcut.sample.answers import Answers
from matchcut.sample.counter import read_counter
from matchcut.sample.film import draw_sample, truth_masks

__all__ = ["Answers", "draw_sample", "read_counter", "truth_masks"]
