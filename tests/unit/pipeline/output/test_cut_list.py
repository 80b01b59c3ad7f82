"""Films as the lists of a project refer to them."""

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from films import SOUND_RATE, numbered, numbered_film, tone, write_film
from watched_projects import watched_project

from matchcut.errors import ExportError
from matchcut.export.cut import Cut, ExportSettings, OnTape, Side
from matchcut.export.edl import compose as edl
from matchcut.export.fcp7 import compose as fcp7
from matchcut.export.fcpxml import compose as fcpxml
from matchcut.export.preview import PreviewExporter
from matchcut.media.film import probe
from matchcut.media.write import MovieWriter
from matchcut.pipeline.analysis.facts import film_facts
from matchcut.pipeline.output.cut_list import Sources, accepted_cuts, export_settings
from matchcut.pipeline.relinking import give_file
from matchcut.pipeline.search.library import load_library
from matchcut.project.adding import add_film
from matchcut.project.films import edit_film, film_labels, set_frame_times
from matchcut.project.media import forget_media
from matchcut.project.pairs import ShownPair, record_pairs
from matchcut.project.project import open_project
from matchcut.project.reviews import AcceptedCut, accept_all, change
from matchcut.review import Candidate
from matchcut.timing import FrameRange

RATE = Fraction(24)


def source_of(film, folder):
    """A film of 24 frames, as the lists of a project with nothing else refer to it."""
    with open_project(folder / "p.matchcut", create=True) as project:
        record = add_film(project, film_facts(probe(film)))
        ticks = int(1 / (RATE * record.time_base))
        set_frame_times(project, record.uuid, np.arange(24) * ticks)
        return Sources(project).relinked(load_library(project).films[record.uuid])


def list_of(source, compose):
    shot = FrameRange(0, 24)
    cut = Cut("c", Side(source, shot, 11), Side(source, shot, 12), flavour="frame", score=0.5)
    return compose([cut], ExportSettings(RATE))[0]


@pytest.mark.parametrize("tracks", [1, 2, 4])
def test_every_mono_track_of_a_master_is_a_channel_in_the_lists(tmp_path, tracks):
    sounds = [tone(300 + 200 * number, 1) for number in range(tracks)]
    source = source_of(numbered_film(tmp_path / "master.mov", 24, sounds=sounds), tmp_path)
    assert (source.audio_channels, source.audio_rate) == (tracks, SOUND_RATE)
    text = list_of(source, fcp7)
    assert f"<channelcount>{tracks}</channelcount>" in text
    assert [f"<trackindex>{n}</trackindex>" in text for n in range(1, 6)].count(True) == tracks
    assert f'audioChannels="{tracks}"' in list_of(source, fcpxml)


def test_a_stereo_track_is_two_channels_and_no_track_none(tmp_path):
    for name, rate, expected in (
        ("stereo.mp4", SOUND_RATE, (2, SOUND_RATE)),
        ("none.mp4", None, (0, 0)),
    ):
        folder = tmp_path / name[:-4]
        folder.mkdir()
        with MovieWriter(folder / name, 320, 180, RATE, audio_rate=rate) as movie:
            for _ in range(24):
                movie.frame(np.zeros((180, 320, 3), np.uint8))
            if rate:
                movie.audio(np.stack([tone(440, 1)] * 2, axis=1))
        source = source_of(folder / name, folder)
        assert (source.audio_channels, source.audio_rate) == expected


def proxy_and_original(folder):
    """A silent proxy without timecode, and the sounding camera original that it was made from."""
    said = {"timecode": "14:03:07:11", "reel_name": "A012C003"}
    original = numbered_film(
        folder / "CAM.mov", 24, size=(640, 360), metadata=said, sounds=[tone(440, 1)] * 2
    )
    return numbered_film(folder / "CAM_proxy.mp4", 24), original


