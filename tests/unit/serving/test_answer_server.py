"""What a project's servers say, on a film of six shots of which the last is the first again."""

import shutil
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

from matchcut.errors import Cancelled, ExportError, MatchcutError, NotAnalysed, TimecodeError
from matchcut.media.picture_area import whole_picture
from matchcut.pipeline import shot_edits
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.pipeline.analysis.feature_keys import MOTION
from matchcut.pipeline.search import finding, library
from matchcut.pipeline.search.library import load_library
from matchcut.project import reviews as saved
from matchcut.project.films import films, set_frame_times
from matchcut.project.pairs import find_pair, record_pairs
from matchcut.project.picture_area import set_picture_area
from matchcut.project.project import open_project
from matchcut.project.reviews import mark_to_check
from matchcut.project.shots import all_shots, film_shots, set_hidden
from matchcut.project.stored_reviews import Review
from matchcut.representations.foreground.segmenter import ForegroundSegmenter
from matchcut.review import FLAVOURS, Anchor, identify
from matchcut.scoring.masks import MaskScorer
from matchcut.scoring.scorer import BestCuts
from matchcut.serving import answers, current, list_documents, searching
from matchcut.serving.answers import AnswerServer
from matchcut.serving.searching import SearchServer

# What is asked of a search besides the flavour.
ALL_PAIRS = {
    "segmenter": "foreground",
    "k": 50,
    "film": None,
    "shot": None,
    "frame": None,
    "image": None,
    "flop": False,
    "all_kinds": False,
}


class Asked:
    """A request without a wire: what is asked, and what came ahead of the answer."""

    def __init__(self, arguments, cancelled=False):
        self.arguments = arguments
        self.parts = []
        self.reports = []
        self._cancelled = cancelled

    def part(self, value):
        self.parts.append(value)

    def progress(self, report):
        if self._cancelled:
            raise Cancelled
        self.reports.append(report)


@pytest.fixture
def project(project_path):
    with open_project(project_path) as project:
        yield project


@pytest.fixture
def ask(project):
    handlers = AnswerServer(project).handlers | SearchServer(project).handlers

    def ask(what, **arguments):
        if what == "find":
            arguments = ALL_PAIRS | arguments
        call = Asked(arguments)
        answer = handlers[what](call)
        # Shots come ahead of the answer, film by film.
        heard = {part["film"]: part for part in call.parts if "shots" in part}
        films = [heard.get(film, film) for film in answer["films"]] if heard else []
        return answer | {"films": films} if heard else answer

    ask("find", by="frame", k=1)
    return ask


@pytest.fixture
def pairs(ask):
    return ask("find", by="frame")["pairs"]


def shots(document):
    return document["films"][0]["shots"]


def sides(pair):
    return {"out": pair["out"], "in": pair["in"]}


def test_found_pairs_tell_what_a_list_shows_of_them(pairs, project):
    assert len(pairs) >= 3
    assert [pair["rank"] for pair in pairs] == list(range(1, len(pairs) + 1))
    best = pairs[0]
    assert best["out"]["film"] == films(project)[0].uuid
    assert best["out"]["start"] <= best["out"]["frame"] < best["out"]["end"]
    assert best["gap_seconds"] >= 0
    assert 0 < best["subject_size"] < 1
    assert best["reason"].startswith("One figure")


def test_titles_are_paired_if_they_are_asked_for(ask, project, pairs):
    title = pairs[0]["out"]
    project.execute("UPDATE shots SET kind = 'title' WHERE start = ?", [title["start"]])

    def paired(**wide):
        found = ask("find", by="frame", **wide)["pairs"]
        return {pair[side]["start"] for pair in found for side in ("out", "in")}

    assert title["start"] not in paired()
    assert title["start"] in paired(all_kinds=True)


def test_long_lists_come_in_parts(project, monkeypatch):
    monkeypatch.setattr(searching, "PAIRS_AT_ONCE", 2)
    call = Asked({**ALL_PAIRS, "by": "motion"})
    answer = SearchServer(project).find(call)
    told = [pair for part in call.parts for pair in part] + answer["pairs"]
    assert call.parts
    assert [pair["rank"] for pair in told] == list(range(1, len(told) + 1))


def test_the_shots_of_a_long_film_come_in_parts(project, monkeypatch):
    monkeypatch.setattr(list_documents, "_SHOTS_A_PART", 3)
    call = Asked({"known": {}})
    answer = AnswerServer(project).shots(call)
    told = [shot for part in call.parts for shot in part["shots"]]
    assert [part["first"] for part in call.parts] == list(range(0, len(told), 3))
    assert [part["more"] for part in call.parts] == [True] * (len(call.parts) - 1) + [False]
    assert [shot["shot"] for shot in told] == list(range(1, len(told) + 1))
    assert answer["films"] == [call.parts[0]["film"]]


