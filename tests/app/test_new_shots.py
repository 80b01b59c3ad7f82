"""Shots are looked at and grouped anew after an undo, though no panel shows them."""

from matchcut.project.project import open_project
from matchcut.project.shots import film_shots
from matchcut.serving import asks


def shots_on_disk(session):
    (film,) = session.films
    with open_project(session.path) as project:
        return film_shots(project, film.uuid)


def change(qtbot, session, what, **details):
    (film,), told = session.films, []
    shot = shots_on_disk(session)[0]
    asked = asks.change_of_shot(what)({"film": film.uuid, "start": shot.frames.start, **details})
    session.answers.ask(asked, told.append)
    qtbot.waitUntil(lambda: bool(told))


def test_groups_are_found_anew_and_pairs_searched_after_an_undo(qtbot, session):
    change(qtbot, session, "hide", hidden=True)
    assert shots_on_disk(session)[0].hidden
    with qtbot.waitSignals([session.new_shots.completed, session.candidates_changed]):
        session.turns.undo()
    assert not shots_on_disk(session)[0].hidden


def test_shots_whose_boundaries_an_undo_moves_are_looked_at(qtbot, session):
    before, told = len(shots_on_disk(session)), []
    change(qtbot, session, "split", frame=shots_on_disk(session)[0].frames.start + 13)
    assert len(shots_on_disk(session)) == before + 1
    session.looking_at_shots.connect(told.append)
    with qtbot.waitSignals([session.new_shots.completed, session.candidates_changed]):
        session.turns.undo()
    assert told == ["Looking at the new shots…", ""]
    assert len(shots_on_disk(session)) == before
