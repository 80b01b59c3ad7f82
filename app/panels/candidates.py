"""The pairs found by a search: a wall of thumbnail pairs, thousands of them."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QStackedWidget, QWidget

from app import theme
from app.panels.elided import Elided
from app.panels.empty import EmptyState
from app.qt.buttons import button
from app.qt.layouts import column, held, row
from app.session.candidates import Candidate, Filters, is_reviewed, shown
from app.session.desk import Desk
from app.settings import keep, setting
from app.tables.candidates import CANDIDATE, CandidatesTable
from app.tables.painting import PairDelegate
from app.tables.pairs import CandidatesWall
from app.tables.thumbnails import Thumbnails, wanted_still
from app.tables.tiles import MAX_WIDTH, MIN_WIDTH
from matchcut.review import Flavour


class CandidatesPanel(QWidget):
    """Shows the session's candidates that pass the filters, sorted, and selects among them."""

    clear_wanted = Signal()
    films_wanted = Signal()
    lacking = Signal(str)  # why no pair is listed, "" if one is

    def __init__(self, desk: Desk, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._desk = desk
        self._filters = Filters()
        self._changed: set[str] = set()
        self._left = ""  # the pair that was selected until the filters hid all
        self._thumbnails = thumbnails
        self.table = CandidatesTable(self)
        self.view = CandidatesWall(self.table, PairDelegate(thumbnails))
        self.view.setAccessibleName(self.tr("Candidates"))
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.view.several_changed.connect(self._show_several)
        thumbnails.arrived.connect(self._show_matched)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self.header = self._header()
        self.setLayout(column(self._stack))
        desk.project_opened.connect(self._show_again)
        desk.project_closed.connect(self._clear)
        desk.candidates_changed.connect(self._show_again)
        desk.finding_changed.connect(self._show_state)
        desk.selection_changed.connect(self._selected)
        desk.review_changed.connect(self._reviewed)
        desk.turned.connect(self._turned)

    def set_filters(self, filters: Filters) -> None:
        """Show only the pairs that pass; a selected pair that doesn't is replaced by the next."""
        before = list(self._desk.session.order)
        self._filters = filters
        self._show_again()
        self._leave_hidden(before)

    def clear_filters(self) -> None:
        """Show every pair."""
        self.set_filters(Filters())
        self.clear_wanted.emit()

    def _leave_hidden(self, before: list[str]) -> None:
        """Select a shown pair in place of one that the filters have hidden.

        While a shot is seen, replace the pair that it replaced.
        before: the pairs shown until then, in order.
        """
        session = self._desk.session
        pair = (
            session.left if session.shot is not None else session.selected and session.selected.id
        )
        listed = {each.id for each in session.candidates}
        # A cut that the search didn't find was never listed here, so no filter has hidden it.
        if pair and (pair not in listed or self.table.index_of(pair).isValid()):
            return
        left = pair or self._left
        place = before.index(left) if left in before else 0
        near = [left, *before[place:], *reversed(before[:place]), *session.order]
        shown = next((each for each in near if self.table.index_of(each).isValid()), None)
        if session.shot is not None:
            self._left, session.left = left, shown or session.left
        elif shown is not None:
            session.select(shown)
        elif pair is not None:
            self._left = left
            session.deselect()

    def _header(self) -> QWidget:
        """Return the widget that replaces the panel's title."""
        self.progress = QLabel()
        self.progress.setAccessibleName(self.tr("Reviewed"))
        # Visible only while filters are on.
        tip = self.tr("Filters are on: show every pair again (Ctrl+Shift+F)")
        self.filtered = button("", tip, self.clear_filters)
        self.filtered.setStyleSheet(f"color: {theme.ACCENT}")
        self.several = QLabel()
        self.several.setStyleSheet(f"color: {theme.ACCENT}")
        self.several.setToolTip(
            self.tr("G, B, M, A and Backspace go to all of them (Esc: only to the one shown)")
        )
        self.matching, self.left_out = theme.quiet(Elided()), theme.quiet(Elided())
        self.all_pairs = button(
            self.tr("Show all pairs"),
            self.tr("Show all pairs again (Shift+T)"),
            lambda: self._desk.session.find(self._desk.session.search.flavour),
        )
        self.sort = QComboBox()
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.sort.setToolTip(self.tr("Which pairs come first"))
        for name, words in (
            ("score", self.tr("best first")),
            ("place", self.tr("by film and time")),
            ("gap", self.tr("furthest apart first")),
            ("subject", self.tr("largest figures first")),
            ("verdict", self.tr("by verdict")),
        ):
            self.sort.addItem(words, name)
        self.sort.currentIndexChanged.connect(self._show_again)
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(MIN_WIDTH, MAX_WIDTH)
        self.size_slider.setFixedWidth(96)
        self.size_slider.setAccessibleName(self.tr("Size of pictures"))
        self.size_slider.setToolTip(self.tr("Size of pictures"))
        self.size_slider.valueChanged.connect(self._resize)
        self.size_slider.setValue(setting("candidates/width", 144))
        parts = (
            self.progress, self.several, self.filtered, self.matching, self.all_pairs,
            self.left_out, None, self.sort, self.size_slider,
        )  # fmt: skip
        return held(row(*parts, spacing=12, margins=(8, 3, 8, 3)))

    def _resize(self, width: int) -> None:
        keep("candidates/width", width)
        self.view.wished_px = width
        self.view.fit()

    def _show_again(self) -> None:
        """Filter and sort again."""
        self._changed.clear()
        self.view.set_named(len(self._desk.session.films) > 1)
        pairs = shown(self._desk.session.candidates, self._filters, self.sort.currentData())
        several = self.view.several
        self.table.show(pairs, best_first=self.sort.currentData() == "score")
        self._tell_order()
        self._show_state()
        self._selected(self._desk.session.selected)
        self.view.select_again(several)

    def _clear(self) -> None:
        self._changed.clear()
        self._left = ""
        self.table.show([])

    def _tell_order(self) -> None:
        self._desk.session.set_order([pair.id for pair in self.table.pairs])

    def _show_state(self) -> None:
        session, pairs = self._desk.session, self.table.pairs
        # Counted over all pairs, whatever the filters hide: with "not yet" it would always be zero.
        done = f"{sum(map(is_reviewed, session.candidates)):,}"
        shown, listed = f"{len(pairs):,}", f"{len(session.candidates):,}"
        self.progress.setText(self.tr("{} of {} reviewed").format(done, listed))
        self.progress.setVisible(bool(session.candidates))
        self.filtered.setVisible(self._filters != Filters())
        self.filtered.setText(
            self.tr("{} of {} shown").format(shown, listed) + " \N{MULTIPLICATION SIGN}"
        )
        if not (pairs and session.search.going):  # else the list still answers an earlier search
            self._show_matching()
        if not pairs:
            self._say_why_empty()
            if self.view.hasFocus():
                # Otherwise the button would get the list's keys, including space.
                self.view.clearFocus()
        self._show_matched()
        self._stack.setCurrentWidget(self.view if pairs else self.empty)
        self.lacking.emit("" if pairs else self.empty.words.text())

    def _say_why_empty(self) -> None:
        """Say why no pair is listed, and offer what may bring some."""
        session, say = self._desk.session, self.empty.say
        if session.search.going:
            say(self.tr("Looking for pairs…"))
        elif session.search.unanswered:
            words = self.tr("The search for pairs was not finished.")
            say(words, self.tr("Search again"), lambda: session.find(session.search.flavour))
        elif session.candidates:
            words = self.tr("No pair passes the filters.")
            say(words, self.tr("Clear the filters"), self.clear_filters)
        elif session.search.matching is not None:
            self._say_nothing_matches(session.search.matching)
        elif self._single_shot():
            words = self.tr("A pair takes two shots, and here is one.")
            say(words, self.tr("Add films…"), self.films_wanted.emit)
        elif any(film.frame_count for film in session.films):
            words = self.tr("No pair matches in this way.")
            if session.search.flavour == "frame":
                say(words, self.tr("Motion matches"), lambda: session.find("motion"))
            else:
                say(words, self.tr("Frame matches"), lambda: session.find("frame"))
        else:
            say(self.tr("There are no pairs yet: they come with the first film."))

    def _say_nothing_matches(self, matching: tuple[str, int] | Path) -> None:
        session, say = self._desk.session, self.empty.say
        shot = session.search.match_shot
        if isinstance(matching, Path) or shot is None:
            words = self.tr("No shot has a figure like that of the still, or it shows none.")
            say(words, self.tr("Show all pairs"), lambda: session.find(session.search.flavour))
            return
        lacking, offered, other = self._lacking(session.search.flavour)
        words = lacking.format(self._named(*matching))
        say(words, offered, lambda: session.find(other, match_shot=shot))

    def _lacking(self, flavour: Flavour) -> tuple[str, str, Flavour]:
        """Return why a shot has no partner, and the words and name of another flavour to try."""
        match flavour:
            case "frame":
                lacking = self.tr("No other shot has a figure like that of {}, or it has none.")
                return lacking, self.tr("Match its motion"), "motion"
            case "motion":
                lacking = self.tr("No other shot moves like {}, or it hardly moves.")
                return lacking, self.tr("Match its action"), "action"
            case "action":
                lacking = self.tr("No figure of another shot acts like that of {}, or it has none.")
                return lacking, self.tr("Match its figures"), "frame"

    def _show_matched(self) -> None:
        """Show the still that nothing matches, once it has been read; a shot plays instead."""
        matching, still = self._desk.session.search.matching, None
        if (
            isinstance(matching, Path)
            and not self._desk.session.search.going
            and not self._desk.session.candidates
        ):
            still = self._thumbnails.picture(wanted_still(str(matching)))
        self.empty.show_picture(still)

    def _show_several(self) -> None:
        count = f"{len(self.view.several):,}"
        self.several.setText(self.tr("{} selected").format(count))
        self.several.setAccessibleName(self.tr("{} pairs selected").format(count))
        self.several.setVisible(bool(self.view.several))

    def _show_matching(self) -> None:
        matching = self._desk.session.search.matching
        self.all_pairs.setVisible(matching is not None)
        self.matching.setVisible(matching is not None)
        if isinstance(matching, tuple):
            self.matching.setText(self.tr("partners of {}").format(self._named(*matching)))
        elif matching is not None:
            self.matching.setText(self._still_words(matching))
        left_out = self._desk.session.search.left_out
        self.left_out.setText(left_out)
        self.left_out.setVisible(bool(left_out))

    def _still_words(self, still: Path) -> str:
        """Return which still's partners are listed, and the frame it was recognised as."""
        words = self.tr("partners of {}").format(still.name)
        seen = self._desk.session.search.shown
        if seen is None:
            return words
        shot = self._named(seen["film"], seen["shot"])
        return self.tr("{}, which shows {} near {}: that shot is left out").format(
            words, shot, seen["timecode"]
        )

    def _named(self, film: str, number: int) -> str:
        """Return a shot's name, with its film if there are several."""
        words, called = self.tr("shot {}").format(number), self._desk.session.footage.called
        name = called.get(film, "")
        return self.tr("{} of {}").format(words, name) if len(called) > 1 else words

    def _single_shot(self) -> bool:
        analysis = self._desk.session.analysis
        return not analysis.waiting and sum(film.shots for film in analysis.films) == 1

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        pair: Candidate | None = current.data(CANDIDATE)
        selected = self._desk.session.selected
        if pair is not None and (selected is None or selected.id != pair.id):
            self._desk.session.select(pair.id)

    def _selected(self, pair: Candidate | None) -> None:
        index = self.table.index_of(pair.id) if pair is not None else QModelIndex()
        if index.isValid():
            self.view.follow(index)
        else:
            self.view.selectionModel().clear()
        # Only now: removing the current row would make the view select the next.
        self._drop_changed(pair)
        if index.isValid():
            self.view.keep_in_sight()

    def _reviewed(self, pair_id: str) -> None:
        pair = self._desk.session.candidate(pair_id)
        if pair is None:
            return
        if self._has_come_back(pair):
            self._show_again()
            return
        self.table.replace(pair)
        self._changed.add(pair_id)
        self._show_state()

    def _turned(self, before: str, pair: Candidate) -> None:
        if self._has_come_back(pair) and not self.table.index_of(before).isValid():
            self._show_again()
            return
        self.table.replace(pair, before)
        self._changed.add(pair.id)
        self._tell_order()
        self._show_state()

    def _has_come_back(self, pair: Candidate) -> bool:
        """Return whether a pair that was removed passes again, as after undo."""
        return (
            not self.table.index_of(pair.id).isValid()
            and self._filters.passes(pair)
            and any(each.id == pair.id for each in self._desk.session.candidates)
        )

    def _drop_changed(self, selected: Candidate | None) -> None:
        """Remove pairs that no longer pass, except the selected one, where "next" starts."""
        kept = {selected.id} if selected is not None else set()
        pairs = filter(None, map(self._desk.session.candidate, self._changed - kept))
        leaving = [pair.id for pair in pairs if not self._filters.passes(pair)]
        before = list(self._desk.session.order)
        for pair_id in leaving:
            self.table.remove(pair_id)
        self._changed &= kept
        if leaving:
            self._tell_order()
            self._show_state()
        if self._desk.session.shot is not None and self._desk.session.left in leaving:
            self._leave_hidden(before)
