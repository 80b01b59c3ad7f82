"""The shots as a Qt model, and how each is painted."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QStringListModel, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app import theme
from app.session.shots import ShotRow
from app.tables.candidates import Index
from app.tables.thumbnails import Thumbnails, Wanted
from app.tables.tiles import LEFT, TileDelegate, draw_elided, paint_selection, small_font

SHOT = Qt.ItemDataRole.UserRole


class ShotsTable(QStringListModel):
    """Shots in the order in which they are listed.

    For every tile that it lays out, a view asks for the number of rows. With tens of thousands that
    blocks the window unless Qt answers by itself, so the model is one of Qt's, with empty texts.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shots: list[ShotRow] = []
        self.names: Mapping[str, str] = {}
        self._paths: Mapping[str, str] = {}
        self._members: Mapping[int, int] = {}
        self._found: dict[str, list[tuple[int, int]]] = {}

    @property
    def of_several_films(self) -> bool:
        """Whether a shot's number needs its film to be unambiguous."""
        return any(shot.film != self.shots[0].film for shot in self.shots)

    def show(
        self,
        shots: Sequence[ShotRow],
        *,
        names: Mapping[str, str],
        paths: Mapping[str, str],
        members: Mapping[int, int],
    ) -> None:
        """List other shots.

        names, paths: their films' names and file locations, "" if not known. members: how many
            shots are in each group.
        """
        self.shots, self._found = list(shots), {}
        self.names, self._paths, self._members = names, paths, members
        self.setStringList([""] * len(self.shots))

    def row_of(self, film: str, frame: int) -> int:
        """Return the row of the shot that holds a frame, -1 if it is not listed."""
        if film not in self._found:
            # Row order won't do: the members of a group are together.
            rows = enumerate(self.shots)
            self._found[film] = sorted((shot.start, row) for row, shot in rows if shot.film == film)
        rows_of_film = self._found[film]
        at = bisect_right(rows_of_film, (frame, len(self.shots)))
        row = rows_of_film[at - 1][1] if at else -1
        return row if row >= 0 and frame < self.shots[row].end else -1

    def members(self, shot: ShotRow) -> int:
        """Return how many near-duplicates a shot's group has, itself included; 1 without group."""
        return 1 if shot.group is None else self._members[shot.group]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return the flags of a shot; nothing of it can be edited."""
        return QAbstractListModel.flags(self, index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the shot itself, or its description."""
        if not index.isValid():
            return None
        shot = self.shots[index.row()]
        if role == SHOT:
            return shot
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            path = self._paths[shot.film] if role == Qt.ItemDataRole.ToolTipRole else ""
            lines = [self._words(shot), path, *remarks(shot, self.members(shot), self)]
            return "\n".join(filter(None, lines))
        return None

    def _words(self, shot: ShotRow) -> str:
        words = self.tr("{}, shot {}, {}, {:.1f} s (frames {} to {})")
        return words.format(
            self.names[shot.film],
            shot.shot,
            shot.timecode,
            shot.seconds,
            shot.start,
            shot.end - 1,
        )


def remarks(shot: ShotRow, members: int, speaker: QObject) -> list[str]:
    """Return the remarks beside a shot's position; members: how many its group has."""
    tr = speaker.tr
    said = [] if shot.kind == "picture" else [tr(shot.kind)]
    if members > 1:
        who = tr("{} alike") if shot.representative else tr("1 of {} alike")
        said.append(who.format(members))
    if shot.wish is not None:
        said.append(tr("kept alone") if shot.wish == "alone" else tr("chosen"))
    if shot.hand_made:
        said.append(tr("by hand"))
    if shot.hidden:
        said.append(tr("hidden"))
    if shot.outside:
        said.append(tr("outside the range"))
    return said


class ShotDelegate(TileDelegate):
    """Paints one shot: picture, number, timecode; a stack if it represents others.

    With its film's name below if ``named``.
    """

    stack = 4
    words_px = 108

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__(thumbnails)
        self._figures = theme.mono(small=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a shot into its tile."""
        table, shot = index.model(), index.data(SHOT)
        assert isinstance(table, ShotsTable)
        members = table.members(shot)
        words = ", ".join(remarks(shot, members, self)) or f"{shot.seconds:.1f} s"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        (box,) = self._boxes(option.rect)
        if members > 1 and shot.representative:
            for step in (self.stack, self.stack // 2):
                painter.setPen(QColor(theme.PANEL))
                painter.setBrush(QColor(theme.HAIRLINE))
                painter.drawRect(box.translated(step, -step))
        wanted = Wanted(shot.film, shot.frame, shot.start, shot.end)
        opacity = 0.3 if shot.hidden or shot.outside else 1.0
        self._paint_picture(painter, box, wanted, opacity=opacity)
        if shot.group is not None and not shot.representative:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(theme.DISABLED))
        paint_selection(painter, option, box)
        below = QRect(box.left(), box.bottom() + 3, self.width, self.line)
        painter.setFont(self._figures)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(below, LEFT, f"{shot.shot}  {shot.timecode}")
        painter.setFont(small_font(option))
        painter.setPen(QColor(theme.SECONDARY))
        below.translate(0, self.line)
        draw_elided(painter, below, words, Qt.TextElideMode.ElideRight)
        if self.named:
            draw_elided(painter, below.translated(0, self.line), table.names[shot.film])
        painter.restore()
