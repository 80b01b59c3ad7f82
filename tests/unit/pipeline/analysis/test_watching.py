import weakref
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawn_motion import WIDTH, view, with_disc

from matchcut.media.decode import DecodedFrame
from matchcut.pipeline.analysis import watching
from matchcut.pipeline.analysis.open_shot import OpenShot
from matchcut.pipeline.analysis.watching import BEGINNING, ClosedShot, ResumePoint, measured, watch
from matchcut.representations.flow import FlowMeter
from matchcut.shots.detector import CUT_CONTEXT_FRAMES
from matchcut.shots.detectors import DEFAULT_DETECTOR, SHOT_DETECTORS
from matchcut.shots.known_transitions import KnownTransitions
from matchcut.shots.listed import NEVER
from matchcut.shots.shot import Transition

RATE = Fraction(24)
ANY_RATE = pytest.mark.parametrize("rate", [RATE, Fraction(60000, 1001), Fraction(240)])
OVERLAY = np.zeros((54, 96), bool)
CUTS = (0, 70, 190, 420, 460, 640)


@pytest.fixture(scope="module")
def film() -> list[DecodedFrame]:
    """Five shots of slowly panned noise, each with a texture and a brightness of its own."""
    frames = []
    for shot, (start, stop) in enumerate(pairwise(CUTS)):
        noise = np.random.default_rng(shot).normal((40, 190, 90, 220, 60)[shot], 40, (27, 96, 3))
        wide = cv2.resize(noise, (384, 108), interpolation=cv2.INTER_CUBIC).clip(0, 255)
        for index in range(start, stop):
            left = (index - start) % 280
            picture = wide[20:74, left : left + 96].astype(np.uint8)
            frames.append(DecodedFrame(1000 + 512 * index, np.ascontiguousarray(picture)))
    return frames


def watched(
    film: list[DecodedFrame],
    resume: ResumePoint = BEGINNING,
    open_shot: OpenShot | None = None,
    rate: Fraction = RATE,
    certain: bool = False,
) -> tuple[list[ClosedShot], list[tuple[ResumePoint, dict[str, np.ndarray]]]]:
    checkpoints: list[tuple[ResumePoint, dict[str, np.ndarray]]] = []
    shots = watch(
        measured(
            film[resume.first_frame :],
            resume.first_frame,
            FlowMeter(),
            rate,
            wanted_from=resume.settled,
        ),
        SHOT_DETECTORS[DEFAULT_DETECTOR](RATE),
        rate=rate,
        overlay=OVERLAY,
        resume=resume,
        open_shot=open_shot,
        certain=certain,
        on_checkpoint=lambda resume, shot: checkpoints.append((resume, shot.to_arrays())),
    )
    return list(shots), checkpoints


def same(one: ClosedShot, other: ClosedShot) -> bool:
    a, b = one.samples, other.samples
    return a.frames == b.frames and all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for name in ("indices", "pictures", "before", "after", "camera", "subject")
    )


def spans(shots: list[ClosedShot]) -> list[tuple[int, int]]:
    return [(shot.samples.frames.start, shot.samples.frames.stop) for shot in shots]


def test_every_shot_closes_at_its_cut(film):
    shots, _ = watched(film)
    found = [(shot.samples.frames.start, shot.samples.frames.stop) for shot in shots]
    assert found == list(pairwise(CUTS))


@ANY_RATE
def test_no_motion_is_measured_across_a_cut(film, rate):
    for shot in watched(film, rate=rate)[0]:
        assert not shot.samples.camera[0].any()
        assert np.abs(shot.samples.camera[1:, 0] + 1 / 96).max() < 0.01


