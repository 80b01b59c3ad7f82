import tracemalloc
from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest

from matchcut import dedup
from matchcut.dedup import THRESHOLD, appearance, group, likeliest, similarity

WIDTH, HEIGHT = 256, 144


def set_up(seed, *, actor=128, brightness=1.0, shift=0):
    """Return (144, 256, 3) uint8: a set of coloured walls and furniture, and one actor in it."""
    random = np.random.default_rng(seed)
    picture = np.empty((HEIGHT, WIDTH + 40, 3), np.float32)
    picture[:] = random.uniform(40, 200, 3)
    for _ in range(12):
        x, y = random.integers(-20, WIDTH + 20), random.integers(-20, HEIGHT)
        corner = int(x + random.integers(20, 120)), int(y + random.integers(15, 90))
        colour = random.uniform(20, 235, 3).tolist()
        cv2.rectangle(picture, (int(x), int(y)), corner, colour, -1)
    cv2.ellipse(picture, (actor, 100), (22, 60), 0, 0, 360, (90, 120, 170), -1)
    cv2.circle(picture, (actor, 34), 16, (150, 170, 215), -1)
    grain = np.random.default_rng(seed + actor).normal(0, 2, picture.shape)
    window = (picture + grain)[:, 20 + shift : 20 + shift + WIDTH]
    return np.clip(window * brightness, 0, 255).astype(np.uint8)


def alike(one, other, overlay=None):
    return similarity(appearance(one[None], overlay), appearance(other[None], overlay))


def test_descriptions_are_unit_vectors_of_any_size_of_picture():
    small, large = set_up(1), cv2.resize(set_up(1), (1280, 720))
    assert np.linalg.norm(appearance(np.stack([small, small])), axis=1) == pytest.approx(1)
    assert alike(small, large) > 0.98


@pytest.mark.parametrize("seed", range(5))
def test_an_actor_who_moves_leaves_the_set_up_the_same(seed):
    assert alike(set_up(seed, actor=110), set_up(seed, actor=150)) > THRESHOLD


@pytest.mark.parametrize("seed", range(5))
def test_a_slight_reframing_leaves_the_set_up_the_same(seed):
    assert alike(set_up(seed), set_up(seed, shift=8)) > THRESHOLD


@pytest.mark.parametrize("seed", range(5))
def test_light_going_down_leaves_the_set_up_the_same(seed):
    assert alike(set_up(seed), set_up(seed, brightness=0.6)) > THRESHOLD


@pytest.mark.parametrize("brightness", [1.0, 0.15])
def test_other_sets_with_the_same_actor_differ_bright_or_dark(brightness):
    described = [appearance(set_up(seed, brightness=brightness)[None]) for seed in range(20)]
    assert max(similarity(*pair) for pair in combinations(described, 2)) < THRESHOLD


def test_what_lies_at_the_border_of_a_picture_weighs_more_than_its_middle():
    """Of 6 by 10 cells, one in a corner and one in the middle are turned into their opposite."""
    whole = np.ones((1, 60, 6), np.float32)
    corner, middle = whole.copy(), whole.copy()
    corner[:, 0], middle[:, 25] = -1, -1
    lost = [
        1 - similarity(whole.reshape(1, 360), each.reshape(1, 360)) for each in (corner, middle)
    ]
    # Their middles lie .45 of a width and .083 of a height from that of the picture.
    assert lost[0] / lost[1] == pytest.approx((1 + 4 * 0.45**2) / (1 + 4 * (1 / 12) ** 2), rel=0.01)


def test_the_same_colours_in_other_places_differ():
    picture = set_up(4)
    assert alike(picture, picture[:, ::-1]) < THRESHOLD
    assert alike(picture, picture[::-1]) < THRESHOLD


def test_black_and_flat_pictures_are_like_nothing():
    black = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    grey = np.full((HEIGHT, WIDTH, 3), 130, np.uint8)
    assert not appearance(np.stack([black, grey])).any()
    assert group([appearance(each[None]) for each in (black, black, grey)]).tolist() == [0, 1, 2]


