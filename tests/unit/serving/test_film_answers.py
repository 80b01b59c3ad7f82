"""What the answer server says of films, and what is typed of them."""

from dataclasses import replace
from types import SimpleNamespace

from matchcut.project.films import film as stored_film
from matchcut.project.media import add_media, set_original
from matchcut.project.project import open_project
from matchcut.serving.films import FilmAnswers


def test_what_a_timeline_falls_back_to_is_told_beside_what_is_typed(project_path):
    with open_project(project_path) as project:
        answers = FilmAnswers(project)
        before = answers.films(SimpleNamespace())
        told = answers.timeline(SimpleNamespace(arguments={"rate": "25", "shape": "2.39"}))
    assert (before["rate"], before["shape"]) == ("", "")
    assert (told["rate"], told["shape"]) == ("25", "2.39")
    for each in (before, told):
        assert (each["film_rate"], each["film_shape"]) == ("24", "16:9")


def test_where_lists_start_is_told_as_the_films_count(project_path):
    with open_project(project_path) as project:
        answers = FilmAnswers(project)
        (film,) = answers.films(SimpleNamespace())["films"]
        with project.writing():
            project.execute("UPDATE films SET rate = '30000/1001'")
        typed = {"film": film["film"], "start": "14:03:07;11"}
        told = answers.edit_film(SimpleNamespace(arguments=typed))
        assert told["start"] == "01:00:00;00"
        told = answers.timeline(SimpleNamespace(arguments={"rate": "25"}))
        assert told["start"] == "01:00:00:00"


def test_a_film_that_is_taken_out_is_told_no_more(project_path):
    with open_project(project_path) as project:
        answers = FilmAnswers(project)
        (film,) = answers.films(SimpleNamespace())["films"]
        told = answers.remove_film(SimpleNamespace(arguments={"film": film["film"]}))
    assert told["films"] == []
    assert told["resting"] == ""


def test_what_is_not_named_of_a_film_or_the_timeline_stays(project_path):
    with open_project(project_path) as project:
        answers = FilmAnswers(project)
        (film,) = answers.films(SimpleNamespace())["films"]
        for typed in ({"name": "Beach"}, {"start": "10000000"}, {"reel": "A001"}):
            told = answers.edit_film(SimpleNamespace(arguments={"film": film["film"], **typed}))
        for typed in ({"rate": "25"}, {"shape": "2.39"}):
            told = answers.timeline(SimpleNamespace(arguments=typed))
    (film,) = told["films"]
    assert (film["name"], film["reel"], film["start"]) == ("Beach", "A001", "10:00:00:00")
    assert (told["rate"], told["shape"]) == ("25", "2.39")


def test_of_the_files_of_a_film_the_one_that_was_watched_is_told(project_path, tmp_path):
    with open_project(project_path) as project:
        answers = FilmAnswers(project)
        (film,) = answers.films(SimpleNamespace())["films"]
        (watched,) = stored_film(project, film["film"]).media
        other = replace(watched, path=tmp_path / "camera.mp4", fingerprint="other")
        add_media(project, film["film"], other)
        set_original(project, film["film"], other.path)
        (film,) = answers.films(SimpleNamespace())["films"]
    assert {file["path"]: (file["watched"], file["here"]) for file in film["files"]} == {
        str(watched.path): (True, True),
        str(other.path): (False, False),
    }


def test_an_event_of_a_list_is_told_from_its_first_frame_to_its_last(project_path, tmp_path):
    listed = tmp_path / "scenes.edl"
    listed.write_text(
        "001  AX  V  C  00:00:01:06 00:00:02:12 00:00:00:00 00:00:01:06\n"
        "* FROM CLIP NAME: discs.mp4\n"
    )
    with open_project(project_path) as project:
        call = SimpleNamespace(arguments={"path": str(listed), "rate": "24"})
        (event,) = FilmAnswers(project).conform(call)["matched"]
    assert (event["start"], event["stop"], event["shot"]) == (30, 60, 2)
    assert (event["from"], event["to"]) == ("00:00:01:06", "00:00:02:11")
