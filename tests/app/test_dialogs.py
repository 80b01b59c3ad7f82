"""A dialog that is closed is gone for good, whatever it still waits for."""

import os
import signal

import pytest
from PySide6.QtCore import QLocale, QProcess, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QFileDialog, QLabel, QLineEdit
from rooms import settle, wait_for

from app.dialogs.export import ExportDialog
from matchcut.project.project import open_project
from matchcut.project.settings import timeline_rate
from matchcut.serving import asks

# A process is stopped, which a warm one can't be.
pytestmark = pytest.mark.usefixtures("cold_file")

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(room):
    return room


def opened(window, key, modifier=CONTROL):
    window.activateWindow()
    wait_for(window.isActiveWindow)
    QTest.keyClick(window, key, modifier)
    return window.findChild(QDialog)


def closed(window, field=None):
    QTest.keyClick(field or window.findChild(QDialog), Key.Key_Escape)
    wait_for(lambda: not window.findChildren(QDialog))


def all_answered(window):
    """Wait until what was asked before is answered."""
    answered = []
    window.session.answers.ask(asks.FORMATS({}), answered.append)
    wait_for(lambda: answered)


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Key.Key_Question, NONE), (Key.Key_Comma, CONTROL), (Key.Key_T, CONTROL)],
    ids=["shortcuts", "preferences", "films"],
)
def test_what_escape_closes_leaves_nothing_behind(window, key, modifier):
    assert opened(window, key, modifier)
    closed(window)
    all_answered(window)


def test_a_list_that_is_closed_before_it_is_read_leaves_nothing_behind(window):
    window.handlers.show_list(window.session.path)
    closed(window)
    all_answered(window)


def test_every_field_has_a_name_and_shows_all_of_what_stands_in_it(window):
    for key in (Key.Key_Comma, Key.Key_T):
        dialog = opened(window, key)
        QTest.qWait(50)
        lines = dialog.findChildren(QLineEdit)
        fields = [each for each in lines if not isinstance(each.parent(), QAbstractSpinBox)]
        assert fields
        for field in fields:
            told = QAccessible.queryAccessibleInterface(field)
            assert told.text(QAccessible.Text.Name), field.placeholderText()
            words = field.placeholderText() if "/" not in field.placeholderText() else ""
            assert field.fontMetrics().horizontalAdvance(words) < field.width() - 16, words
        closed(window)


@pytest.mark.parametrize("typed", ["2.5", "2,5"])
def test_a_length_has_a_decimal_point_on_every_system_and_takes_a_comma(window, typed):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    dialog = ExportDialog(window.session, window)
    QLocale.setDefault(before)
    field = dialog.seconds.lineEdit()
    assert dialog.seconds.text() == "2.00 s"
    dialog.show()
    field.selectAll()
    QTest.keyClicks(field, typed)
    assert dialog.settings()["seconds"] == 2.5
    assert dialog.seconds.cleanText() == "2.5"
    dialog.close()
    dialog.deleteLater()


def test_return_in_the_name_of_the_list_writes_it(window, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked.append(1) or ("", ""))
    window.session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    count, listed = len(window.session.cut_list()), tmp_path / "cuts.edl"
    dialog.path.setFocus()
    dialog.path.setText(str(listed))
    QTest.keyClick(dialog.path, Key.Key_Return)
    wait_for(lambda: listed.exists() or asked)
    assert not asked
    wait_for(lambda: dialog.summary.isVisible())
    words = "1 cut" if count == 1 else f"{count} cuts"
    assert dialog.summary.text().startswith(f"cuts.edl is written: {words}.")
    closed(window)


def test_a_name_without_the_end_of_a_format_gets_that_of_the_chosen_one(window, tmp_path):
    window.session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    dialog.format.setCurrentIndex(dialog.format.findData(".csv"))
    for typed, named in (("cuts", "cuts.csv"), ("reel 2.5", "reel 2.5.csv"), ("a.edl", "a.edl")):
        dialog.path.setText(str(tmp_path / typed))
        dialog.write()
        wait_for(lambda named=named: dialog.summary.text().startswith(f"{named} is written"))
        assert dialog.path.text() == str(tmp_path / named)
    dialog.path.setText(str(tmp_path / "cuts.aaf"))
    dialog.write()
    wait_for(lambda: ".aaf" in dialog.summary.text())
    assert not (tmp_path / "cuts.aaf.csv").exists()
    closed(window)


