"""The film is drawn the same way each time, and its figures stand out."""

import hashlib
from dataclasses import replace
from itertools import islice

import cv2
import numpy as np

from matchcut.sample.camera import Camera
from matchcut.sample.film import film_plan, pictures
from matchcut.sample.plan import FilmPlan
from matchcut.sample.render import ShotPainter, slid


def small(seed: int) -> FilmPlan:
    """The sample at a fifth of its size, from the second shot on."""
    plan = film_plan(seed, False)
    return replace(plan, width=256, height=144, shots=plan.shots[1:3], passages=())


def fingerprint(plan: FilmPlan) -> str:
    digest = hashlib.sha256()
    for picture in islice(pictures(plan), 0, None, 9):
        digest.update(picture.tobytes())
    return digest.hexdigest()


def test_one_seed_draws_one_film_and_another_draws_another() -> None:
    assert fingerprint(small(1)) == fingerprint(small(1))
    assert fingerprint(small(1)) != fingerprint(small(2))


def test_one_seed_plans_one_hard_film() -> None:
    plan = film_plan.__wrapped__(4, True)
    again = film_plan.__wrapped__(4, True)
    assert [(shot.name, shot.frames, shot.camera) for shot in plan.shots] == [
        (shot.name, shot.frames, shot.camera) for shot in again.shots
    ]


def test_a_pan_to_the_right_moves_the_picture_left() -> None:
    view = Camera(pan=0.5).view(1.0, depth=1.0)
    assert (view @ (0, 0, 1))[0] == -0.5


def test_a_camera_on_the_spot_moves_near_and_far_alike() -> None:
    camera = Camera(pan=0.5, parallax=0.0)
    assert np.array_equal(camera.view(1.0, depth=0.1), camera.view(1.0, depth=1.3))


def test_figures_stand_out_from_what_is_behind_them() -> None:
    plan = film_plan(1, False)
    for number, shot in enumerate(plan.shots):
        if shot.kind != "picture":
            continue
        bare = replace(shot, actors=tuple(actor for actor in shot.actors if actor.prop))
        with_figures = ShotPainter(shot, 320, 180, plan.seed_of(number))
        without = ShotPainter(bare, 320, 180, plan.seed_of(number))
        frame = shot.frames // 2
        mask = with_figures.masks(frame).any(0)
        apart = abs(
            with_figures.picture(frame)[mask].astype(int) - without.picture(frame)[mask].astype(int)
        ).sum(-1)
        assert mask.mean() > 0.01, shot.name
        assert np.median(apart) > 45, shot.name


def test_a_slid_sheet_is_what_opencv_would_warp() -> None:
    source = np.random.default_rng(3).integers(0, 256, (60, 90), dtype=np.uint8)
    window = slid(source, 4.25, 2.5, (40, 30))
    shift = np.array([[1, 0, -4.25], [0, 1, -2.5]])
    warped = cv2.warpAffine(source, shift, (40, 30), flags=cv2.INTER_LINEAR)
    assert window is not None
    assert abs(window.astype(int) - warped).max() <= 2
    assert slid(source, 60.0, 0.0, (40, 30)) is None
