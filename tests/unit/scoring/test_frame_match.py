import weakref
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from drawn_figures import box, doubted, masks_of, random_shot, shot_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matchcut.representations.masks import on_canvas
from matchcut.scoring import silhouettes
from matchcut.scoring.bits import count, distances, pack
from matchcut.scoring.masks import (
    CHANCE,
    CUT_OFF,
    HOLD,
    INSTANCES,
    OVERLAP,
    SHAPE,
    TRUSTLESS,
    MaskScorer,
    best_assignments,
)
from matchcut.scoring.scorer import Pair, may_end, may_start
from matchcut.scoring.silhouettes import usual_place
from matchcut.timing import FrameRange

WIDE = Fraction(16, 9)
EVERYTHING = slice(None)


def best(scorer, tail=0, head=1):
    found = scorer.best_cuts(np.array([tail]), np.array([head]))
    return Pair(
        tail,
        head,
        float(found.score[0]),
        int(found.out_frame[0]),
        int(found.in_frame[0]),
        bool(found.flop[0]),
    )


def score_and_parts(*shots, **settings):
    scorer = MaskScorer(shots, **settings)
    pair = best(scorer)
    return pair.score, scorer.parts(pair)


def test_bits_are_counted_and_compared_also_where_the_last_word_is_not_full():
    planes = np.zeros((3, 7, 10), bool)
    planes[1, 2:4] = True
    planes[2, 3:5] = True
    words = pack(planes)
    assert words.shape == (3, 2)
    assert count(words).tolist() == [0, 20, 20]
    assert distances(words, words).tolist() == [[0, 20, 20], [20, 0, 20], [20, 20, 0]]


def test_a_figure_is_most_usual_a_little_below_the_middle():
    place = usual_place(11, 10)
    # At .55 of the height: once and a half the mean each way, and half of it in the corner.
    assert place[5, 5] == place.max() == pytest.approx(1.5 * 1.5)
    assert place[0, 5] == place[:, 5].min() == pytest.approx(1.5 * 0.5)
    assert place[5, 0] == pytest.approx(1.5 * (1 + 0.5 * np.cos(2 * np.pi * 5 / 11)))


def test_the_same_believed_silhouette_scores_one():
    shot = shot_of(masks_of(box(10, 8, 14, 20)))
    score, parts = score_and_parts(shot, shot)
    assert score == pytest.approx(1)
    names = ("overlap", "instances", "shape", "hold", "whole", "trust", "iou")
    assert parts == pytest.approx(dict.fromkeys(names, 1))


def test_a_doubtful_border_counts_by_halves():
    # 12 by 12 are likely and 8 by 8 sure; of the other figure all 12 by 12 are sure.
    shot = shot_of(doubted(masks_of(box(20, 10, 10, 10))))
    plain = shot_of(masks_of(box(19, 9, 12, 12)))
    score, _ = score_and_parts(shot, shot)
    assert score == pytest.approx(1)
    _, parts = score_and_parts(shot, plain)
    assert parts["iou"] == pytest.approx((144 + 64) / (144 + 144))


def test_parts_of_two_boxes_are_as_worked_by_hand():
    # 10 by 10 each, 5 columns shared: IoU is 50 / 150.
    a, b = box(2, 2, 10, 10), box(7, 2, 10, 10)
    _, parts = score_and_parts(shot_of(masks_of(a)), shot_of(masks_of(b)))
    assert parts["iou"] == pytest.approx(1 / 3)
    usual = usual_place(64, 36)
    by_chance = CHANCE * (usual[a].sum() + usual[b].sum()) * 100 / 2304 / 2
    assert parts["overlap"] == pytest.approx((50 - by_chance) / (150 - by_chance))
    assert parts["instances"] == parts["overlap"]
    # 36 cells of outline each; how many have one of the other's beside them is counted here.
    near = 0
    outline_a = [(x, y) for x in range(2, 12) for y in (2, 11)]
    outline_a += [(x, y) for x in (2, 11) for y in range(3, 11)]
    outline_b = [(x + 5, y) for x, y in outline_a]
    for mine, other in ((outline_a, outline_b), (outline_b, outline_a)):
        near += sum(any(max(abs(x - u), abs(y - v)) <= 1 for u, v in other) for x, y in mine)
    assert parts["shape"] == pytest.approx(near / 72)


