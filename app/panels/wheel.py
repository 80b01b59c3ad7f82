"""The direction wheel: eight ways that the camera may turn, and any of them in the middle."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app import theme

_SECTORS = 8
_STEP = 2 * math.pi / _SECTORS
_INNER = 0.36
"""Radius of the middle as a share of the wheel's."""

_TURNS: Mapping[int, int] = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}
_CHOICES = (Qt.Key.Key_Space, Qt.Key.Key_Return)


class DirectionWheel(QWidget):
    """Chooses one of eight directions, or none: by click, or by arrow keys and the space bar."""

    changed = Signal(object)  # radians counter-clockwise from the right, or None

    def __init__(self) -> None:
        super().__init__()
        self.direction: float | None = None
        self._aimed = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(88, 88)
        self.setToolTip(self.tr("Where the camera turns; the middle is anywhere"))
        self._name()

    def set_direction(self, direction: float | None) -> None:
        """Choose a direction, or none."""
        if direction != self.direction:
            self.direction = direction
            self._name()
            self.update()
            self.changed.emit(direction)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the sectors, the chosen one filled."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wheel = self._wheel()
        for sector in range(_SECTORS):
            chosen = self.direction is not None and abs(self.direction - sector * _STEP) < 1e-6
            aimed = self.hasFocus() and sector == self._aimed
            painter.setPen(QPen(QColor(theme.ACCENT if aimed else theme.PANEL), 2))
            painter.setBrush(QColor(theme.ACCENT if chosen else theme.RAISED))
            middle = math.degrees(sector * _STEP)
            painter.drawPie(wheel, round((middle - 22.5) * 16), 45 * 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.WINDOW if chosen else theme.SECONDARY))
            painter.drawPolygon(self._arrow(sector))
        painter.setBrush(QColor(theme.PANEL))
        inner = wheel.width() / 2 * _INNER
        painter.drawEllipse(wheel.center(), inner, inner)
        if self.direction is None:
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(wheel.center(), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the sector under the mouse; again, or the middle, clears the choice."""
        wheel = self._wheel()
        off = event.position() - wheel.center()
        if math.hypot(off.x(), off.y()) < wheel.width() / 2 * _INNER:
            self.set_direction(None)
            return
        self._aimed = round(math.atan2(-off.y(), off.x()) / _STEP) % _SECTORS
        self._toggle()

    def event(self, event: QEvent) -> bool:
        """Claim the wheel's keys before the window takes them for shortcuts."""
        claims = event.type() == QEvent.Type.ShortcutOverride
        if claims and isinstance(event, QKeyEvent) and event.key() in (*_TURNS, *_CHOICES):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn with the arrow keys, choose with space or return."""
        if event.key() in _TURNS:
            self._aimed = (self._aimed + _TURNS[event.key()]) % _SECTORS
            self.update()
        elif event.key() in _CHOICES:
            self._toggle()
        else:
            super().keyPressEvent(event)

    def _toggle(self) -> None:
        direction = self._aimed * _STEP
        self.set_direction(None if direction == self.direction else direction)

    def _name(self) -> None:
        words = self.tr("anywhere")
        if self.direction is not None:
            names = [
                self.tr("right"), self.tr("up right"), self.tr("up"), self.tr("up left"),
                self.tr("left"), self.tr("down left"), self.tr("down"), self.tr("down right"),
            ]  # fmt: skip
            words = names[round(self.direction / _STEP) % _SECTORS]
        self.setAccessibleName(self.tr("Camera turns {}").format(words))

    def _wheel(self) -> QRectF:
        side = min(self.width(), self.height()) - 4
        wheel = QRectF(0, 0, side, side)
        wheel.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return wheel

    def _arrow(self, sector: int) -> QPolygonF:
        wheel = self._wheel()
        along = QPointF(math.cos(sector * _STEP), -math.sin(sector * _STEP))
        across = QPointF(-along.y(), along.x())
        middle = wheel.center() + along * (wheel.width() / 2 * (1 + _INNER) / 2)
        return QPolygonF([middle + along * 5, middle - along * 4 + across * 4.5,
                          middle - along * 4 - across * 4.5])  # fmt: skip
