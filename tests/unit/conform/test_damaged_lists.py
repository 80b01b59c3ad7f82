"""Lists that are damaged or no lists: refused in a sentence, or read but for what is named."""

import csv
import json
from fractions import Fraction

import pytest
from drawn_cuts import random_cuts, settings
from foreign_lists import FINAL_CUT_XML, PREMIERE_XML, otio_text

from matchcut.conform.reading import fcp7, read_events
from matchcut.errors import ListError
from matchcut.export import EXPORTERS


@pytest.mark.parametrize("suffix", [".xml", ".fcpxml", ".otio", ".csv", ".tsv"])
@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "<", "<a/>", "a,b\n1,2\n", '{"OTIO_SCHEMA":"Timeline.1"}', "\0" * 20]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(suffix, text, tmp_path):
    path = tmp_path / f"odd{suffix}"
    path.write_text(text)
    with pytest.raises(ListError):
        read_events(path, Fraction(25))


def test_a_timeline_that_lacks_a_part_is_told_in_opentimelineios_words(tmp_path):
    path = tmp_path / "odd.otio"
    path.write_text('{"OTIO_SCHEMA":"Timeline.1"}')
    with pytest.raises(ListError, match=r"damaged, or not what its name says: While reading"):
        read_events(path, Fraction(25))


def test_a_mistake_of_ours_is_not_told_as_damage(tmp_path, monkeypatch):
    path = tmp_path / "cuts.xml"
    path.write_text(PREMIERE_XML)
    monkeypatch.setattr(fcp7, "_event", lambda where: where)
    with pytest.raises(TypeError, match="positional"):
        read_events(path, Fraction(25))


def test_a_row_with_a_wrong_number_is_named_and_the_rest_read(tmp_path):
    path = tmp_path / "cuts.csv"
    cuts = random_cuts(Fraction(25), False, 3)
    EXPORTERS["csv"].write(cuts, path, settings())
    lines = path.read_text().split("\n")
    lines[2] = lines[2].replace(f",{cuts[1].into.frame},", ",many,")
    path.write_text("\n".join(lines))
    listed = read_events(path, Fraction(25))
    assert len(listed.events) == 4
    assert [problem.where for problem in listed.problems] == ["line 3"]


@pytest.mark.parametrize("number", ["9" * 30, "-3", str(2**63)])
def test_a_row_with_a_frame_that_no_film_has_is_named(number, tmp_path):
    path = tmp_path / "cuts.csv"
    EXPORTERS["csv"].write(random_cuts(Fraction(25), False, 3), path, settings())
    head, first, *others = csv.reader(path.read_text().splitlines())
    first[head.index("in_end")] = first[head.index("out_frame")] = number
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, first, *others])
    listed = read_events(path, Fraction(25))
    assert [problem.where for problem in listed.problems] == ["line 2"]


@pytest.mark.parametrize(
    ("suffix", "text", "right", "wrong"),
    [
        (".xml", PREMIERE_XML, "<end>100</end>", f"<end>{'9' * 30}</end>"),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="1/0s"'),
        (".fcpxml", FINAL_CUT_XML, 'duration="48048/24000s"', f'duration="{"9" * 30}s"'),
        (".fcpxml", FINAL_CUT_XML, 'duration="48048/24000s"', 'duration="1e999999999s"'),
        (".xml", PREMIERE_XML, "<timebase>24</timebase>", f"<timebase>{'9' * 400}</timebase>"),
        (".fcpxml", FINAL_CUT_XML, '"1001/24000s"', f'"1/{"9" * 400}s"'),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="-1/24s"'),
        (".fcpxml", FINAL_CUT_XML, 'frameDuration="1001/24000s"', 'frameDuration="0s"'),
        (".fcpxml", FINAL_CUT_XML, 'start="3600s" duration="100s"', 'start="0/0s"'),
        (".fcpxml", FINAL_CUT_XML, 'tcStart="0s"', 'tcStart="1e999999999s"'),
    ],
)
def test_a_list_with_numbers_beyond_all_bounds_is_damaged_or_its_clip_is_named(
    suffix, text, right, wrong, tmp_path
):
    path = tmp_path / f"odd{suffix}"
    assert right in text
    path.write_text(text.replace(right, wrong))
    try:
        assert len(read_events(path, Fraction(25)).problems) == 3
    except ListError as error:
        assert "damaged" in str(error)
        assert "Fraction" not in str(error)


def test_a_list_that_swells_in_memory_is_refused(tmp_path):
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "swell" * 10}">' for n in range(10)
    )
    path = tmp_path / "bomb.xml"
    path.write_text(f"<!DOCTYPE xmeml [{entities}]><xmeml><sequence>&e9;</sequence></xmeml>")
    with pytest.raises(ListError, match="damaged"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_a_table_with_a_line_without_end_is_refused_in_a_sentence(tmp_path, suffix):
    path = tmp_path / f"list.{suffix}"
    path.write_text("x" * 200_000)
    with pytest.raises(ListError, match="damaged"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"Clip.2"', '"Clip.0"'),
        ('"metadata": {', '"metadata": {"deep": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + ","),
    ],
)
def test_a_timeline_that_opentimelineio_crashes_over_is_refused_in_a_sentence(
    right, wrong, tmp_path
):
    path = tmp_path / "odd.otio"
    text = otio_text()
    assert right in text
    path.write_text(wrong.join(text.rsplit(right, 1)))
    with pytest.raises(ListError, match=r"odd\.otio is damaged"):
        read_events(path, Fraction(25))


@pytest.mark.parametrize("key", ["rate", "value"])
@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e308", "-1", "0", "1e-308"])
def test_a_timeline_with_a_number_that_is_none_is_damaged_or_its_clip_is_named(
    key, number, tmp_path
):
    path = tmp_path / "odd.otio"
    timeline = json.loads(otio_text())
    span = timeline["tracks"]["children"][0]["children"][1]["source_range"]
    for time in (span["start_time"], span["duration"]):
        time[key] = json.loads(number)
    path.write_text(json.dumps(timeline))
    try:
        named = [problem.where[:6] for problem in read_events(path, Fraction(25)).problems]
        assert named[:1] == ["clip 2"]
    except ListError as error:
        assert "damaged" in str(error)