def test_one_figure_against_a_crowd_of_the_same_union_overlaps_but_is_no_match():
    one = shot_of(masks_of(box(10, 10, 30, 12)))
    three = shot_of(masks_of(*[box(x, 10, 10, 12) for x in (10, 20, 30)]))
    score, parts = score_and_parts(one, three)
    assert parts["overlap"] == pytest.approx(1)
    # A third of one union meets a third of the other: 1 of 5 parts, less what chance gives.
    assert 0.1 < parts["instances"] < 0.2
    assert score < 0.8


def test_each_figure_meets_only_one_other_and_the_best_assignment_counts():
    # Greedily, the largest shared part (left with wide) would leave nothing for the rest.
    left, right = box(0, 0, 20, 10), box(20, 0, 10, 10)
    wide, narrow = box(8, 0, 22, 10), box(0, 0, 8, 10)
    _, parts = score_and_parts(shot_of(masks_of(left, right)), shot_of(masks_of(wide, narrow)))
    shared = 80 + 100
    hill = usual_place(64, 36)[:10, :30].sum()
    by_chance = CHANCE * hill * 300 / 2304
    assert parts["overlap"] == pytest.approx(1)
    assert parts["instances"] == pytest.approx((shared - by_chance) / (600 - shared - by_chance))


@pytest.mark.parametrize(("outgoing", "incoming"), [(1, 1), (2, 5), (4, 3), (6, 6), (0, 2)])
def test_of_up_to_six_figures_the_best_assignment_is_that_of_the_hungarian_method(
    outgoing, incoming
):
    rng = np.random.default_rng(0)
    shared = rng.integers(0, 500, (outgoing, incoming, 40)).astype(np.int32)
    shared *= rng.random(shared.shape) < 0.7
    known = [table[linear_sum_assignment(table, maximize=True)].sum() for table in shared.T]
    assert best_assignments(shared).tolist() == known


def test_two_large_boxes_in_the_middle_score_less_than_two_small_ones_with_the_same_iou():
    large, _ = score_and_parts(
        shot_of(masks_of(box(4, 0, 40, 36))), shot_of(masks_of(box(14, 0, 40, 36)))
    )
    small, _ = score_and_parts(
        shot_of(masks_of(box(4, 4, 12, 12))), shot_of(masks_of(box(7, 4, 12, 12)))
    )
    assert small > large + 0.1


def test_the_picture_s_edge_is_no_outline():
    # Two figures that fill the lower half and share nothing but the edges of the picture.
    a = box(0, 18, 32, 18)
    b = box(40, 18, 24, 18)
    _, parts = score_and_parts(shot_of(masks_of(a)), shot_of(masks_of(b)))
    assert parts["shape"] == 0


def test_what_reaches_out_of_the_picture_is_believed_less_but_for_its_lower_edge():
    inside, below = box(20, 10, 12, 20), box(20, 16, 12, 20)
    for figure in (inside, below):
        same = shot_of(masks_of(figure))
        assert score_and_parts(same, same)[0] == pytest.approx(1)
    # 16 of the 64 cell sides round it lie on the picture's left edge.
    ground = shot_of(masks_of(box(0, 10, 16, 16)))
    score, parts = score_and_parts(ground, ground)
    assert score == pytest.approx(parts["whole"])
    assert score == pytest.approx(1 / (1 + (16 / 64 / CUT_OFF) ** 2))