def test_weights_that_are_damaged_are_told_with_what_is_found_without_them(
    ask, tmp_path, monkeypatch
):
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path))
    assert ask("find", by="frame", segmenter="auto")["passed_over"] is None
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path / "damaged"))
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "yolo11n-seg.pt").write_bytes(b"damaged")
    ask("find", by="frame", segmenter="foreground")
    found = ask("find", by="frame", segmenter="auto")
    assert found["pairs"]
    assert "is damaged" in found["passed_over"]["error"]
    assert "in the preferences" in found["passed_over"]["remedy"]


def test_a_search_server_loads_nothing_that_analyses_films_or_writes_lists():
    idle = ["av", "matchcut.pipeline.analysis.analysing", "opentimelineio", "torch"]
    code = f"import sys, matchcut.serving.searching; print([*filter(sys.modules.get, {idle})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_search_that_nobody_waits_for_stops(project):
    with pytest.raises(Cancelled):
        SearchServer(project).find(Asked({**ALL_PAIRS, "by": "frame"}, cancelled=True))


def test_in_a_film_of_variable_rate_lengths_and_gaps_go_by_the_clock(ask, project):
    """The first three of its six shots run at 24 frames a second, the others at 4."""
    film = films(project)[0]
    tick = round(1 / film.rate / film.time_base)
    steps = np.where(np.arange(180) < 90, 1, 6) * tick
    set_frame_times(project, film.uuid, np.cumsum(steps) - steps)
    lengths = [1.25, 1.25, 1.25, 7.5, 7.5, 7.5 - 5 / 24]  # how long the last frame stays is unknown
    told = [shot["seconds"] for shot in shots(ask("shots"))]
    assert told == pytest.approx(lengths, abs=0.006)
    assert float(load_library(project).film(film.uuid).seconds) == pytest.approx(sum(lengths))

    def gap(pair):
        first, second = sorted((pair["out"]["shot"], pair["in"]["shot"]))
        return sum(lengths[first : second - 1])

    pairs = ask("find", by="motion")["pairs"]
    assert {pair["gap_seconds"] for pair in pairs} >= {0, 1.25, 8.75}
    assert all(pair["gap_seconds"] == pytest.approx(gap(pair), abs=0.006) for pair in pairs)
    # 60 seconds in a film of ten minutes, 2.6 in this one.
    assert {pair["gap_seconds"] for pair in ask("find", by="frame")["pairs"]} == {7.5, 8.75, 10}


def test_shots_that_lack_what_is_compared_are_counted_as_the_command_line_counts_them(ask, project):
    assert ask("find", by="frame")["left_out"] == ""
    spans = {shot.span for shot in all_shots(project)}
    record = films(project)[0]
    project.features.keep_only(record.uuid, spans - {min(spans)}, {})
    told = ask("find", by="frame")["left_out"]
    assert told == f"Left out 1 of 5 shots of {record.name}: no figures by foreground yet."
    assert finding.left_out(project, [finding.Question("frame")], ForegroundSegmenter())[0] == told
    assert ask("find", by="motion")["left_out"].endswith(": no moves yet.")


def test_partners_of_a_shot_all_have_it(ask, project):
    film = films(project)[0].uuid
    found = ask("find", by="frame", film=film, shot=2)["pairs"]
    assert found
    assert all(2 in (pair["out"]["shot"], pair["in"]["shot"]) for pair in found)


def test_a_search_for_which_features_are_missing_asks_for_an_analysis(ask, project):
    shutil.rmtree(project.cache)
    with pytest.raises(NotAnalysed, match="holds no moves"):
        ask("find", by="motion", k=1)


def test_a_still_of_a_watched_shot_is_told_as_what_it_shows(ask, project, tmp_path):
    (film,), still = films(project), tmp_path / "still.png"
    reader = cv2.VideoCapture(str(film.media[0].path))
    reader.set(cv2.CAP_PROP_POS_FRAMES, 45)
    cv2.imwrite(str(still), reader.read()[1])
    shown = ask("find", by="frame", image=str(still))["shown"]
    assert (shown["film"], shown["shot"]) == (film.uuid, 2)
    assert shown["timecode"].startswith("00:00:01:")
    cv2.imwrite(str(still), np.full((90, 160, 3), 90, np.uint8))
    assert ask("find", by="frame", image=str(still))["shown"] is None
    assert ask("find", by="frame")["shown"] is None


