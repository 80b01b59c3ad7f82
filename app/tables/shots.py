"""The shots as Qt's views see them, and how one is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import theme
from app.shots import ShotRow
from app.tables.candidates import NO_INDEX, Index
from app.tables.painting import LEAST_WIDTH, LINE, MARGIN, SHAPE, draw_fitted, tile_shape
from app.tables.thumbnails import Thumbnails, Wanted
from app.tables.wall import SPACING

SHOT = Qt.ItemDataRole.UserRole


class ShotsTable(QAbstractListModel):
    """Shots in the order in which they are listed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shots: list[ShotRow] = []

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
            return "\n".join([self._words(shot), *remarks(shot, self)])
        return None

    def _words(self, shot: ShotRow) -> str:
        words = self.tr("{}, shot {}, {}, {:.1f} s (frames {} to {})")
        return words.format(
            shot.name, shot.number, shot.timecode, shot.seconds, shot.start, shot.end - 1
        )


def remarks(shot: ShotRow, speaker: QObject) -> list[str]:
    """Return what is to be said of a shot beside where it is."""
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


class ShotDelegate(QStyledItemDelegate):
    """Paints one shot: its picture, number, timecode; a stack behind those that stand for more."""

    def __init__(
        self, thumbnails: Thumbnails, parent: QWidget | None = None, *, width: int = 144
    ) -> None:
        super().__init__(parent)
        self.width = self._wished = width
        self.shape = SHAPE
        self._thumbnails = thumbnails
        self._figures = theme.mono(theme.SMALL_PX)

    def set_shape(self, shape: float) -> None:
        """Give the pictures the shape of the project's frame, width over height."""
        self.shape = tile_shape(shape)

    def fit(self, room: int) -> None:
        """Make pictures about as wide as wished, so that whole shots fill the room."""
        beside = 2 * MARGIN + 4 + 2 * SPACING
        columns = max(1, round(room / (self._wished + beside)))
        self.width = max(LEAST_WIDTH // 2, room // columns - beside)

    @property
    def height(self) -> int:
        """The height of every shot, in pixels."""
        return round(self.width / self.shape) + 2 * LINE + 2 * MARGIN + 4

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of every shot."""
        return QSize(self.width + 2 * MARGIN + 4, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a shot into its place."""
        shot: ShotRow = index.data(SHOT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = option.rect.left() + MARGIN, option.rect.top() + MARGIN + 4
        box = QRect(left, top, self.width, round(self.width / self.shape))
        if shot.members > 1 and shot.representative:
            for step in (4, 2):
                painter.setPen(QColor(theme.PANEL))
                painter.setBrush(QColor(theme.HAIRLINE))
                painter.drawRect(box.translated(step, -step))
        painter.fillRect(box, QColor(theme.RAISED))
        wanted = Wanted(shot.film, shot.frame, shot.start, shot.end)
        picture = self._thumbnails.picture(wanted)
        if picture is not None:
            painter.setOpacity(0.3 if shot.hidden or shot.outside else 1.0)
            draw_fitted(painter, box, picture)
            painter.setOpacity(1.0)
        if shot.group is not None and not shot.representative:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(theme.DISABLED))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-2, -2, 1, 1))
        self._words(painter, QRect(left, box.bottom() + 3, self.width, LINE), shot, option.font)
        painter.restore()

    def _words(self, painter: QPainter, line: QRect, shot: ShotRow, font: QFont) -> None:
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._figures)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(line, align, f"{shot.number}  {shot.timecode}")
        small = QFont(font)
        small.setPixelSize(theme.SMALL_PX)
        painter.setFont(small)
        painter.setPen(QColor(theme.SECONDARY))
        words = ", ".join(remarks(shot, self)) or f"{shot.seconds:.1f} s"
        room = line.translated(0, LINE)
        short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align, short)
