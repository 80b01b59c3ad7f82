"""How far the analysis is, in words that have room and in buttons that are seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.jobs.films import Analysis, FilmWork, State
from app.panels.elided import Elided
from app.panels.films import FilmsPanel
from app.panels.progress import ProgressWords, describe, summary
from app.words import counted

WRONG = "fake.mp4 is not a film that can be read. Choose the video file."
LONG = "a very long name of a film that says all there is to say of it, take 12 of 40.mov"


class DrawnAnalysis:
    """The films of an analysis, without one."""

    class Changed:
        def connect(self, _):
            pass

    paused = False
    held_words = ""
    changed = Changed()

    def __init__(self, films):
        self.films = films


def test_a_film_that_failed_is_named_once():
    assert describe(FilmWork(Path("fake.mp4"), state=State.FAILED, words=WRONG)) == WRONG


def test_one_shot_is_no_shots():
    work = FilmWork(Path("a.mov"), state=State.DONE, shots=1)
    assert describe(work) == "a.mov: 1 shot."
    assert counted(1204, "shot", "shots") == "1,204 shots"


def test_a_film_paused_before_its_first_report_is_paused():
    assert describe(FilmWork(Path("a.mov"), state=State.PAUSED)) == "a.mov: paused"


def test_over_everything_stands_that_films_wait_and_that_the_analysis_is_paused(tmp_path):
    analysis = Analysis(tmp_path / "p.matchcut")
    analysis.films = [
        FilmWork(Path("a.mov"), state=State.DONE),
        FilmWork(Path("b.mov")),
        FilmWork(Path("c.mov")),
    ]
    assert summary(analysis) == ("analysing 2 of 3   b.mov: waiting", 0.0)
    told = []
    analysis.changed.connect(lambda: told.append(summary(analysis)))
    analysis.pause()
    assert told[-1] == ("analysis paused, 2 films to go", 0.0)
    # Until its process has ended.
    analysis.films[1] = FilmWork(Path("b.mov"), state=State.WATCHING)
    assert summary(analysis)[0] == "analysing 2 of 3   b.mov: opening, pausing"
    analysis.films[1] = FilmWork(Path("b.mov"), state=State.PAUSED)
    assert summary(analysis)[0] == "analysing 2 of 3   b.mov: paused"


def test_why_a_film_failed_can_be_dismissed_and_another_failure_is_shown(qtbot, dressed):
    words = ProgressWords()
    qtbot.addWidget(words)
    words.show()
    words.show_words(WRONG, failed=True)
    qtbot.mouseClick(words.dismiss_button, Qt.MouseButton.LeftButton)
    assert words.text() == ""
    words.show_words(WRONG, failed=True)
    assert words.text() == ""
    words.show_words("other.mp4 is empty.", failed=True)
    assert words.text() == "other.mp4 is empty."
    words.show_words("a.mov: watching")
    assert not words.dismiss()


def test_what_is_no_film_is_taken_off_the_list_and_not_tried_again(qtbot, dressed, tmp_path):
    analysis = Analysis(tmp_path / "new.matchcut")
    panel = FilmsPanel()
    qtbot.addWidget(panel)
    panel.watch(analysis)
    done = FilmWork(Path("a.mov"), state=State.DONE, shots=3)
    failed = FilmWork(Path("notes.txt"), state=State.FAILED, words=WRONG)
    analysis.films = [done, failed]
    analysis.changed.emit()
    panel.show()
    (button,) = [each for each in panel.findChildren(QToolButton) if each.isVisible()]
    assert button.accessibleName() == "Take notes.txt off the list"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert analysis.films == [done]
    assert not panel.retry.isVisible()


def test_escape_dismisses_why_a_film_failed(qtbot, window):
    window.words.show_words(WRONG, failed=True)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.words.text() == ""


def test_a_film_goes_by_the_name_that_the_editor_gave_it_and_by_its_file(qtbot, dressed, tmp_path):
    analysis = Analysis(tmp_path / "new.matchcut")
    panel = FilmsPanel()
    qtbot.addWidget(panel)
    panel.watch(analysis)
    was, now = Path("/cards/C0001.mp4"), Path("/archive/beach.mp4")
    analysis.know([(was, 3, "")])
    analysis.follow({was: "C0001.mp4"}, {})
    (name,) = [each for each in panel.findChildren(Elided) if each.text()]
    assert name.text() == "C0001.mp4"
    analysis.follow({now: "Beach, day 2"}, {was: now})
    assert name.text() == "Beach, day 2 (beach.mp4)"
    assert name.toolTip() == str(now)
    assert describe(analysis.films[0]) == "Beach, day 2: 3 shots."


def test_words_without_room_keep_both_ends_and_are_whole_in_the_tooltip(qtbot, dressed):
    words = Elided()
    words.setText(WRONG)
    qtbot.addWidget(words)
    words.resize(240, 20)
    words.show()
    shown = words.shown()
    assert shown.startswith("fake.mp4")
    assert shown.endswith("file.")
    assert "…" in shown
    assert words.toolTip() == WRONG


def test_how_far_a_film_is_and_how_long_still_stay_longest(qtbot, dressed):
    work = FilmWork(
        Path(LONG), state=State.WATCHING, stage="watching", share=0.41, speed=2.9,
        seconds_left=120,
    )  # fmt: skip
    words = Elided()
    words.setText(describe(work))
    qtbot.addWidget(words)
    words.resize(300, 20)
    assert "2.9" not in words.shown()
    assert words.shown().endswith("41%, about 2 min")


@pytest.mark.parametrize("width", [224, 264])
def test_the_buttons_of_the_films_fit_beside_the_viewer(qtbot, dressed, width):
    panel = FilmsPanel()
    qtbot.addWidget(panel)
    films = [FilmWork(Path(LONG), state=State.WATCHING), FilmWork(Path("b"), state=State.FAILED)]
    panel.watch(DrawnAnalysis(films))
    panel.resize(width, 400)
    panel.show()
    assert panel.width() == width
    for button in panel.findChildren(QPushButton):
        assert button.isVisible()
        assert button.geometry().right() < width
        assert button.width() >= button.sizeHint().width()


def test_pause_is_in_sight_however_many_films_are_watched(qtbot, empty_window, tmp_path):
    window = empty_window
    window.open(tmp_path / "new.matchcut", create=True)
    qtbot.waitUntil(window.watching.isVisible)
    films = [FilmWork(Path(f"{at} {LONG}"), state=State.WATCHING) for at in range(12)]
    window.watching.films.watch(DrawnAnalysis(films))
    window.resize(1440, 900)
    for button in (window.watching.films.pause, window.watching.films.cancel):
        qtbot.waitUntil(lambda button=button: not button.visibleRegion().isEmpty())
        assert button.visibleRegion().boundingRect().height() == button.height()


@pytest.mark.parametrize(
    ("films", "heading"),
    [
        ([FilmWork(Path("a.mov"), state=State.WAITING)], "Watching the films"),
        ([FilmWork(Path("a.mov"), state=State.FAILED)], "There is no film to find pairs in"),
    ],
    ids=["watching", "failed"],
)
def test_the_page_without_pairs_says_what_goes_on(qtbot, dressed, films, heading):
    panel = FilmsPanel(alone=True)
    qtbot.addWidget(panel)
    panel.watch(DrawnAnalysis(films))
    panel.show()
    said = [each.text() for each in panel.findChildren(QLabel) if each.isVisible()]
    assert said[0] == heading
    assert "Films that are analysed are listed here." not in said
