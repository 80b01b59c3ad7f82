"""Draw a sample film from its plan, frame by frame, and write it with its answers."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from matchcut.media.write import MovieWriter
from matchcut.progress import Progress, Report, silent
from matchcut.sample.answers import Answers, answers
from matchcut.sample.counter import draw_counter
from matchcut.sample.hard import hard_film
from matchcut.sample.plan import RATE, FilmPlan, schedule
from matchcut.sample.render import ShotPainter, vignette
from matchcut.sample.script import echoes
from matchcut.sample.sound import PER_FRAME, SAMPLE_RATE, soundtrack
from matchcut.sample.textures import Picture


def draw_sample(
    path: Path, *, seed: int = 1, hard: bool = False, progress: Progress = silent
) -> Answers:
    """Draw a film to ``path`` (.mp4) and its answers beside it (.json); return the answers.

    Raises MediaError if one of them can't be written.
    """
    plan = film_plan(seed, hard)
    total = schedule(plan).frames
    sound = soundtrack(plan)
    with MovieWriter(
        path, plan.width, plan.height, Fraction(RATE), audio_rate=SAMPLE_RATE
    ) as movie:
        for frame, picture in enumerate(pictures(plan)):
            movie.frame(picture)
            movie.audio(sound[frame * PER_FRAME : (frame + 1) * PER_FRAME])
            progress(Report("drawing", frame + 1, total, "frames", path.name))
    found = answers(plan, hard=hard)
    found.write(path.with_suffix(".json"))
    return found


@lru_cache(maxsize=4)
def film_plan(seed: int, hard: bool) -> FilmPlan:
    """Return the plan of the sample film of a seed, or of its hard version."""
    return hard_film(seed) if hard else echoes(seed)


def pictures(plan: FilmPlan) -> Iterator[Picture]:
    """Yield every frame of a film, with its counter."""
    behind = {passage.after: passage for passage in plan.passages}
    frame = 0
    painter = _painter(plan, 0)
    for i, shot in enumerate(plan.shots):
        following = _painter(plan, i + 1) if i + 1 < len(plan.shots) else None
        for local in range(shot.frames):
            yield _finished(painter.picture(local), frame)
            frame += 1
        if i in behind:
            passage = behind[i]
            for step in range(passage.frames):
                share = (step + 1) / (passage.frames + 1)
                going = painter.picture(shot.frames + step)
                coming = following.picture(step - passage.frames) if following else None
                blend = _dissolve if passage.kind == "dissolve" else _fade
                yield _finished(blend(going, coming, share), frame)
                frame += 1
        if following:
            painter = following


def _painter(plan: FilmPlan, shot: int) -> ShotPainter:
    return ShotPainter(plan.shots[shot], plan.width, plan.height, plan.seed_of(shot))


def _finished(picture: Picture, frame: int) -> Picture:
    cv2.multiply(picture, vignette(*picture.shape[:2]), dst=picture, scale=1 / 255)
    draw_counter(picture, frame)
    return picture


def _dissolve(going: Picture, coming: Picture | None, share: float) -> Picture:
    other = np.zeros_like(going) if coming is None else coming
    return np.asarray(cv2.addWeighted(going, 1 - share, other, share, 0), np.uint8)


def _fade(going: Picture, coming: Picture | None, share: float) -> Picture:
    """Return a picture of a fade through black, darkest in the middle; at the end it stays dark."""
    if coming is None or share < 0.5:
        light = max(0.0, 1 - share * (1.0 if coming is None else 2.2))
        return cv2.convertScaleAbs(going, alpha=light).astype(np.uint8)
    return cv2.convertScaleAbs(coming, alpha=max(0.0, 2.2 * share - 1.2)).astype(np.uint8)
