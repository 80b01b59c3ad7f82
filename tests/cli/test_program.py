"""The installed program, in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from films import slow_film
from rich.console import Console

from matchcut.cli import COMMANDS, commands, terminal
from matchcut.cli.options import begun_project
from matchcut.cli.terminal import print_columns
from matchcut.errors import ProjectError
from matchcut.export import EXPORTERS
from matchcut.progress import Report
from matchcut.project.project import open_project

MATCHCUT = [sys.executable, "-m", "matchcut"]


def test_every_command_is_listed_with_what_it_says_of_itself():
    listed = {name: commands.get_command(None, name) for name in COMMANDS}
    whole = {name: command.get_short_help_str(limit=200) for name, command in listed.items()}
    said = {name: summary for name, (_, summary) in COMMANDS.items()}
    assert whole == said
    done = subprocess.run([*MATCHCUT, "--help"], capture_output=True, text=True, check=True)
    told = " ".join(done.stdout.split())
    assert all(f"{name} {text}" in told for name, text in said.items())


def test_what_lists_the_commands_loads_none():
    code = """
import sys
from matchcut.cli import run
run(["--help"])
print([name for name in sys.modules if name.startswith("matchcut.cli.")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("module", ["reviewing", "networks", "caches", "shots", "timeline"])
def test_a_command_that_only_notes_or_lists_loads_nothing_that_analyses_films(module):
    heavy = ["av", "cv2", "faiss", "onnxruntime", "opentimelineio", "scipy", "torch"]
    assert loaded_by(f"matchcut.cli.{module}", heavy) == []


def test_an_analysis_loads_nothing_that_ranks_pairs():
    ranks = ["faiss", "matchcut.pipeline.search.finding", "opentimelineio", "torch"]
    assert loaded_by("matchcut.cli.analysis", ranks) == []


def test_a_search_loads_nothing_that_writes_lists_or_sheets():
    assert loaded_by("matchcut.cli.finding", ["jinja2", "opentimelineio"]) == []


def test_an_export_loads_nothing_that_reads_lists():
    reads = ["matchcut.conform.matching", "matchcut.conform.reading", "matchcut.conform.verify"]
    assert loaded_by("matchcut.cli.exporting", reads) == []


def loaded_by(module, names):
    """Return which of the modules of these names are loaded by one."""
    code = f"import sys, json, {module}; print(json.dumps([*filter(sys.modules.get, {names})]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("group", [(), ("models",), ("eval",)])
def test_what_a_command_does_is_told_whole_in_a_window_of_80_columns(group, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(commands, [*group, "--help"]).output
    _, listed = shown.split("Commands:\n")
    assert not [line for line in listed.splitlines() if line.endswith("...")]


@pytest.mark.parametrize("command", ["shots", "pairs", "dedup"])
def test_the_help_of_eval_names_its_arguments_as_its_usage_does(command):
    shown = CliRunner().invoke(commands, ["eval", command, "--help"]).output
    assert "TRUTHS..." in shown
    assert " TRUTHS are " in shown


def test_weights_that_are_damaged_are_listed_as_such(matchcut, tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHCUT_MODELS", str(tmp_path))
    monkeypatch.setattr(terminal.output, "_width", 200)
    assert "damaged" not in matchcut("models", "list").out
    (tmp_path / "yolo11n-seg.pt").write_bytes(b"damaged")
    nano, small = matchcut("models", "list").out.splitlines()[1:]
    assert nano.endswith("damaged: matchcut models get yolo11n-seg")
    assert small.endswith(" matchcut models get yolo11s-seg")
    assert "damaged" not in small


def test_the_help_of_export_names_every_format(matchcut):
    shown = matchcut("export", "--help").out
    assert [one.suffix for one in EXPORTERS.values() if one.suffix not in shown] == []


def test_ctrl_c_keeps_what_was_finished_and_exits_with_130(tmp_path):
    film = slow_film(tmp_path / "long.mp4")
    project = tmp_path / "p.matchcut"
    quiet = ("--segmenter", "none", "--progress", "json")
    command = [*MATCHCUT, "analyze", str(film), "-p", str(project), *quiet]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as worker:
        worker.stderr.readline()
        time.sleep(0.05)
        worker.send_signal(signal.SIGINT)
        said = worker.stderr.read()
    assert worker.returncode == 130
    assert "Traceback" not in said
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_names_are_told_where_output_has_not_all_letters(matchcut, film, tmp_path, encoding):
    name, project = "фильм 映画.mp4", tmp_path / "p.matchcut"
    shutil.copy(film, tmp_path / name)
    analyze = ("analyze", tmp_path / name, "-p", project, "--progress", "none")
    assert matchcut(*analyze, "--segmenter", "none").status == 0
    said = [
        subprocess.run(
            [*MATCHCUT, *arguments, "-p", str(project)],
            env=os.environ | {"PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
        ).stdout.decode(encoding)
        for arguments in (("shots",), ("shots", "--json"))
    ]
    assert "????? ??.mp4" in said[0]
    assert json.loads(said[1])["films"][0]["name"] == name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_name_whose_letters_the_system_lacks_is_of_a_film_that_is_away(matchcut, film, tmp_path):
    project = tmp_path / "p.matchcut"
    named = shutil.copy(film, tmp_path / "фильм.mp4")
    analyze = ("analyze", named, "-p", project, "--progress", "none")
    assert matchcut(*analyze, "--segmenter", "none").status == 0
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [*MATCHCUT, "sheet", "--by", "motion", "-p", str(project), str(tmp_path / "sheet.html")],
        env=os.environ | plain,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"is not where it was" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_full_disk_is_told_in_one_sentence(film, tmp_path):
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000));"
        "from matchcut.cli import main; main(sys.argv[1:])"
    )
    arguments = ["analyze", str(film), "-p", str(tmp_path / "p.matchcut"), "--progress", "none"]
    done = subprocess.run(
        [sys.executable, "-c", limited, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "space" in done.stderr


def test_a_table_wider_than_the_window_takes_several_lines_a_row(capsys, monkeypatch):
    monkeypatch.setattr(terminal, "output", Console(width=30))
    film = "a film whose name is longer than most"
    print_columns(("pair", "out", "in"), [("abc", film, "b"), ("cba", "short", "b")])
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 30 for line in lines)
    assert len(lines) > 3
    assert lines[-1].split() == ["cba", "short", "b"]


def test_words_between_the_rows_of_a_narrow_table_are_one_line_across_it(capsys, monkeypatch):
    monkeypatch.setattr(terminal, "output", Console(width=30))
    film = "a film whose name is longer than most"
    rows = [("abc", film, "b"), ("cba", film, "c")]
    print_columns(("pair", "out", "in"), rows, parted=1, by="weaker pairs from here")
    lines = capsys.readouterr().out.splitlines()
    (between,) = (at for at, line in enumerate(lines) if line == "weaker pairs from here")
    assert [line.split()[0] for line in lines if line[:1].strip()] == [
        *("pair", "abc", "weaker", "cba"),
    ]
    # The columns go on below it as they began above.
    assert lines[between + 1].index("a film") == lines[1].index("a film")


def test_a_table_of_a_thousand_rows_takes_no_time(capsys):
    began = time.process_time()
    print_columns(("shot", "kind"), [(str(row), "picture") for row in range(1000)])
    assert time.process_time() - began < 0.2
    assert len(capsys.readouterr().out.splitlines()) == 1001


def test_a_long_table_has_its_columns_below_each_other_and_each_row_on_a_line(capsys):
    rows = [("a", "long enough", ""), *[("abc", "b", "check")] * 2000]
    print_columns(("pair", "out", ""), rows)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["pair  out", "a     long enough", "abc   b            check"]
    assert len(lines) == 2002


def test_where_errors_go_to_no_terminal_progress_is_a_line_now_and_then(capsys, monkeypatch):
    now = 0.0
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now)
    with terminal.shown_progress() as told:
        for done in range(0, 101, 10):
            now = 0.4 * done
            told(Report("watching", done, 100, "frames", "reel.mp4"))
    assert capsys.readouterr().err.splitlines() == [
        "reel.mp4: watching, 40 of 100 frames, 0:00:24 left",
        "reel.mp4: watching, 80 of 100 frames, 0:00:08 left",
    ]


def test_of_a_short_run_standard_error_has_its_sentences_and_no_empty_line(
    matchcut, film, tmp_path
):
    said = matchcut("analyze", film, "-p", tmp_path / "p.matchcut", "--segmenter", "foreground")
    assert said.err == "Figures by foreground.\ndiscs.mp4: 8 shots.\n"
    said = matchcut("analyze", tmp_path / "gone", "-p", tmp_path / "p.matchcut")
    assert "" not in said.err.splitlines()


def test_whoever_has_read_enough_of_the_output_ends_the_command_quietly():
    command = subprocess.Popen(
        [sys.executable, "-m", "matchcut", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    command.stdout.close()
    assert command.stderr.read() == b""
    assert command.wait() == 141


def test_a_project_that_another_has_opened_meanwhile_outlives_the_command_that_made_it(tmp_path):
    path = tmp_path / "p.matchcut"
    with pytest.raises(ProjectError, match="no film"), begun_project(path):
        other = open_project(path)
        raise ProjectError("no film")
    other.set_setting("cache", None)
    other.close()
    assert path.exists()
    with pytest.raises(ProjectError, match="no film"), begun_project(tmp_path / "q.matchcut"):
        raise ProjectError("no film")
    assert not (tmp_path / "q.matchcut").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder that is in use.")
def test_a_current_folder_that_was_deleted_is_told_in_one_sentence(analysed, tmp_path):
    (tmp_path / "gone").mkdir()
    code = f"""
import os
os.rmdir(os.getcwd())
from matchcut.cli import run
best = ["--by", "motion", "--progress", "none"]
run(["find", "-p", "cuts.matchcut"])
run(["sheet", "-p", {str(analysed)!r}, "cuts.html", *best])
run(["export", "-p", {str(analysed)!r}, "cuts.edl", "--top", "1", *best])
run(["conform", "-p", {str(analysed)!r}, "cuts.edl"])
run(["conform", "-p", {str(analysed)!r}, "/gone/cuts.edl"])
"""
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=tmp_path / "gone", capture_output=True, text=True)
    words = "The current folder was deleted. Change to another folder, then try again.\n"
    assert done.stderr == 4 * words + "cuts.edl can't be read: No such file or directory.\n"


def test_an_interrupt_on_the_heels_of_another_ends_quietly():
    code = """
import signal
from matchcut import cli
cli.run = lambda arguments: signal.raise_signal(signal.SIGINT)
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "")
