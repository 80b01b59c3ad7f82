"""A film's original and proxy: found again, checked, and refused where they show another film."""

import os
import shutil

import pytest
from copies import copy_of

from matchcut.pipeline import relinking
from matchcut.project.project import open_project


def test_lists_name_the_original_and_a_film_that_moved_is_found(
    matchcut, analysed, film, original, tmp_path
):
    project, camera = copy_of(analysed, tmp_path), tmp_path / "camera.mp4"
    shutil.copy(original, camera)
    said = matchcut("film", "-p", project, "discs.mp4", "--original", camera)
    assert said.status == 0, said.err
    assert f"original: {camera}" in said.out
    exported = tmp_path / "cuts.edl"
    pair = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"][0]
    assert matchcut("accept", "-p", project, pair["id"]).status == 0
    ask = ("export", "-p", project, exported, "--progress", "none")
    assert matchcut(*ask).status == 0
    assert "camera.mp4" in exported.read_text()
    assert matchcut("verify", exported, "-p", project, "--progress", "none").status == 0
    camera.unlink()
    assert matchcut(*ask).status == 0
    assert "camera.mp4" in exported.read_text()  # its disk is only away
    moved = tmp_path / "elsewhere" / "discs.mp4"
    moved.parent.mkdir()
    shutil.copy(film, moved)
    assert matchcut("film", "-p", project, "discs.mp4", "--original", moved).status == 0
    assert matchcut(*ask).status == 0
    assert str(moved) in exported.read_text()


def test_a_film_of_which_nothing_is_set_is_told_as_it_is(matchcut, analysed, film, tmp_path):
    project = copy_of(analysed, tmp_path)
    ask = ("film", "-p", project, "discs.mp4")
    changed = matchcut(*ask, "--reel", "A001", "--start", "10:00:00:00")
    told = f"discs.mp4: reel A001, starts at 10:00:00:00\noriginal: {film}\n"
    assert (changed.status, changed.out) == (0, told)
    said = matchcut(*ask)
    assert (said.status, said.out) == (0, told)


@pytest.mark.usefixtures("small_timeline")
def test_an_original_that_is_not_as_it_was_is_told_when_a_list_names_it(
    matchcut, analysed, film, original, tmp_path
):
    project, camera = copy_of(analysed, tmp_path), tmp_path / "camera.mp4"
    shutil.copy(original, camera)
    name_it = ("film", "-p", project, "discs.mp4", "--original", camera)
    assert matchcut(*name_it).status == 0
    ask = ("export", "-p", project, tmp_path / "cuts.edl", "--by", "frame", "--top", "2")
    os.utime(camera, ns=(0, 0))  # another date alone is no other content
    assert "not as it was" not in matchcut(*ask).err
    shutil.copy(film, camera)  # made again, at another size
    said = matchcut(*ask)
    assert said.status == 0
    assert "camera.mp4 is not as it was, or can't be read: the list names it" in said.err
    reel = tmp_path / "cuts.mp4"
    said = matchcut("export", "-p", project, reel, "--by", "frame", "--top", "1")
    assert (said.status, "the list names it" in said.err) == (0, False)  # it plays what was watched
    assert matchcut(*name_it).status == 0
    assert "not as it was" not in matchcut(*ask).err


def test_a_file_of_another_film_is_refused(matchcut, analysed, another_film, tmp_path):
    project = copy_of(analysed, tmp_path)
    said = matchcut("film", "-p", project, "discs.mp4", "--proxy", another_film)
    assert said.status == 1
    assert "other.mp4 has 60 frames" in said.err


def test_verdicts_are_kept_while_the_file_of_a_film_is_read(
    matchcut, analysed, original, tmp_path, monkeypatch
):
    project = copy_of(analysed, tmp_path)
    read = relinking.film_facts

    def slowly(info):
        with open_project(project, patience_seconds=0.1) as other, other.writing():
            other.execute("INSERT INTO settings VALUES ('said', 'meanwhile')")
        return read(info)

    monkeypatch.setattr(relinking, "film_facts", slowly)
    ask = ("film", "-p", project, "discs.mp4", "--original", original, "--reel", "B042")
    said = matchcut(*ask)
    assert said.status == 0, said.err
    assert f"original: {original}" in said.out


def test_a_film_as_long_as_another_is_not_given_to_it(matchcut, two_analysed, film, twin, tmp_path):
    project = copy_of(two_analysed, tmp_path)
    copied = shutil.copy(twin, tmp_path / "copied.mp4")
    for path in (twin, copied):
        for role in ("--original", "--proxy"):
            said = matchcut("film", "-p", project, "discs.mp4", role, path)
            assert said.status == 1
            assert "another film" in said.err
            assert "twin.mp4" in said.err
    documents = matchcut("shots", "-p", project, "--json").json()["films"]
    assert [document["path"] for document in documents] == [str(film), str(twin)]
