"""The contact sheet: one web page of the best pairs."""

import re
import shutil
import weakref

import numpy as np
from copies import copy_of
from films import scenes, write_film
from rich.console import Console

from matchcut.cli import finding, terminal
from matchcut.media.frames import FrameReader
from matchcut.pipeline.output import contact
from matchcut.project.project import open_project


def test_the_contact_sheet_is_one_file_that_escapes_what_it_is_given(matchcut, film, tmp_path):
    named = tmp_path / "a<script>alert(1)<&'\".mp4"
    shutil.copy(film, named)
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    assert matchcut("analyze", named, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "-k", "4", "--progress", "none").status == 0
    html = sheet.read_text()
    assert "<script" not in html
    assert "a&lt;script&gt;" in html
    assert "data:image/jpeg;base64," in html
    assert 'src="http' not in html
    assert "<polygon" in html
    assert "<line" in html


def test_the_sheet_and_the_list_call_the_parts_of_a_score_what_the_window_calls_them(
    matchcut, analysed, tmp_path, monkeypatch
):
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "2", "--progress", "none").status == 0
    words = re.findall(r'<span class="part">([^<]*)<b>[01][.][0-9]{2}<', sheet.read_text())
    figure = ["position", "each figure", "silhouette", "beyond the cut", "fully in frame"]
    move = ["camera", "subject", "speed"]
    assert words == 2 * figure + 2 * move
    monkeypatch.setattr(finding, "output", Console(width=200))
    listed = matchcut("find", "-p", analysed, "--by", "frame", "-k", "2").out
    assert all(word in listed for word in figure)
    assert "instances" not in listed


def test_the_sheet_and_the_list_show_where_the_pairs_get_weak(
    matchcut, analysed, tmp_path, monkeypatch
):
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "50", "--progress", "none").status == 0
    frames, moves = sheet.read_text().split("<h2>")[1:]
    words = "eaker from here: few pairs below this are worth auditioning"
    for least, part in ((0.3, frames), (0.4, moves)):
        scores = [float(score) for score in re.findall(r'class="score">([0-9.]+)<', part)]
        above = part.split("<h3>W" + words)[0].count("<article")
        assert above == sum(score >= least for score in scores) < len(scores)
    listed_above = frames.split("<h3>")[0].count("<article")
    for width in (200, 60):
        monkeypatch.setattr(finding, "output", Console(width=width))
        monkeypatch.setattr(terminal, "output", Console(width=width))
        listed = matchcut("find", "-p", analysed, "--by", "frame", "-k", "50").out
        above, below = listed.split("weaker from")
        assert len(re.findall(r"0[.][0-9]{2} +[0-9]+ > [0-9]+", above)) == listed_above
        assert below.startswith(" here: few pairs below this are worth auditioning\n")


def test_a_sheet_is_printed_dark_on_white_without_its_switch_and_no_pair_is_torn(
    matchcut, analysed, tmp_path
):
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "2", "--progress", "none").status == 0
    printed = sheet.read_text().split("@media print")[1].split("</style>")[0]
    for rule in ("background: #fff", ".toggle { display: none; }", "break-inside: avoid"):
        assert rule in printed


def test_a_sheet_says_that_films_are_left_without_a_pair(matchcut, another_film, tmp_path):
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    grey = write_film(tmp_path / "grey.mp4", [np.full((90, 160, 3), 99, np.uint8)] * 40)
    assert matchcut("analyze", another_film, grey, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "-k", "1", "--progress", "none").status == 0
    assert "(1 of 2 films have a pair here)" in sheet.read_text()


def test_a_sheet_tells_films_of_one_name_apart(matchcut, tmp_path):
    project, sheet = tmp_path / "p.matchcut", tmp_path / "sheet.html"
    cards = [tmp_path / card / "C1.mp4" for card in ("card 1", "card 2")]
    for seed, card in enumerate(cards):
        card.parent.mkdir()
        write_film(card, scenes(seed, shots=2))
    assert matchcut("analyze", *cards, "-p", project, "--progress", "none").status == 0
    assert matchcut("sheet", "-p", project, sheet, "--progress", "none").status == 0
    text, told = sheet.read_text(), {"card 1/C1.mp4", "card 2/C1.mp4"}
    assert set(re.search(r'class="sub">([^<]*)<', text)[1].split(", ")) == told
    assert set(re.findall(r'class="film">([^<]*)<', text)) == told


def test_a_contact_sheet_keeps_no_decoded_frames(matchcut, analysed, tmp_path, monkeypatch):
    decoded, most = [], []

    class Watched(FrameReader):
        def frame_at(self, *asked):
            most.append(sum(picture() is not None for picture in decoded))
            frame = super().frame_at(*asked)
            decoded.append(weakref.ref(frame.picture))
            return frame

    monkeypatch.setattr(contact, "FrameReader", Watched)
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "8", "--progress", "none").status == 0
    assert len(decoded) >= 8
    assert max(most) <= 2
    assert sheet.read_text().count("data:image/jpeg;base64,") >= len(decoded)


def test_a_sheet_marks_the_moves_into_a_cut_and_out_of_it(
    matchcut, analysed, tmp_path, monkeypatch
):
    seen, marks = [], contact.marks

    def watched(stored, flavour, side, *, outgoing, aspect):
        seen.append((flavour, outgoing))
        return marks(stored, flavour, side, outgoing=outgoing, aspect=aspect)

    monkeypatch.setattr(contact, "marks", watched)
    sheet = tmp_path / "sheet.html"
    assert matchcut("sheet", "-p", analysed, sheet, "-k", "1", "--progress", "none").status == 0
    assert seen == [(by, outgoing) for by in ("frame", "motion") for outgoing in (True, False)]


def test_a_damaged_overlay_is_detected_again_and_a_sheet_does_without(
    matchcut, analysed, film, tmp_path
):
    project, sheet = copy_of(analysed, tmp_path), tmp_path / "sheet.html"
    with open_project(project) as opened, opened.writing():
        whole = opened.row("SELECT overlay FROM films")["overlay"]
        flipped = bytes([whole[0] ^ 1]) + whole[1:]
        opened.execute("UPDATE films SET overlay = ?", [flipped])
    said = matchcut("sheet", "-p", project, sheet, "--progress", "none")
    assert said.status == 0, said.err
    assert matchcut("analyze", film, "-p", project, "--progress", "none").status == 0
    with open_project(project) as opened:
        assert opened.row("SELECT overlay FROM films")["overlay"] == whole
