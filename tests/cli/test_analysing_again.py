"""What is analysed again: features that are gone, shots by another detector, and nothing else."""

import shutil

from copies import copy_of
from films import scenes, write_film

from matchcut.project.project import open_project
from matchcut.shots.film_detector import FilmDetector


def test_a_film_is_analysed_once(matchcut, analysed, film):
    before = analysed.stat().st_mtime_ns, matchcut("shots", "-p", analysed, "--json").out
    said = matchcut("analyze", film, "-p", analysed, "--progress", "json")
    assert said.status == 0
    assert '"watching"' not in said.err
    assert matchcut("shots", "-p", analysed, "--json").out == before[1]


def test_shots_that_were_found_anew_without_figures_are_counted_until_these_are_computed(
    matchcut, analysed, film, tmp_path
):
    project, cuts = copy_of(analysed, tmp_path), tmp_path / "cuts.csv"
    # The first four shots stay as they are, and so do their figures.
    cuts.write_text("frame\n0\n30\n60\n90\n120\n165\n")
    how = ("-p", project, "--progress", "none")
    assert matchcut("analyze", film, *how, "--cuts", cuts, "--segmenter", "none").status == 0
    ask = ("find", "-p", project, "--by", "frame", "--segmenter", "foreground")
    assert "Left out 2 of 6 shots of discs.mp4: no figures by foreground yet.\n" in (
        matchcut(*ask).err
    )
    assert matchcut("analyze", *how, "--segmenter", "foreground").status == 0
    assert "Left out" not in matchcut(*ask).err


def test_a_deleted_cache_is_built_again_with_the_same_answer(matchcut, analysed, film, tmp_path):
    project = copy_of(analysed, tmp_path)
    expected = matchcut("find", "-p", project, "--by", "frame", "--json").out
    shutil.rmtree(f"{project}.cache")
    assert matchcut("analyze", film, "-p", project, "--progress", "none").status == 0
    assert matchcut("find", "-p", project, "--by", "frame", "--json").out == expected


def test_an_emptied_cache_is_built_again_by_the_command_that_is_told_without_naming_films(
    matchcut, another_film, tmp_path
):
    reels = tmp_path / "reels"
    reels.mkdir()
    away = shutil.copy(another_film, reels / another_film.name)
    moved = write_film(reels / "discs.mp4", scenes(seed=1, shots=2))
    project = tmp_path / "my reels.matchcut"
    quiet = ("--segmenter", "foreground", "--progress", "none")
    assert matchcut("analyze", reels, "-p", project, *quiet).status == 0
    ask = ("find", "-p", project, "--by", "frame", "--json")
    expected = matchcut(*ask).out
    assert matchcut("cache", project, "--empty").status == 0
    said = matchcut(*ask)
    assert (said.status, said.out) == (1, "")
    assert said.err.endswith(
        "The cache of my reels.matchcut holds no figures by foreground. "
        "matchcut analyze -p 'my reels.matchcut' --segmenter foreground computes them.\n"
    )
    shot = ("--film", "discs.mp4", "--shot", "2")
    assert "no figures by foreground of shot 2." in matchcut(*ask, *shot).err
    assert "holds no moves. " in matchcut("find", "-p", project, "--by", "motion").err

    moved.rename(tmp_path / "discs.mp4")  # beside the project, where films are looked for
    away.rename(tmp_path / "renamed.mp4")
    said = matchcut("analyze", "-p", project, *quiet)
    assert said.status == 1
    assert said.err.startswith("other.mp4 is not there.")
    away.with_name("other.mp4").write_bytes((tmp_path / "renamed.mp4").read_bytes())
    assert matchcut("analyze", "-p", project, *quiet).status == 0
    assert matchcut(*ask).out == expected


def test_a_project_without_films_has_none_to_analyse(matchcut, tmp_path):
    project = tmp_path / "new.matchcut"
    assert matchcut("analyze", "-p", project).status == 2
    assert list(tmp_path.iterdir()) == []
    open_project(project, create=True).close()
    said = matchcut("analyze", "-p", project)
    assert said.status == 2
    assert "Name at least one film or folder." in said.err


def test_a_film_keeps_its_list_of_shots_until_a_detector_is_named(matchcut, film, tmp_path):
    project, cuts = tmp_path / "p.matchcut", tmp_path / "three shots.csv"
    cuts.write_text("start,stop\n0,60\n60,130\n150,240\n")
    how = ("-p", project, "--segmenter", "none", "--progress", "none")

    def shots(*more):
        said = matchcut("analyze", film, *how, *more)
        assert said.status == 0, said.err
        (only,) = matchcut("shots", "-p", project, "--json").json()["films"]
        return [(shot["start"], shot["end"]) for shot in only["shots"]]

    listed = shots("--cuts", cuts)
    assert listed == [(0, 60), (60, 130), (150, 240)]
    cuts.unlink()
    assert shots() == listed
    shutil.rmtree(f"{project}.cache")
    assert shots() == listed
    assert len(shots("--detector", "film")) == 8
    assert len(shots()) == 8


def test_a_film_keeps_its_detector_and_threshold_until_others_are_named(matchcut, film, tmp_path):
    project = tmp_path / "p.matchcut"
    how = ("-p", project, "--segmenter", "none", "--progress", "none")

    def starts(*more):
        said = matchcut("analyze", *more, *how)
        assert said.status == 0, said.err
        (only,) = matchcut("shots", "-p", project, "--json").json()["films"]
        return [shot["start"] for shot in only["shots"]]

    usual = list(range(0, 240, 30))
    assert starts(film, "--detector", "content") == usual
    few = starts(film, "--detector", "content", "--threshold", 81)
    assert len(few) < len(usual)
    assert starts() == starts(film) == few
    shutil.rmtree(f"{project}.cache")
    assert starts() == few
    assert starts("--detector", "content") == usual
    assert starts("--detector", "film", "--threshold", 5) == [0, 90, 180]
    with open_project(project) as opened:
        (recipe,) = opened.rows("SELECT recipe FROM analysis")
    # What the usual threshold found is not looked for again because someone names it.
    assert starts("--detector", "film", "--threshold", 1) == usual
    assert recipe["recipe"] == f"film {FilmDetector.version} 5.0"
    with open_project(project) as opened:
        (recipe,) = opened.rows("SELECT recipe FROM analysis")
    assert recipe["recipe"] == f"film {FilmDetector.version}"


def test_where_a_cache_lies_and_what_it_takes_is_a_result(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    told = matchcut("cache", project)
    assert told.out.startswith("discs.matchcut: ")
    assert told.out.endswith(f" MB in {project}.cache\n")
    assert told.err == ""
    assert "discs.matchcut: 0.0 MB in " in matchcut("cache", project, "--empty").out