def test_lists_go_by_what_the_file_says_that_they_name_and_the_window_likewise(tmp_path):
    proxy, original = proxy_and_original(tmp_path)
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    with open_project(tmp_path / "p.matchcut") as project:

        def listed():
            film = load_library(project).films[uuid]
            source = Sources(project).relinked(film)
            assert film.clock == source.clock
            assert film.record.reel == source.reel
            return source

        alone = listed()
        assert (alone.reel, alone.clock.timecode(0)) == ("CAM_proxy", "00:00:00:00")
        give_file(project, uuid, original, "original")
        source = listed()
        assert (source.reel, source.clock.timecode(0)) == ("A012C003", "14:03:07:11")
        assert (source.width, source.height, source.audio_channels) == (640, 360, 2)
        assert film_labels(project, uuid)[1].start_timecode == "14:03:07:11"
        assert " 14:03:07:11 14:03:07:23 " in list_of(source, edl)
        assert 'start="1214099/24s"' in list_of(source, fcpxml)
        assert "<value>300.0000</value>" in list_of(source, fcp7)
        edit_film(project, uuid, name=None, reel="B7", start_timecode="01:00:00:00")
        typed = listed()
        assert (typed.reel, typed.clock.timecode(0)) == ("B7", "01:00:00:00")
        edit_film(project, uuid, reel="", start_timecode="")
        forget_media(project, uuid, original)
        assert listed() == alone


def test_lists_know_the_tapes_of_all_films_of_the_project(tmp_path):
    films = [numbered_film(tmp_path / f"A001C00{at}.mp4", 24, first=at) for at in (1, 2)]
    uuids = watched_project(tmp_path / "p.matchcut", *films)
    with open_project(tmp_path / "p.matchcut") as project:
        edit_film(project, uuids[1], name=None, reel="TAPE 7", start_timecode=None)
        settings = export_settings(project, tmp_path / "cuts.edl")
    assert settings.reels == {
        uuids[0]: OnTape("A001C001", Fraction(0), Fraction(1)),
        uuids[1]: OnTape("TAPE 7", Fraction(0), Fraction(1)),
    }


def test_lists_of_drop_frame_films_are_drop_frame_unless_another_start_is_asked_for(tmp_path):
    film = numbered_film(tmp_path / "a.mp4", 24, rate=Fraction(30000, 1001))
    (uuid,) = watched_project(tmp_path / "p.matchcut", film)

    def start(*, said=""):
        return export_settings(project, tmp_path / "cuts.edl", start=said).start

    with open_project(tmp_path / "p.matchcut") as project:
        assert start() == "01:00:00:00"
        edit_film(project, uuid, start_timecode="14:03:07;11")
        assert start() == "01:00:00;00"
        assert start(said="01:00:00:00") == "01:00:00:00"


def test_an_original_that_is_away_is_listed_as_it_was_not_as_its_proxy(tmp_path):
    proxy, original = proxy_and_original(tmp_path)
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    with open_project(tmp_path / "p.matchcut") as project:
        give_file(project, uuid, original, "original")
        there = Sources(project).relinked(load_library(project).films[uuid])
        original.unlink()
        assert Sources(project).relinked(load_library(project).films[uuid]) == there


def test_a_film_without_any_file_is_listed_with_its_sound_where_that_is_known(tmp_path):
    _, original = proxy_and_original(tmp_path)
    (uuid,) = watched_project(tmp_path / "p.matchcut", original)
    with open_project(tmp_path / "p.matchcut") as project:
        there = Sources(project).relinked(load_library(project).films[uuid])
        assert there.audio_channels == 2
        original.unlink()
        sources = Sources(project)
        assert sources.relinked(load_library(project).films[uuid]) == there
        told = "CAM.mov is not where it was: the list names it all the same"
        assert sources.away == [f"{told}."]
        with project.writing():
            project.execute("UPDATE media SET reel = NULL")
        older = Sources(project)
        assert older.relinked(load_library(project).films[uuid]).audio_channels == 0
        assert older.away == [f"{told}, but none of its sound, which nobody knows."]


