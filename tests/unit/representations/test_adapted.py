from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_weights import make_figure_network

from matchcut.errors import Cancelled, ModelError
from matchcut.progress import silent
from matchcut.representations.adapted import learning
from matchcut.representations.adapted.evidence import enlarged, evidence, targets
from matchcut.representations.adapted.learning import Check, TrainingResult, TrainingSet
from matchcut.representations.adapted.segmenter import adapted_segmenter
from matchcut.representations.adapted.witness import witness
from matchcut.representations.samples import ShotSamples
from matchcut.timing import FrameRange
from models.figure_network import COLUMNS, MAX_TARGET, OUTSIDE, PLANES, ROWS

WIDTH, HEIGHT = 192, 108


def disc(x, y=54.0, radius=24):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(mask, (round(x), round(y)), radius, 1, -1)
    return mask > 0


def shot(seed=0, count=5, size=(WIDTH, HEIGHT), pace=12):
    """A red disc that crosses a still, textured room."""
    room = np.random.default_rng(seed).integers(60, 120, (HEIGHT // 4, WIDTH // 4, 3))
    room = cv2.resize(room.astype(np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)

    def picture(step):
        drawn = room.copy()
        drawn[disc(60 + pace * step)] = (40, 60, 230)
        return cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)

    steps = range(count)
    return ShotSamples(
        frames=FrameRange(0, 10 * count),
        indices=np.arange(5, 10 * count, 10),
        pictures=np.stack([picture(step) for step in steps]),
        before=np.stack([picture(step - 0.4)[..., 1] for step in steps]),
        after=np.stack([picture(step + 0.4)[..., 1] for step in steps]),
        overlay=np.zeros(size[::-1], bool),
        camera=np.zeros((10 * count, 4), np.float32),
        subject=np.zeros((10 * count, 4, 8, 2), np.float16),
    )


@pytest.mark.parametrize(
    ("size", "extent"), [((192, 108), (160, 90)), ((108, 192), (54, 96)), ((96, 96), (96, 96))]
)
def test_a_picture_of_any_shape_fits_into_the_planes(size, extent):
    samples = shot(count=2, size=size)
    seen = evidence(samples)
    columns, rows = seen.extent
    assert (columns, rows) == extent
    assert seen.planes.shape == (2, PLANES, ROWS, COLUMNS)
    assert not seen.planes[:, :, rows:].any()
    assert not seen.planes[:, :, :, columns:].any()
    wanted = targets(samples, seen)
    assert (wanted[:, :rows, :columns] <= MAX_TARGET).all()
    assert (wanted[:, rows:] == OUTSIDE).all()
    assert (wanted[:, :, columns:] == OUTSIDE).all()


def test_the_network_is_to_answer_with_the_figure_where_it_is():
    samples = shot()
    wanted = targets(samples, evidence(samples))[2, :90, :160]
    inside = cv2.resize(disc(84).astype(np.uint8), (160, 90)) > 0
    assert wanted[inside].mean() > 0.8 * MAX_TARGET
    assert wanted[~inside].mean() < 0.1 * MAX_TARGET


def test_what_is_burnt_in_is_never_to_be_answered():
    samples = shot(count=2)
    caption = np.zeros((HEIGHT, WIDTH), bool)
    caption[40:60] = True
    samples = replace(samples, overlay=caption)
    assert (targets(samples, evidence(samples))[:, 36:48, :160] < 0.1 * MAX_TARGET).all()


def test_answers_come_back_to_where_the_planes_were_taken_from():
    samples = shot(count=1)
    seen = evidence(samples)
    answer = np.zeros((1, ROWS, COLUMNS), np.float32)
    answer[0, 45:90, :80] = 1
    (large,) = enlarged(answer, seen, (HEIGHT, WIDTH))
    assert large.shape == (HEIGHT, WIDTH)
    assert large[60:, :90].min() == 1
    assert large[:50].max() == large[:, 100:].max() == 0


class TestWitness:
    picture = shot().pictures[2]
    motion = np.where(disc(84, radius=26), 3, 0.1).astype(np.float32)

    def says(self, mask):
        return witness(mask, self.picture, self.motion)

    def test_the_true_figure_is_best(self):
        true = self.says(disc(84))
        for spoilt in (disc(100), disc(84, radius=32), disc(84, radius=15), disc(84, y=70)):
            assert self.says(spoilt) < true - 0.05

    def test_nothing_and_everything_are_worth_nothing(self):
        assert self.says(np.zeros((HEIGHT, WIDTH), bool)) == 0
        assert self.says(np.ones((HEIGHT, WIDTH), bool)) == 0
        nearly = np.ones((HEIGHT, WIDTH), bool)
        nearly[:15] = False
        assert self.says(nearly) == 0


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(learning, "MIN_STEPS", 6)
    monkeypatch.setattr(learning, "MAX_STEPS", 6)


@pytest.fixture(scope="module")
def footage():
    gathered = TrainingSet()
    for seed in range(8):
        gathered.add(shot(seed))
    return gathered


def test_one_shot_in_five_is_held_out_and_every_state_is_checked_on_it(footage, few_steps):
    reports = []
    trained = footage.learn(reports.append)
    assert trained.held_out == 10
    assert trained.learnt == 30
    assert [check.steps for check in trained.checks] == sorted(
        {check.steps for check in trained.checks}
    )
    assert (6, 6) in [(each.done, each.total) for each in reports if each.stage == "learning"]
    assert trained.before > 0.5  # the disc is found without the network


def test_only_shots_that_it_did_not_learn_from_are_judged(footage, few_steps, monkeypatch):
    judged = []
    monkeypatch.setattr(
        learning, "_heard_of", lambda samples, _: judged.append(samples) or (0.4, 0.4)
    )
    footage.learn()
    held_out = [shot(seed) for seed in (2, 7)]
    for samples, expected in zip(judged, held_out, strict=True):
        assert np.array_equal(samples.pictures, expected.pictures)


def test_the_state_with_the_best_criterion_is_kept(footage, few_steps, monkeypatch):
    said = iter([0.2, 0.6, 0.4, 0.3])
    states = []

    def checked(state, planes, wanted, steps):
        states.append(state)
        return Check(steps, next(said), 0.0)

    monkeypatch.setattr(learning, "_checked", checked)
    monkeypatch.setattr(TrainingSet, "_heard", lambda *_: (0.5, 0.5, 0.0))
    trained = footage.learn()
    assert len(states) == 4, "stopped after the criterion fell twice"
    np.testing.assert_array_equal(trained.parameters["out.bias"], states[1]["out.bias"])


def test_what_was_held_out_is_learnt_once_the_masks_are_found_better(
    footage, few_steps, monkeypatch
):
    taught = []

    class Training(learning.FigureTraining):
        def __init__(self, planes, targets, *, steps, start=None):
            taught.append((len(planes), steps, start))
            super().__init__(planes, targets, steps=steps, start=start)

    monkeypatch.setattr(learning, "FigureTraining", Training)
    monkeypatch.setattr(TrainingSet, "_heard", lambda *_: (0.5, 0.6, 0.05))
    trained = footage.learn()
    (first, steps, start), (all_of_them, fewer, chosen) = taught
    assert (first, steps, start) == (30, 6, None)
    assert (all_of_them, fewer) == (40, 2)
    assert (trained.parameters["out.weight"] != chosen["out.weight"]).any()


@pytest.mark.parametrize("answer", [0.0, 1.0], ids=["empty", "full"])
def test_empty_and_full_answers_cannot_win(monkeypatch, answer):
    class Network:
        def __init__(self, parameters):
            pass

        def beliefs(self, planes):
            return np.full((len(planes), ROWS, COLUMNS), answer, np.float32)

    monkeypatch.setattr(learning, "FigureNetwork", Network)
    samples = shot()
    seen = evidence(samples)
    check = learning._checked({}, seen.planes, targets(samples, seen), 1)
    assert check.criterion == 0


def test_the_criterion_is_agreement_and_half_the_integrity():
    assert Check(1, 0.6, 0.8).criterion == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("after", "doubt", "better"), [(0.6, 0.05, True), (0.6, 0.2, False), (0.5, 0.0, False)]
)
def test_the_old_masks_stay_unless_the_witness_says_better_beyond_doubt(after, doubt, better):
    assert TrainingResult({}, (), 0, 0, 0.5, after, doubt).better is better


def test_the_doubt_is_how_far_the_lead_differs_from_shot_to_shot(footage, few_steps, monkeypatch):
    said = iter([(0.4, 0.5), (0.4, 0.4)])
    monkeypatch.setattr(learning, "_heard_of", lambda *_: next(said))
    before, after, doubt = footage._heard(None, silent)
    # The standard error is 0.05; of two shots, 19 in 20 leads by chance are below 6.314 times it.
    assert (before, after, doubt) == pytest.approx((0.4, 0.45, 6.314 * 0.05), rel=1e-4)


def test_of_so_few_shots_that_one_alone_would_judge_nothing_is_learnt():
    few = TrainingSet()
    for seed in range(7):
        few.add(shot(seed))
    with pytest.raises(ModelError, match="can't be judged on fewer than 8 shots"):
        few.learn()


def test_too_little_footage_is_told():
    little = TrainingSet()
    for seed in range(8):
        little.add(shot(seed, count=1))
    with pytest.raises(ModelError, match="too little footage"):
        little.learn()


def test_footage_whose_held_out_shots_show_no_figure_is_told_to_be_too_little(few_steps):
    dark = np.zeros((5, HEIGHT, WIDTH), np.uint8)
    empty = replace(shot(2), pictures=np.stack([dark] * 3, axis=-1), before=dark, after=dark)
    unlearnt = TrainingSet()
    for number in range(8):
        unlearnt.add(empty if number in (2, 7) else shot(number))
    with pytest.raises(ModelError, match="too little footage"):
        unlearnt.learn()


def test_learning_can_be_stopped(footage, few_steps):
    def stop(report):
        if report.stage == "learning" and report.done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        footage.learn(stop)


def test_the_network_is_heard_beside_the_label_free_opinion(tmp_path):
    # A network that answers about one half everywhere changes nothing that is clear.
    adapted = adapted_segmenter(make_figure_network(tmp_path / "figures.npz"))
    answers = adapted.segment(shot())
    found = answers[2].masks.any(axis=0)
    true = disc(84)
    assert (found & true).sum() / (found | true).sum() > 0.8
