"""Films and timeline, and a list from elsewhere: typed in the window, on disk and in the lists."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from rooms import forget_reviews, settle

from app.dialogs.conform import ConformDialog
from app.dialogs.films import FilmsDialog
from app.panels.elided import Elided
from matchcut.project.films import films
from matchcut.project.project import open_project
from matchcut.project.settings import timeline_rate


@pytest.fixture
def window(room):
    forget_reviews(room)
    return room


@pytest.fixture
def dialog(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(FilmsDialog) is not None)
    dialog = window.findChild(FilmsDialog)
    qtbot.waitUntil(lambda: dialog.films.count() == 1)
    yield dialog
    dialog.close()
    dialog.setParent(None)


def write(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def on_disk(window):
    with open_project(window.session.path) as opened:
        return films(opened)[0]


def test_a_long_name_leaves_what_is_said_of_the_file_in_sight(dialog, qtbot):
    told = dialog._told["films"][0]
    name = "A001_C002_" + "of_the_second_unit_" * 8 + ".mov"
    file = {
        "path": f"/films/{name}",
        "role": "original",
        "watched": True,
        "here": True,
        "changed": False,
    }
    dialog._show({**dialog._told, "films": [{**told, "name": name, "files": [file]}]})
    for listed in (dialog.films, dialog.files):
        qtbot.waitUntil(lambda listed=listed: listed.count() == 1)
        assert listed.horizontalScrollBar().maximum() == 0
        assert listed.visualItemRect(listed.item(0)).width() <= listed.viewport().width()


def test_files_are_told_of_in_an_editors_words(dialog):
    names = [button.text() for button in dialog.buttons.values()]
    assert names == ["Use as original", "Add a file…", "Relink…", "Remove"]
    assert dialog.files.item(0).text().endswith("original, analysed")
    assert "Aspect ratio" in [label.text() for label in dialog.findChildren(QLabel)]


def test_after_a_film_is_taken_out_its_neighbour_is_chosen_and_the_list_has_the_keys(
    dialog, window, qtbot, monkeypatch
):
    told = dialog._told["films"][0]
    listed = [{**told, "film": name, "name": name} for name in ("a", "b", "c", "d")]
    dialog._show({**dialog._told, "films": listed})
    asked = []
    monkeypatch.setattr(window.session.answers, "ask", lambda what, *_, **__: asked.append(what))
    for gone, chosen in (("b", "c"), ("d", "c")):
        dialog.films.setCurrentRow([film["film"] for film in listed].index(gone))
        dialog.remove.setFocus()
        qtbot.keyClick(dialog.remove, Qt.Key.Key_Space)
        listed = [film for film in listed if film["film"] != gone]
        dialog._show({**dialog._told, "films": listed})
        assert dialog.films.currentItem().text() == chosen
        assert dialog.focusWidget() is dialog.films
    assert len(asked) == 2


def test_a_field_that_is_left_before_the_timeline_is_told_clears_nothing(window, monkeypatch):
    asked = []
    monkeypatch.setattr(
        window.session.answers, "ask", lambda what, *_, **__: asked.append(what.name)
    )
    dialog = FilmsDialog(window.session)
    dialog.rate.editingFinished.emit()
    assert asked == ["films"]


def test_a_start_timecode_reaches_the_list_and_the_viewer_and_is_taken_back(dialog, window, qtbot):
    session = window.session
    write(qtbot, dialog.start, "10:00:00:00")
    qtbot.waitUntil(lambda: session.candidates[0].out.timecode.startswith("10:00:"))
    assert dialog.start.placeholderText() == "as the file: 00:00:00:00"
    assert dialog.shape.placeholderText() == "as the first film: 16:9"
    readout = window.viewer.bar.readouts["out"]
    qtbot.waitUntil(lambda: readout.text().startswith("10:00:"))
    session.turns.undo()
    qtbot.waitUntil(lambda: session.candidates[0].out.timecode.startswith("00:00:"))


def test_what_is_wrong_is_told_in_its_place_and_nothing_is_changed(dialog, window, qtbot):
    before = on_disk(window).start_timecode
    write(qtbot, dialog.start, "12 o'clock")
    qtbot.waitUntil(lambda: "12 o'clock" in dialog.wrong.text())
    assert dialog.wrong.isVisible()
    assert on_disk(window).start_timecode == before
    # It stays to be put right, and in the way of nothing else that is typed.
    write(qtbot, dialog.reel, "B007")
    qtbot.waitUntil(lambda: on_disk(window).reel == "B007")
    settle(window)
    assert dialog.start.text() == "12 o'clock"
    assert dialog.wrong.isVisible()
    write(qtbot, dialog.start, "12:00:00:00")
    assert not dialog.wrong.isVisible()
    qtbot.waitUntil(lambda: on_disk(window).start_timecode == "12:00:00:00")
    for field in (dialog.start, dialog.reel):
        write(qtbot, field, "\b")
    qtbot.waitUntil(lambda: on_disk(window).start_timecode == before)


def test_a_frame_shape_that_is_none_stays_typed_with_the_reason_below(dialog, qtbot):
    write(qtbot, dialog.shape, "wide")
    qtbot.waitUntil(lambda: "'wide' is not an aspect ratio" in dialog.message.text())
    write(qtbot, dialog.rate, "25")
    qtbot.waitUntil(lambda: dialog._told["rate"] == "25")
    assert dialog.shape.text() == "wide"
    for field in (dialog.shape, dialog.rate):
        write(qtbot, field, "\b")
    qtbot.waitUntil(lambda: dialog._told["rate"] == "")
    assert dialog.message.text() == ""


def test_what_is_being_typed_stays_when_the_answer_to_the_last_field_arrives(dialog, window, qtbot):
    dialog.name.setFocus()
    qtbot.keyClicks(dialog.name, "Reel two")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Tab)
    assert dialog.reel.hasFocus()
    qtbot.keyClicks(dialog.reel, "A00")
    qtbot.waitUntil(lambda: dialog.films.item(0).text() == "Reel two")
    assert dialog.reel.text() == "A00"
    qtbot.keyClicks(dialog.reel, "1")
    qtbot.keyClick(dialog.reel, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: on_disk(window).reel == "A001")
    assert on_disk(window).name == "Reel two"
    file = on_disk(window).media[0].path.name
    named = [each.text() for each in window.films.findChildren(Elided)]
    assert named == [f"Reel two ({file})"]
    write(qtbot, dialog.name, "\b")
    qtbot.waitUntil(lambda: on_disk(window).name == on_disk(window).media[0].path.name)


def test_the_rate_of_lists_is_typed_and_goes_back_to_that_of_the_film(dialog, window, qtbot):
    def rate():
        with open_project(window.session.path) as opened:
            return timeline_rate(opened)

    own = rate()
    write(qtbot, dialog.rate, "29,97")
    qtbot.waitUntil(lambda: round(float(rate()), 2) == 29.97)
    write(qtbot, dialog.rate, "\b")
    qtbot.waitUntil(lambda: rate() == own)


def test_a_file_is_added_made_the_original_and_removed(
    dialog, window, qtbot, short_film, tmp_path, monkeypatch
):
    proxy = shutil.copy(short_film, tmp_path / "proxy.mp4")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(proxy), ""))
    qtbot.mouseClick(dialog.buttons["add"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.files.count() == 2)
    names = [media.path.name for media in on_disk(window).media]
    assert names == ["short.mp4", "proxy.mp4"]
    dialog.files.setCurrentRow(1)
    proxy.write_bytes(b"no film any more")
    qtbot.mouseClick(dialog.buttons["original"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: on_disk(window).media[0].path.name == "proxy.mp4")
    qtbot.waitUntil(lambda: "not as it was" in dialog.files.item(0).text())
    dialog.files.setCurrentRow(0)
    assert not dialog.buttons["original"].isEnabled()
    assert dialog.buttons["original"].toolTip() == "It is the original already"
    dialog.files.setCurrentRow(1)
    assert dialog.buttons["original"].toolTip().startswith("Exported lists name the original")
    assert dialog.buttons["forget"].toolTip().startswith("It was analysed")


def test_a_list_from_elsewhere_shows_its_events_and_return_matches_a_shot(
    window, qtbot, tmp_path, short_film
):
    listed = tmp_path / "cut.edl"
    listed.write_text(
        "TITLE: cut\nFCM: NON-DROP FRAME\n\n"
        f"001  SHORT    V     C        00:00:01:06 00:00:02:00 01:00:00:00 01:00:00:18\n"
        f"* FROM CLIP NAME: {short_film.name}\n"
        "002  OTHER    V     C        00:00:01:06 00:00:02:00 01:00:00:18 01:00:01:12\n"
        "* FROM CLIP NAME: other.mov\n"
    )
    window.take([listed])
    qtbot.waitUntil(lambda: window.findChild(ConformDialog) is not None)
    dialog = window.findChild(ConformDialog)
    qtbot.waitUntil(lambda: dialog.events.topLevelItemCount() == 2)
    first, second = (dialog.events.topLevelItem(row) for row in range(2))
    assert (first.text(1), first.text(2)) == (short_film.name, "00:00:01:06")
    assert "other.mov" in second.text(0)
    said = dialog.words.text()
    assert said == "1 event has its film. 1 does not: it stands at the end."
    assert dialog.match_button.isEnabled()
    assert dialog.why_not.text().strip() == ""
    # It states no rate, so that another can be tried.
    assert dialog.rate.isVisible()
    own = dialog.rate.text()
    write(qtbot, dialog.rate, "50")
    qtbot.waitUntil(lambda: dialog.words.text().startswith("0 events"))
    write(qtbot, dialog.rate, "often")
    qtbot.waitUntil(lambda: "'often' is not a frame rate" in dialog.words.text())
    assert dialog.events.topLevelItemCount() == 0
    write(qtbot, dialog.rate, "\b")
    qtbot.waitUntil(lambda: dialog.rate.text() == own)
    assert dialog.isVisible()
    dialog.events.setFocus()
    first, second = (dialog.events.topLevelItem(row) for row in range(2))
    dialog.events.setCurrentItem(second)
    assert not dialog.match_button.isEnabled()
    assert "no frames of a film here" in dialog.why_not.text()
    assert dialog.why_not.isVisible()
    assert dialog.match_button.toolTip() == dialog.why_not.text()
    between = {**first.data(0, Qt.ItemDataRole.UserRole), "shot": None}
    first.setData(0, Qt.ItemDataRole.UserRole, between)
    dialog.events.setCurrentItem(first)
    assert f"in no shot of {short_film.name}" in dialog.why_not.text()
    between["shot"] = 2
    first.setData(0, Qt.ItemDataRole.UserRole, between)
    dialog.events.setCurrentItem(second)
    dialog.events.setCurrentItem(first)
    assert "Return" in dialog.match_button.toolTip()
    qtbot.keyClick(dialog.events, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert window.session.search.matching == (on_disk(window).uuid, 2)
