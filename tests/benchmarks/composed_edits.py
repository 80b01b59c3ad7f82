"""How right shot detection is on edits of takes that no setting was chosen on.

    python tests/benchmarks/composed_edits.py ../shared/data [--edits 4]

Takes without a cut (the DAVIS sequences and the single shots among the test films) are joined in
random order, by cuts, dissolves and fades of known frames, and shown under conditions that mislead
detectors: grain, a shaking camera, flashes, lamps that are switched, flat, dim or dark pictures,
black bars, every picture twice, film transferred to video. The table has the F1 of each detector,
and what the product's got wrong and missed; as `matchcut eval shots` counts.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from matchcut.evaluation.truth import Truth, pooled, score
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.shots.detectors import SHOT_DETECTORS
from matchcut.shots.shot import Transition
from matchcut.timing import FrameRange

Picture = NDArray[np.uint8]
Frames = list[Picture]
Edit = tuple[Frames, list[Transition]]

RATE = Fraction(24)
WIDTH, HEIGHT = 256, 144
TAKE_FRAMES = 300
SHOTS, MIN_FRAMES, MAX_FRAMES = 40, 12, 70
DISSOLVES, FADES = 0.15, 0.08
TAKES = (
    "intel_car-detection.mp4",
    "intel_one-by-one-person-detection.mp4",
    "mdn_flower.mp4",
    "mdn_friday.mp4",
    "moviepy_chaplin.mp4",
    "sam2_01_dog.mp4",
    "sam2_02_cups.mp4",
    "sam2_04_coffee.mp4",
    "sam2_05_default_juggle.mp4",
    "sam2_bedroom.mp4",
)


def main(media: Path, edits: int) -> None:
    """Print the table."""
    takes = list(all_takes(media))
    table = Table("", *SHOT_DETECTORS, "transitions", "wrong", "missed")
    every = {name: [] for name in SHOT_DETECTORS}
    for condition, change in CONDITIONS.items():
        scores = {name: [] for name in SHOT_DETECTORS}
        for seed in range(edits):
            frames, transitions = change(*edit(takes, seed), np.random.default_rng(seed))
            truth = Truth(condition, FrameRange(0, len(frames)), tuple(transitions))
            for name, make in SHOT_DETECTORS.items():
                scores[name].append(score(make(RATE).transitions(iter(frames)), truth))
        table.add_row(condition, *_figures(scores))
        for name, found in scores.items():
            every[name] += found
    table.add_section()
    table.add_row("pooled", *_figures(every))
    Console(width=120).print(table)


def _figures(scores):
    product = pooled(scores["film"])
    transitions = len(product.found) + len(product.missed)
    f1 = [f"{pooled(found).f1:.3f}" for found in scores.values()]
    return [*f1, str(transitions), str(len(product.wrong)), str(len(product.missed))]


def all_takes(media: Path) -> Iterator[Frames]:
    """Yield the frames of every take, cut to one size."""
    for folder in sorted((media / "davis-train-240p" / "frames").iterdir()):
        yield [_fitted(cv2.imread(str(path))) for path in sorted(folder.iterdir())]
    for name in TAKES:
        with DecodePass(probe(media / "videos" / name), long_side=2 * WIDTH) as frames:
            yield [_fitted(frame.picture) for frame in islice(frames, TAKE_FRAMES)]


def _fitted(picture: Picture) -> Picture:
    scale = max(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    size = max(WIDTH, round(picture.shape[1] * scale)), max(HEIGHT, round(picture.shape[0] * scale))
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    top, left = (picture.shape[0] - HEIGHT) // 2, (picture.shape[1] - WIDTH) // 2
    return picture[top : top + HEIGHT, left : left + WIDTH]


def edit(takes: list[Frames], seed: int) -> Edit:
    """Join pieces of takes, never two of one take in a row."""
    chance = random.Random(seed)
    frames, transitions, last = [], [], None
    for _ in range(SHOTS):
        length = chance.randint(MIN_FRAMES, MAX_FRAMES)
        last = chance.choice([t for t in range(len(takes)) if t != last and len(takes[t]) > length])
        first = chance.randrange(len(takes[last]) - length)
        piece = takes[last][first : first + length]
        # What is left of the shot before, and of this one, stays a shot.
        whole = len(frames) - (transitions[-1].stop if transitions else 0)
        room = min(whole, length) - MIN_FRAMES // 2
        kind = chance.random()
        if frames and kind < DISSOLVES and room >= 4:
            transitions.append(_dissolve(frames, piece, min(room, chance.randint(8, 36))))
        elif frames and kind < DISSOLVES + FADES and room >= 4:
            ramp, hold = min(room, chance.randint(6, 18)), chance.randint(0, 8)
            transitions.append(_fade(frames, piece, ramp, hold))
        else:
            if frames:
                transitions.append(Transition(len(frames), len(frames), "cut"))
            frames += piece
    return frames, transitions


def _dissolve(frames: Frames, piece: Frames, length: int) -> Transition:
    start = len(frames) - length
    for at in range(length):
        share = (at + 1) / (length + 1)
        frames[start + at] = cv2.addWeighted(frames[start + at], 1 - share, piece[at], share, 0)
    frames += piece[length:]
    return Transition(start, start + length, "dissolve")


def _fade(frames: Frames, piece: Frames, ramp: int, hold: int) -> Transition:
    start = len(frames) - ramp
    shares = [(at + 1) / (ramp + 1) for at in range(ramp)]
    frames[start:] = [_lit(f, 1 - share) for f, share in zip(frames[start:], shares, strict=True)]
    frames += [np.zeros_like(piece[0])] * hold
    stop = len(frames) + ramp
    frames += [_lit(f, share) for f, share in zip(piece[:ramp], shares, strict=True)]
    frames += piece[ramp:]
    return Transition(start, stop, "fade")


def _lit(picture: Picture, gain: float | Picture, base: float = 0.0) -> Picture:
    return np.clip(picture * gain + base, 0, 255).astype(np.uint8)


def each_frame(change: Callable[[Picture, np.random.Generator], Picture]):
    """Return a condition that changes every frame by itself."""
    return lambda frames, transitions, chance: ([change(f, chance) for f in frames], transitions)


def grey(picture, _):
    """Take the colour away."""
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def grain(picture, chance):
    """Add noise, as much as a high-speed stock has at this size."""
    return _lit(picture, 1, chance.normal(0, 12, picture.shape))


def bars(picture, _):
    """Lay the picture between pillars, as an old film in a new one."""
    laid = np.zeros_like(picture)
    laid[:, 40:-40] = cv2.resize(picture, (WIDTH - 80, HEIGHT), interpolation=cv2.INTER_AREA)
    return laid


def shake(frames, transitions, chance):
    """Hold the camera in the hand, and not well."""
    at, shaken = np.zeros(2), []
    for frame in frames:
        at = 0.6 * at + chance.normal(0, (4, 3))
        move = np.array([[1.15, 0, at[0] - 19], [0, 1.15, at[1] - 11]])
        shaken.append(
            cv2.warpAffine(frame, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101)
        )
    return shaken, transitions


def flashes(frames, transitions, chance):
    """Let a photographer's flash go off about once in two seconds, inside shots."""
    frames = list(frames)
    for at in _inside(frames, transitions, chance, 48):
        for lit in range(at, at + int(chance.integers(1, 4))):
            frames[lit] = _lit(255 - frames[lit], -chance.uniform(0.1, 0.5), 255)
    return frames, transitions


