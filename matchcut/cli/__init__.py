"""The command line: one file per group of commands.

Exit status: 0 done, 1 failed (one sentence says why), 2 wrong usage, 130 interrupted, 129 or 143
ended by SIGHUP or SIGTERM, 141 the reader of the output has closed it. Results go to standard
output: answers, reports, and what a command has done. Progress, warnings and errors go to standard
error.
"""

import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

import matchcut
from matchcut.errors import Cancelled, MatchcutError
from matchcut.files import NO_ROOM
from matchcut.words import printable

_INTERRUPTED = 130
_BY_SIGNAL = 128  # plus the signal's number, as in shells
_NOT_READ = 141

_GONE_FOLDER = "The current folder was deleted. Change to another folder, then try again."

# Module and function, imported only by the command that needs them, so that the shell responds at
# once; and the first line of the help text, so that listing the commands imports none of them.
COMMANDS = {
    "find": ("finding:find", "List the best match cuts of films, or of an analysed project."),
    "analyze": ("analysis:analyze", "Watch films into a project, or resume where it stopped."),
    "shots": ("shots:shots", "List the films of a project and their shots, kinds and groups."),
    "range": ("shots:range", "Pair only the shots in a range of a film."),
    "film": ("correcting:film", "Set the reel, the start timecode or the files of a film."),
    "remove": ("correcting:remove", "Take a film out of the project."),
    "timeline": ("timeline:timeline", "Set the frame rate and aspect ratio of exported lists."),
    "reverse": ("reversing:reverse", "Swap the two shots of PAIR: its incoming shot comes first."),
    "tag": ("reviewing:tag", "Give each PAIR a verdict, a note or both."),
    "accept": ("reviewing:accept", "Add each PAIR to the cut list, or trim one there."),
    "reviews": ("reviewing:reviews", "List the reviewed pairs, and which of them need attention."),
    "export": ("exporting:export", "Write the accepted cuts to OUT, in the format of its suffix."),
    "verify": (
        "conforming:verify",
        "Check that an exported list shows the frames that were accepted.",
    ),
    "conform": ("conforming:conform", "Match the events of a list to the films of a project."),
    "sheet": ("sheet:sheet", "Write the best pairs as a contact sheet, a single HTML file."),
    "adapt": ("adapting:adapt", "Improve the masks of a project by learning from its own films."),
    "sample": ("sample:sample", "Draw a sample film with planted match cuts, to try matchcut on."),
    "models": ("networks:models", "List the networks, or download one."),
    "eval": ("evaluation:evaluate", "Evaluate matchcut against ground truth."),
    "bench": ("bench:bench", "Time the analysis of FILM beside plain decoding and PySceneDetect."),
    "cache": ("caches:cache", "Show where caches are and how large; move or empty them."),
    "app": ("window:app", "Open the desktop app, with PROJECT if given."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name][0].partition(":")
        loaded = importlib.import_module(f"matchcut.cli.{module}")
        command: click.Command = getattr(loaded, function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(matchcut.__version__, prog_name="matchcut")
def commands() -> None:
    """Find match cuts: pairs of shots that cut together because the picture matches."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    _open_what_is_closed()
    _print_what_can_be()
    ended_by = _ends_as_interrupts()
    try:
        status = run(arguments)
    except KeyboardInterrupt:  # pressed again while the first one was being told
        status = _INTERRUPTED
    if status == _INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_at_once(_BY_SIGNAL + ended_by[0] if ended_by else status)
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        status = commands.main(arguments, prog_name="matchcut", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort, Cancelled) as stopped:
        words = str(stopped if isinstance(stopped, Cancelled) else Cancelled())
        # Ctrl-C may be pressed twice.
        with suppress(KeyboardInterrupt):
            click.echo(words, err=True)
        return _INTERRUPTED
    except MatchcutError as error:
        click.echo(_GONE_FOLDER if _seeks_nowhere(error) else printable(str(error)), err=True)
        return 1
    except (BrokenPipeError, SystemExit) as left:
        if isinstance(left, SystemExit) and not left.code:  # after word completion for a shell
            return 0
        # The reader of our output (head, less) has closed it; click then raises SystemExit.
        sys.stderr.close()
        return _NOT_READ
    except (OSError, MemoryError, ImportError) as error:
        told = _of_the_system(error)
        if told is None:
            raise
        click.echo(told, err=True)
        return 1
    return status if isinstance(status, int) else 0


def _of_the_system(error: Exception) -> str | None:
    """Return the message for an error caused by the system, None if it is our bug."""
    if isinstance(error, OSError):
        # Whatever was being written, including our output.
        if error.errno in NO_ROOM:
            return "There is no space left on the disk. Make room, then try again."
        return _GONE_FOLDER if _is_nowhere() else None
    if isinstance(error, MemoryError):
        return "There is too little memory for this. Close other programs, then try again."
    if isinstance(error, ModuleNotFoundError) or "cannot import name" in str(error):
        return None
    return (
        "A library that matchcut needs can't be loaded. Close other programs, in case there is too "
        "little memory; else install matchcut again."
    )


def _is_nowhere() -> bool:
    """Return whether the current folder was deleted, so that no relative path has a meaning."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _seeks_nowhere(error: MatchcutError) -> bool:
    """Return whether a file is missing because the current folder, which it is in, was deleted."""
    cause = error.__cause__
    return (
        isinstance(cause, FileNotFoundError)
        and not Path(cause.filename or "").is_absolute()
        and _is_nowhere()
    )


def _ends_as_interrupts() -> Sequence[int]:
    """Make SIGTERM and SIGHUP stop work like an interrupt; return a live list of those received."""
    received = list[int]()

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        received.append(number)
        interrupt = signal.getsignal(signal.SIGINT)
        if callable(interrupt):  # not ignored, as in a shell's background job
            interrupt(signal.SIGINT, frame)
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):  # Windows has only the first
        ending = getattr(signal, name, None)
        # Our parent process may have set them to be ignored, as nohup does.
        if ending is not None and signal.getsignal(ending) is signal.SIG_DFL:
            signal.signal(ending, stop)
    return received


def _end_at_once(status: int) -> NoReturn:
    """Exit at once after an interrupt: everything worth keeping is on disk.

    Python's own shutdown takes a moment, in which a second interrupt would kill it by the signal,
    and crashes if that interrupt kept a decoder's thread from being joined.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


def _open_what_is_closed() -> None:
    """Open closed standard streams on the null device.

    Otherwise the next file opened would take their descriptor, and could be a film or a project.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _print_what_can_be() -> None:
    """Print ``?`` for characters missing from the encoding of standard output, as on Windows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
