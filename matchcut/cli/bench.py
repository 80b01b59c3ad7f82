"""Speed and memory of one analysis, beside decoding alone and PySceneDetect, in one run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.table import Table

from matchcut.cli.terminal import ANY_PATH, errors, output, print_json
from matchcut.errors import MatchcutError
from matchcut.media.film import probe


@dataclass(frozen=True, slots=True)
class Timing:
    """One command: wall-clock seconds, and its process's processor seconds and peak megabytes.

    Processor seconds are those of all threads together; unlike the others they hardly depend on
    what else the machine is doing.
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
    help="Time everything so often; best counts.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def bench(film: Path, rounds: int, as_json: bool) -> None:
    """Time the analysis of FILM beside decode only and the scenedetect command."""
    probe(film)  # Tells what is wrong with it before anything is timed.
    timings: dict[str, Timing] = {}
    for _ in range(rounds):
        for name, command in _commands(film).items():
            errors.print(f"{name} ...", style="dim")
            with tempfile.TemporaryDirectory(prefix="matchcut-bench-") as folder:
                timing = _timed(name, command(Path(folder)))
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
    table = Table(
        "", "seconds", "x scenedetect", "x decode only", "processor seconds", "peak MB", box=None
    )
    for timing in timings.values():
        table.add_row(
            timing.name,
            f"{timing.seconds:.1f}",
            f"{timing.seconds / stock:.2f}",
            f"{timing.seconds / timings['decode only'].seconds:.2f}",
            f"{timing.cpu_seconds:.1f}",
            f"{timing.peak_mb:.0f}",
        )
    output.print(table)


def _commands(film: Path) -> dict[str, Callable[[Path], list[str]]]:
    ours = [
        sys.executable,
        "-m",
        "matchcut",
        "analyze",
        "--progress",
        "none",
        str(film.absolute()),
        "-p",
    ]
    return {
        "decode only": lambda folder: [
            sys.executable, "-m", "matchcut.media.decode_only", str(film.absolute()),
        ],
        "scenedetect": lambda folder: [
            sys.executable, "-m", "scenedetect", "--quiet", "-i", str(film.absolute()),
            "-o", str(folder), "detect-adaptive",
        ],
        "analysis without masks": lambda folder: [
            *ours, str(folder / "bench.matchcut"), "--segmenter", "none",
        ],
        "analysis": lambda folder: [
            *ours, str(folder / "bench.matchcut"), "--segmenter", "foreground",
        ],
    }  # fmt: skip


def _timed(name: str, command: Sequence[str]) -> Timing:
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    said = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        raise MatchcutError(f"{name} failed: {said.strip()[-300:]}", "Mend that, then time again.")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Timing(name, seconds, cpu_seconds, usage.ru_maxrss / 1024)