def test_a_shot_is_known_by_its_frame_whatever_its_number_has_become(ask, project):
    film = films(project)[0].uuid
    before = ask("find", by="motion", film=film, frame=40)
    assert before["shot"] == 2
    split_first = ask("shots")["films"][0]["shots"][0]
    ask("split", film=film, start=split_first["start"], frame=split_first["start"] + 15)
    ask("complete")
    after = ask("find", by="motion", film=film, frame=40)
    assert after["shot"] == 3
    assert after["pairs"]
    for pair in after["pairs"]:
        assert any(side["start"] <= 40 < side["end"] for side in (pair["out"], pair["in"]))
    with pytest.raises(MatchcutError, match="no shot"):
        ask("find", by="motion", film=film, frame=4000)


def test_pairs_shown_before_are_told_again_as_they_were_found(ask, pairs, project):
    saved.accept_all(project, {pairs[1]["id"]: saved.AcceptedCut()})
    again = ask("pairs", ids=[pairs[1]["id"], "unknown"])
    assert [pair["id"] for pair in again] == [pairs[1]["id"]]
    assert sides(again[0]) == sides(pairs[1])


def test_a_pair_turned_round_is_the_best_cut_the_other_way_with_an_id_of_its_own(
    ask, pairs, project
):
    pair = pairs[0]
    turned = ask("reverse", pair=pair["id"], segmenter="foreground")
    assert turned["id"] != pair["id"]
    assert turned["out"]["shot"] == pair["in"]["shot"]
    assert turned["in"]["shot"] == pair["out"]["shot"]
    every = ask("heat_map", by="frame", **sides(turned))
    assert turned["score"] == pytest.approx(max(map(max, every["scores"])), abs=1e-4)
    assert 0 < turned["score"] <= pair["score"]
    assert turned["parts"].keys() == pair["parts"].keys()
    assert ask("reverse", pair=pair["id"], segmenter="foreground")["id"] == turned["id"]
    assert ask("reverse", pair=turned["id"], segmenter="foreground")["id"] == pair["id"]


@pytest.mark.parametrize("by", FLAVOURS)
def test_two_shots_are_listed_once_and_their_reverse_is_at_hand(ask, by):
    listed = ask("find", by=by)["pairs"]
    pairs = [{pair["out"]["start"], pair["in"]["start"]} for pair in listed]
    assert len(pairs) >= 3
    assert all(pairs.count(each) == 1 for each in pairs)
    turned = ask("reverse", pair=listed[0]["id"], segmenter="foreground")
    assert turned["id"] not in {pair["id"] for pair in listed}
    assert 0 < turned["score"] <= listed[0]["score"]


def match_nothing(monkeypatch):
    nothing = np.zeros(1, np.int64)
    monkeypatch.setattr(MaskScorer, "best_cuts", lambda *_: BestCuts(*[nothing] * 4))


def test_two_shots_that_do_not_match_the_other_way_round_are_told(ask, pairs, monkeypatch):
    match_nothing(monkeypatch)
    into = pairs[0]["in"]["shot"]
    with pytest.raises(MatchcutError, match=f"Cut from shot {into} to"):
        ask("reverse", pair=pairs[0]["id"], segmenter="foreground")


def test_two_shots_of_two_films_that_do_not_match_are_told_with_their_films(
    ask, project, tmp_path, monkeypatch
):
    analyse_another(project, tmp_path)
    # Else a near-duplicate of the first film stands for each of its shots.
    ask("ungroup", film=films(project)[1].uuid, start=30)
    listed = ask("find", by="frame")["pairs"]
    pair = next(each for each in listed if each["out"]["film"] != each["in"]["film"])
    match_nothing(monkeypatch)
    out, into = (f"shot {pair[side]['shot']} of {pair[side]['name']}" for side in ("out", "in"))
    with pytest.raises(MatchcutError, match=f"Cut from {into} to {out}, the two"):
        ask("reverse", pair=pair["id"], segmenter="foreground")


def test_a_pair_whose_shots_are_gone_has_no_reverse(ask, pairs):
    first, last = sorted(sides(pairs[0]).values(), key=lambda side: side["start"])
    for _ in range(first["shot"], last["shot"]):
        ask("merge", film=first["film"], start=first["start"])
    with pytest.raises(MatchcutError, match="are gone"):
        ask("reverse", pair=pairs[0]["id"], segmenter="foreground")


