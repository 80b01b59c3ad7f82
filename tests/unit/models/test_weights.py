"""Weights come over the network once, whole or in parts, and only as their card says."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchcut.errors import Cancelled, ModelError
from matchcut.progress import Report
from models.cards import CARDS
from models.download import fetch
from models.weights import file_sha256, find_card, is_damaged, on_disk, outside_weights

CONTENT = bytes(range(256)) * 4096  # 1 MiB


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_weights_are_fetched_once_and_checked(server, models_folder):
    server.content = CONTENT
    card = server.card()
    assert on_disk(card) is None
    assert not is_damaged(card)
    path = fetch(card)
    assert path == models_folder / "tiny.pt"
    assert path.read_bytes() == CONTENT
    assert fetch(card) == on_disk(card) == path
    assert server.ranges == [None]
    assert [file.name for file in models_folder.iterdir()] == ["tiny.pt"]


def test_progress_counts_the_bytes_up_to_all_of_them(server, models_folder):
    server.content = CONTENT
    reports: list[Report] = []
    fetch(server.card(), reports.append)
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert done[-1] == len(CONTENT)
    assert {(report.total, report.unit, report.subject) for report in reports} == {
        (len(CONTENT), "bytes", "tiny.pt")
    }


def test_a_cut_connection_is_told_and_the_download_goes_on_where_it_stopped(server, models_folder):
    server.content = CONTENT
    server.breaks_after = 300_000
    with pytest.raises(ModelError, match=r"the connection ended early.*what has come is kept"):
        fetch(server.card())
    server.breaks_after = None
    assert fetch(server.card()).read_bytes() == CONTENT
    start = int((server.ranges[1] or "").removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 300_000


def test_a_server_that_knows_no_ranges_sends_it_all_again(server, models_folder):
    server.content = CONTENT
    server.knows_ranges = False
    models_folder.mkdir()
    (models_folder / "tiny.pt.part").write_bytes(CONTENT[:1000])
    assert fetch(server.card()).read_bytes() == CONTENT
    assert server.ranges == ["bytes=1000-"]


def test_a_stopped_download_goes_on_later(server, models_folder):
    server.content = CONTENT

    def stop(report: Report) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fetch(server.card(), stop)
    assert not (models_folder / "tiny.pt").exists()
    assert fetch(server.card()).read_bytes() == CONTENT
    assert server.ranges[1] is not None


def test_a_whole_part_is_used_without_asking_again(server, models_folder):
    server.content = CONTENT
    models_folder.mkdir()
    (models_folder / "tiny.pt.part").write_bytes(CONTENT)
    assert fetch(server.card()).read_bytes() == CONTENT
    assert server.ranges == []


@pytest.mark.parametrize("sent", [CONTENT[:-1] + b"x", CONTENT + b"x", b"x" * len(CONTENT)])
def test_another_content_than_promised_is_removed(server, models_folder, sent):
    server.content = sent
    with pytest.raises(ModelError, match=r"is not tiny\.pt: its sha256 differs"):
        fetch(server.card(CONTENT))
    assert list(models_folder.iterdir()) == []


def test_a_part_that_does_not_fit_is_found_out_and_the_next_try_works(server, models_folder):
    server.content = CONTENT
    models_folder.mkdir()
    (models_folder / "tiny.pt.part").write_bytes(b"y" * 1000)
    with pytest.raises(ModelError, match="sha256 differs"):
        fetch(server.card())
    assert fetch(server.card()).read_bytes() == CONTENT


def test_an_endless_answer_is_cut_short(server, models_folder):
    server.content = b"z" * 4_000_000
    with pytest.raises(ModelError, match="sha256 differs"):
        fetch(server.card(CONTENT[:1000]))
    assert list(models_folder.iterdir()) == []


def test_weights_that_were_tampered_with_are_fetched_again(server, models_folder):
    server.content = CONTENT
    path = fetch(server.card())
    assert not is_damaged(server.card())
    path.write_bytes(CONTENT[:-1] + b"x")
    assert on_disk(server.card()) is None
    assert is_damaged(server.card())
    assert fetch(server.card()).read_bytes() == CONTENT


def test_what_the_server_answers_is_told(server, models_folder):
    server.content = CONTENT
    server.status = 404
    with pytest.raises(ModelError, match="the server answered 404 Not Found"):
        fetch(server.card())


def test_a_server_that_is_not_there_is_told(server, models_folder):
    card = server.card()
    server.port = 1
    with pytest.raises(ModelError, match="the server can't be reached"):
        fetch(server.card(CONTENT))
    assert on_disk(card) is None


def test_a_folder_that_cannot_be_made_is_told(server, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"can't be written: .*MATCHCUT_MODELS"):
        fetch(server.card(CONTENT))


def test_an_unknown_network_is_told_with_those_there_are():
    with pytest.raises(ModelError, match=r"no network named yolo99.*yolo11n-seg"):
        find_card("yolo99")


def test_every_card_is_complete():
    for name, card in CARDS.items():
        assert find_card(name) is card
        assert card.url.startswith("https://")
        assert card.url.endswith(card.file)
        assert len(bytes.fromhex(card.sha256)) == 32
        assert card.size_bytes > 1_000_000
        assert card.licence == "AGPL-3.0"


def test_onnx_from_outside_is_allowed(tmp_path: Path):
    path = tmp_path / "mine.ONNX"
    path.write_bytes(b"onnx")
    assert outside_weights(path) == path


@given(st.sampled_from([".pt", ".PT", ".pth", ".bin", "", ".pkl"]))
def test_what_no_card_names_is_not_loaded(tmp_path_factory, suffix):
    path = tmp_path_factory.mktemp("outside") / f"mine{suffix}"
    path.write_bytes(b"import os")
    with pytest.raises(ModelError, match="not known to be safe"):
        outside_weights(path)


def test_a_pt_file_that_a_card_names_is_allowed_under_any_name(server, tmp_path, monkeypatch):
    server.content = CONTENT
    path = tmp_path / "renamed.pt"
    path.write_bytes(CONTENT)
    assert file_sha256(path) == server.card().sha256
    monkeypatch.setitem(CARDS, "tiny", server.card())
    assert outside_weights(path) == path


def test_missing_weights_are_told(tmp_path):
    with pytest.raises(ModelError, match="There are no weights at"):
        outside_weights(tmp_path / "none.onnx")


def test_what_can_not_be_looked_at_is_no_weights(server, models_folder, tmp_path, monkeypatch):
    """As in another user's folder, or by a name that is too long for the disk."""
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path / ("a" * 300)))
    assert on_disk(server.card()) is None
    assert not is_damaged(server.card())
    for path in (tmp_path, tmp_path / ("a" * 300 + ".onnx")):
        with pytest.raises(ModelError, match="There are no weights at"):
            outside_weights(path)