def test_doubtful_masks_score_less():
    sure = shot_of(masks_of(box(10, 8, 14, 20)))
    doubtful = shot_of(masks_of(box(10, 8, 14, 20), trust=[0.36]))
    score, parts = score_and_parts(sure, doubtful)
    assert score == pytest.approx((TRUSTLESS + (1 - TRUSTLESS) * 0.36) ** 0.5)
    assert parts["trust"] == pytest.approx(0.6)


def test_a_mirrored_silhouette_is_found_only_when_flop_is_asked_for():
    corner = box(5, 5, 20, 8) | box(5, 5, 6, 24)
    shots = shot_of(masks_of(corner)), shot_of(masks_of(corner[:, ::-1]))
    assert best(MaskScorer(shots)).score < 0.2
    pair = best(MaskScorer(shots, flop=True))
    assert pair.score == pytest.approx(1)
    assert pair.flop


def test_flop_is_not_proposed_where_upright_is_as_good():
    shot = shot_of(masks_of(box(22, 8, 20, 20)))
    assert not best(MaskScorer([shot, shot], flop=True)).flop


def test_the_cut_point_is_where_the_silhouettes_meet():
    there, here = masks_of(box(30, 4, 12, 12)), masks_of(box(6, 10, 12, 20))
    a = shot_of(here, here, there, here, indices=[5, 30, 60, 90])
    b = shot_of(masks_of(), there, masks_of(), indices=[1010, 1050, 1090], start=1000, stop=1100)
    pair = best(MaskScorer([a, b]))
    assert (pair.out_frame, pair.in_frame) == (60, 1050)


def test_a_match_that_holds_scores_more_than_one_that_flashes_by():
    here, gone = masks_of(box(6, 10, 12, 20)), masks_of(box(40, 4, 12, 12))
    at = [20, 40, 60, 80]
    still = shot_of(here, here, here, here, indices=at)
    passing = shot_of(gone, gone, here, gone, indices=at)
    assert best(MaskScorer([still, still])).score == pytest.approx(1)
    # The cut itself is perfect; of the four frames of one, one meets each of the other.
    assert best(MaskScorer([still, passing])).score == pytest.approx(1 - HOLD + HOLD / 4)


def test_twelve_frames_remain_on_each_side_of_the_cut():
    shot = FrameRange(100, 150)
    frames = np.array([100, 110, 111, 138, 139, 149])
    assert may_end(shot, frames).tolist() == [False, False, True, True, True, True]
    assert may_start(shot, frames).tolist() == [True, True, True, True, False, False]


def test_half_of_a_shot_too_short_for_twelve_frames_remains():
    shot = FrameRange(100, 111)
    frames = np.array([100, 104, 105, 106, 110])
    assert may_end(shot, frames).tolist() == [False, False, True, True, True]
    assert may_start(shot, frames).tolist() == [True, True, True, False, False]


def test_of_shots_too_short_for_twelve_frames_single_frames_are_no_match():
    figure = masks_of(box(30, 4, 12, 12))
    first = shot_of(figure, masks_of(), indices=[0, 7], stop=8)
    last = shot_of(masks_of(), figure, indices=[0, 7], stop=8)
    scorer = MaskScorer([first, last])
    assert best(scorer, 0, 1).score == 0
    assert best(scorer, 1, 0).score == pytest.approx(1)


def test_a_match_too_early_in_the_outgoing_shot_counts_only_the_other_way_round():
    figure = masks_of(box(30, 4, 12, 12))
    early = shot_of(figure, masks_of(), indices=[5, 60])
    middle = shot_of(figure, indices=[50])
    scorer = MaskScorer([early, middle])
    assert best(scorer, 0, 1).score == 0
    assert best(scorer, 1, 0).score == pytest.approx(1)
    assert scorer.bounds(EVERYTHING, EVERYTHING)[0, 1] == pytest.approx(1)