@pytest.mark.parametrize("by", FLAVOURS)
def test_a_pair_tells_its_reverse_where_the_editor_has_kept_that_one(ask, project, by):
    pair = ask("find", by=by)["pairs"][0]
    reverse = ask("reverse", pair=pair["id"], segmenter="foreground")["id"]

    def told():
        return ask("find", by=by)["pairs"][0]["reverse"]

    assert told() is None
    saved.accept_all(project, {reverse: saved.AcceptedCut()})
    assert told()["id"] == reverse
    for verdict in ("maybe", "bad"):
        saved.set_verdicts(project, [pair["id"]], verdict)
        assert told()["id"] == reverse
    saved.set_verdicts(project, [reverse], "bad")
    assert told() is None


def test_a_side_that_was_trimmed_into_what_is_another_shot_now_reaches_to_its_end(
    ask, pairs, project
):
    pair = pairs[0]
    film, start, end = (pair["in"][name] for name in ("film", "start", "end"))
    frame = start + 16 if pair["in"]["frame"] < start + 16 else start + 8
    kept = end - 1 if frame == start + 16 else start
    pts = load_library(project).films[film].times.pts_of(kept)
    saved.change(project, "trim", {pair["id"]: lambda _: Review(into=Anchor(film, pts))})
    ask("split", film=film, start=start, frame=frame)
    (again,) = ask("pairs", ids=[pair["id"]])
    assert (again["in"]["start"], again["in"]["end"]) == (start, end)
    assert again["in"]["frame"] == pair["in"]["frame"]


def test_a_side_that_a_near_duplicate_stands_for_by_now_stays_where_the_editor_put_it(
    ask, pairs, project
):
    pair = pairs[0]
    (film,) = load_library(project).films.values()
    start, end = pair["in"]["start"], pair["in"]["end"]
    twin = next(s for s in film.shots if s.frames.stop < start or end < s.frames.start)
    frame = twin.frames.start + 5
    chosen = Anchor(twin.film, film.times.pts_of(frame))
    saved.change(project, "trim", {pair["id"]: lambda _: Review(into=chosen)})
    (again,) = ask("pairs", ids=[pair["id"]])
    told = {name: again["in"][name] for name in ("shot", "start", "end", "frame")}
    assert told == {
        "shot": twin.number,
        "start": twin.frames.start,
        "end": twin.frames.stop,
        "frame": frame,
    }


@pytest.mark.parametrize("by", ["frame", "motion"])
def test_the_heat_map_of_a_pair_peaks_at_its_cut_point(ask, by):
    pair = ask("find", by=by)["pairs"][0]
    told = ask("heat_map", by=by, flop=pair["flop"], **sides(pair))
    scores = {
        (out, into): score
        for out, row in zip(told["out_frames"], told["scores"], strict=True)
        for into, score in zip(told["in_frames"], row, strict=True)
    }
    cut = pair["out"]["frame"], pair["in"]["frame"]
    assert scores[cut] == max(scores.values()) == pytest.approx(pair["score"], abs=1e-3)


def test_a_nudge_lays_one_disc_over_the_other(ask, pairs):
    pair = pairs[-1]
    told = ask("nudge", flop=False, **sides(pair))
    assert told["after"] >= told["before"]
    assert told["before"] == pytest.approx(pair["parts"]["iou"], abs=0.06)
    assert told["after"] > 0.75
    assert 0.5 <= told["scale"] <= 2


def test_marks_are_rings_round_the_figure_and_arrows_within_the_picture(ask, pairs):
    side = pairs[0]["out"]
    told = ask("marks", by="action", film=side["film"], frame=side["frame"], side="out")
    assert told["outlines"]
    assert isinstance(told["frames_off"], int)
    points = [point for ring in told["outlines"] for point in ring]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    assert all(len(arrow) == 2 for arrow in told["arrows"])


def test_marks_are_of_the_move_at_the_cut_in_the_active_picture(ask, pairs, project, monkeypatch):
    side, seen = pairs[0]["out"], []

    def watched(*given, outgoing, aspect):
        seen.append((outgoing, aspect))
        return {"outlines": (), "arrows": (), "frames_off": 0}

    monkeypatch.setattr(answers, "marks", watched)
    place = {"by": "motion", "film": side["film"], "frame": side["frame"]}
    ask("marks", **place, side="out")
    set_picture_area(project, side["film"], replace(whole_picture(320, 120), y=30))
    ask("marks", **place, side="in")
    assert seen == [(True, 320 / 180), (False, 320 / 120)]


