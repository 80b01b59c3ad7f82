"""Frames and sound for the viewer, from the films of a project."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from films import number_in, numbered, numbered_film, tone, write_film
from watched_projects import watched_project

from matchcut.errors import Cancelled, MatchcutError
from matchcut.project.project import open_project
from matchcut.serving.pictures import PictureServer


class Asked:
    """A call, without a wire."""

    def __init__(self, cancelled_after=None, **arguments):
        self.arguments = arguments
        self.parts = []
        self._cancelled_after = cancelled_after

    def check(self):
        if len(self.parts) == self._cancelled_after:
            raise Cancelled

    def part(self, value):
        self.parts.append(value)


@pytest.fixture
def serve(tmp_path):
    """Open a server on a project of some films; it is closed after the test."""
    open_ones = []

    def opened(*films):
        path = tmp_path / "p.matchcut"
        uuids = watched_project(path, *films)
        (tmp_path / "blocks").mkdir()
        project = open_project(path)
        server = PictureServer(project, tmp_path / "blocks")
        open_ones.extend((server, project))
        return server, *uuids

    yield opened
    for each in open_ones:
        each.close()


def pictures(tmp_path, call):
    """Read the pictures of a run's parts, as BGR."""
    found = []
    for part in call.parts:
        pixels = np.fromfile(tmp_path / "blocks" / part["block"], np.uint8)
        found.append(pixels.reshape(part["height"], part["width"], 4)[:, :, :3])
    return found


def run(server, tmp_path, film, first, stop, long_side=320):
    call = Asked(film=film, first=first, stop=stop, long_side=long_side)
    sent = server.run(call)
    assert sent == len(call.parts)
    return call, pictures(tmp_path, call)


def test_a_run_holds_exactly_its_frames_forwards_and_after_a_jump_back(serve, tmp_path):
    server, film = serve(numbered_film(tmp_path / "a.mp4", 60))
    for first, stop in ((20, 32), (32, 40), (3, 9)):
        call, shown = run(server, tmp_path, film, first, stop)
        assert [part["frame"] for part in call.parts] == list(range(first, stop))
        assert [number_in(picture) for picture in shown] == list(range(first, stop))


def test_every_frame_carries_its_timecode(serve, tmp_path):
    tagged = numbered_film(
        tmp_path / "a.mov", 30, rate=Fraction(25), metadata={"timecode": "01:00:00:00"}
    )
    server, film = serve(tagged)
    call, _ = run(server, tmp_path, film, 24, 26)
    assert [part["timecode"] for part in call.parts] == ["01:00:00:24", "01:00:01:00"]


def test_pixels_are_opaque_so_that_the_window_need_not_look_at_them(serve, tmp_path):
    server, film = serve(numbered_film(tmp_path / "a.mp4", 4))
    call, _ = run(server, tmp_path, film, 0, 1)
    pixels = np.fromfile(tmp_path / "blocks" / call.parts[0]["block"], np.uint8)
    assert (pixels[3::4] == 255).all()


def test_frames_are_as_long_as_asked_and_never_longer_than_the_film(serve, tmp_path):
    server, film = serve(numbered_film(tmp_path / "a.mp4", 4))
    sizes = []
    for long_side in (160, 4000):
        call, _ = run(server, tmp_path, film, 0, 1, long_side)
        sizes.append((call.parts[0]["width"], call.parts[0]["height"]))
    assert sizes == [(160, 90), (320, 180)]


def test_a_rotated_and_an_anamorphic_film_are_upright_and_in_shape(serve, tmp_path):
    stored = [np.rot90(numbered(7, 320, 180)).copy()] * 4
    turned = write_film(tmp_path / "turned.mov", stored, rotation=270)
    wide = write_film(tmp_path / "wide.mp4", [numbered(9, 160, 180)] * 4, sample_aspect=Fraction(2))
    server, *films = serve(turned, wide)
    for film, number in zip(films, (7, 9), strict=True):
        _, (shown,) = run(server, tmp_path, film, 0, 1)
        assert shown.shape[:2] == (180, 320)
        assert number_in(shown) == number


def test_bars_are_cut_off(serve, tmp_path):
    boxed = [np.pad(numbered(i, 320, 180), ((30, 30), (0, 0), (0, 0))) for i in range(12)]
    server, film = serve(write_film(tmp_path / "a.mp4", boxed, options={"crf": "4"}))
    _, (shown,) = run(server, tmp_path, film, 5, 6)
    # The edge may fall into a chroma block.
    assert shown.shape[1] == 320
    assert 174 <= shown.shape[0] <= 182
    assert number_in(shown) == 5


def test_a_run_past_the_end_has_fewer_frames(serve, tmp_path):
    server, film = serve(numbered_film(tmp_path / "a.mp4", 10))
    call, _ = run(server, tmp_path, film, 7, 20)
    assert [part["frame"] for part in call.parts] == [7, 8, 9]


def test_a_run_that_is_called_off_ends_within_a_frame(serve, tmp_path):
    server, film = serve(numbered_film(tmp_path / "a.mp4", 20))
    call = Asked(cancelled_after=2, film=film, first=0, stop=20, long_side=320)
    with pytest.raises(Cancelled):
        server.run(call)
    assert len(call.parts) == 2
    assert len(run(server, tmp_path, film, 0, 20)[0].parts) == 20


def test_sound_lasts_as_long_as_its_frames(serve, tmp_path):
    film = numbered_film(tmp_path / "a.mov", 48, sounds=[tone(480, 2)])
    server, film = serve(film)
    answer = server.sound(Asked(film=film, first=12, stop=36))
    heard = np.fromfile(tmp_path / "blocks" / answer, "<i2").reshape(-1, 2)
    assert len(heard) == 48000
    strongest = np.argmax(np.abs(np.fft.rfft(heard[:, 0])))
    assert strongest == 480


def test_a_film_that_is_gone_is_told_by_name_and_served_again_once_it_is_back(serve, tmp_path):
    path = numbered_film(tmp_path / "reel_04.mp4", 8)
    server, film = serve(path)
    away = path.rename(tmp_path / "away.mp4")
    with pytest.raises(MatchcutError, match=r"reel_04\.mp4 is not where it was"):
        server.run(Asked(film=film, first=0, stop=4, long_side=320))
    away.rename(path)
    assert len(run(server, tmp_path, film, 0, 4)[0].parts) == 4


def test_the_server_ends_with_its_input_and_takes_its_blocks_along(tmp_path):
    watched_project(tmp_path / "p.matchcut", numbered_film(tmp_path / "a.mp4", 4))
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    (blocks / "block-left").write_bytes(b"1")
    done = subprocess.run(
        [sys.executable, "-m", "matchcut.serving.pictures", tmp_path / "p.matchcut", blocks],
        input='{"id": 1, "ask": "shape"}\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith('{"id":1,')
    assert not blocks.exists()
