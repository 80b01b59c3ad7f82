"""What the answer server says of films, and what is typed of them."""

from types import SimpleNamespace

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
