"""What a search reads of a project: the features of the shots that it pairs, and no others."""

import sqlite3
from contextlib import closing

import pytest
from copies import copy_of
from films import scenes, write_film

from matchcut.errors import Cancelled, NotAnalysed
from matchcut.pipeline.analysis.analysing import AnalysisSettings, analyse
from matchcut.pipeline.search import finding
from matchcut.pipeline.search.finding import Question, find_and_record_pairs
from matchcut.pipeline.search.flavours import COMPARISONS
from matchcut.pipeline.search.library import load_library
from matchcut.project.project import open_project
from matchcut.project.shots import set_hidden
from matchcut.representations.foreground.segmenter import ForegroundSegmenter

SEGMENTER = ForegroundSegmenter()


@pytest.fixture(params=list(COMPARISONS))
def flavour(request):
    return request.param


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("discs")
    film = write_film(folder / "discs.mp4", scenes(shots=6))
    with open_project(folder / "discs.matchcut", create=True) as project:
        list(analyse(project, [film], AnalysisSettings(SEGMENTER)))
    return project.path


@pytest.fixture
def project(analysed, tmp_path):
    with open_project(copy_of(analysed, tmp_path)) as project:
        yield project


def shots_of(project):
    (film,) = load_library(project).films.values()
    return film.shots


def find(project, flavour, **how):
    question = Question(flavour, min_gap_seconds=0, per_shot=None, **how)
    return find_and_record_pairs(project, question, SEGMENTER)


def told(pairs):
    """Return what is said of each pair; its rank goes by the others in the list."""
    return [
        (pair.id, pair.score, pair.parts, *((side.shot.number, side.frame) for side in sides))
        for pair in pairs
        if (sides := (pair.out, pair.into))
    ]


def without(shot, pairs):
    return told(each for each in pairs if shot not in (each.out.shot, each.into.shot))


def test_only_the_features_of_paired_shots_are_read(project, flavour, monkeypatch):
    hidden, *others = shots_of(project)
    all_pairs = find(project, flavour)
    set_hidden(project, hidden, True)
    store, read = type(project.features), []
    each = store.each
    monkeypatch.setattr(store, "load", lambda *_: pytest.fail("reads the features of every shot"))
    monkeypatch.setattr(store, "each", lambda *key: read.extend(key[-1]) or each(*key))
    found = find(project, flavour)
    assert sorted(read) == [shot.span for shot in others]
    assert told(found) == without(hidden, all_pairs)


def test_reading_features_reports_and_stops_when_told_to(project, flavour, monkeypatch):
    monkeypatch.setattr(finding, "_REPORTED", 2)
    reports = []

    def stop(report):
        reports.append((report.stage, report.done, report.total))
        if len(reports) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_and_record_pairs(project, Question(flavour), SEGMENTER, stop)
    assert reports == [("reading", 2, 6), ("reading", 4, 6)]


def test_a_shot_with_damaged_features_is_left_out_and_the_others_keep_their_places(
    project, flavour
):
    first, second, *_ = shots_of(project)
    all_pairs = find(project, flavour)
    damage(project, flavour, second.frames.start)
    assert without(second, all_pairs) == told(find(project, flavour))
    damage(project, flavour, first.frames.start)
    with pytest.raises(NotAnalysed, match="of shot 1"):
        find(project, flavour, shot=1)


def test_where_all_features_are_damaged_they_are_told_to_be_missing(project, flavour):
    for shot in shots_of(project):
        damage(project, flavour, shot.frames.start)
    with pytest.raises(NotAnalysed, match="holds no"):
        find(project, flavour)


def damage(project, flavour, start):
    name, version = COMPARISONS[flavour].compared.key(SEGMENTER)
    project.features.close()
    with closing(sqlite3.connect(project.cache / "features.db")) as connection, connection:
        connection.execute(
            """UPDATE features SET data = CAST(substr(data, 2) || x'7f' AS BLOB)
            WHERE name = ? AND version = ? AND start = ?""",
            [name, version, start],
        )