def test_frame_matches_are_marked_with_outlines_motion_matches_with_arrows(ask):
    side = ask("find", by="motion")["pairs"][0]["out"]
    place = {"film": side["film"], "frame": side["frame"]}
    figures, moves = (ask("marks", by=by, **place) for by in ("frame", "motion"))
    assert figures["outlines"]
    assert not figures["arrows"]
    assert moves["arrows"]
    assert (list(moves["outlines"]), moves["frames_off"]) == ([], 0)


def test_a_pair_of_a_flavour_that_a_later_version_has_added_is_listed_but_has_no_reverse(
    ask, pairs, project
):
    shown = find_pair(project, pairs[0]["id"])
    later = replace(shown, id="later", candidate=replace(shown.candidate, flavour="sound"))
    record_pairs(project, [later])
    (told,) = ask("pairs", ids=["later"])
    assert (told["by"], told["out"]["shot"]) == ("sound", pairs[0]["out"]["shot"])
    assert told["reason"] == "A later version of matchcut has found this pair."
    with pytest.raises(MatchcutError, match="a later version of matchcut"):
        ask("reverse", pair="later", segmenter="foreground")


def test_the_shot_seen_twice_is_one_group_until_the_editor_says_otherwise(ask, project):
    told = shots(ask("shots"))
    assert [shot["group"] is not None for shot in told] == [True, *[False] * 4, True]
    assert [shot["representative"] for shot in told] == [True] * 5 + [False]
    last = {"film": films(project)[0].uuid, "start": told[5]["start"]}
    told = shots(ask("represent", **last))
    assert [shot["representative"] for shot in told] == [False] + [True] * 5
    told = shots(ask("ungroup", **last))
    assert all(shot["group"] is None for shot in told)
    analyse_again(project)
    assert all(shot["group"] is None for shot in shots(ask("shots")))
    told = shots(ask("group", **last))
    assert told[0]["group"] == told[5]["group"] is not None


def test_a_verdict_is_written_while_near_duplicates_are_looked_for(
    ask, pairs, project, monkeypatch
):
    def meanwhile(_):
        with open_project(project.path, patience_seconds=0) as window:
            saved.set_verdicts(window, [pairs[0]["id"]], "good")

    monkeypatch.setattr(shot_edits, "group_near_duplicates", meanwhile)
    last = shots(ask("shots"))[5]
    for what in ("ungroup", "group"):
        ask(what, film=films(project)[0].uuid, start=last["start"])
    assert saved.review(project, pairs[0]["id"]).verdict == "good"


def analyse_again(project):
    path = films(project)[0].media[0].path
    with project.writing():
        project.execute("UPDATE analysis SET recipe = 'an older detector'")
    list(analyse(project, [path], AnalysisSettings(ForegroundSegmenter())))


def analyse_another(project, folder):
    other = folder / "other.mp4"
    shutil.copy(films(project)[0].media[0].path, other)
    with other.open("ab") as file:
        file.write(bytes(1000))  # another film, by its fingerprint
    list(analyse(project, [other], AnalysisSettings(ForegroundSegmenter())))


def test_a_chosen_representative_is_chosen_still_after_another_analysis(ask, project):
    film = films(project)[0].uuid
    ask("represent", film=film, start=shots(ask("shots"))[5]["start"])
    analyse_again(project)
    assert [shot["representative"] for shot in shots(ask("shots"))] == [False] + [True] * 5


def test_films_are_read_again_only_after_a_change(ask, pairs, project, project_path, monkeypatch):
    reads = []

    def counted(*film):
        reads.append(film)
        return film_shots(*film)

    monkeypatch.setattr(library, "film_shots", counted)
    side = pairs[0]["in"]
    for what in ("out", "in"):
        assert ask("marks", by="frame", film=side["film"], frame=side["frame"], side=what)[
            "outlines"
        ]
    assert len(reads) <= 1
    with open_project(project_path) as elsewhere:
        film = load_library(elsewhere).films[side["film"]]
        set_hidden(elsewhere, film.shots[0], True)
    assert [shot["hidden"] for shot in shots(ask("shots"))] == [True] + [False] * 5
    told = ask("hide", film=side["film"], start=0, hidden=False)
    assert not any(shot["hidden"] for shot in shots(told))
    assert not any(shot["hidden"] for shot in shots(ask("shots")))
    before = len(reads)
    saved.set_verdicts(project, [pairs[0]["id"]], "good")
    with open_project(project_path) as elsewhere:
        saved.set_verdicts(elsewhere, [pairs[1]["id"]], "bad")
    ask("shots")
    assert len(reads) == before


