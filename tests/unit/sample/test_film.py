"""A short film goes through the encoder and comes back with its numbers, sound and answers."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matchcut.errors import MediaError
from matchcut.progress import Report
from matchcut.sample import draw_sample, film, read_counter
from matchcut.sample.answers import Answers
from matchcut.sample.counter import draw_counter
from matchcut.sample.plan import FilmPlan, schedule
from matchcut.sample.sound import PER_FRAME, SAMPLE_RATE, soundtrack


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> FilmPlan:
    """A film of three shots with a fade, small, in place of the sample."""
    plan = film.film_plan(1, False)
    shots = tuple(replace(shot, frames=20) for shot in plan.shots[:3])
    cut = replace(plan, width=384, height=216, shots=shots, passages=plan.passages[:1], matches=())
    monkeypatch.setattr(film, "film_plan", lambda seed, hard: cut)
    return cut


def decoded(path: Path) -> tuple[list[NDArray[np.uint8]], NDArray[np.float32]]:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return frames, np.concatenate(blocks, axis=1)


def test_every_frame_tells_its_number_after_encoding(short: FilmPlan, tmp_path: Path) -> None:
    reports: list[Report] = []
    told = draw_sample(tmp_path / "short.mp4", progress=reports.append)
    frames, sound = decoded(tmp_path / "short.mp4")
    assert [read_counter(frame) for frame in frames] == list(range(84))
    assert told.frames == 84
    assert Answers.read(tmp_path / "short.json") == told
    assert reports[-1].done == reports[-1].total == 84
    assert abs(sound.shape[1] / SAMPLE_RATE - 84 / 24) < 0.05


def test_the_fade_passes_through_black(short: FilmPlan) -> None:
    light = [float(picture[:100].mean()) for picture in film.pictures(short)]
    assert min(light[20:44]) < 2
    assert light[20] > light[26] > light[31]
    assert light[43] > light[38] > light[33]


def test_numbers_survive_scaling_and_a_picture_without_counter_has_none() -> None:
    picture = np.full((720, 1280, 3), 140, np.uint8)
    with pytest.raises(ValueError, match="no frame counter"):
        read_counter(picture)
    draw_counter(picture, 4321)
    for size in ((640, 360), (426, 240), (256, 144)):
        assert read_counter(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)) == 4321


def test_each_shot_starts_with_a_blip_on_its_first_sample_and_nothing_clips() -> None:
    plan = film.film_plan(1, False)
    sound = soundtrack(plan)
    assert abs(sound).max() < 0.98
    for shot in schedule(plan).shots:
        at = shot.start * PER_FRAME
        assert sound[at, 0] > 0.3
        assert at == 0 or abs(sound[at - 200 : at]).max() < 0.2


def test_a_film_that_cant_be_written_is_told_as_such(tmp_path: Path, short: FilmPlan) -> None:
    with pytest.raises(MediaError):
        draw_sample(tmp_path / "no such folder" / "short.mp4")


def test_the_rate_is_exact(short: FilmPlan, tmp_path: Path) -> None:
    draw_sample(tmp_path / "short.mp4")
    with av.open(str(tmp_path / "short.mp4")) as container:
        assert container.streams.video[0].average_rate == Fraction(24)
