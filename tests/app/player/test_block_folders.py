"""What a killed window has left in memory goes with the next window, and nothing else does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.player import block_folders
from app.player.block_folders import new_folder

LEFT = """
import os, sys
from app.player import block_folders
block_folders._place = lambda: sys.argv[1]
folder = block_folders.new_folder()
print(folder.path(), flush=True)
sys.stdin.read()
os._exit(1)
"""


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setattr(block_folders, "_place", lambda: str(tmp_path))
    return tmp_path


def test_the_folder_of_a_window_that_died_goes_when_the_next_begins(place):
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", LEFT, str(place)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        left = Path(other.stdout.readline().strip())
        (left / "block-1").write_bytes(b"a frame")
        beside = new_folder()
        assert left.exists()
    own = new_folder()
    assert not left.exists()
    assert {str(each) for each in place.iterdir()} == {beside.path(), own.path()}


def test_folders_of_others_stay(place):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    number, pid = block_folders._numbering(), dead.pid
    elsewhere = place / "elsewhere"
    names = [
        f"matchcut-{number + 1}-{pid}-abcdef",  # of a container
        f"matchcut-{number}-{os.getpid()}-abcdef",
        f"matchcut-{number}-{pid}-of-my-own",
        "matchcut-abcdef",
        "elsewhere",
    ]
    for name in names:
        (place / name).mkdir()
    (place / f"matchcut-{number}-{pid}-abcdef").symlink_to(elsewhere)
    (place / f"matchcut-{number}-{pid}-ghijkl").write_text("a file")
    before = set(place.iterdir())
    own = new_folder()
    assert set(place.iterdir()) == before | {Path(own.path())}