def test_the_rate_of_the_timeline_is_shown_and_set_and_what_does_not_fit_is_told_before(
    window, tmp_path
):
    window.session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    timeline = dialog.timeline
    wait_for(lambda: dialog.format.count() and timeline.rate.placeholderText())
    assert timeline.rate.placeholderText() == "as the first film: 24"
    assert (dialog.start.text(), dialog.start.placeholderText()) == ("", "01:00:00:00")
    dialog.format.setCurrentIndex(dialog.format.findData(".edl"))
    timeline.rate.setFocus()
    QTest.keyClicks(timeline.rate, "50")
    dialog.export.setFocus()
    wait_for(timeline.fits.isVisible)
    assert timeline.fits.text().startswith("All cuts will be left out: ")
    assert "and the list at 50. " in timeline.fits.text()
    assert ".xml, .fcpxml or .otio, which hold films of several rates." in timeline.fits.text()
    wait_for(lambda: timeline.fits.height() >= timeline.fits.heightForWidth(timeline.fits.width()))
    dialog.format.setCurrentIndex(dialog.format.findData(".otio"))
    wait_for(lambda: not timeline.fits.isVisible())
    dialog.path.setText(str(tmp_path / "cuts.otio"))
    timeline.rate.setFocus()
    timeline.rate.selectAll()
    QTest.keyClicks(timeline.rate, "no rate")
    dialog.write()
    assert "'no rate' is not a frame rate" in dialog.summary.text()
    timeline.rate.clear()
    dialog.write()
    wait_for(lambda: dialog.summary.text().startswith("cuts.otio is written"))
    with open_project(window.session.path) as project:
        assert timeline_rate(project) == 24
    closed(window)


def test_what_is_typed_after_export_was_pressed_names_no_file(window, tmp_path, monkeypatch):
    window.session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    kept = tmp_path / "kept.edl"
    kept.write_text("the list of last week")
    settle(window)  # or a question about the history would be held, too
    held = []
    with monkeypatch.context() as busy:  # as while another process writes the project
        busy.setattr(window.session.ledger, "ask", lambda _, then: held.append(then))
        dialog.path.setText(str(tmp_path / "new.edl"))
        dialog.write()
        wait_for(lambda: bool(held))
    dialog.path.setText(str(kept))
    held[0](None)
    wait_for(lambda: dialog.show_file.isVisible())
    assert kept.read_text() == "the list of last week"
    assert (tmp_path / "new.edl").exists()
    closed(window)


def test_verdicts_are_exported_without_an_accepted_cut(window, tmp_path):
    session = window.session
    for pair in session.cut_list():
        session.remove(pair.id)
    wait_for(lambda: not window.menu["export"].isEnabled())
    session.tag("good")
    wait_for(lambda: window.menu["export"].isEnabled())
    settle(window)
    assert window.cut_list.export.isEnabled()
    assert not window.menu["play_list"].isEnabled()
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    dialog.path.setText(str(tmp_path / "cuts.edl"))
    dialog.write()
    wait_for(lambda: dialog.summary.isVisible())
    assert "no accepted cut" in dialog.summary.text()
    dialog.path.setText(str(tmp_path / "mine.labels.json"))
    dialog.write()
    wait_for(lambda: dialog.show_file.isVisible())
    assert '"majority_label": true' in (tmp_path / "mine.labels.json").read_text()
    assert "labels.json is written: 1 label." in dialog.summary.text()
    session.select(next(pair.id for pair in session.candidates if pair.verdict is None))
    session.accept()
    dialog.write()
    wait_for(lambda: "1 accepted cut is not in it" in dialog.summary.text())
    closed(window)
    session.tag(None)
    session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())


def test_choices_are_offered_with_the_formats_that_have_them_alone(window):
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    fields = {
        "rate": dialog.timeline.rate,
        "title": dialog.title,
        "seconds": dialog.seconds,
        "reels": dialog.long_reels,
        "burn-in": dialog.burn_in,
    }
    offered = {}
    for row in range(dialog.format.count()):
        dialog.format.setCurrentIndex(row)
        offered[dialog.format.currentData()] = {
            name for name, field in fields.items() if field.isEnabled()
        }
    assert offered[".edl"] == {"rate", "title", "seconds", "reels"}
    assert offered[".otio"] == {"rate", "title", "seconds"}
    assert offered[".mp4"] == {"rate", "seconds", "burn-in"}
    assert offered[".labels.json"] == offered[".csv"] == set()
    dialog.format.setCurrentIndex(dialog.format.findData(".labels.json"))
    assert not dialog._form.labelForField(dialog.title).isEnabled()
    assert not dialog._form.labelForField(dialog.timeline).isEnabled()
    assert dialog.seconds.toolTip() == "Lists of this format have none"
    # A name that is typed with the end of another format is of that format.
    dialog.path.setText("cuts.markers.edl")
    assert dialog.format.currentData() == ".markers.edl"
    assert dialog.title.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData(".edl"))
    assert dialog.seconds.toolTip().startswith("How long the shots are")
    closed(window)


def test_the_choices_of_a_list_are_read_whole_in_large_type(window):
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    font = dialog.font()
    font.setPixelSize(20)
    dialog.setFont(font)
    wait_for(lambda: dialog.width() >= dialog.sizeHint().width())
    for choice in dialog.long_reels, dialog.burn_in:
        assert choice.width() >= choice.sizeHint().width()
    closed(window)


