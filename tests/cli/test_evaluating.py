"""matchcut eval on a small real film."""

import json
import shutil


def test_films_of_one_name_in_two_folders_are_counted_apart(matchcut, another_film, tmp_path):
    truths = []
    for folder, cuts in (("a", []), ("b", [{"frame": 30, "kind": "cut"}])):
        (tmp_path / folder).mkdir()
        shutil.copy(another_film, tmp_path / folder / "film.mp4")
        truths.append(tmp_path / folder / "film.json")
        truths[-1].write_text(json.dumps({"video": "film.mp4", "frames": 60, "cuts": cuts}))
    rows = matchcut("eval", "shots", *truths, "--json").json()
    assert [row["film"] for row in rows] == ["film.mp4", "film.mp4", "pooled"]
    assert [(row["found"], row["wrong"]) for row in rows] == [(0, 1), (1, 0), (1, 1)]
