"""Which files a film may be given."""

from fractions import Fraction

import pytest
from films import numbered_film
from watched_projects import watched_project

from matchcut.errors import MediaError
from matchcut.media.film import probe
from matchcut.pipeline.relinking import read_file
from matchcut.project.films import film
from matchcut.project.project import open_project

PACKET = 188
EMPTY_PACKET = bytes((0x47, 0x1F, 0xFF, 0x10)) + bytes(PACKET - 4)


def test_a_recording_whose_start_was_cut_off_is_known_by_the_frames_that_can_be_decoded(tmp_path):
    whole = numbered_film(
        tmp_path / "whole.ts", 240, rate=Fraction(25), options={"g": "30", "bf": "2"}
    )
    packets = whole.read_bytes()
    cut = packets[len(packets) // 7 // PACKET * PACKET :]
    recording, copy = tmp_path / "cut.ts", tmp_path / "copy.ts"
    recording.write_bytes(cut)
    copy.write_bytes(cut + EMPTY_PACKET)
    (uuid,) = watched_project(tmp_path / "p.matchcut", recording)
    with open_project(tmp_path / "p.matchcut") as project:
        assert film(project, uuid).frame_count < probe(copy).frames - 1
        assert read_file(project, uuid, copy).path == copy
        with pytest.raises(MediaError, match="has 240 frames"):
            read_file(project, uuid, whole)