def test_what_became_of_one_list_does_not_stand_beside_the_name_of_another(window, tmp_path):
    window.session.accept()
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())

    def write():
        dialog.write()
        wait_for(dialog.show_file.isVisible)
        assert dialog.summary.isVisible()

    dialog.path.setText(str(tmp_path / "cuts.csv"))
    write()
    dialog.format.setCurrentIndex(dialog.format.findData(".tsv"))
    assert not dialog.show_file.isVisible()
    assert not dialog.summary.isVisible()
    write()
    dialog.path.setText(str(tmp_path / "others.tsv"))
    assert not dialog.show_file.isVisible()
    assert not dialog.summary.isVisible()
    closed(window)


def test_pairs_that_are_left_out_are_named_by_where_they_cut_or_are_counted(window, tmp_path):
    session = window.session
    first, *others = [pair.id for pair in session.candidates[:4]]
    said = {first: "good", **dict.fromkeys(others, "maybe")}
    for pair, verdict in list(said.items())[:2]:
        session.tag(verdict, pair)
    wait_for(lambda: window.menu["export"].isEnabled())
    dialog = opened(window, Key.Key_E)
    wait_for(lambda: dialog.format.count())
    dialog.format.setCurrentIndex(dialog.format.findData(".labels.json"))
    wait_for(dialog.timeline.fits.isVisible)
    assert dialog.timeline.fits.text() == (
        "1 of 2 pairs will be left out: judged neither good nor bad. "
        "Labels are made of good and bad pairs."
    )

    def told():
        dialog.path.setText(str(tmp_path / f"{len(list(tmp_path.iterdir()))}.labels.json"))
        dialog.write()
        wait_for(dialog.show_file.isVisible)
        return dialog.summary.text()

    maybe = session.candidate(list(said)[1])
    where = f"{maybe.out.timecode} > {maybe.into.timecode}"
    words = told()
    assert f"Left out {where}: judged neither good nor bad." in words
    for pair, verdict in said.items():
        session.tag(verdict, pair)
    session.accept(session.candidates[4].id)
    words = told()
    assert "Left out 3 of 4 pairs: judged neither good nor bad." in words
    assert "called good or bad (G or B)." in words
    assert not any(pair.id in words for pair in session.candidates)
    closed(window)
    session.tag(None, *said)
    wait_for(lambda: not session.decisions.judged)


def test_while_a_list_is_written_everything_else_is_answered(window, tmp_path):
    dialog = opened(window, Key.Key_E)
    errands = window.session.errands
    wait_for(lambda: dialog.format.count() and errands.process_id())
    written = tmp_path / "cuts.csv"
    os.kill(errands.process_id(), signal.SIGSTOP)  # as long as a reel of two hours takes
    try:
        dialog.path.setText(str(written))
        dialog.write()
        all_answered(window)
        assert not written.exists()
    finally:
        os.kill(errands.process_id(), signal.SIGCONT)
    wait_for(lambda: dialog.show_file.isVisible())
    assert written.exists()
    closed(window)


def test_a_name_that_is_typed_last_of_all_is_heard_of(window):
    dialog = opened(window, Key.Key_T)
    wait_for(lambda: dialog.films.count() == 1)
    dialog.name.setFocus()
    QTest.keyClicks(dialog.name, "Reel one")
    closed(window, dialog.name)
    wait_for(lambda: window.session.films[0].name == "Reel one")


def test_the_preferences_speak_an_editors_words(window):
    dialog = opened(window, Key.Key_Comma)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Network file", "Disk space for all caches"} <= said
    assert dialog.limit.specialValueText() == "no limit"
    assert not any("Weights" in words or "ONNX" in words for words in said)
    closed(window)


def test_a_download_goes_on_when_the_preferences_are_closed(window, monkeypatch):
    monkeypatch.setattr("app.jobs.download.NETWORK", "none-of-ours")
    opened(window, Key.Key_Comma).get.click()
    download = next(each for each in window.findChildren(QProcess) if "models" in each.arguments())
    ended = []
    download.finished.connect(lambda code, _: ended.append(code))
    closed(window)
    assert download.state() != QProcess.ProcessState.NotRunning
    wait_for(lambda: ended)
    assert ended[0] in (1, 2)


def test_the_preferences_say_that_a_cache_is_empty_once_it_is(window, monkeypatch):
    begun = []
    monkeypatch.setattr(window.caches, "empty", lambda path, then: begun.append(then))
    dialog = opened(window, Key.Key_Comma)
    wait_for(dialog.empty.isEnabled)
    dialog.empty.click()
    words = dialog.cache_words
    wait_for(lambda: begun)
    assert words.text() == "emptying…"
    begun[0]("The cache is in use. Close what uses it.")
    assert words.text() == "The cache is in use. Close what uses it."
    closed(window)


def test_a_cache_that_can_not_be_looked_at_can_not_be_emptied(window, tmp_path):
    wait_for(lambda: window.desk.is_open)
    window.session.cache = tmp_path / ("a" * 300)
    dialog = opened(window, Key.Key_Comma)
    assert not dialog.empty.isEnabled()
    closed(window)
