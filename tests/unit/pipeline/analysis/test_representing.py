from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from matchcut.evaluation.masks import sequence_cases
from matchcut.pipeline import adapting
from matchcut.pipeline.analysis.feature_keys import masks_key
from matchcut.pipeline.analysis.representing import represent
from matchcut.progress import silent
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.representations.masks import MaskFeatures, mask_features_from_arrays
from matchcut.representations.samples import ShotSamples, prepared
from matchcut.timing import FrameRange

HEIGHT, WIDTH, PILLAR = 144, 192, 32
TIMES = 10 * np.arange(1, 6)


def texture(seed: int, colour: tuple[int, int, int], height: int, width: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    blotches = sum(cv2.GaussianBlur(noise, (0, 0), sigma) * sigma for sigma in (1.5, 4))
    return np.clip(np.array(colour) + 60 * blotches[..., None], 0, 255).astype(np.uint8)


def walker(time: int) -> np.ndarray:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(drawn, (60 + time, 50), 16, 1, -1)
    cv2.ellipse(drawn, (60 + time, 95), (18, 32), 0, 0, 360, 1, -1)
    return drawn.astype(bool)


def picture(time: int) -> np.ndarray:
    drawn = texture(0, (110, 120, 90), HEIGHT, WIDTH)
    figure = walker(time)
    worn = np.roll(texture(1, (60, 90, 190), HEIGHT, WIDTH), time, axis=1)
    drawn[figure] = worn[figure]
    return drawn


def walk(pillar: int) -> ShotSamples:
    def in_frame(drawn: np.ndarray) -> np.ndarray:
        return cv2.copyMakeBorder(drawn, 0, 0, pillar, pillar, cv2.BORDER_CONSTANT)

    def greys(offset: int) -> np.ndarray:
        seen = (in_frame(picture(time + offset)) for time in TIMES.tolist())
        return np.stack([cv2.cvtColor(each, cv2.COLOR_BGR2GRAY) for each in seen])

    return ShotSamples(
        frames=FrameRange(0, 60),
        indices=TIMES,
        pictures=np.stack([in_frame(picture(time)) for time in TIMES.tolist()]),
        before=greys(-3),
        after=greys(3),
        overlay=np.zeros((HEIGHT, WIDTH + 2 * pillar), bool),
        camera=np.zeros((60, 4), np.float32),
        subject=np.zeros((60, 4, 8, 2), np.float16),
    )


def figures(samples: ShotSamples) -> tuple[np.ndarray, MaskFeatures]:
    segmenter = ForegroundSegmenter()
    arrays = represent(samples, Fraction(24), segmenter).arrays
    found = mask_features_from_arrays(arrays[masks_key(segmenter)])
    return found.figures() > 0, found


def test_the_figure_of_a_shot_between_pillars_is_that_of_the_picture_alone():
    alone, _ = figures(walk(0))
    between, found = figures(walk(PILLAR))
    truth = np.stack([walker(time) for time in TIMES.tolist()])
    assert (alone & truth).sum() / (alone | truth).sum() > 0.8
    assert not between[:, :, :PILLAR].any()
    assert not between[:, :, -PILLAR:].any()
    inside = between[:, :, PILLAR:-PILLAR]
    assert (inside & truth).sum() / (inside | truth).sum() > 0.8
    assert not found.hidden().any()


def test_what_is_burnt_in_stays_hidden_beside_the_pillars():
    samples = walk(PILLAR)
    counter = np.zeros_like(samples.overlay)
    counter[130:140, 100:160] = True
    between, found = figures(replace(samples, overlay=counter))
    assert (found.hidden() == counter).all()
    assert not between[:, counter].any()


@pytest.mark.media
def test_pillars_beside_a_real_picture_leave_its_figures_as_they_are(test_media):
    case = next(sequence_cases(test_media / "davis-train-240p", "elephant", 256))
    narrow = slice(PILLAR, -PILLAR)
    alone = replace(
        case.samples,
        pictures=np.ascontiguousarray(case.samples.pictures[:, :, narrow]),
        before=np.ascontiguousarray(case.samples.before[:, :, narrow]),
        after=np.ascontiguousarray(case.samples.after[:, :, narrow]),
        overlay=case.samples.overlay[:, narrow],
    )
    sides = [(0, 0), (0, 0), (PILLAR, PILLAR)]
    between = replace(
        alone,
        pictures=np.pad(alone.pictures, [*sides, (0, 0)]),
        before=np.pad(alone.before, sides),
        after=np.pad(alone.after, sides),
        overlay=case.samples.overlay,
    )
    expected, found = figures(alone)[0], figures(between)[0][:, :, narrow]
    assert (expected & found).sum() / (expected | found).sum() > 0.7


def test_a_network_learns_from_what_is_represented(monkeypatch):
    learnt = []
    monkeypatch.setattr(adapting, "_samples", lambda project, progress: [walk(PILLAR)])
    monkeypatch.setattr(
        adapting.TrainingSet, "add", lambda footage, samples: learnt.append(samples)
    )
    monkeypatch.setattr(adapting.TrainingSet, "learn", lambda footage, progress: None)
    adapting._learn(None, silent)
    expected = prepared(walk(PILLAR))
    assert (learnt[0].overlay == expected.overlay).all()
    assert (learnt[0].pictures == expected.pictures).all()
    assert expected.pictures[:, :, : PILLAR - 2].min() > 0


def test_bars_beside_a_title_and_a_counter_on_it_leave_it_a_title():
    card = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for row, line in enumerate(("THE BLENDER FOUNDATION", "presents", "A FILM BY THE TEAM")):
        cv2.putText(card, line, (20, 60 + 14 * row), 0, 0.35, (255,) * 3, 1, cv2.LINE_AA)
    counter = np.zeros((HEIGHT, WIDTH + 2 * PILLAR), bool)
    counter[125:137, 90:150] = True
    for ground in (0, 60):
        lit = np.maximum(card, ground)
        pillars = cv2.copyMakeBorder(lit, 0, 0, PILLAR, PILLAR, cv2.BORDER_CONSTANT)
        cv2.putText(pillars, "01:02:03", (95, 134), 0, 0.35, (255,) * 3, 1)
        pictures = np.stack([pillars] * len(TIMES))
        samples = replace(walk(PILLAR), pictures=pictures, overlay=counter)
        assert represent(samples, Fraction(24), None).kind == "title"
