"""What the shell proposes for a word that is being typed."""

import os
import subprocess
import sys

from click.shell_completion import ShellComplete
from copies import copy_of

from matchcut import cli
from matchcut.project import films as stored
from matchcut.project.project import open_project


def proposed(*typed):
    shell = ShellComplete(cli.commands, {}, "matchcut", "_MATCHCUT_COMPLETE")
    *before, last = map(str, typed)
    return [item.value for item in shell.get_completions(before, last)]


def test_films_of_the_project_are_proposed_by_name_or_where_that_needs_quotes_by_id(
    matchcut, two_analysed, tmp_path
):
    project = copy_of(two_analysed, tmp_path)
    for command in ("film", "remove", "range"):
        assert proposed(command, "-p", project, "D") == ["discs.mp4"]
    assert proposed("find", "-p", project, "--film", "T") == ["twin.mp4"]
    with open_project(project) as opened, opened.writing():
        record = stored.films(opened)[1]
        name = "twin & discs.mp4"
        stored.edit_film(opened, record.uuid, name=name, reel=None, start_timecode=None)
    assert proposed("film", "-p", project, "") == ["discs.mp4", record.uuid[:8]]
    assert proposed("film", "-p", project, "twin") == [record.uuid[:8]]
    assert matchcut("film", "-p", project, record.uuid[:8], "--reel", "A").status == 0


def test_pairs_of_the_project_are_proposed_by_id(matchcut, analysed, tmp_path):
    project = copy_of(analysed, tmp_path)
    pairs = matchcut("find", "-p", project, "--by", "frame", "--json").json()["pairs"]
    ids = {pair["id"] for pair in pairs}
    assert ids <= {*proposed("accept", "-p", project, "")}
    id = pairs[0]["id"]
    for command in ("accept", "tag", "reverse"):
        assert proposed(command, "-p", project, id[:6]) == [id]
    assert "maybe" in proposed("tag", "-p", project, id, "ma")


def test_without_a_project_nothing_is_proposed(tmp_path):
    assert proposed("accept", "") == []
    assert proposed("accept", "-p", tmp_path / "none.matchcut", "") == []


def test_a_shell_that_asks_is_answered_with_success():
    asked = subprocess.run(
        [sys.executable, "-c", "from matchcut import cli; cli.main([])"],
        env=os.environ | {"_MATCHCUT_COMPLETE": "zsh_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "compdef _matchcut_completion matchcut" in asked.stdout
