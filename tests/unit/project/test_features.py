"""The feature store: found by span, name and version, and rebuilt when it is damaged."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from matchcut.errors import ProjectError
from matchcut.project import features
from matchcut.project.features import FeatureStore
from matchcut.project.project import Project, open_project

SPAN = ("film", 0, 40)


def test_features_come_back_as_they_were(project: Project) -> None:
    arrays = {
        "masks": np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
        "empty": np.zeros((0, 4), np.float16),
        "one": np.array(2.5),
        "slice": np.arange(12, dtype=">i4").reshape(3, 4)[:, ::2],
        "labels": np.array(["dog", "Ælfrēd"]),
    }
    project.features.save("masks:foreground", 1, {SPAN: arrays})
    found = project.features.load("masks:foreground", 1)[SPAN]
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_another_version_or_name_or_film_is_not_found(project: Project) -> None:
    store = project.features
    store.save("flow", 1, {SPAN: {"a": np.ones(1)}, ("other", 0, 9): {"a": np.ones(1)}})
    assert store.load("flow", 2) == {}
    assert store.load("masks", 1) == {}
    assert store.load("flow", 1, film="nobody") == {}
    assert set(store.load("flow", 1, film="film")) == {SPAN}
    assert store.spans("flow", 1) == {SPAN, ("other", 0, 9)}


def test_a_feature_saved_again_is_replaced(project: Project) -> None:
    for value in (1, 2):
        project.features.save("flow", 1, {SPAN: {"a": np.array([value])}})
    assert project.features.load("flow", 1)[SPAN]["a"].tolist() == [2]


def test_objects_are_not_stored(project: Project) -> None:
    with pytest.raises(ValueError, match="can't be stored"):
        project.features.save("flow", 1, {SPAN: {"a": np.array([object()])}})


def test_thumbnails_come_back_by_frame(project: Project) -> None:
    project.features.save_thumbnails("film", {24: b"jpeg two", 12: b"jpeg one"})
    assert project.features.nearest_thumbnail("film", 12, 12, 13) == b"jpeg one"
    assert project.features.nearest_thumbnail("film", 24, 24, 25) == b"jpeg two"
    assert project.features.nearest_thumbnail("film", 25, 25, 26) is None


def test_a_forgotten_film_leaves_the_others(project: Project) -> None:
    store = project.features
    store.save("flow", 1, {SPAN: {"a": np.ones(1)}, ("other", 0, 9): {"a": np.ones(1)}})
    store.save_thumbnails("film", {1: b"jpeg"})
    store.forget("film")
    assert store.spans("flow", 1) == {("other", 0, 9)}
    assert store.nearest_thumbnail("film", 1, 1, 2) is None


def test_features_of_former_shots_and_versions_go_and_the_others_stay(project: Project) -> None:
    store, former = project.features, ("film", 40, 60)
    of_both = {SPAN: {"a": np.ones(1)}, former: {"a": np.ones(1)}}
    store.save("flow", 1, of_both)
    store.save("flow", 2, of_both)
    store.save("masks:yolo", 1, of_both)
    store.save("flow", 1, {("other", 0, 9): {"a": np.ones(1)}})
    store.keep_only("film", {SPAN}, {"flow": 2})
    assert store.spans("flow", 1) == {("other", 0, 9)}
    assert store.spans("flow", 2) == {SPAN}
    assert store.spans("masks:yolo", 1) == {SPAN}, "of another segmenter we know no version"


def test_a_feature_can_be_dropped_by_name(project: Project) -> None:
    for name in ("masks:adapted-1", "masks:adapted-2"):
        project.features.save(name, 1, {SPAN: {"a": np.ones(1)}})
    project.features.drop("masks:adapted-1")
    assert project.features.names() == {"masks:adapted-2"}


def test_a_deleted_cache_is_begun_anew(project: Project) -> None:
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    cache = project.cache
    project.close()
    shutil.rmtree(cache)
    with open_project(project.path) as again:
        assert again.features.load("flow", 1) == {}
        again.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
        assert again.features.spans("flow", 1) == {SPAN}


@pytest.mark.parametrize("shared", [False, True])
def test_a_cache_deleted_while_it_is_open_is_begun_anew_for_all(
    tmp_path: Path, shared: bool
) -> None:
    one, other = (FeatureStore(tmp_path / "cache", shared=shared) for _ in range(2))
    one.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    assert other.spans("flow", 1) == {SPAN}
    shutil.rmtree(tmp_path / "cache")
    later = ("film", 40, 60)
    one.save("flow", 1, {later: {"a": np.ones(1)}})
    assert one.spans("flow", 1) == other.spans("flow", 1) == {later}
    other.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    one.close()
    other.close()
    assert FeatureStore(tmp_path / "cache", shared=shared).spans("flow", 1) == {SPAN, later}


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_cache_is_begun_anew(project: Project, keep: int) -> None:
    large = {("film", start, start + 1): {"a": np.ones(2000)} for start in range(20)}
    project.features.save("flow", 1, large)
    project.features.close()
    file = project.cache / "features.db"
    content = file.read_bytes()
    file.write_bytes(content[:keep] + b"\x55" * (len(content) - keep))
    assert project.features.load("flow", 1) == {}
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    assert project.features.spans("flow", 1) == {SPAN}


def test_a_cache_whose_table_has_a_name_that_is_no_text_is_begun_anew(project: Project) -> None:
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    project.features.close()
    file = project.cache / "features.db"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"CREATE TABLE features", b"CRE\xc8TE TABLE features"))
    assert project.features.load("flow", 1) == {}


def test_a_damaged_film_id_in_the_cache_costs_no_other_film(project: Project) -> None:
    others = ("other", 0, 9)
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}, others: {"a": np.ones(1)}})
    project.features.close()
    with closing(sqlite3.connect(project.cache / "features.db")) as cache:
        cache.execute("UPDATE features SET film = CAST(x'ff66' AS TEXT) WHERE film = 'other'")
        cache.commit()
    assert SPAN in project.features.load("flow", 1)
    assert others not in project.features.spans("flow", 1)


def test_a_file_where_the_cache_should_be_is_told(project: Project) -> None:
    project.cache.touch()
    with pytest.raises(ProjectError) as told:
        project.features.load("flow", 1)
    assert str(told.value) == (
        f"The cache {project.cache.name} can't be used: file exists. "
        "Check its disk, or remove it; it is built again."
    )


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, errno.ENOSPC])
def test_a_full_disk_costs_no_cache_that_could_be_moved(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    full: Exception = OSError(code, "no space")
    if code != errno.ENOSPC:
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = code  # type: ignore[attr-defined]

    def opened(store: FeatureStore) -> sqlite3.Connection:
        raise full

    monkeypatch.setattr(FeatureStore, "_opened", opened)
    with pytest.raises(ProjectError) as told:
        project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    assert str(told.value) == (
        "There is no space left for the cache rushes.matchcut.cache, or its disk does not answer. "
        "Free some space, or move it to another disk: matchcut cache PROJECT --move FOLDER."
    )


def test_a_cache_with_other_tables_is_begun_anew(project: Project) -> None:
    project.cache.mkdir()
    connection = sqlite3.connect(project.cache / "features.db")
    connection.execute("CREATE TABLE features (id INTEGER)")
    connection.commit()
    connection.close()
    assert project.features.load("flow", 1) == {}
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    assert project.features.spans("flow", 1) == {SPAN}


def test_a_slip_in_our_own_sql_costs_nothing_and_is_told_as_a_bug(project: Project) -> None:
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    with pytest.raises(sqlite3.OperationalError, match="no such column: nmae"):
        project.features._read("SELECT nmae FROM features WHERE film = ?", ("film",))
    assert project.features.spans("flow", 1) == {SPAN}


def damage(project: Project) -> None:
    """Spoil what is stored of the shots that begin a film."""
    project.features.close()
    connection = sqlite3.connect(project.cache / "features.db")
    connection.execute("UPDATE features SET data = x'00112233' WHERE start = 0")
    connection.commit()
    connection.close()


def test_one_damaged_feature_is_as_if_it_were_not_there(project: Project) -> None:
    other = ("film", 40, 90)
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}, other: {"a": np.ones(1)}})
    damage(project)
    assert set(project.features.load("flow", 1)) == {other}
    assert project.features.spans("flow", 1) == {other}, "it is computed again"


def test_the_features_of_some_shots_come_in_their_order_without_missing_and_damaged_ones(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_READ_AT_ONCE", 3)
    spans = [("film", 40 * at, 40 * at + 40) for at in range(8)]
    stored = {span: {"a": np.array([at])} for at, span in enumerate(spans) if at != 5}
    project.features.save("flow", 1, stored)
    project.features.save("masks", 1, {spans[5]: {"a": np.ones(1)}})
    damage(project)
    asked = [*spans[6::-1], ("other", 0, 40)]
    found = [
        (span, arrays["a"].tolist()) for span, arrays in project.features.each("flow", 1, asked)
    ]
    assert found == [(spans[at], [at]) for at in (6, 4, 3, 2, 1)]
    assert project.features.spans("flow", 1) == {*spans[1:5], *spans[6:]}
    assert list(project.features.each("flow", 1, [])) == []


def test_where_nothing_can_be_written_damage_and_a_cache_that_is_not_there_hide_nothing_else(
    project: Project, tmp_path: Path
) -> None:
    other = ("film", 40, 90)
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}, other: {"a": np.ones(1)}})
    damage(project)
    project.features.close()
    there = FeatureStore(project.cache, read_only=True)
    assert set(there.load("flow", 1)) == {other}
    assert there.load_one("flow", 1, SPAN) is None
    there.close()
    gone = tmp_path / "gone.cache"
    assert FeatureStore(gone, read_only=True).spans("flow", 1) == set()
    assert not gone.exists()


def test_a_damaged_feature_asked_for_alone_is_dropped_and_only_it(project: Project) -> None:
    for name in ("flow", "masks"):
        project.features.save(name, 1, {SPAN: {"a": np.ones(1)}})
    damage(project)
    project.features.save("masks", 1, {SPAN: {"a": np.ones(1)}})
    assert project.features.load_one("flow", 1, SPAN) is None
    assert project.features.spans("flow", 1) == set()
    assert project.features.load_one("masks", 1, SPAN) is not None


def test_columns_that_others_have_added_to_a_cache_cost_nothing_that_is_in_it(
    project: Project,
) -> None:
    project.features.save("motion", 1, {SPAN: {"a": np.ones(1)}})
    project.features.close()
    with sqlite3.connect(project.cache / "features.db") as connection:
        for table in ("features", "thumbnails"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN theirs TEXT")
    connection.close()
    project.features.save("flow", 1, {SPAN: {"a": np.ones(1)}})
    project.features.save_thumbnails("film", {0: b"picture"})
    assert project.features.names() == {"motion", "flow"}
    assert project.features.nearest_thumbnail("film", 0, 0, 1) == b"picture"