def test_a_burnt_in_counter_makes_nothing_alike_nor_different():
    overlay = np.zeros((HEIGHT, WIDTH), bool)
    overlay[100:, :100] = True
    one, other = (np.where(overlay[..., None], set_up(9), set_up(seed)) for seed in (1, 2))
    assert alike(one, set_up(1), overlay) > 0.9
    assert alike(one, other, overlay) < 0.5 * alike(one, other)


def test_a_dialogue_is_two_groups_represented_by_its_first_two_shots():
    shots = [set_up(1, actor=120), set_up(2), set_up(1, actor=130), set_up(2), set_up(1)]
    assert group([appearance(shot[None]) for shot in shots]).tolist() == [0, 1, 0, 1, 0]


def test_a_chain_of_small_steps_is_cut_where_it_leaves_its_representative(monkeypatch):
    chain = [appearance(set_up(3, shift=shift)[None]) for shift in (-20, -10, 0, 10)]
    near = min(similarity(*pair) for pair in pairwise(chain))
    far = max(similarity(chain[0], chain[2]), similarity(chain[1], chain[3]))
    assert far < near
    monkeypatch.setattr(dedup, "THRESHOLD", (far + near) / 2)
    assert group(chain).tolist() == [0, 0, 2, 2]


def test_a_shot_joins_the_most_alike_of_several_representatives(monkeypatch):
    shots = [appearance(set_up(3, shift=shift)[None]) for shift in (-16, 8, 0)]
    apart, near, nearest = (
        similarity(*shots[:2]),
        similarity(shots[0], shots[2]),
        similarity(*shots[1:]),
    )
    assert apart < near < nearest
    monkeypatch.setattr(dedup, "THRESHOLD", (apart + near) / 2)
    assert group(shots).tolist() == [0, 1, 1]


def test_one_moment_in_common_is_enough():
    one = appearance(np.stack([set_up(1), set_up(2), set_up(3)]))
    other = appearance(np.stack([set_up(4), set_up(3)]))
    assert group([one, other]).tolist() == [0, 0]


def test_groups_do_not_depend_on_how_many_shots_are_compared_at_once():
    seeds = np.random.default_rng(0).integers(0, 40, 150).tolist()
    groups = group([appearance(set_up(seed, actor=125 + seed % 7)[None]) for seed in seeds])
    assert groups.tolist() == [seeds.index(seed) for seed in seeds]


@pytest.mark.parametrize("count", [0, 1, 64, 100, 150])
def test_groups_go_on_from_those_that_are_settled(count):
    seeds = np.random.default_rng(0).integers(0, 40, 150).tolist()
    shots = [appearance(set_up(seed, actor=125 + seed % 7)[None]) for seed in seeds]
    whole = group(shots)
    assert group(shots, settled=whole[:count].tolist()).tolist() == whole.tolist()


def test_the_descriptors_of_a_large_project_are_copied_once():
    chance = np.random.default_rng(0)
    shots = list(chance.normal(0, 360**-0.5, (2000, 1, 360)).astype(np.float32))
    tracemalloc.start()
    group(shots, settled=range(1900))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * sum(shot.nbytes for shot in shots)


def test_the_likeliest_shots_come_first_by_their_likest_picture():
    shots = [appearance(np.stack([set_up(seed), set_up(seed + 10)])) for seed in range(1, 9)]
    asked = appearance(set_up(13, shift=4)[None])
    assert likeliest(asked, shots, 3)[0] == 2
    assert len(likeliest(asked, shots, 3)) == 3
    assert sorted(likeliest(asked, shots, 20)) == list(range(8))


def test_no_shots_are_no_groups():
    assert group([]).tolist() == []


def test_a_watermark_all_over_the_picture_leaves_shots_to_compare():
    overlay = np.zeros((HEIGHT, WIDTH), np.bool_)
    overlay[8::24, 4:] = True
    assert alike(set_up(1), set_up(1, actor=60), overlay) > THRESHOLD
    assert alike(set_up(1), set_up(2), overlay) < THRESHOLD
