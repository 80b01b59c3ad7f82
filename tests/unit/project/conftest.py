"""Projects on a real disk, and films that are nothing but a file with a fingerprint."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from shown_pairs import candidate, detect, show

from matchcut.media.fingerprint import fingerprint
from matchcut.project.adding import FilmFacts, add_film
from matchcut.project.films import FilmRecord, set_frame_times
from matchcut.project.media import MediaFacts, MediaFile
from matchcut.project.project import Project, open_project

MakeFacts = Callable[..., FilmFacts]


@pytest.fixture
def project_path(tmp_path: Path) -> Path:
    return tmp_path / "rushes.matchcut"


@pytest.fixture
def project(project_path: Path) -> Iterator[Project]:
    with open_project(project_path, create=True) as project:
        yield project


@pytest.fixture
def make_facts(tmp_path: Path) -> MakeFacts:
    """Write a file and return what a probe would say of it."""

    def make(name: str = "reel.mov", content: str = "pictures", frames: int = 100) -> FilmFacts:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        status = path.stat()
        media = MediaFile(
            path,
            "original",
            fingerprint(path),
            status.st_size,
            status.st_mtime_ns,
            MediaFacts("A001", "01:00:00:00", 1920, 800, 0, 0),
        )
        return FilmFacts(Fraction(24000, 1001), Fraction(1, 24000), frames, media)

    return make


@pytest.fixture
def film(project: Project, make_facts: MakeFacts) -> FilmRecord:
    """A film of 100 frames, 1001 units of time each."""
    record = add_film(project, make_facts())
    set_frame_times(project, record.uuid, np.arange(100) * 1001)
    return record


@pytest.fixture
def cut_film(project: Project, film: FilmRecord) -> str:
    detect(project, film.uuid, "adaptive 1", (0, 30), (30, 60), (60, 100))
    return film.uuid


@pytest.fixture
def pairs(project: Project, cut_film: str) -> list[str]:
    """Three pairs that were shown."""
    frames = [(20, 40), (25, 80), (50, 90)]
    return show(project, *(candidate(cut_film, *each) for each in frames))