def test_a_reel_plays_another_file_of_the_film_while_the_original_is_away(tmp_path):
    proxy, original = proxy_and_original(tmp_path)
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    reel, frame = tmp_path / "reel.mp4", FrameRange(0, 24)

    def left_out(project):
        film = load_library(project).films[uuid]
        source = Sources(project).relinked(film)
        cut = Cut("c", Side(source, frame, 11), Side(source, frame, 12), flavour="frame", score=0.5)
        settings = ExportSettings(RATE, width=320, height=180)
        return PreviewExporter().write([cut], reel, settings).left_out

    with open_project(tmp_path / "p.matchcut") as project:
        give_file(project, uuid, original, "original")
        proxy.rename(tmp_path / "away.mp4")
        assert left_out(project) == []
        (tmp_path / "away.mp4").rename(proxy)
        original.unlink()
        assert left_out(project) == []
        proxy.unlink()
        with pytest.raises(ExportError, match=r"CAM\.mov is not there"):
            left_out(project)


def test_an_original_that_an_older_version_was_given_is_looked_at_when_it_is_listed(tmp_path):
    proxy, original = proxy_and_original(tmp_path)
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    with open_project(tmp_path / "p.matchcut") as project:
        give_file(project, uuid, original, "original")
        with project.writing():
            project.execute("UPDATE media SET reel = NULL, width = NULL, start_timecode = NULL")
        assert load_library(project).films[uuid].record.reel == "CAM_proxy"
        source = Sources(project).relinked(load_library(project).films[uuid])
        assert (source.reel, source.width) == ("A012C003", 640)
        assert load_library(project).films[uuid].clock.timecode(0) == "14:03:07:11"


def test_lists_know_that_a_telephones_film_is_stored_on_its_side(tmp_path):
    source = source_of(numbered_film(tmp_path / "a.mov", 24, rate=RATE, rotation=90), tmp_path)
    assert (source.width, source.height, source.rotation) == (180, 320, 90)


def test_a_proxy_on_its_side_does_not_turn_the_original_that_lists_name(tmp_path):
    proxy = numbered_film(tmp_path / "proxy.mov", 24, rate=RATE, rotation=90)
    upright = (np.ascontiguousarray(np.rot90(numbered(number))) for number in range(24))
    original = write_film(tmp_path / "camera.mov", upright, rate=RATE)
    (uuid,) = watched_project(tmp_path / "p.matchcut", proxy)
    with open_project(tmp_path / "p.matchcut") as project:
        give_file(project, uuid, original, "original")
        original.unlink()
        source = Sources(project).relinked(load_library(project).films[uuid])
    assert (source.path, source.readable, source.rotation) == (original, proxy, 0)


@pytest.mark.parametrize(
    ("size", "shape", "width"),
    [
        ((854, 480), None, 1920),  # 853.33 pixels would be 16:9
        ((426, 240), None, 1920),
        ((480, 360), None, 1440),
        ((320, 180), "2.39", 2582),
        ((320, 180), "1.85", 1998),
        ((320, 180), "1.66", 1792),
    ],
)
def test_a_shape_that_whole_pixels_came_near_to_gives_the_timeline_that_is_meant(
    tmp_path, size, shape, width
):
    watched_project(tmp_path / "p.matchcut", numbered_film(tmp_path / "a.mp4", 24, size=size))
    with open_project(tmp_path / "p.matchcut") as project:
        project.set_setting("frame_shape", shape)
        settings = export_settings(project, tmp_path / "reel.mp4", start="10000000")
    assert settings.start == "10:00:00:00"
    assert (settings.width, settings.height) == (width, 1080)


def test_a_cut_is_mirrored_and_trimmed_as_the_editor_chose_whatever_was_shown(tmp_path):
    (uuid,) = watched_project(tmp_path / "p.matchcut", numbered_film(tmp_path / "a.mp4", 24))
    with open_project(tmp_path / "p.matchcut") as project:
        film = load_library(project).films[uuid]
        at = Candidate("frame", film.anchor(11), film.anchor(12))
        for shown, chosen in ((True, False), (True, None), (False, True)):
            record_pairs(project, [ShownPair("pair", at, score=0.5, parts={}, flop=shown)])
            accept_all(project, {"pair": AcceptedCut(into=film.anchor(13))})
            change(project, "flop", {"pair": partial(replace, flop=chosen)})
            (cut,) = accepted_cuts(project).cuts
            assert cut.flop is (shown if chosen is None else chosen)
            assert (cut.out.frame, cut.into.frame) == (11, 13)
