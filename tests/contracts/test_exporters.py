"""What every exporter keeps to, whichever format it writes."""

import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from matchcut.errors import ExportError, MatchcutError
from matchcut.export import EXPORTERS, exporter_for
from matchcut.export.cut import Cut, ExportSettings, Side, Source
from matchcut.media.write import MovieWriter
from matchcut.timing import Clock, FrameRange

RATE = Fraction(25)
SETTINGS = ExportSettings(rate=RATE, seconds=Fraction(1, 5), width=64, height=36)

every_exporter = pytest.mark.parametrize("name", EXPORTERS)


@pytest.fixture(scope="module")
def cuts(tmp_path_factory):
    """Two cuts inside one small film, both judged."""
    path = tmp_path_factory.mktemp("films") / "small.mp4"
    with MovieWriter(path, 64, 36, RATE, audio_rate=None) as movie:
        for frame in range(20):
            movie.frame(np.full((36, 64, 3), frame * 12, np.uint8))
    film = Source("film", "Small", path, Clock(RATE), 20, 64, 36)
    halves = [FrameRange(0, 10), FrameRange(10, 20)]
    return [
        Cut(
            "aaaa",
            Side(film, halves[0], 8),
            Side(film, halves[1], 12),
            "frame",
            0.5,
            verdict="good",
        ),
        Cut(
            "bbbb",
            Side(film, halves[1], 17),
            Side(film, halves[0], 2),
            "motion",
            0.5,
            verdict="bad",
        ),
    ]


def target(name, folder):
    return folder / f"cuts{EXPORTERS[name].suffix}"


@every_exporter
def test_its_table_name_is_its_own_and_its_suffix_finds_it(name, tmp_path):
    assert EXPORTERS[name].name == name
    suffix = EXPORTERS[name].suffix
    assert suffix == suffix.lower()
    assert exporter_for(tmp_path / f"Cuts.V2{suffix.upper()}") is EXPORTERS[name]


@every_exporter
def test_it_writes_the_same_file_each_time_and_nothing_beside(name, cuts, tmp_path):
    path = target(name, tmp_path)
    path.write_text("the list before")
    first = EXPORTERS[name].write(cuts, path, SETTINGS)
    written = path.read_bytes()
    assert first.events in (2, 4)
    assert not first.left_out
    assert EXPORTERS[name].write(cuts, path, SETTINGS) == first
    assert path.read_bytes() == written
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@every_exporter
def test_it_tells_beforehand_what_it_leaves_out_and_writes_nothing(name, cuts, tmp_path):
    fast, path = replace(SETTINGS, rate=Fraction(30)), target(name, tmp_path)
    left_out = EXPORTERS[name].left_out(cuts, fast)
    assert not path.exists()
    try:
        assert EXPORTERS[name].write(cuts, path, fast).left_out == left_out
    except ExportError as error:
        assert len(left_out) == len(cuts)
        assert left_out[0].reason in error.happened


@pytest.mark.parametrize("name", sorted(set(EXPORTERS) - {"preview"}))
@pytest.mark.parametrize(
    ("choice", "other"),
    [
        ("rate", Fraction(24)),
        ("title", "Another"),
        ("seconds", Fraction(1, 25)),
        ("start", "02:00:00:00"),
        ("long_reels", True),
        ("burn_in", True),
    ],
)
def test_the_choices_that_it_takes_are_those_that_change_what_it_writes(
    name, choice, other, cuts, tmp_path
):
    def written(settings):
        path = target(name, tmp_path)
        try:
            EXPORTERS[name].write(long_named, path, settings)
        except ExportError:
            return None
        return path.read_bytes()

    film = replace(cuts[0].out.source, reel="a reel of some length")
    long_named = [
        replace(cut, out=replace(cut.out, source=film), into=replace(cut.into, source=film))
        for cut in cuts
    ]
    changed = written(SETTINGS) != written(replace(SETTINGS, **{choice: other}))
    assert changed == (choice in EXPORTERS[name].takes)


@every_exporter
def test_it_follows_the_order_it_is_given(name, cuts, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    EXPORTERS[name].write(cuts, one, SETTINGS)
    EXPORTERS[name].write(cuts[::-1], other, SETTINGS)
    assert one.read_bytes() != other.read_bytes()


@every_exporter
def test_it_has_the_name_of_the_file_of_a_film_where_it_says_so(name, cuts, tmp_path):
    path = target(name, tmp_path)
    EXPORTERS[name].write(cuts, path, SETTINGS)
    film = cuts[0].out.source.path
    assert (film.name.encode() in path.read_bytes()) == EXPORTERS[name].names_files


@pytest.mark.parametrize("name", sorted(set(EXPORTERS) - {"labels", "preview"}))
@pytest.mark.parametrize("long", [200, 2000, 20_000])
def test_it_holds_all_of_a_note_or_says_that_it_does_not(name, long, cuts, tmp_path):
    note = " ".join(f"word{number}" for number in range(long))[:long].strip()
    path = target(name, tmp_path)
    summary = EXPORTERS[name].write([replace(cuts[0], note=note), cuts[1]], path, SETTINGS)
    told = [warning for warning in summary.warnings if "note of aaaa" in str(warning)]
    assert (note in path.read_text()) == (not told)
    assert note[:200] in path.read_text()
    assert not told or long > (2000 if name in ("csv", "tsv", "xml", "fcpxml") else 200)
    assert name != "otio" or not told


@every_exporter
def test_a_folder_that_is_not_there_is_told_in_a_sentence(name, cuts, tmp_path):
    with pytest.raises(MatchcutError) as told:
        EXPORTERS[name].write(cuts, target(name, tmp_path / "nowhere"), SETTINGS)
    assert told.value.happened.endswith(".")
    assert told.value.remedy


@every_exporter
@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_told_in_a_sentence_and_the_old_list_stays(
    name, cuts, tmp_path, monkeypatch
):
    path = target(name, tmp_path)
    path.write_text("the list before")
    # What is written beside the list goes to a device that has no room.
    monkeypatch.setattr("matchcut.files.secrets.token_hex", lambda _: "0")
    (tmp_path / f".{path.name}.0.part").symlink_to("/dev/full")
    with pytest.raises(MatchcutError, match=r"[Nn]o space left"):
        EXPORTERS[name].write(cuts, path, SETTINGS)
    assert path.read_text() == "the list before"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
