import shutil
import unicodedata
from contextlib import closing
from fractions import Fraction

import av
import numpy as np
import pytest
from drawn_cuts import Counted, settings, side, source
from films import number_in, numbered, numbered_film, tone

from matchcut.errors import Cancelled, ExportError
from matchcut.export import exporter_for
from matchcut.export.cut import Cut
from matchcut.export.preview import PreviewExporter, _burn_in
from matchcut.media.film import probe
from matchcut.media.frames import FILMS_OPEN, FrameReader
from matchcut.media.source import FrameSource
from matchcut.media.write import MovieWriter, is_preview
from matchcut.review import Nudge
from matchcut.sample.counter import draw_counter, read_counter

RATE = Fraction(24)
FRAMES = 96
SAMPLES = 2000  # In a frame at 24.


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film whose frames carry their number, with a beep as long as frame 20 and frame 60."""
    path = tmp_path_factory.mktemp("films") / "numbers.mp4"
    tone = 0.8 * np.sin(np.arange(SAMPLES) * 2 * np.pi * 1000 / 48000)
    with MovieWriter(path, 128, 72, RATE) as movie:
        for frame in range(FRAMES):
            movie.audio(np.stack([tone * (frame in (20, 60))] * 2, axis=1).astype(np.float32))
            movie.frame(numbered(frame, 128, 72))
    return path


def cut_of(path, **more):
    one = source("Nümbers", RATE, path=path, frames=FRAMES, width=128, height=72)
    return Cut("c", side(one, 0, 50, 40), side(one, 50, 96, 54), flavour="frame", score=0.5, **more)


def frames_of(path):
    info = probe(path)
    with closing(FrameSource(info)) as source:
        times = [timed.pts for timed in source.from_start()]
    with FrameReader(info) as reader:
        return [reader.frame_at(pts, info.width).picture for pts in times]


def small(rate=RATE, **more):
    return settings(rate, seconds=Fraction(1), width=128, height=72, **more)


def test_the_reel_shows_the_frames_at_the_cut_and_those_around_it(film, tmp_path):
    path = tmp_path / "reel.mp4"
    summary = exporter_for(path).write([cut_of(film)], path, small())
    assert summary.events == 2
    assert is_preview(path)
    assert [number_in(one) for one in frames_of(path)] == [*range(17, 41), *range(54, 78)]


def test_the_counter_of_the_sample_film_is_read_back_in_order(tmp_path):
    path = tmp_path / "counted.mp4"
    with MovieWriter(path, 640, 360, RATE, audio_rate=None) as movie:
        for frame in range(60):
            picture = np.full((360, 640, 3), 2 * frame, np.uint8)
            draw_counter(picture, frame)
            movie.frame(picture)
    one = source("Sample", RATE, path=path, frames=60, width=640, height=360, audio_channels=0)
    cut = Cut("c", side(one, 0, 30, 25), side(one, 30, 60, 41), flavour="frame", score=0.5)
    half = settings(RATE, seconds=Fraction(1, 2), width=640, height=360, burn_in=True)
    PreviewExporter().write([cut], tmp_path / "reel.mp4", half)
    shown = [read_counter(one) for one in frames_of(tmp_path / "reel.mp4")]
    assert shown == [*range(14, 26), *range(41, 53)]


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_at_another_rate_the_cut_still_falls_between_the_same_frames(film, tmp_path, rate):
    path = tmp_path / "reel.mp4"
    PreviewExporter().write([cut_of(film)], path, small(rate))
    shown = [number_in(one) for one in frames_of(path)]
    at = shown.index(54)
    assert shown[at - 1] == 40
    assert shown == sorted(shown)
    assert len(shown) == 2 * round(rate)
    assert probe(path).rate == rate


def test_the_sound_is_in_step_with_the_picture(film, tmp_path):
    path = tmp_path / "reel.mp4"
    PreviewExporter().write([cut_of(film)], path, small())
    with av.open(str(path)) as container:
        decoded = list(container.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray()[0] for frame in decoded])
    start = round(float(decoded[0].time) * 48000)
    loud = np.flatnonzero(np.abs(sound) > 0.4) + start
    shown = [number_in(one) for one in frames_of(path)]
    for beep in (20, 60):
        first = shown.index(beep) * SAMPLES
        heard = loud[(loud > first - 5 * SAMPLES) & (loud < first + 5 * SAMPLES)]
        # Far closer than the frame that is allowed.
        assert abs(int(heard.min()) - first) < SAMPLES // 4
        assert abs(int(heard.max()) - (first + SAMPLES)) < SAMPLES // 4


def heard_from(path):
    """Return at which sample the first loud sound of a movie is."""
    with av.open(str(path)) as container:
        decoded = list(container.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray()[0] for frame in decoded])
    start = round(float(decoded[0].time) * 48000)
    return int(np.flatnonzero(np.abs(sound) > 0.4)[0]) + start


def test_the_sound_is_in_step_with_a_frame_that_stays_for_seconds(tmp_path):
    """Frame 10 stays from the tenth to the 58th 24th of a second, with a beep at the 50th."""
    ticks = [*range(11), *range(58, 70)]
    sound = np.zeros(70 * SAMPLES, np.float32)
    sound[50 * SAMPLES : 51 * SAMPLES] = tone(1000, 1 / 24)
    film = numbered_film(tmp_path / "hold.mov", len(ticks), ticks=ticks, sounds=[2 * sound])
    facts = {"path": film, "frames": len(ticks), "width": 320, "height": 180, "audio_channels": 1}
    one = source("Hold", RATE, times=tuple(tick / 24 for tick in ticks), **facts)
    cut = Cut("c", side(one, 0, 23, 11), side(one, 0, 23, 2), flavour="frame", score=0.5)
    PreviewExporter().write([cut], tmp_path / "reel.mp4", small())
    # The outgoing side ends with frame 11, so it begins 23 frames of the timeline before that.
    assert abs(heard_from(tmp_path / "reel.mp4") - (50 - 35) * SAMPLES) < SAMPLES // 4


def test_the_sound_is_in_step_where_the_pictures_of_a_film_begin_after_it(tmp_path):
    """Frame 0 is shown at the 12th 24th of a second; a beep is as long as frame 5."""
    sound = np.zeros(36 * SAMPLES, np.float32)
    sound[17 * SAMPLES : 18 * SAMPLES] = tone(1000, 1 / 24)
    film = numbered_film(
        tmp_path / "late.mov", 24, ticks=range(12, 36), size=(128, 72), sounds=[2 * sound]
    )
    one = source("Late", RATE, path=film, frames=24, width=128, height=72, audio_channels=1)
    cut = Cut("c", side(one, 0, 24, 11), side(one, 0, 24, 2), flavour="frame", score=0.5)
    PreviewExporter().write([cut], tmp_path / "reel.mp4", small())
    assert abs(heard_from(tmp_path / "reel.mp4") - 5 * SAMPLES) < SAMPLES // 4


def test_the_incoming_picture_is_flopped_and_nudged_and_the_outgoing_is_not(film, tmp_path):
    path = tmp_path / "reel.mp4"
    PreviewExporter().write([cut_of(film, flop=True)], path, small())
    frames = frames_of(path)
    assert number_in(frames[23]) == 40
    assert number_in(frames[24][:, ::-1]) == 54
    PreviewExporter().write([cut_of(film, nudge=Nudge(1.0, -0.25, 0.0))], path, small())
    frames = frames_of(path)
    assert number_in(frames[24]) != 54
    assert frames[24][:, -30:].mean() < 20
    moved = np.hstack([np.zeros((72, 32, 3), np.uint8), frames[24][:, :-32]])
    assert number_in(moved) == 54


def test_pictures_are_fitted_into_the_frame_and_never_stretched(film, tmp_path):
    path = tmp_path / "reel.mp4"
    tall = settings(RATE, seconds=Fraction(1, 4), width=128, height=128)
    PreviewExporter().write([cut_of(film)], path, tall)
    last = frames_of(path)[5]
    assert last.shape == (128, 128, 3)
    assert last[:26].mean() < 20
    assert last[-26:].mean() < 20
    assert number_in(last[28:100]) == 40


def test_names_and_timecode_are_burnt_in_only_when_asked_for(film, tmp_path):
    plain, burnt = tmp_path / "plain.mp4", tmp_path / "burnt.mp4"
    big = {"seconds": Fraction(1, 4), "width": 640, "height": 360}
    PreviewExporter().write([cut_of(film)], plain, settings(RATE, **big))
    PreviewExporter().write([cut_of(film)], burnt, settings(RATE, burn_in=True, **big))
    corner = (slice(330, 360), slice(0, 200))
    assert frames_of(plain)[0][corner].max() < 200
    assert frames_of(burnt)[0][corner].max() > 230


@pytest.mark.parametrize("name", ["Сталкер", "七人の侍", "기생충", "Ελλάδα", "Ñandú"])
def test_names_are_burnt_in_in_their_own_letters(name):
    shown, plain, lost = (burnt_in(f"{word}.mov") for word in (name, "", "?" * len(name)))
    assert (shown != plain).any()
    assert (shown != lost).any()


def test_accents_that_macos_splits_off_are_burnt_in_on_their_letters():
    assert (burnt_in(unicodedata.normalize("NFD", "Ñandú")) == burnt_in("Ñandú")).all()


def test_letters_that_the_font_lacks_are_burnt_in_as_question_marks():
    assert (burnt_in("\N{GRINNING FACE}.mov") == burnt_in("?.mov")).all()


def test_a_name_longer_than_the_picture_is_burnt_in_on_one_line():
    assert (burnt_in("x" * 100)[:300] == 90).all()


def burnt_in(text):
    picture = np.full((360, 640, 3), 90, np.uint8)
    _burn_in(picture, text)
    return picture


def test_the_timecode_burnt_in_after_missing_frames_tells_the_time(film, tmp_path, monkeypatch):
    burnt = []
    monkeypatch.setattr("matchcut.export.preview._burn_in", lambda _, text: burnt.append(text))
    times = tuple((n if n < 30 else n + 30) / 24 for n in range(60))
    gap = source("Gap", RATE, path=film, frames=60, width=128, height=72, times=times)
    cut = Cut("c", side(gap, 0, 30, 24), side(gap, 30, 60, 36), flavour="frame", score=0.5)
    short = settings(RATE, seconds=Fraction(1, 24), width=128, height=72, burn_in=True)
    PreviewExporter().write([cut], tmp_path / "reel.mp4", short)
    assert burnt == ["Gap  00:00:01:00", "Gap  00:00:02:18"]


def test_films_without_sound_make_a_reel_without_sound(tmp_path):
    path = tmp_path / "silent.mp4"
    with MovieWriter(path, 128, 72, RATE, audio_rate=None) as movie:
        for frame in range(FRAMES):
            movie.frame(numbered(frame, 128, 72))
    mute = source("Mute", RATE, path=path, frames=FRAMES, audio_channels=0)
    cut = Cut("c", side(mute, 0, 9, 5), side(mute, 10, 20, 12), flavour="frame", score=0.5)
    PreviewExporter().write([cut], tmp_path / "reel.mp4", small())
    assert probe(tmp_path / "reel.mp4").audio == ()


def test_a_stopped_reel_leaves_nothing_behind(film, tmp_path):
    def stop(report):
        if report.done > 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        PreviewExporter().write([cut_of(film)], tmp_path / "reel.mp4", small(), stop)
    assert list(tmp_path.iterdir()) == []


def test_of_many_films_only_a_few_are_held_open(film, tmp_path, monkeypatch):
    monkeypatch.setattr("matchcut.export.preview.FrameReader", Counted)
    monkeypatch.setattr(Counted, "most_open", 0)
    films = [shutil.copy(film, tmp_path / f"{number}.mp4") for number in range(2 * FILMS_OPEN)]
    cuts = [cut_of(each) for each in (*films, films[0])]
    PreviewExporter().write(cuts, tmp_path / "reel.mp4", small())
    assert 1 <= Counted.most_open <= FILMS_OPEN + 1  # the next is opened, then the last is closed
    assert Counted.open_now == 0


def test_a_cut_whose_film_is_gone_is_left_out_and_nothing_is_no_reel(film, tmp_path):
    gone = cut_of(tmp_path / "gone.mp4")
    summary = PreviewExporter().write([gone, cut_of(film)], tmp_path / "reel.mp4", small())
    assert "gone.mp4 is not there" in summary.left_out[0].reason
    hidden = cut_of(tmp_path / ("x" * 300))  # as in another user's folder, it can't be looked at
    summary = PreviewExporter().write([hidden, cut_of(film)], tmp_path / "reel.mp4", small())
    assert "is not there" in summary.left_out[0].reason
    with pytest.raises(ExportError, match=r"left out of none\.mp4: .*gone\.mp4 is not there"):
        PreviewExporter().write([gone], tmp_path / "none.mp4", small())
    with pytest.raises(ExportError, match="no cut to show"):
        PreviewExporter().write([], tmp_path / "none.mp4", small())
