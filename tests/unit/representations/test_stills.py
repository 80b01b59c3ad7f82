import cv2
import numpy as np
import pytest

from matchcut.representations.foreground.segmenter import opinions, unaided
from matchcut.representations.foreground.stills import (
    MOVING,
    NETWORK_WEIGHT,
    STILL,
    network_weight,
    still_beliefs,
    still_planes,
)
from matchcut.representations.samples import ShotSamples
from matchcut.timing import FrameRange

HEIGHT, WIDTH = 144, 256


def shot(*pictures):
    """A shot whose sample frames are each other's neighbours."""
    grey = np.stack([cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) for picture in pictures])
    return ShotSamples(
        frames=FrameRange(0, len(pictures)),
        indices=np.arange(len(pictures)),
        pictures=np.stack(pictures),
        before=np.roll(grey, 1, axis=0),
        after=np.roll(grey, -1, axis=0),
        overlay=np.zeros((HEIGHT, WIDTH), bool),
        camera=np.zeros((len(pictures), 4), np.float32),
        subject=np.zeros((len(pictures), 4, 8, 2), np.float16),
    )


def box(x=100):
    """A bright box in a dim, grained room."""
    dice = np.random.default_rng(2)
    picture = dice.integers(60, 120, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    picture[50:110, x : x + 40] = dice.integers(150, 250, (60, 40, 3))
    return picture


def test_the_network_has_most_of_the_say_where_nothing_moves_and_none_where_it_does():
    assert network_weight(0) == network_weight(STILL) == NETWORK_WEIGHT
    assert network_weight(MOVING) == network_weight(1) == 0
    assert network_weight((STILL + MOVING) / 2) == pytest.approx(NETWORK_WEIGHT / 2)


def test_a_still_is_mostly_believed_as_the_network_sees_it():
    samples = shot(box())
    (alone,), moving = unaided(samples)
    assert moving == 0
    (learnt,) = still_beliefs(samples.pictures, [alone.standing_out], [alone.likeness])
    (mended,) = opinions(samples)
    expected = (1 - NETWORK_WEIGHT) * alone.belief + NETWORK_WEIGHT * learnt
    np.testing.assert_allclose(mended.belief, expected, atol=1e-6)
    np.testing.assert_array_equal(mended.likeness, alone.likeness)


def test_a_shot_that_moves_is_left_alone():
    samples = shot(*(box(90 + 6 * step) for step in range(4)))
    alone, moving = unaided(samples)
    assert moving > MOVING
    for one, other in zip(alone, opinions(samples), strict=True):
        np.testing.assert_array_equal(one.belief, other.belief)


@pytest.mark.parametrize("size", [(144, 256), (256, 171), (256, 256), (9, 16), (1, 1)])
def test_a_picture_of_any_shape_fits_the_planes(size):
    picture = np.full((*size, 3), 200, np.uint8)
    nothing = np.zeros(size, np.float32)
    planes = still_planes(picture, nothing, nothing)
    assert not any(side % 16 for side in planes.shape[1:])
    assert max(planes.shape[1:]) == 160
    (found,) = still_beliefs(picture[None], [nothing], [nothing])
    assert found.shape == size
