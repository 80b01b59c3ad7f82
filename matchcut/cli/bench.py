"""matchcut bench: speed and memory of an analysis, beside decoding alone and PySceneDetect."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import psutil

from matchcut.cli.options import ANY_PATH, AS_JSON
from matchcut.cli.terminal import errors, print_columns, print_json
from matchcut.errors import MatchcutError
from matchcut.media.film import probe

_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Timing:
    """One command: wall-clock seconds, processor seconds and peak memory in MB.

    Processor seconds are those of all threads together; unlike the others they hardly depend on
    the machine's other work.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


@click.command()
@click.argument("film", type=ANY_PATH)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Repeat N times and keep the fastest.",
    metavar="N",
)
@AS_JSON
def bench(film: Path, rounds: int, as_json: bool) -> None:
    """Time the analysis of FILM beside plain decoding and PySceneDetect."""
    probe(film)  # report an unreadable film before timing anything
    timings: dict[str, Timing] = {}
    for _ in range(rounds):
        for name, command in _commands(film).items():
            errors.print(f"{name} ...", style="dim")
            with tempfile.TemporaryDirectory(prefix="matchcut-bench-") as folder:
                timing = _timed(name, [sys.executable, "-m", *command(Path(folder))])
            if name not in timings or timing.seconds < timings[name].seconds:
                timings[name] = timing
    stock = timings["scenedetect"].seconds
    if as_json:
        rows = [
            asdict(timing) | {"to_scenedetect": timing.seconds / stock}
            for timing in timings.values()
        ]
        print_json({"film": str(film), "timings": rows})
        return
    print_columns(
        ("", "seconds", "x scenedetect", "x decode only", "processor seconds", "peak MB"),
        [
            (
                timing.name,
                f"{timing.seconds:.1f}",
                f"{timing.seconds / stock:.2f}",
                f"{timing.seconds / timings['decode only'].seconds:.2f}",
                f"{timing.cpu_seconds:.1f}",
                f"{timing.peak_mb:.0f}",
            )
            for timing in timings.values()
        ],
    )


def _commands(film: Path) -> dict[str, Callable[[Path], list[str]]]:
    """Return the module and arguments for Python to run, given a folder of its own."""
    path = str(film.absolute())
    ours = ["matchcut", "analyze", "--progress", "none", path, "--segmenter"]
    return {
        "decode only": lambda folder: ["matchcut.media.decode_only", path],
        "scenedetect": lambda folder: [
            "scenedetect", "--quiet", "-i", path, "-o", str(folder), "detect-adaptive"
        ],
        "analysis without masks": lambda folder: [*ours, "none", "-p", f"{folder}/bench.matchcut"],
        "analysis": lambda folder: [*ours, "foreground", "-p", f"{folder}/bench.matchcut"],
    }  # fmt: skip


def _timed(name: str, command: Sequence[str]) -> Timing:
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        cpu_seconds, peak_bytes = _watched(child)
        seconds = time.perf_counter() - began
        if child.returncode != 0:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip()[-300:]
            raise MatchcutError(f"{name} failed: {reason}", "Fix that, then try again.")
    return Timing(name, seconds, cpu_seconds, peak_bytes / 1024**2)


def _watched(child: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Watch a process until it ends; return its processor seconds and peak memory in bytes.

    What systems report about the memory of an ended process differs: the units vary, on Linux it is
    never less than this process's own, and Windows reports nothing.
    """
    cpu_seconds, peak_bytes, before = 0.0, 0, os.times()
    while child.poll() is None:
        with suppress(psutil.Error):
            process = psutil.Process(child.pid)
            spent, memory = process.cpu_times(), process.memory_info()
            cpu_seconds = spent.user + spent.system
            peak_bytes = max(peak_bytes, memory.rss, getattr(memory, "peak_wset", 0))
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK_SECONDS)
    after = os.times()
    # Up to its end, which Windows doesn't report either.
    reported = after.children_user + after.children_system
    reported -= before.children_user + before.children_system
    return max(cpu_seconds, reported), peak_bytes
