"""Make the films that speed and memory are measured on, from the test media.

    python tests/benchmarks/long_films.py ../shared/data/videos SCRATCH_FOLDER
    matchcut bench SCRATCH_FOLDER/three_minutes.mp4 --json

Three minutes of 1080p in 72 pieces of different films, a film four times as long, and one
take of ten minutes without a cut; H.264 at CRF 20 with a key frame every 250 frames.
"""

import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.folders import films_at
from matchcut.media.write import MovieWriter

Picture = NDArray[np.uint8]

RATE = Fraction(24)
WIDTH, HEIGHT = 1920, 1080
PIECE_FRAMES = 60
THREE_MINUTES = 3 * 60 * 24
TEN_MINUTES = 10 * 60 * 24
TAKE, TAKE_FRAMES = "sam2_bedroom.mp4", 150


def main(media: Path, folder: Path) -> None:
    """Write the three films into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    films = films_at(media).films
    write(folder / "three_minutes.mp4", islice(pieces(films), THREE_MINUTES))
    write(folder / "twelve_minutes.mp4", islice(pieces(films), 4 * THREE_MINUTES))
    write(folder / "one_shot.mp4", islice(to_and_fro(media / TAKE), TEN_MINUTES))


def pieces(films: Iterable[Path]) -> Iterator[Picture]:
    """Yield a piece of each film in turn, and again from where it was left, until all are seen."""
    running = [pictures(film) for film in films]
    while running:
        for film in tuple(running):
            piece = list(islice(film, PIECE_FRAMES))
            yield from piece
            if len(piece) < PIECE_FRAMES:
                running.remove(film)


def to_and_fro(film: Path) -> Iterator[Picture]:
    """Yield the beginning of a film forwards and backwards without end: a shot without a cut."""
    there = list(islice(pictures(film), TAKE_FRAMES))
    return cycle(there + there[-2:0:-1])


def pictures(film: Path) -> Iterator[Picture]:
    """Yield a film's frames as they are."""
    info = probe(film)
    with DecodePass(info, long_side=max(info.width, info.height)) as frames:
        for frame in frames:
            yield frame.picture


def write(path: Path, frames: Iterable[Picture]) -> None:
    """Write frames, whatever their size, as a 1080p film without sound."""
    with MovieWriter(path, WIDTH, HEIGHT, RATE, audio_rate=None) as movie:
        for frame in frames:
            scaled = cv2.resize(frame, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
            movie.frame(np.asarray(scaled, np.uint8))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