def lamps(frames, transitions, chance):
    """Switch the light, in strength and colour, about once in two seconds, inside shots."""
    frames = list(frames)
    ends = [each.start for each in transitions] + [len(frames)]
    for at in _inside(frames, transitions, chance, 48):
        gain = chance.uniform((0.5, 0.6, 0.5), (1.3, 1.2, 1.3))
        for lit in range(at, min(end for end in ends if end > at)):
            frames[lit] = _lit(frames[lit], gain)
    return frames, transitions


def _inside(frames, transitions, chance, every):
    at = chance.choice(len(frames) - 4, len(frames) // every, replace=False)
    near = [(each.start - 5, each.stop + 5) for each in transitions]
    return [int(a) for a in at if not any(start <= a <= stop for start, stop in near)]


def twice(frames, transitions, _):
    """Show every picture twice."""
    doubled = [Transition(2 * each.start, 2 * each.stop, each.kind) for each in transitions]
    return [frame for frame in frames for _ in range(2)], doubled


def telecined(frames, transitions, _):
    """Make five frames of four by 3:2 pulldown; at this size, two woven fields look blended."""
    video = []
    for a, b, c, d in zip(*[iter(frames)] * 4, strict=False):
        video += [a, b, _mixed(b, c, 0.5), _mixed(c, d, 0.5), d]
    at = [0, 1, 3, 4]
    return video, _retimed(transitions, lambda frame: frame // 4 * 5 + at[frame % 4])


def converted(frames, transitions, _):
    """Make five frames of four by blending those on either side."""
    times = [at * 4 / 5 for at in range((len(frames) - 1) * 5 // 4)]
    video = [_mixed(frames[int(t)], frames[int(t) + 1], t % 1) for t in times]
    return video, _retimed(transitions, lambda frame: -(-frame * 5 // 4))


def _mixed(a, b, share):
    return cv2.addWeighted(a, 1 - share, b, share, 0)


def _retimed(transitions, retime):
    return [Transition(retime(each.start), retime(each.stop), each.kind) for each in transitions]


CONDITIONS = {
    "as they are": each_frame(lambda picture, _: picture),
    "grey": each_frame(grey),
    "grain": each_frame(grain),
    "dim": each_frame(lambda picture, _: _lit(picture, 0.4)),
    "dark": each_frame(lambda picture, _: _lit(picture, 0.25)),
    "darker": each_frame(lambda picture, _: _lit(picture, 0.15)),
    "flat": each_frame(lambda picture, _: _lit(picture, 0.42, 46)),
    "bars": each_frame(bars),
    "shake": shake,
    "flashes": flashes,
    "lamps": lamps,
    "twice": twice,
    "telecined": telecined,
    "converted": converted,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("media", type=Path)
    parser.add_argument("--edits", type=int, default=4)
    arguments = parser.parse_args()
    main(arguments.media, arguments.edits)