@pytest.mark.parametrize("wanted", [3, 48, 49, 96, 130, 200])
def test_motion_is_measured_from_the_frame_on_that_it_is_asked_for(film, wanted):
    every = list(measured(film[10:150], 10, FlowMeter(), RATE))
    some = list(measured(film[10:150], 10, FlowMeter(), RATE, wanted_from=wanted))
    assert [frame.index for frame in some] == list(range(10, 150))
    for one, other in zip(some, every, strict=True):
        if one.index < max(wanted, 11):
            assert one.motion is None
        else:
            assert np.array_equal(one.motion.camera, other.motion.camera)
            assert np.array_equal(one.motion.subject, other.motion.subject)


@pytest.mark.parametrize("rate", [24, 60, 240])
def test_a_still_camera_and_what_moves_are_measured_alike_at_any_rate(rate):
    def picture(at):
        disc = with_disc(view(), 90 + 0.2 * WIDTH * at / rate, 72, radius=50)
        return DecodedFrame(at, np.dstack([disc] * 3))

    seen = list(measured(map(picture, range(rate)), 0, FlowMeter(), Fraction(rate)))
    motions = [frame.motion for frame in seen if frame.motion is not None]
    pan = rate * np.mean([motion.camera[0] for motion in motions])
    speed = rate * np.mean([motion.subject[1:3, 3:5, 0].astype(float) for motion in motions])
    assert pan == pytest.approx(0, abs=0.004)
    assert speed == pytest.approx(0.165, abs=0.01)


def guessed(film, start, stop, guess):
    """Return a film with damage: of each frame it shows a third more of ``guess`` instead."""
    damaged = list(film)
    for at in range(start, stop):
        picture, width = film[at].picture.copy(), 32 * (at + 1 - start)
        picture[:, :width] = guess[:, :width]
        damaged[at] = replace(film[at], picture=picture, intact=False)
    return damaged


def test_where_damage_ends_the_shot_goes_on(film):
    damaged = guessed(film, 240, 248, film[239].picture[::-1])
    assert spans(watched(damaged)[0]) == list(pairwise(CUTS))


def test_a_cut_that_is_known_stays_where_damage_ends(film):
    damaged = guessed(film, 240, 248, film[239].picture[::-1])
    assert (190, 248) in spans(watched(damaged, certain=True)[0])


def test_a_cut_that_damage_hides_is_found_where_the_damage_ends(film):
    damaged = guessed(film, 180, 200, film[179].picture)
    frozen = replace(damaged[189], picture=film[179].picture)
    damaged[182:200] = [replace(frozen, pts=frame.pts) for frame in film[182:200]]
    assert spans(watched(damaged)[0])[1:3] == [(70, 200), (200, 420)]


def test_a_cut_amid_damage_is_not_found_once_more_where_that_ends(film):
    damaged = guessed(film, 192, 198, film[193].picture[::-1])
    damaged[188:192] = [replace(frame, intact=False) for frame in film[188:192]]
    assert (190, 198) in spans(watched(damaged, certain=True)[0])
    assert spans(watched(damaged)[0]) == list(pairwise(CUTS))


@ANY_RATE
def test_watching_taken_up_at_any_shot_gives_the_same_shots(film, rate):
    film = film[: CUTS[4]]
    whole, _ = watched(film, rate=rate)
    for done, shot in enumerate(whole[:-1], 1):
        resume = ResumePoint(shot.next_frame, shot.next_frame, CUT_CONTEXT_FRAMES)
        rest, _ = watched(film, resume, rate=rate)
        assert len(rest) == len(whole) - done
        assert all(same(a, b) for a, b in zip(rest, whole[done:], strict=True))


@ANY_RATE
def test_watching_taken_up_inside_a_long_shot_gives_the_same_shots(film, rate, monkeypatch):
    monkeypatch.setattr(watching, "CHECKPOINT_SECONDS", 96 / rate)
    film = film[CUTS[1] : CUTS[4]]  # two long shots and one that follows them
    whole, checkpoints = watched(film, rate=rate)
    assert len(checkpoints) >= 3
    for resume, kept in checkpoints:
        rest, _ = watched(film, resume, OpenShot.from_arrays(kept), rate)
        expected = [shot for shot in whole if shot.samples.frames.stop > resume.start]
        assert len(rest) == len(expected)
        assert all(same(a, b) for a, b in zip(rest, expected, strict=True))


