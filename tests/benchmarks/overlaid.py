"""How many of a film's best pairs remain when bars or something burnt in are added to it.

    python tests/benchmarks/overlaid.py FILM FOLDER [--seconds 300]

FOLDER keeps the films and their analyses. The film is written again as it is; more strongly
compressed, for what a mere copy changes; with timecodes and a logo burnt into the picture; inside
a 4:3 and a scope frame, with black bars; and with both. A pair of the plain film's first 20
remains if the same two shots, by their positions, are among the other's first 20. Beside it: how
many are anywhere in the other's list, of as many pairs as `matchcut find` shows unless told.
"""

import argparse
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from lists import COMPARED, product

from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.write import MovieWriter
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.project.project import open_project
from matchcut.representations.segmenters import choose_segmenter
from matchcut.timing import Clock

K, LISTED = 20, 50
LONG_SIDE = 640
FOUR_BY_THREE, SCOPE = Fraction(4, 3), Fraction(239, 100)


def boxed(picture, text):
    """Write white text on a black box low in the middle."""
    rows, columns = picture.shape[:2]
    font, scale, bottom = cv2.FONT_HERSHEY_DUPLEX, rows / 500, round(0.92 * rows)
    (wide, high), _ = cv2.getTextSize(text, font, scale, 1)
    left = columns // 2 - wide // 2
    cv2.rectangle(picture, (left - 6, bottom - high - 6), (left + wide + 6, bottom + 6), 0, -1)
    cv2.putText(picture, text, (left, bottom), font, scale, (255, 255, 255), 1, cv2.LINE_AA)


def bare(picture, text):
    """Write yellow text on the picture itself, top left."""
    rows, columns = picture.shape[:2]
    at = round(0.04 * columns), round(0.1 * rows)
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, rows / 450, (0, 255, 255), 2, 16)


def with_logo(picture, text):
    """Draw a white disc with a letter top right, beside the boxed text."""
    rows, columns = picture.shape[:2]
    boxed(picture, text)
    x, y = round(0.92 * columns), round(0.11 * rows)
    cv2.circle(picture, (x, y), round(0.05 * rows), (240, 240, 240), -1, cv2.LINE_AA)
    font, scale = cv2.FONT_HERSHEY_TRIPLEX, rows / 450
    cv2.putText(picture, "M", (x - 8, y + 8), font, scale, (40, 40, 40), 2, cv2.LINE_AA)


# The frame's shape, what is burnt in, and the quality of compression.
VARIANTS = {
    "plain": (None, None, 18),
    "copy": (None, None, 23),
    "timecode": (None, boxed, 18),
    "bare-timecode": (None, bare, 18),
    "logo-timecode": (None, with_logo, 18),
    "4-3": (FOUR_BY_THREE, None, 18),
    "4-3-timecode": (FOUR_BY_THREE, boxed, 18),
    "scope": (SCOPE, None, 18),
    "scope-timecode": (SCOPE, boxed, 18),
}


def write(source, path, seconds, shape, burn_in, crf):
    """Write the film's first seconds with bars that make it ``shape``, and with a timecode."""
    info = probe(source)
    clock = Clock.starting("01:00:00:00", info.rate)
    with DecodePass(info, long_side=LONG_SIDE) as frames:
        wide, high = frames.width // 2 * 2, frames.height // 2 * 2
        size = wide, high
        if shape is not None:
            size = max(wide, _even(high * shape)), max(high, _even(wide / shape))
        left, top = (size[0] - wide) // 2, (size[1] - high) // 2
        with MovieWriter(path, *size, info.rate, audio_rate=None, crf=crf) as movie:
            for index, frame in enumerate(frames):
                if index >= seconds * info.rate:
                    break
                canvas = np.zeros((size[1], size[0], 3), np.uint8)
                picture = canvas[top : top + high, left : left + wide]
                picture[:] = frame.picture[:high, :wide]
                if burn_in is not None:
                    burn_in(picture, clock.label(index))
                movie.frame(canvas)


def _even(length):
    return 2 * round(length / 2)


def main(source, folder, seconds):
    folder.mkdir(parents=True, exist_ok=True)
    segmenter = choose_segmenter("foreground")
    plain = {}
    print(f"{'':18}{'active picture':>20}" + "".join(f"{by:>10}{'listed':>8}" for by in COMPARED))
    for name, how in VARIANTS.items():
        film = folder / f"{name}.mp4"
        if not film.exists():
            write(source, film, seconds, *how)
        with open_project(folder / f"{name}.matchcut", create=True) as project:
            for outcome in analyse(project, [film], AnalysisSettings(segmenter)):
                if outcome.failure:
                    raise outcome.failure
            lists = {by: product(project, by, LISTED, segmenter) for by in COMPARED}
        plain = plain or lists
        crop = " ".join(map(str, outcome.film.crop))
        line = f"{name:18}{crop:>20}"
        for by in COMPARED:
            best, found = plain[by][:K], lists[by]
            line += f"{_remaining(best, found[:K], by):10.2f}{_remaining(best, found, by):8.2f}"
        print(line, flush=True)


def _remaining(before, after, by):
    """Return the share of pairs whose two shots are joined again."""
    return np.mean([any(_same(one, other, by) for other in after) for one in before])


def _same(one, other, by):
    there = _overlap(one.out, other.out) and _overlap(one.into, other.into)
    back = _overlap(one.out, other.into) and _overlap(one.into, other.out)
    return there or (by == "frame" and back)


def _overlap(one, other):
    """Tell whether two shots are the same, by most of the longer one."""
    common = min(one.stop, other.stop) - max(one.start, other.start)
    return common > 0.5 * max(one.stop - one.start, other.stop - other.start)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("film", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    arguments = parser.parse_args()
    main(arguments.film, arguments.folder, arguments.seconds)