def test_shots_of_a_film_that_is_known_as_it_is_are_told_again_only_after_a_change(ask, project):
    (film,) = ask("shots")["films"]
    known = {film["film"]: film["revision"]}
    assert ask("shots", known=known)["films"] == [film["film"]]
    (told,) = ask("hide", film=film["film"], start=0, hidden=True, known=known)["films"]
    assert told["shots"][0]["hidden"]
    assert told["revision"] != film["revision"]


def test_a_hidden_shot_is_in_no_pair(ask, pairs, project):
    hidden = pairs[0]["in"]
    told = shots(ask("hide", film=hidden["film"], start=hidden["start"], hidden=True))
    assert [shot["start"] for shot in told if shot["hidden"]] == [hidden["start"]]
    found = ask("find", by="frame")["pairs"]
    assert found
    assert all(hidden["start"] not in (p["out"]["start"], p["in"]["start"]) for p in found)


def test_what_was_judged_stays_listed_when_better_pairs_fill_the_list(ask, pairs, project):
    good, cut, noted, bad = (pair["id"] for pair in (pairs[1], pairs[2], pairs[3], pairs[-1]))
    saved.set_verdicts(project, [good], "good")
    saved.set_verdicts(project, [bad], "bad")
    saved.accept_all(project, {cut: saved.AcceptedCut()})
    saved.set_notes(project, [noted], "her hand")
    listed = ask("find", by="frame", k=1)["pairs"]
    assert [pair["id"] for pair in listed] == [pairs[0]["id"], good, cut, bad]
    assert [pair["rank"] for pair in listed] == [1, 2, 3, 4]
    assert [pair["score"] for pair in listed] == [pairs[at]["score"] for at in (0, 1, 2, -1)]
    # Of another flavour, and of the partners of a shot, it is no part.
    judged = {good, cut, bad}
    assert judged.isdisjoint(pair["id"] for pair in ask("find", by="motion", k=1)["pairs"])
    out = pairs[0]["out"]
    partners = ask("find", by="frame", film=out["film"], frame=out["frame"], k=1)["pairs"]
    assert len(partners) == 1
    ask("hide", film=pairs[1]["in"]["film"], start=pairs[1]["in"]["start"], hidden=True)
    assert good not in {pair["id"] for pair in ask("find", by="frame", k=1)["pairs"]}


def test_the_reverse_of_what_is_found_is_listed_in_its_row_however_it_was_judged(
    ask, pairs, project
):
    reverse = ask("reverse", pair=pairs[0]["id"], segmenter="foreground")["id"]
    for verdict in ("good", "bad"):
        saved.set_verdicts(project, [reverse], verdict)
        listed = ask("find", by="frame")["pairs"]
        assert [pair["id"] for pair in listed] == [pair["id"] for pair in pairs]


def test_a_flopped_pair_that_was_judged_is_listed_where_flopped_ones_are_asked_for(
    ask, pairs, project
):
    (best,) = ask("find", by="frame", k=1, flop=True)["pairs"]
    found = {best["out"]["start"], best["in"]["start"]}
    other = next(each for each in pairs if {each["out"]["start"], each["in"]["start"]} != found)
    pair = find_pair(project, other["id"])
    record_pairs(project, [replace(pair, flop=True)])
    saved.set_verdicts(project, [pair.id], "good")
    assert pair.id in {each["id"] for each in ask("find", by="frame", k=1, flop=True)["pairs"]}
    assert len(ask("find", by="frame", k=1)["pairs"]) == 1


def test_a_split_shot_is_looked_at_again_and_only_it(ask, project):
    film = films(project)[0].uuid
    before = project.features.spans(*MOTION)
    told = shots(ask("split", film=film, start=30, frame=43))
    assert [(shot["start"], shot["end"]) for shot in told][1:3] == [(30, 43), (43, 60)]
    assert [shot["hand_made"] for shot in told][:4] == [False, True, True, False]
    ask("complete")
    new = project.features.spans(*MOTION) - before
    assert new == {(film, 30, 43), (film, 43, 60)}
    found = ask("find", by="motion", film=film, shot=2)["pairs"]
    assert found


def test_a_film_that_is_away_keeps_no_other_from_being_looked_at(ask, project, tmp_path):
    analyse_another(project, tmp_path)
    first, second = (film.uuid for film in films(project))
    with project.writing():
        project.execute("UPDATE media SET path = '/away/discs.mp4' WHERE film = ?", [first])
    for film in (first, second):
        ask("split", film=film, start=30, frame=43)
    (left_out,) = ask("complete")
    assert left_out["error"] == "discs.mp4 is not where it was (/away)."
    assert "Put it back" in left_out["remedy"]
    halves = {(30, 43), (43, 60)}
    assert halves <= {span[1:] for span in project.features.spans(*MOTION, film=second)}
    assert not halves & {span[1:] for span in project.features.spans(*MOTION, film=first)}