@pytest.mark.parametrize("empty", [masks_of(), masks_of(box(0, 0, 64, 36))])
def test_an_empty_or_filled_picture_is_no_candidate(empty):
    scorer = MaskScorer([shot_of(empty), shot_of(masks_of(box(9, 9, 9, 9))), shot_of(empty)])
    assert scorer.bounds(EVERYTHING, EVERYTHING)[0].tolist() == [0, 0, 0]
    assert best(scorer, 0, 1).score == best(scorer, 1, 2).score == 0


def test_films_of_other_shapes_meet_on_the_project_s_canvas():
    # The same figure in the same place of the frame, once in a 4:3 and once in a 16:9 picture.
    wide = shot_of(masks_of(box(20, 9, 12, 18)))
    academy = (48, 36)
    narrow = shot_of(masks_of(box(12, 9, 12, 18, academy), size=academy), size=academy)
    assert best(MaskScorer([wide, narrow])).score == pytest.approx(1)
    # On a 4:3 canvas the wide picture is made smaller, and the match is gone.
    assert best(MaskScorer([wide, narrow], shape=Fraction(4, 3))).score < 0.6


def reference(a, b, flop):
    """Return the score of the best cut from a to b, slowly and with nothing packed or pruned."""
    cuts = {False: [], True: []}
    rough = {False: [], True: []}
    usual = usual_place(64, 36)
    for i, j in np.ndindex(len(a.indices), len(b.indices)):
        allowed = may_end(a.frames, a.indices)[i] and may_start(b.frames, b.indices)[j]
        if not (a.usable[i] and b.usable[j]):
            continue
        for mirrored in (False, True)[: 1 + flop]:
            x, y = on_canvas(a, WIDE).figure[i], on_canvas(b, WIDE).figure[j]
            # Of each side, what is likely figure, then what surely is, by the figure's number.
            levels_x, levels_y = levels(a, i), levels(b, j)
            if mirrored:
                y, levels_y = y[:, ::-1], levels_y[..., ::-1]
            area_x, area_y = (levels_x > 0).mean(), (levels_y > 0).mean()
            chance = (usual * (levels_x > 0)).mean() * area_y
            chance += (usual * (levels_y > 0)).mean() * area_x
            chance *= CHANCE / 2

            def beyond(shared, chance=chance, areas=area_x + area_y):
                return max(0.0, (shared - chance) / (areas - shared - chance))

            (count_few, few), (count_many, many) = sorted(
                [(int(x.max()), levels_x), (int(y.max()), levels_y)], key=lambda side: side[0]
            )
            assigned = max(
                sum(((few == f) & (many == m)).mean() for f, m in enumerate(order, start=1))
                for order in permutations(range(1, count_many + 1), count_few)
            )
            outlines = outline(x), outline(y)
            met = sum(
                any(max(abs(u - s), abs(v - t)) <= 1 for s, t in other)
                for one, other in (outlines, outlines[::-1])
                for u, v in one
            )
            total = max(1, len(outlines[0]) + len(outlines[1]))
            union = beyond(((levels_x > 0) & (levels_y > 0)).mean())
            blend = OVERLAP * union + INSTANCES * beyond(assigned) + SHAPE * met / total
            trust = [
                np.average(shot.trust[shot.sample == at], weights=shot.area[shot.sample == at])
                for shot, at in ((a, i), (b, j))
            ]
            belief = float(np.prod([TRUSTLESS + (1 - TRUSTLESS) * t for t in trust])) ** 0.5
            for cells in (x, y):
                belief /= (1 + (cut_off(cells) / CUT_OFF) ** 2) ** 0.5
            if allowed:
                cuts[mirrored].append(blend * belief)
            rough[mirrored].append(((OVERLAP + INSTANCES) * union + SHAPE * met / total) * belief)
    return max(
        (
            (1 - HOLD) * max(cuts[mirrored]) + HOLD * float(np.mean(rough[mirrored]))
            for mirrored in (False, True)
            if cuts[mirrored]
        ),
        default=0.0,
    )


