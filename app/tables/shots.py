"""The shots as Qt's views see them, and how one is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app import theme
from app.session.shots import ShotRow
from app.tables.candidates import NO_INDEX, Index
from app.tables.thumbnails import Thumbnails, Wanted
from app.tables.tiles import LEFT, TileDelegate, draw_elided, paint_selection, small_font
from app.tables.wall import Wall

SHOT = Qt.ItemDataRole.UserRole


class ShotsTable(QAbstractListModel):
    """Shots in the order in which they are listed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shots: list[ShotRow] = []

    @property
    def of_several_films(self) -> bool:
        """Whether a shot's number needs its film to be unambiguous."""
        return len({shot.film for shot in self.shots}) > 1

    def show(self, shots: Sequence[ShotRow]) -> None:
        """List other shots."""
        self.beginResetModel()
        self.shots = list(shots)
        self.endResetModel()

    def row_of(self, film: str, frame: int) -> int:
        """Return the row of the shot that holds a frame, -1 where it is not listed."""
        for row, shot in enumerate(self.shots):
            if shot.film == film and shot.start <= frame < shot.end:
                return row
        return -1

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802
        """Return how many shots are listed."""
        return 0 if parent.isValid() else len(self.shots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the shot itself, or it in words."""
        if not index.isValid():
            return None
        shot = self.shots[index.row()]
        if role == SHOT:
            return shot
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            path = [shot.path] if shot.path and role == Qt.ItemDataRole.ToolTipRole else []
            return "\n".join([self._words(shot), *path, *remarks(shot, self)])
        return None

    def _words(self, shot: ShotRow) -> str:
        words = self.tr("{}, shot {}, {}, {:.1f} s (frames {} to {})")
        return words.format(
            shot.name, shot.shot, shot.timecode, shot.seconds, shot.start, shot.end - 1
        )


def remarks(shot: ShotRow, speaker: QObject) -> list[str]:
    """Return the remarks on a shot, beside its position."""
    tr = speaker.tr
    said = [] if shot.kind == "picture" else [tr(shot.kind)]
    if shot.members > 1:
        who = tr("{} alike") if shot.representative else tr("1 of {} alike")
        said.append(who.format(shot.members))
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
    """Paints one shot: its picture, number, timecode; a stack behind those that stand for more.

    With its film's name below where it is ``named``.
    """

    stack = 4
    words_px = 108

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__(thumbnails)
        self._figures = theme.mono(small=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a shot into its place."""
        shot: ShotRow = index.data(SHOT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        (box,) = self._boxes(option.rect)
        if shot.members > 1 and shot.representative:
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
        self._words(painter, below, shot, small_font(option))
        painter.restore()

    def _words(self, painter: QPainter, line: QRect, shot: ShotRow, small: QFont) -> None:
        painter.setFont(self._figures)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(line, LEFT, f"{shot.shot}  {shot.timecode}")
        painter.setFont(small)
        painter.setPen(QColor(theme.SECONDARY))
        words = ", ".join(remarks(shot, self)) or f"{shot.seconds:.1f} s"
        draw_elided(painter, line.translated(0, self.line), words, Qt.TextElideMode.ElideRight)
        if self.named:
            draw_elided(painter, line.translated(0, 2 * self.line), shot.name)


class ShotsWall(Wall):
    """The shots of the films: the arrow keys move among them."""

    least_px = 204
    arrows = True
