"""A film that is taken out of the project leaves every list, and undo brings all of it back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from rooms import forget_reviews, settle, wait_for

from app.dialogs.films import FilmsDialog
from app.panels.films import _FilmRow
from app.session.candidates import films_of
from matchcut.project.project import open_project
from matchcut.project.reviews import accepted


@pytest.fixture
def window(room, brief_film, tmp_path):
    """The window with two films."""
    forget_reviews(room)
    if len(room.session.films) == 1:
        room.take([Path(shutil.copy(brief_film, tmp_path / "other.mp4"))])
        wait_for(lambda: len(room.session.films) == 2)
        settle(room)
    room.handlers.show_panel("films")
    return room


def rows(window):
    return {row._name.text(): row for row in window.films.findChildren(_FilmRow)}


def named(window, name):
    return next(film for film in window.session.films if film.name == name)


def of_film(window, uuid):
    """The pairs of the film, across or within."""
    return [pair for pair in window.session.candidates if uuid in films_of(pair)]


def test_films_of_one_name_are_told_apart_by_their_folders_wherever_they_are_named(
    window, tmp_path
):
    session, footage = window.session, window.session.footage
    alike = [replace(film, name="C1.mp4") for film in footage.films]
    session.footage = replace(footage, films=alike)
    try:
        called = session.footage.called
        assert len(set(called.values())) == 2
        assert all(name in str(footage.files[film]) for film, name in called.items())
        told = session.candidate(session.candidates[0].id)
        sides = [told.out, told.into]
        named = [(called[side.film], str(footage.files[side.film])) for side in sides]
        assert [(side.name, side.path) for side in sides] == named
        window.candidates.table.show([told])
        tip = window.candidates.table.index(0).data(Qt.ItemDataRole.ToolTipRole)
        assert all(words in tip for each in named for words in each)
        window.inspector.show_pair(told)
        labels = window.inspector.out_name, window.inspector.in_name
        tips = [label.toolTip().splitlines() for label in labels]
        assert list(map(tuple, tips)) == named
        assert [label.text() for label in labels] == [name for name, _ in named]
        for panel in (window.filters, window.shots):
            panel.film.show_films(footage.files, session.footage)
            listed = [
                (panel.film.itemText(row), panel.film.itemData(row, Qt.ItemDataRole.ToolTipRole))
                for row in range(1, panel.film.count())
            ]
            assert listed == [(called[uuid], str(path)) for uuid, path in footage.files.items()]
        shots, tip = window.shots.table, Qt.ItemDataRole.ToolTipRole
        window.shots.catch_up()
        for row, shot in enumerate(shots.shots):
            words, path, *_ = shots.index(row).data(tip).splitlines()
            assert words.startswith(called[shot.film] + ", ")
            assert path == str(footage.files[shot.film])
    finally:
        session.footage = footage
        session.refresh()
        settle(window)


def test_delete_takes_a_film_out_of_every_list_and_undo_brings_it_back(qtbot, window):
    session = window.session
    first = named(window, "short.mp4")
    concerned = of_film(window, first.uuid)[:2]
    for pair in concerned:
        session.select(pair.id)
        session.accept()
    settle(window)
    (row,) = [row for name, row in rows(window).items() if name == "short.mp4"]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.hasFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    wait_for(lambda: [film.name for film in session.films] == ["other.mp4"])
    settle(window)
    assert "2 accepted cuts" in window.notice.happened.text()
    window.workspace.docks["history"].raise_()
    wait_for(lambda: window.history.list.count())
    assert window.history.list.item(0).text().endswith("  film taken out\nshort.mp4")
    assert list(rows(window)) == ["other.mp4"]
    assert of_film(window, first.uuid) == []
    assert session.selected is None or first.uuid not in films_of(session.selected)
    assert session.cut_list() == []
    assert window.workspace.docks["cut_list"].windowTitle() == "Cut list"
    assert window.cut_list.away.text() == "2 more without their film"
    session.turns.undo()
    wait_for(lambda: len(session.films) == 2)
    settle(window)
    assert set(rows(window)) == {"short.mp4", "other.mp4"}
    assert [pair.id for pair in session.cut_list()] == [pair.id for pair in concerned]
    assert window.workspace.docks["cut_list"].windowTitle() == "Cut list  2 cuts"
    assert of_film(window, first.uuid)
    assert not window.notice.isVisible()
    session.turns.redo()
    wait_for(lambda: len(session.films) == 1)
    settle(window)
    assert list(rows(window)) == ["other.mp4"]
    session.turns.undo()
    wait_for(lambda: len(session.films) == 2)
    settle(window)


def test_a_film_is_taken_out_in_the_details_of_the_films_too(qtbot, window):
    session = window.session
    pair = of_film(window, named(window, "short.mp4").uuid)[0]
    session.select(pair.id)
    session.tag("good")
    settle(window)
    dialog = FilmsDialog(session, window)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_for(lambda: dialog.films.count() == 2)
    dialog.films.setCurrentRow(0)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    wait_for(lambda: dialog.films.count() == 1)
    assert dialog.films.item(0).text() == "other.mp4"
    assert dialog.message.text().endswith("1 verdict.")
    wait_for(lambda: list(rows(window)) == ["other.mp4"])
    dialog.close()
    session.turns.undo()
    wait_for(lambda: len(session.films) == 2)
    settle(window)


def test_a_copy_of_a_film_is_told_and_goes_with_it(window, tmp_path):
    film = named(window, "other.mp4").media[0].path
    copy = Path(shutil.copy(film, tmp_path / "copy.mp4"))
    window.take([copy])
    wait_for(lambda: window.notice.happened.text() == "copy.mp4 is the same film as other.mp4.")
    settle(window)
    assert len(window.session.films) == 2
    assert sorted(rows(window)) == ["other.mp4", "other.mp4 (copy.mp4)", "short.mp4"]
    window.removing.remove(copy)
    wait_for(lambda: list(rows(window)) == ["short.mp4"])
    window.session.turns.undo()
    wait_for(lambda: sorted(rows(window)) == ["other.mp4", "short.mp4"])
    settle(window)


def test_a_cut_is_moved_among_those_that_are_listed(window):
    session = window.session
    first = named(window, "short.mp4")
    gone = next(pair for pair in session.candidates if films_of(pair) == {first.uuid})
    session.select(gone.id)
    session.accept()
    settle(window)
    window.removing.remove(first.media[0].path)
    wait_for(lambda: len(session.films) == 1)
    settle(window)
    stay = session.candidates[:2]
    for pair in stay:
        session.select(pair.id)
        session.accept()
    settle(window)
    session.move(stay[1].id, 0)
    settle(window)
    assert [pair.id for pair in session.cut_list()] == [stay[1].id, stay[0].id]
    with open_project(session.path) as project:
        assert accepted(project) == [gone.id, stay[1].id, stay[0].id]
