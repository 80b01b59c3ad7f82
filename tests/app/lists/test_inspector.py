"""The selected pair beside its picture: why it matches, its verdict, its note."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QProgressBar, QStyleOptionViewItem, QWidget
from rooms import press, wait_for_disk

from app.panels.note import Note
from app.session.candidates import ACCEPTED
from app.tables.candidates import CandidatesTable
from matchcut.review import Nudge
from matchcut.scoring.words import MEANINGS, shown_parts


def test_the_inspector_says_why_a_pair_matches(panel, window):
    pair, inspector = window.session.selected, window.inspector
    assert inspector.score.text().startswith(f"{pair.score:.2f} ")
    assert inspector.reason.text() == pair.reason
    assert pair.reason.endswith(".")
    assert pair.out.timecode in inspector.out.text()


def test_every_part_of_a_score_has_a_word_of_the_editors(panel, window):
    parts = window.session.selected.parts
    assert "hold" in parts
    said = {label.text() for label in window.inspector.findChildren(QLabel)}
    assert {"beyond the cut", "each figure", "fully in frame"} <= said
    assert not said & (parts.keys() - {"camera", "subject"})


def test_the_verdict_buttons_stay_where_they_are_from_pair_to_pair(panel, window, qtbot):
    inspector, pair = window.inspector, window.session.selected
    long = "A001_C002_of_the_second_unit_on_the_fourteenth_day_of_shooting_at_the_lake_take_7.mov"
    short = replace(pair, reason="One figure.")
    named = replace(pair.into, name=long)
    reason = (
        "Two against three of the same size, from left of centre and low to the centre and low."
    )
    places = set()
    for each in (short, replace(pair, reason=reason, into=named)):
        inspector.show_pair(each)
        places.add(resting_place(qtbot, inspector))
        assert inspector.note.width() <= inspector.width()
    assert len(places) == 1
    assert inspector.in_name.toolTip().splitlines() == [long, named.path]
    inspector.show_pair(pair)


def test_a_note_grows_with_its_text_by_whole_lines_as_far_as_there_is_room(panel, window, qtbot):
    inspector, pair = window.inspector, window.session.selected
    note, size = inspector.note, window.size()

    def come_to_rest():
        seen = []

        def rests():
            seen.append((note.height(), inspector.buttons["good"].y()))
            return len(seen) >= 10 and len(set(seen[-10:])) == 1

        qtbot.waitUntil(rests)

    inspector.show_pair(replace(pair, note="One line."))
    window.resize(1600, 1000)
    window.menu["reset_layout"].trigger()
    come_to_rest()
    least, buttons = note.height(), inspector.buttons["good"].y()
    heights = []
    for words in (30, 3000):
        inspector.show_pair(replace(pair, note="word " * words))
        come_to_rest()
        heights.append(note.height())
        assert note.viewport().height() % note.cursorRect().height() == 0
        assert inspector.buttons["good"].y() == buttons
        assert note.visibleRegion().boundingRect() == note.rect()
    assert least < heights[0] < heights[1]
    assert note.verticalScrollBar().maximum() > 0
    inspector.show_pair(replace(pair, note="One line."))
    qtbot.waitUntil(lambda: note.height() == least)
    inspector.show_pair(pair)
    window.resize(size)


def test_a_note_does_not_go_aside_while_it_is_typed(qtbot, dressed):
    note = Note()
    qtbot.addWidget(note)
    note.show()
    words = "The hand leaves frame left on the beat on which the door comes in from the right, so "
    for width in range(200, 260, 3):
        note.resize(width, 56)
        note.clear()
        for letter in 2 * words:
            # A space for which its line has no room any more is what it would go aside for.
            qtbot.keyClicks(note, letter)
            assert note.horizontalScrollBar().value() == 0


def test_every_part_of_a_score_says_what_it_measures(panel, window):
    bars = [bar for bar in window.inspector.findChildren(QProgressBar) if not bar.isHidden()]
    assert len(bars) == len(shown_parts(window.session.selected.parts)) > 0
    # The next pair's are shown by the same, since making them anew would be felt.
    window.session.next()
    assert bars == [bar for bar in window.inspector.findChildren(QProgressBar) if bar.isVisible()]
    for bar in bars:
        assert bar.toolTip().split(" (")[0] in MEANINGS.values()


def test_one_word_names_what_is_flopped(panel, window):
    pair = window.session.candidates[0]
    panel.table.replace(replace(pair, flop=True))
    assert any("flop" in str(words) for words in painted(panel))
    panel.table.replace(pair)
    said = [action.text() for action in window.actions()]
    said += [each.toolTip() for each in window.findChildren(QWidget)]
    assert [words for words in said if "irror" in words] == [window.filters.flop.toolTip()]


def test_how_few_frames_of_a_short_shot_are_left_is_told(panel, window):
    pair, inspector = window.session.candidates[0], window.inspector
    brief = replace(pair.into, start=pair.into.frame - 3, end=pair.into.frame + 5)
    short = replace(pair, into=brief)
    inspector.show_pair(short)
    assert inspector.facts.text() == "short: 5 frames of B"
    panel.table.replace(short)
    assert any("short: 5 frames of B" in str(words) for words in painted(panel))
    panel.table.replace(pair)
    inspector.show_pair(pair)
    assert inspector.facts.isHidden()


def test_the_verdict_buttons_stay_where_they_are_however_much_is_said_of_a_move(
    panel, window, qtbot
):
    inspector, pair = window.inspector, window.session.selected
    parts = {"camera": 0.0, "subject": 0.5, "magnitude": 0.7}
    places = set()
    for reason in (
        "The camera rests.",
        "The camera pans right, then rests and what moves goes right on both sides of the cut, "
        "faster after it.",
    ):
        inspector.show_pair(replace(pair, flavour="motion", parts=parts, reason=reason))
        places.add(resting_place(qtbot, inspector))
    assert len(places) == 1
    inspector.show_pair(pair)


def test_all_that_is_unusual_of_a_pair_is_read_whole_and_moves_no_button(panel, window, qtbot):
    inspector, pair = window.inspector, replace(window.session.selected, reason="One figure.")
    places = set()
    brief = replace(pair.into, start=pair.into.frame - 3, end=pair.into.frame + 5)
    for seen in (pair, replace(pair, into=brief, nudge=Nudge(1.79, 0.0, 0.0))):
        inspector.show_pair(seen)
        places.add(resting_place(qtbot, inspector))
    facts = inspector.facts
    assert facts.text() == "short: 5 frames of B · nudged to 179 %"
    assert facts.height() >= facts.heightForWidth(facts.width())
    assert len(places) == 1
    # A and B are beside the timecodes, too, which are called so here.
    assert inspector.out.text().startswith("A out")
    assert inspector.into.text().startswith("B in")
    inspector.show_pair(window.session.selected)


def test_a_kept_nudge_is_told_until_it_is_taken_off(panel, window, qtbot):
    session, nudge = window.session, Nudge(1.04, 0.02, -0.01)
    bare, pair = painted(panel), session.selected.id

    def on_disk(said):
        return said[pair].nudge if pair in said else None

    session.nudge(nudge)
    wait_for_disk(qtbot, window, lambda said, _: on_disk(said) == nudge)
    assert window.inspector.facts.text() == "nudged to 104 %"
    assert painted(panel) != bare
    press(qtbot, window, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert not window.inspector.facts.isVisible()
    assert painted(panel) == bare
    wait_for_disk(qtbot, window, lambda said, _: on_disk(said) in (None, Nudge()))


def resting_place(qtbot, inspector):
    """Return where the buttons stand once nothing moves any more."""
    seen = []

    def rests():
        seen.append(inspector.buttons["good"].mapTo(inspector, QPoint()).y())
        return len(seen) >= 10 and len(set(seen[-10:])) == 1

    qtbot.waitUntil(rests)
    return seen[-1]


def painted(panel):
    """Return the words that stand under the first pair."""
    said = []

    class Painter(QPainter):
        def drawText(self, *how):  # noqa: N802
            said.append(how[-1])

    option = QStyleOptionViewItem()
    option.rect = panel.view.visualRect(panel.table.index(0))
    canvas = QPixmap(panel.view.size())
    painter = Painter(canvas)
    panel.view.itemDelegate().paint(painter, option, panel.table.index(0))
    painter.end()
    return said


def test_a_note_typed_after_n_is_kept_and_its_letters_are_no_verdicts(panel, window, qtbot):
    pair = window.session.selected.id
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(window.inspector.note.hasFocus)
    qtbot.keyClicks(window.inspector.note, "big bag man")
    qtbot.keyClick(window.inspector.note, Qt.Key.Key_Escape)
    assert window.session.selected.id == pair

    def as_typed(said, _accepted):
        return pair in said and (said[pair].note, said[pair].verdict) == ("big bag man", None)

    wait_for_disk(qtbot, window, as_typed)


def test_a_verdict_button_shows_the_verdict_and_takes_it_back(panel, window, qtbot):
    first = window.session.selected.id
    buttons = window.inspector.buttons
    qtbot.mouseClick(buttons["good"], Qt.MouseButton.LeftButton)
    assert window.session.selected.id != first
    assert not buttons["good"].isChecked()
    window.session.select(first)
    assert buttons["good"].isChecked()
    qtbot.mouseClick(buttons["good"], Qt.MouseButton.LeftButton)
    assert window.session.candidate(first).verdict is None
    assert not buttons["good"].isChecked()


def test_an_accepted_pair_is_read_aloud_with_its_verdict(window):
    session, table = window.session, CandidatesTable()
    table.show([replace(session.candidates[0], accepted=True, verdict="good")])
    words = table.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert ACCEPTED in words
    assert "good" in words
    assert session.candidates[0].out.timecode in words


def test_in_a_small_window_the_note_gives_way_to_where_the_two_sides_lie(panel, window, qtbot):
    size, inspector = window.size(), window.inspector
    window.resize(1600, 1000)
    window.menu["reset_layout"].trigger()
    qtbot.waitUntil(lambda: inspector.note.height() > 3 * inspector.note.cursorRect().height())
    window.resize(1024, 560)
    window.menu["reset_layout"].trigger()

    def is_seen(label):
        return label.visibleRegion().boundingRect().height() == label.height()

    shown = (inspector.score, inspector.out, inspector.out_name, inspector.into, inspector.in_name)
    qtbot.waitUntil(lambda: all(map(is_seen, shown)))
    line = inspector.note.cursorRect().height()
    assert line <= inspector.note.viewport().height() < 3 * line
    assert not inspector.note.verticalScrollBar().isVisible()
    window.resize(size)
    window.menu["reset_layout"].trigger()
