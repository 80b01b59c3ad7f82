"""Kill an analysis at random moments, resume it, and compare what is found, byte for byte.

Usage: python tests/benchmarks/kills.py FILM [--kills 10] [--seed 1]
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MATCHCUT = [sys.executable, "-m", "matchcut"]


def analyse(film: Path, project: Path) -> subprocess.Popen[bytes]:
    command = [*MATCHCUT, "analyze", "--progress", "none", str(film), "-p", str(project)]
    return subprocess.Popen([*command, "--segmenter", "foreground"])


def found(project: Path) -> list[bytes]:
    return [
        subprocess.run(
            [*MATCHCUT, "find", "-p", str(project), "--by", by, "--json"],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        for by in ("frame", "motion")
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("film", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="matchcut-kills-") as folder:
        whole = Path(folder) / "whole.matchcut"
        began = time.perf_counter()
        assert analyse(asked.film, whole).wait() == 0
        full_seconds = time.perf_counter() - began
        expected = found(whole)
        print(f"whole: {full_seconds:.1f} s")
        moments = [chance.random() for _ in range(asked.kills)]
        for number, moment in enumerate([*moments, 0.9]):
            project = Path(folder) / f"killed-{number}.matchcut"
            worker = analyse(asked.film, project)
            time.sleep(moment * full_seconds)
            worker.kill()
            worker.wait()
            began = time.perf_counter()
            assert analyse(asked.film, project).wait() == 0
            seconds = time.perf_counter() - began
            same = found(project) == expected
            print(
                f"killed at {moment:.0%}: resumed in {seconds / full_seconds:.0%} of the whole, "
                f"{'the same' if same else 'DIFFERENT'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