def test_a_merge_and_a_moved_boundary_change_two_shots(ask, project):
    film = films(project)[0].uuid
    told = shots(ask("move_boundary", film=film, start=30, frame=70))
    assert [(shot["start"], shot["end"]) for shot in told][1:3] == [(30, 70), (70, 90)]
    told = shots(ask("merge", film=film, start=30))
    assert [(shot["start"], shot["end"]) for shot in told][1:3] == [(30, 90), (90, 120)]


@pytest.mark.parametrize(
    ("what", "arguments", "happened"),
    [
        ("split", {"start": 30, "frame": 30}, "can't be split"),
        ("merge", {"start": 150}, "no shot after"),
        ("move_boundary", {"start": 30, "frame": 200}, "would leave its two shots"),
        ("split", {"start": 31, "frame": 40}, "no longer there"),
    ],
)
def test_what_can_not_be_done_to_a_shot_is_told(ask, project, what, arguments, happened):
    before = shots(ask("shots"))
    with pytest.raises(MatchcutError, match=happened):
        ask(what, film=films(project)[0].uuid, **arguments)
    assert shots(ask("shots")) == before


def test_the_cut_list_is_exported_and_told_what_was_written(ask, pairs, project, tmp_path):
    with pytest.raises(ExportError, match="no accepted cut"):
        ask("export", path=str(tmp_path / "cuts.edl"))
    saved.accept_all(project, {pairs[0]["id"]: saved.AcceptedCut()})
    told = ask("export", path=str(tmp_path / "cuts.edl"), title="Dailies", seconds=1.0)
    assert told["cuts"] == 1
    text = (tmp_path / "cuts.edl").read_text()
    assert "TITLE: Dailies" in text
    assert pairs[0]["id"] in text


def test_what_a_list_would_leave_out_is_told_and_nothing_is_written(ask, pairs, project, tmp_path):
    path = tmp_path / "cuts.edl"
    assert ask("fitting", path=str(path)) == {"cuts": 0, "left_out": [], "remedy": ""}
    saved.accept_all(project, {pairs[0]["id"]: saved.AcceptedCut()})
    assert ask("fitting", path=str(path)) == {"cuts": 1, "left_out": [], "remedy": ""}
    project.set_setting("timeline_rate", "50")
    told = ask("fitting", path=str(path))
    (left,) = told["left_out"]
    assert (told["cuts"], left["ids"]) == (0, [pairs[0]["id"]])
    assert "and the list at 50" in left["reason"]
    assert told["remedy"].endswith(".xml, .fcpxml or .otio, which hold films of several rates.")
    for suffix in (".otio", ".mp4"):
        assert ask("fitting", path=str(path.with_suffix(suffix)))["cuts"] == 1
    with pytest.raises(TimecodeError):
        ask("fitting", path=str(path), start="one")
    assert not list(tmp_path.glob("cuts.*"))


def test_a_choice_that_no_export_knows_is_named_and_nothing_is_written(
    ask, pairs, project, tmp_path
):
    saved.accept_all(project, {pairs[0]["id"]: saved.AcceptedCut()})
    with pytest.raises(TypeError, match="second"):
        ask("export", path=str(tmp_path / "cuts.edl"), second=1.0, rate="25")
    assert not (tmp_path / "cuts.edl").exists()


def test_one_pair_costs_neither_all_pairs_nor_all_reviews_nor_the_films_again(
    ask, project, pairs, monkeypatch
):
    ask("shots")
    read, rows = [], project.rows
    monkeypatch.setattr(project, "rows", lambda *sql: read.append(sql) or rows(*sql))
    monkeypatch.setattr(library, "film_shots", lambda *_: pytest.fail("they were read"))
    told = ask("pairs", ids=[pairs[0]["id"], "none of ours"])
    assert [each["id"] for each in told] == [pairs[0]["id"]]
    assert not any("FROM pairs" in sql[0] or "FROM reviews" in sql[0] for sql in read)


def test_a_search_looks_at_known_pairs_of_its_flavour_and_shots_alone(
    ask, project, pairs, monkeypatch
):
    looked_at = []

    def identify_looked_at(candidates, known, locate):
        looked_at.extend(known)
        return identify(candidates, known, locate)

    monkeypatch.setattr(finding, "identify", identify_looked_at)
    film = films(project)[0].uuid
    ask("find", by="motion")
    assert {each.flavour for each in looked_at} <= {"motion"}
    looked_at.clear()
    one = ask("find", by="frame", film=film, shot=2, k=1)["pairs"]
    assert one[0]["id"] in {each.id for each in looked_at}
    assert len(looked_at) < len(pairs)