def cut_by_hand(
    film: list[DecodedFrame], transitions: list[Transition], resume: ResumePoint = BEGINNING
) -> list[ClosedShot]:
    shots = watch(
        measured(film[resume.first_frame :], resume.first_frame, FlowMeter(), RATE),
        KnownTransitions(transitions, resume.first_frame),
        rate=RATE,
        overlay=OVERLAY,
        resume=resume,
    )
    return list(shots)


def test_a_file_that_claims_a_wild_rate_is_not_held_whole():
    plain = np.zeros((18, 32, 3), np.uint8)
    pictures = []
    most = 0

    def noted(frames):
        nonlocal most
        for frame in frames:
            pictures.append(weakref.ref(frame.picture))
            most = max(most, sum(each() is not None for each in pictures))
            yield frame

    decoded = (DecodedFrame(at, plain.copy()) for at in range(1500))
    shots = watch(
        noted(measured(decoded, 0, FlowMeter(), RATE)),
        KnownTransitions([], 0),
        rate=Fraction(90_000),
        overlay=OVERLAY,
    )
    assert spans(list(shots)) == [(0, 1500)]
    assert most < 700


def test_frames_of_a_dissolve_and_stray_frames_belong_to_no_shot(film):
    transitions = [Transition(60, 80, "dissolve"), Transition(84, 84, "cut")]
    assert spans(cut_by_hand(film[:150], transitions)) == [(0, 60), (84, 150)]


def test_a_piece_under_six_frames_joins_the_gap_and_one_of_six_is_a_shot(film):
    def cut_at(*frames: int) -> list[tuple[int, int]]:
        return spans(cut_by_hand(film[:100], [Transition(at, at, "cut") for at in frames]))

    assert cut_at(40, 45) == [(0, 40), (45, 100)]
    assert cut_at(40, 46) == [(0, 40), (40, 46), (46, 100)]
    assert cut_at(3, 97) == [(3, 97)]


def test_a_film_of_one_frame_is_one_shot(film):
    assert spans(cut_by_hand(film[:1], [])) == [(0, 1)]


def test_a_film_with_fewer_frames_than_a_shot_is_one_shot_whatever_cuts_are_in_it(film):
    assert spans(cut_by_hand(film[:3], [Transition(2, 2, "cut")])) == [(0, 3)]


def test_hours_between_two_shots_of_a_list_belong_to_none_and_change_neither(film):
    close = cut_by_hand(film[:400], [Transition(100, 120, "dissolve")])
    far = [*film[:120], *film[:900], *film[:900], *film[120:400]]
    apart = cut_by_hand(far, [Transition(100, 120 + 2 * len(film), "dissolve")])
    assert spans(close) == [(0, 100), (120, 400)]
    assert spans(apart) == [(0, 100), (120 + 2 * len(film), len(far))]
    assert same(apart[0], close[0])
    assert np.array_equal(apart[1].samples.pictures, close[1].samples.pictures)


def test_what_follows_the_last_shot_of_a_list_belongs_to_none(film):
    transitions = [Transition(100, 100, "cut"), Transition(200, NEVER, "dissolve")]
    assert spans(cut_by_hand(film, transitions)) == [(0, 100), (100, 200)]
    assert spans(cut_by_hand(film[:200], transitions)) == [(0, 100), (100, 200)]


def test_watching_taken_up_in_a_long_gap_gives_the_same_shots(film):
    transitions = [Transition(30, 500, "dissolve"), Transition(560, NEVER, "dissolve")]
    whole = cut_by_hand(film, transitions)
    assert spans(whole) == [(0, 30), (500, 560)]
    rest = cut_by_hand(film, transitions, ResumePoint(whole[0].next_frame, whole[0].next_frame))
    inside = cut_by_hand(film, transitions, ResumePoint(30, 450))
    assert same(rest[0], whole[1]) and same(inside[0], whole[1])
