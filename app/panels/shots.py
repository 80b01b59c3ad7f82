"""The shots of the films with their near-duplicate groups, and the editor's changes to them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Unpack

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QInputDialog, QLabel, QStackedWidget, QWidget

from app import theme
from app.actions import SHOT_ENTRIES
from app.panels.elided import Elided
from app.panels.empty import EmptyState
from app.panels.film_box import FilmBox
from app.qt.buttons import action_bar
from app.qt.layouts import column, held, row
from app.session.candidates import Candidate
from app.session.desk import Desk
from app.session.shots import SeenShot, ShotRow, Shots, listed
from app.tables.shots import SHOT, ShotDelegate, ShotsTable
from app.tables.thumbnails import Thumbnails
from app.tables.wall import Wall
from app.words import counted_of
from matchcut.serving import asks, messages

_FILM_LETTERS = 7
"""Of the chosen film's name; the open list shows whole names."""
_MAKING_SHOTS = ("split", "merge", "move_boundary")
"""Changes after which shots lack features."""
_LEAST_PX = 204
"""Largest height to reserve so that one row of shots is always fully visible."""


class ShotsPanel(QWidget):
    """Lists shots, one per group; every change is on disk before the list shows it."""

    def __init__(
        self,
        desk: Desk,
        thumbnails: Thumbnails,
        frames_shown: Callable[[], Sequence[tuple[str, int]]],
    ) -> None:
        """frames_shown: return the films and frames in the viewer, the playhead's first."""
        super().__init__()
        self._desk = desk
        self._frames_shown = frames_shown
        self._shots = Shots()
        self._expanded: frozenset[int] = frozenset()
        self._listed: object = None  # everything that the list was built from
        self._in_front = False
        self.table = ShotsTable(self)
        self.view = Wall(self.table, ShotDelegate(thumbnails))
        self.view.least_px = _LEAST_PX
        self.view.resized.connect(self._show_current_soon)
        self.view.setAccessibleName(self.tr("Shots"))
        self.view.chosen.connect(self.see)
        self.view.doubleClicked.connect(self.toggle_group)
        self.view.selectionModel().currentChanged.connect(self._enable)
        self.empty = EmptyState()
        self.empty.say(self.tr("There are no shots yet: they come with the first film."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self.actions_ = self.view.add_entries(SHOT_ENTRIES, self._deeds())
        # Esc is passed on when there is nothing to leave.
        del self.view.own_keys["Esc"]
        self.view.addAction(self.actions_["leave"])
        self.setLayout(column(self._stack))
        self.header = self._header()
        desk.looking_at_shots.connect(self.working.setText)
        desk.project_opened.connect(self._list)
        desk.project_closing.connect(self._clear)
        desk.films_changed.connect(self.read)
        desk.selection_changed.connect(self._follow)
        desk.candidates_changed.connect(self._see_unmatched)
        desk.shots_changed.connect(self.read)
        for action in self.actions_.values():
            action.setEnabled(False)

    def set_seen(self, seen: bool) -> None:
        """Set whether the panel is in front: a hidden one lists nothing."""
        self._in_front = seen
        if seen:
            self.catch_up()

    def catch_up(self) -> None:
        """Update the list, and make the pair's outgoing shot the current one."""
        if self._desk.is_open:
            self._list()
            self._go_to_shot_of(self._desk.session.selected)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Scroll to the current shot."""
        super().showEvent(event)
        self._show_current_soon()

    def _show_current_soon(self) -> None:
        QTimer.singleShot(0, self, self._show_current)

    def _show_current(self) -> None:
        self.view.doItemsLayout()  # otherwise it would move a moment later
        self.view.scrollTo(self.view.currentIndex())

    def read(self) -> None:
        """Read the shots again."""
        asked = asks.SHOTS({"known": self._shots.known})
        self._desk.session.answers.ask(asked, self._take, part=self._hear)

    def current(self) -> ShotRow | None:
        """Return the current shot in its latest state, or a playing one that isn't listed."""
        shot: ShotRow | None = self.view.currentIndex().data(SHOT)
        here = self._desk.session.shot if shot is None else shot
        of_film = self._shots.films.get(here.film) if here is not None else None
        return of_film.holding(here.start) if here is not None and of_film is not None else None

    def see(self) -> None:
        """Play the current shot by itself."""
        shot = self.current()
        if shot is not None and (seen := self._seen(shot.film, shot.start)) is not None:
            self._desk.session.show_shot(seen)

    def step(self, rows: int) -> None:
        """Play another listed shot by itself, ``rows`` rows from the one that plays.

        A shot that is no longer listed counts from between its neighbours. If none plays, count
        from the current shot, or from before the first.
        """
        self._list()
        seen = self._desk.session.shot or self.current()
        row = -1 if seen is None else self.table.row_of(seen.film, seen.start)
        if row < 0 and seen is not None:
            films = {film: at for at, film in enumerate(self._shots.films)}
            here = films.get(seen.film, 0), seen.start
            before = sum((films[each.film], each.start) < here for each in self.table.shots)
            row = before - 1 if rows > 0 else before
        index = self.table.index(row + rows)
        if index.isValid():
            self.view.make_current(index)
            self.see()

    def leave(self) -> None:
        """Return the viewer, and the keyboard focus, to the pair."""
        self._desk.session.back_to_pair()
        self.view.clearFocus()

    def toggle_group(self) -> None:
        """Show or hide the near-duplicates of the current shot."""
        shot = self.current()
        if shot is not None and shot.group is not None:
            self._expanded = self._expanded ^ {shot.group}
            self._show()

    def match(self) -> None:
        """Find partners for the current shot."""
        shot = self.current()
        if shot is not None:
            wanted = shot.film, shot.shot, shot.start
            self._desk.session.find(self._desk.session.search.flavour, match_shot=wanted)

    def hide_shot(self) -> None:
        """Exclude the current shot from every pair, or allow it again."""
        shot = self.current()
        if shot is not None:
            self._change("hide", hidden=not shot.hidden)

    def split(self, frame: int) -> None:
        """Let a new shot begin at a frame of the current one."""
        self._change("split", frame=frame)

    def split_here(self) -> None:
        """Split the current shot at the frame in the viewer; ask for a frame if it is elsewhere."""
        shot = self.current()
        if shot is not None and shot.end - shot.start > 1:
            words = self.tr("Split the shot"), self.tr("First frame of the new shot")
            frame = self._frame_within(shot, shot.end, shot.frame, words)
            if frame is not None:
                self.split(frame)

    def end_here(self) -> None:
        """End the current shot before the frame in the viewer, likewise."""
        shot = self.current()
        if shot is not None:
            after = self._shots.following(shot)
            words = self.tr("Move the end of the shot"), self.tr("First frame of the next shot")
            stop = shot.end if after is None else after.end
            frame = self._frame_within(shot, stop, shot.end, words)
            if frame is not None:
                self._change("move_boundary", frame=frame)

    def _change(self, what: str, **details: Unpack[messages.ShotDetails]) -> None:
        shot = self.current()
        if shot is None:
            return

        def then(document: messages.Shots) -> None:
            self._take(document)
            if what in _MAKING_SHOTS:
                self._desk.session.new_shots.complete()
            else:
                self._desk.session.refresh()

        def failed(happened: str, remedy: str) -> None:
            self.read()  # the list may be out of date
            self._desk.failed.emit(happened, remedy)

        change, known = asks.change_of_shot(what), self._shots.known
        asked = change({"film": shot.film, "start": shot.start, "known": known, **details})
        self._desk.session.answers.ask(asked, then, failed=failed, part=self._hear)

    def _header(self) -> QWidget:
        """Return the widget that replaces the panel's title."""
        self.count, self.working = QLabel(), theme.quiet(Elided())
        self.film = FilmBox()
        self.film.setMinimumContentsLength(_FILM_LETTERS)
        self.film.setToolTip(self.tr("Only the shots of this film"))
        self.film.currentIndexChanged.connect(self._show)
        self.every_kind = QCheckBox(self.tr("every kind of shot"))
        self.every_kind.setToolTip(self.tr("Titles, black and the like, too"))
        self.every_kind.toggled.connect(self._show)
        tip = self.tr("List the best partners of this shot, before and after it ({})")
        match = self.actions_["match"]
        match.setToolTip(tip.format(match.shortcut().toString()))
        self.buttons = action_bar([match, self.actions_["toggle"], self.actions_["hide"]])
        # Only if there is a range: the header is narrow.
        whole_film = self.actions_["clear_range"]
        whole_film.enabledChanged.connect(
            lambda on: (
                self.buttons.insertAction(match, whole_film)
                if on
                else self.buttons.removeAction(whole_film)
            )
        )
        parts = self.count, self.working, None, self.every_kind, self.film, self.buttons
        return held(row(*parts, spacing=12, margins=(8, 3, 8, 3)))

    def _deeds(self) -> dict[str, Callable[[], None]]:
        """Return the handler of each of `SHOT_ENTRIES`."""
        changes = "represent", "group", "begin_range", "end_range", "clear_range", "merge"
        return {name: partial(self._change, name) for name in changes} | {
            "see": self.see,
            "next_shot": lambda: self.step(1),
            "previous_shot": lambda: self.step(-1),
            "leave": self.leave,
            "match": self.match,
            "toggle": self.toggle_group,
            "ungroup": partial(self._change, "ungroup", whole=False),
            "dissolve": partial(self._change, "ungroup", whole=True),
            "hide": self.hide_shot,
            "split": self.split_here,
            "move_end": self.end_here,
        }

    def _enable(self) -> None:
        shot, actions = self.current(), self.actions_
        grouped = shot is not None and shot.group is not None
        film = self._shots.films.get(shot.film) if shot is not None else None
        for name, action in actions.items():
            of_groups = name in ("toggle", "ungroup", "dissolve")
            action.setEnabled(grouped if of_groups else shot is not None)
        actions["leave"].setEnabled(self._desk.session.shot is not None)
        for name in ("next_shot", "previous_shot"):
            actions[name].setEnabled(bool(self.table.shots))
        actions["represent"].setEnabled(shot is not None and grouped and not shot.representative)
        actions["clear_range"].setEnabled(film is not None and film.has_range)
        actions["group"].setEnabled(shot is not None and shot.wish == "alone")

    def _frame_within(
        self, shot: ShotRow, stop: int, likely: int, words: tuple[str, str]
    ) -> int | None:
        """Return the frame in the viewer that lies after the shot's first and before ``stop``.

        If there is none, ask the editor; ``words`` are title and label.
        """
        for film, frame in self._frames_shown():
            if film == shot.film and shot.start < frame < stop:
                return frame
        asked = QInputDialog.getInt(self, *words, likely, shot.start + 1, stop - 1)
        return asked[0] if asked[1] else None

    def _hear(self, part: messages.FilmShots) -> None:
        self._shots = self._shots.heard(part)

    def _take(self, document: messages.Shots) -> None:
        self._shots = self._shots.after(document)
        self._show()
        if self._desk.session.shot is not None:
            self._see_again(self._desk.session.shot)

    def _see_again(self, seen: SeenShot) -> None:
        """Update the shot in the viewer, or return to the pair if the shot is gone."""
        now = self._seen(seen.film, seen.start)
        if now is None:
            self._desk.session.back_to_pair()
        elif now != seen:
            self._desk.session.update_shot(now)

    def _see_unmatched(self) -> None:
        """Show the shot that nothing matches."""
        session = self._desk.session
        wanted = session.search.match_shot if not session.candidates else None
        seen = self._seen(wanted[0], wanted[2]) if wanted is not None else None
        if seen is not None and seen != session.shot:
            self._make_current(self.table.row_of(seen.film, seen.start))
            session.show_shot(seen)

    def _seen(self, film: str, frame: int) -> SeenShot | None:
        return self._shots.seen(film, frame, self._desk.session.footage)

    @property
    def _needed(self) -> bool:
        """Whether the list is visible, or the window's keys step through it."""
        return self._in_front or self._desk.session.shot is not None

    def _show(self) -> None:
        if self._needed:
            self._list()

    def _list(self) -> None:
        """List the shots as they are now, unless nothing has changed."""
        shots, footage, current = self._shots, self._desk.session.footage, self.current()
        names, paths = shots.names(footage), shots.paths(footage)
        self.film.show_films((uuid for uuid, each in shots.films.items() if each.shots), footage)
        film, every_kind = self.film.currentData(), self.every_kind.isChecked()
        now = shots, names, paths, film, every_kind, self._expanded
        if now == self._listed:
            return
        self._listed = now
        of_film = shots.of(film)
        rows = listed(of_film, film=film, expanded=self._expanded, every_kind=every_kind)
        self.table.show(rows, names=names, paths=paths, members=shots.members)
        self.view.set_named(self.table.of_several_films)
        count = counted_of(len(rows), len(of_film), self.tr("shot"), self.tr("shots"))
        self.count.setText(count if rows else "")
        self._stack.setCurrentWidget(self.view if rows else self.empty)
        if current is not None:
            self._make_current(self.table.row_of(current.film, current.start))
        self._enable()

    def _follow(self, pair: Candidate | None) -> None:
        """Make the selected pair's outgoing shot the current one, and give the pair the keys."""
        if pair is not None:
            self.view.give_up_click()
        if self._needed:
            self._list()
            self._go_to_shot_of(pair)
        self._enable()

    def _go_to_shot_of(self, pair: Candidate | None) -> None:
        if pair is not None and pair.out is not None and not self.view.has_keys:
            self._make_current(self.table.row_of(pair.out.film, pair.out.frame))

    def _make_current(self, row: int) -> None:
        self.view.make_current(self.table.index(row) if row >= 0 else QModelIndex())

    def _clear(self) -> None:
        self.working.clear()
        self._shots, self._expanded = Shots(), frozenset()
        self._list()
