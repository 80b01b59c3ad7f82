"""An interrupt stops the work, also where Python loses it."""

import signal
import subprocess
import sys

import click
import pytest
from asking import MASKED

from matchcut import cli
from matchcut.cli.terminal import shown_progress
from matchcut.errors import Cancelled
from matchcut.progress import Report

REPORT = Report("watching", 1, 2)


class Loses:
    """What an interrupt in here raises is printed and forgotten, as in any destructor."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_was_lost_is_heard_at_the_next_report():
    with shown_progress("none") as progress:
        progress(REPORT)
        lost = Loses()
        del lost
        with pytest.raises(Cancelled):
            progress(REPORT)


def test_an_interrupt_is_raised_at_once_and_later_ones_go_where_they_went_before():
    with shown_progress("none"), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_interrupts_are_passed_over_they_still_are():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with shown_progress("none") as progress:
            signal.raise_signal(signal.SIGINT)
            progress(REPORT)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Pressed once while a command runs, and again when Python has no more than itself to tidy up.
PRESSED_TWICE = """
import os, signal
from matchcut import cli

class Late:
    def __del__(self, kill=os.kill, process=os.getpid(), interrupt=signal.SIGINT):
        kill(process, interrupt)

def command(*_, **__):
    signal.raise_signal(signal.SIGINT)

late = Late()
cli.commands.main = command
cli.main([])
"""


def test_a_second_interrupt_on_the_way_out_changes_neither_status_nor_sentence():
    ended = subprocess.run(
        [sys.executable, "-c", PRESSED_TWICE], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 130
    assert ended.stderr == "Stopped.\n"


def test_a_second_interrupt_while_the_first_is_answered_is_the_same_one(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.commands, "main", interrupted)
    monkeypatch.setattr(click, "echo", interrupted)
    assert cli.run([]) == 130


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Cancelled])
def test_only_after_an_analysis_is_one_told_to_go_on(monkeypatch, matchcut, film, tmp_path, stop):
    def stopped(*_, **__):
        raise stop

    monkeypatch.setattr("matchcut.cli.analysis.analyse", stopped)
    project = tmp_path / "a.matchcut"
    for asked in (("analyze", film, "-p", project), ("find", film, "-p", project)):
        said = matchcut(*asked, *MASKED)
        assert said.status == 130
        assert said.err == "Stopped. What was finished is kept; run it again to go on.\n"
    monkeypatch.setattr("matchcut.cli.reviewing.opened_project", stopped)
    said = matchcut("tag", "-p", project, "kwx", "good")
    assert (said.status, said.err.strip()) == (130, "Stopped.")


# The system wants it to end while a film is being written.
ENDED = """
import signal, sys
from fractions import Fraction
from pathlib import Path
from matchcut import cli
from matchcut.media.write import MovieWriter

number, passed_over = map(int, sys.argv[1:3])
if passed_over:
    signal.signal(number, signal.SIG_IGN)

def command(*_, **__):
    with MovieWriter(Path(sys.argv[3]) / "a.mp4", 64, 36, Fraction(25)):
        signal.raise_signal(number)
        print("went on", flush=True)
        raise KeyboardInterrupt

cli.commands.main = command
cli.main([])
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("passed_over", [False, True])
@pytest.mark.parametrize("in_background", [False, True])
def test_a_signal_to_end_stops_the_work_as_an_interrupt_does(
    tmp_path, number, passed_over, in_background
):
    asked = [ENDED, int(number), int(passed_over), tmp_path]
    ended = subprocess.run(
        [sys.executable, "-c", *map(str, asked)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_pass_over_interrupts if in_background else None,
    )
    assert ended.returncode == (130 if passed_over else 128 + number)
    assert ended.stdout == ("went on\n" if passed_over else "")
    assert ended.stderr == "Stopped.\n"
    assert list(tmp_path.iterdir()) == []


def _pass_over_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_a_signal_to_end_that_was_lost_is_heard_at_the_next_report(tmp_path):
    script = LOST.format(number=int(signal.SIGTERM))
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 128 + signal.SIGTERM
    assert ended.stderr.endswith("Stopped.\n")


LOST = """
import signal
from matchcut import cli
from matchcut.cli.terminal import shown_progress
from matchcut.progress import Report

class Loses:
    def __del__(self):
        signal.raise_signal({number})

def command(*_, **__):
    with shown_progress("none") as progress:
        lost = Loses()
        del lost
        progress(Report("watching", 1, 2))

cli.commands.main = command
cli.main([])
"""
