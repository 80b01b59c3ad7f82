"""Films as the lists of a project refer to them."""

from fractions import Fraction

import numpy as np
import pytest
from films import SOUND_RATE, numbered_film, tone

from matchcut.export.cut import Cut, ExportSettings, Side
from matchcut.export.fcp7 import compose as fcp7
from matchcut.export.fcpxml import compose as fcpxml
from matchcut.media.film import fingerprint
from matchcut.media.write import MovieWriter
from matchcut.pipeline.cut_list import Sources
from matchcut.pipeline.library import load_library
from matchcut.project.films import FilmFacts, add_film, set_frame_times
from matchcut.project.media import MediaFile
from matchcut.project.project import open_project
from matchcut.timing import FrameRange

RATE = Fraction(24)


def source_of(film, folder):
    """A film of 24 frames, as the lists of a project with nothing else refer to it."""
    with open_project(folder / "p.matchcut", create=True) as project:
        status = film.stat()
        media = MediaFile(film, "original", fingerprint(film), status.st_size, status.st_mtime_ns)
        facts = FilmFacts(film.name, "A001", None, RATE, Fraction(1, 24), 24, 320, 180, media)
        record = add_film(project, facts)
        set_frame_times(project, record.uuid, np.arange(24))
        return Sources(project).of(load_library(project).films[record.uuid])


def list_of(source, compose):
    shot = FrameRange(0, 24)
    cut = Cut("c", Side(source, shot, 11), Side(source, shot, 12), by="frame", score=0.5)
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