def test_the_list_of_a_pair_whose_film_has_changed_says_so(ask, project, pairs, tmp_path):
    saved.accept_all(project, {pairs[0]["id"]: saved.AcceptedCut()})
    with project.writing():
        mark_to_check(project, films(project)[0].uuid, was="old", now="new")
    answer = ask("export", path=str(tmp_path / "cuts.edl"))
    (told,) = answer["warnings"]
    assert told["words"].startswith("Check {}: a film has changed")
    assert told["ids"] == [pairs[0]["id"]]


def test_the_formats_are_those_that_can_be_written(ask):
    told = {each["name"]: each for each in ask("formats")}
    assert told["edl"]["suffix"] == ".edl"
    assert told["preview"]["suffix"] == ".mp4"
    assert "burn_in" in told["preview"]["takes"]
    assert [name for name, each in told.items() if each["of_verdicts"]] == ["labels"]


def test_cuts_of_which_one_thing_is_told_are_told_of_together_and_by_keys(
    ask, project, pairs, tmp_path
):
    with pytest.raises(ExportError, match=r"Accept one first \(A\);"):
        ask("export", path=str(tmp_path / "cuts.edl"))
    ids = [pair["id"] for pair in pairs[:3]]
    saved.accept_all(project, dict.fromkeys(ids, saved.AcceptedCut()))
    for id in ids:
        saved.set_notes(project, [id], "long " * 100)
    (told,) = ask("export", path=str(tmp_path / "cuts.edl"))["warnings"]
    assert sorted(told["ids"]) == sorted(ids)
    assert told["words"].startswith("The note of {} is too long")
    saved.set_verdicts(project, ids[:1], "good")
    saved.set_verdicts(project, ids[1:2], "maybe")
    answer = ask("export", path=str(tmp_path / "all.labels.json"))
    assert "(G or B)" in answer["warnings"][0]["words"]
    assert answer["left_out"] == [{"ids": [ids[1]], "reason": "judged neither good nor bad"}]


def test_a_server_just_started_tells_of_a_pair_what_one_that_has_searched_for_it_does(
    ask, pairs, project, monkeypatch
):
    class Better(ForegroundSegmenter):
        name = "better"  # of which nothing is stored

    monkeypatch.setattr(
        current,
        "choose_segmenter",
        lambda name, *_: Better() if name == "auto" else ForegroundSegmenter(),
    )
    id, side, both = pairs[0]["id"], pairs[0]["out"], sides(pairs[0])
    marked = {"by": "frame", "film": side["film"], "frame": side["frame"]}
    for what, about in (
        ("marks", marked),
        ("heat_map", {"by": "frame", **both}),
        ("nudge", both),
        ("pairs", {"ids": [id]}),
        ("reverse", {"pair": id}),
    ):
        asked = {**about, "segmenter": "foreground"}
        started = AnswerServer(project)
        assert started.handlers[what](Asked(asked)) == ask(what, **asked), what
    assert ask("marks", **marked, segmenter="foreground")["outlines"]
    assert not ask("marks", **marked)["outlines"]


def test_an_action_match_says_what_the_figures_do(ask):
    found = ask("find", by="action")["pairs"]
    assert all(pair["reason"].startswith("The figure goes right on both sides") for pair in found)
    assert found[0]["parts"]["path"] > 0.4
    heat = ask("heat_map", by="action", **sides(found[0]))
    assert max(map(max, heat["scores"])) == pytest.approx(found[0]["score"], abs=1e-3)


def test_a_range_begins_and_ends_with_shots_and_gives_way_rather_than_be_empty(ask, project):
    film = films(project)[0].uuid
    all_shots = shots(ask("shots"))
    starts = [shot["start"] for shot in all_shots]

    def outside(document):
        return [shot["outside"] for shot in shots(document)]

    assert outside(ask("begin_range", film=film, start=starts[2])) == [True] * 2 + [False] * 4
    told = ask("end_range", film=film, start=starts[3])
    assert outside(told) == [True, True, False, False, True, True]
    assert told["films"][0]["has_range"]
    # An end before the beginning: from the film's first frame.
    assert outside(ask("end_range", film=film, start=starts[1])) == [False] * 2 + [True] * 4
    assert outside(ask("begin_range", film=film, start=starts[4])) == [True] * 4 + [False] * 2
    told = ask("clear_range", film=film, start=starts[0])
    assert outside(told) == [False] * 6
    assert not told["films"][0]["has_range"]