def levels(shot, at):
    """Return where one sample's figures likely are and where they surely are: (2, h, w)."""
    canvas = on_canvas(shot, WIDE)
    return np.stack([canvas.likely[at], np.where(canvas.sure[at], canvas.likely[at], 0)])


def cut_off(cells):
    """Return the share of cell sides round the figures that lie on the upper, left, right edge."""
    rows, columns = cells.shape
    border = edge = 0
    for y, x in np.argwhere(cells > 0):
        for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            outside = not (0 <= v < rows and 0 <= u < columns)
            border += outside or not cells[v, u]
            edge += outside and v < rows
    return edge / border


def outline(cells):
    """Return the cells of figures with another neighbour above, below, left or right."""
    rows, columns = cells.shape
    found = []
    for y, x in np.argwhere(cells > 0):
        beside = [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
        inside = [(v, u) for v, u in beside if 0 <= v < rows and 0 <= u < columns]
        if any(cells[at] != cells[y, x] for at in inside):
            found.append((int(y), int(x)))
    return found


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), flop=st.booleans())
def test_scores_are_those_of_the_slow_and_plain_way(seed, flop):
    rng = np.random.default_rng(seed)
    shots = [random_shot(rng, start) for start in (0, 100)]
    pair = best(MaskScorer(shots, flop=flop))
    assert pair.score == pytest.approx(reference(*shots, flop), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), flop=st.booleans())
def test_a_score_is_no_more_than_the_blend_of_its_parts(seed, flop):
    rng = np.random.default_rng(seed)
    scorer = MaskScorer([random_shot(rng, at * 100) for at in range(2)], flop=flop)
    pair = best(scorer)
    if pair.score:
        parts = scorer.parts(pair)
        blend = OVERLAP * parts["overlap"] + INSTANCES * parts["instances"]
        blend += SHAPE * parts["shape"]
        assert (1 - HOLD) * blend + HOLD * parts["hold"] >= pair.score - 1e-6


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), flop=st.booleans())
def test_where_every_frame_may_be_cut_at_the_score_is_the_same_in_both_directions(seed, flop):
    rng = np.random.default_rng(seed)
    frames = [random_shot(rng) for _ in range(2)]
    shots = [
        shot_of(
            *[
                masks_of(*[on_canvas(shot, WIDE).figure[at] == 1 + f for f in range(3)])
                for at in range(len(shot.indices))
            ],
            indices=np.linspace(40, 60, len(shot.indices)).astype(int),
        )
        for shot in frames
    ]
    scorer = MaskScorer(shots, flop=flop)
    assert best(scorer, 0, 1).score == best(scorer, 1, 0).score


def test_a_list_without_any_figure_has_no_pairs():
    scorer = MaskScorer([shot_of(masks_of()), shot_of(masks_of())])
    assert not scorer.bounds(EVERYTHING, EVERYTHING).any()
    assert best(scorer).score == 0


def test_figures_are_let_go_as_they_are_laid_out_and_it_makes_no_difference(monkeypatch):
    shots = [random_shot(np.random.default_rng(at), at * 60) for at in range(40)]
    whole = MaskScorer(shots, flop=True)
    monkeypatch.setattr(silhouettes, "_SHOTS_AT_ONCE", 7)
    held, most = [], []

    def read():
        for at in range(40):
            shot = random_shot(np.random.default_rng(at), at * 60)
            held.append(weakref.ref(shot.run_pixels))
            most.append(sum(each() is not None for each in held))
            yield shot

    scorer = MaskScorer(read(), flop=True)
    assert max(most) <= 2 * 7 + 1
    assert len(scorer) == 40
    tails, heads = (side.ravel() for side in np.indices((40, 40)))
    for name in ("score", "out_frame", "in_frame", "flop"):
        found, known = (getattr(each.best_cuts(tails, heads), name) for each in (scorer, whole))
        assert found.tolist() == known.tolist()
    assert (scorer.sketches().head == whole.sketches().head).all()
