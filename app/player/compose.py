"""Paint two pictures side by side, over one another, or one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app.player.loop import Where
from app.session.candidates import Mark
from app.theme import ACCENT, HAIRLINE, PANEL, SECONDARY, TEXT, mono, paint_mark

Mode = Literal["cut", "side", "onion", "wipe", "difference"]
MODES: tuple[Mode, ...] = ("cut", "side", "onion", "wipe", "difference")

_GAP = 8
# Action and title safe areas of SMPTE ST 2046-1.
_ACTION_SAFE, _TITLE_SAFE = 0.93, 0.90
_ARROW_HEAD_PX = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Marks:
    """What explains a picture, in coordinates 0..1: outlines of figures, arrows of motion.

    frames_off: how many frames later the outlines belong; if not 0 they are dashed.
    """

    outlines: Sequence[Sequence[Point]] = ()
    arrows: Sequence[tuple[Point, Point]] = ()
    frames_off: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """One picture and how it is laid into the frame.

    flop: mirrored. scale, dx, dy: scaled about its middle, then moved by frame widths and heights.
    """

    image: QImage | None = None
    marks: Marks = field(default_factory=Marks)
    flop: bool = False
    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


@dataclass(frozen=True, slots=True)
class Composite:
    """Everything seen at one moment. playing: the side that the cut shows."""

    mode: Mode = "cut"
    playing: Where = "out"
    a: Layer = field(default_factory=Layer)
    b: Layer = field(default_factory=Layer)
    shape: float = 16 / 9
    onion: float = 0.5
    wipe: float = 0.5
    show_marks: bool = False
    safe_areas: bool = False
    centre_cross: bool = False


def fitted(box: QRectF, shape: float) -> QRectF:
    """Return the largest rectangle of this width-to-height ratio, centred in ``box``."""
    width = min(box.width(), box.height() * shape)
    size = QSizeF(width, width / shape)
    inside = QRectF(QPointF(), size)
    inside.moveCenter(box.center())
    return inside


def frames_of(box: QRectF, composite: Composite) -> tuple[QRectF, QRectF]:
    """Return the frames for A and B: the same one unless side by side."""
    if composite.mode != "side":
        frame = fitted(box, composite.shape)
        return frame, frame
    half = (box.width() - _GAP) / 2
    left = QRectF(box.left(), box.top(), half, box.height())
    return fitted(left, composite.shape), fitted(left.translated(half + _GAP, 0), composite.shape)


def is_whole(composite: Composite) -> bool:
    """Return whether every visible picture is available."""
    if composite.mode == "cut":
        return (composite.a if composite.playing == "out" else composite.b).image is not None
    return composite.a.image is not None and composite.b.image is not None


def paint(painter: QPainter, box: QRectF, composite: Composite) -> None:
    """Paint the pictures into ``box``, leaving what is around them unchanged."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame_a, frame_b = frames_of(box, composite)
    match composite.mode:
        case "cut":
            _lay(painter, frame_a, composite.a if composite.playing == "out" else composite.b)
        case "side":
            _lay(painter, frame_a, composite.a)
            _lay(painter, frame_b, composite.b)
        case "onion":
            _lay(painter, frame_a, composite.a)
            painter.setOpacity(composite.onion)
            _lay(painter, frame_b, composite.b)
            painter.setOpacity(1)
        case "wipe":
            _wipe(painter, frame_a, composite)
        case "difference":
            _difference(painter, frame_a, composite)
    if composite.show_marks:
        if composite.mode != "cut" or composite.playing == "out":
            _paint_marks(painter, frame_a, composite.a, QColor(TEXT))
        if composite.mode != "cut" or composite.playing == "in":
            _paint_marks(painter, frame_b, composite.b, QColor(ACCENT))
    for frame in (frame_a, frame_b) if composite.mode == "side" else (frame_a,):
        _paint_guides(painter, frame, composite)


def _lay(painter: QPainter, frame: QRectF, layer: Layer) -> None:
    if layer.image is None:
        return
    painter.save()
    painter.setClipRect(frame, Qt.ClipOperation.IntersectClip)
    picture = _enter(painter, frame, layer)
    painter.drawImage(picture, layer.image)
    painter.restore()


def _enter(painter: QPainter, frame: QRectF, layer: Layer) -> QRectF:
    """Set the painter up for a layer; return its picture's rectangle in those coordinates."""
    assert layer.image is not None
    picture = fitted(frame, layer.image.width() / layer.image.height())
    if not layer.flop and (layer.scale, layer.dx, layer.dy) == (1, 0, 0):
        # On whole pixels, a frame of the right size is copied unchanged.
        return QRectF(picture.toRect())
    middle = picture.center()
    painter.translate(layer.dx * frame.width(), layer.dy * frame.height())
    painter.translate(middle)
    painter.scale(-layer.scale if layer.flop else layer.scale, layer.scale)
    painter.translate(-middle)
    return picture


def _wipe(painter: QPainter, frame: QRectF, composite: Composite) -> None:
    _lay(painter, frame, composite.a)
    edge = frame.left() + composite.wipe * frame.width()
    painter.save()
    right = QRectF(edge, frame.top(), frame.right() - edge, frame.height())
    painter.setClipRect(right)
    if composite.b.image is not None:
        painter.fillRect(right, QColor(PANEL))
    _lay(painter, frame, composite.b)
    painter.restore()
    painter.setPen(QPen(QColor(ACCENT), 2))
    painter.drawLine(QLineF(edge, frame.top(), edge, frame.bottom()))
    painter.setBrush(QColor(ACCENT))
    painter.drawEllipse(QPointF(edge, frame.center().y()), 5, 5)


def _difference(painter: QPainter, frame: QRectF, composite: Composite) -> None:
    for layer in (composite.a, composite.b):
        if layer.image is not None:
            shape = layer.image.width() / layer.image.height()
            painter.fillRect(fitted(frame, shape).toRect(), Qt.GlobalColor.black)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    _lay(painter, frame, composite.a)
    _lay(painter, frame, composite.b)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_marks(painter: QPainter, frame: QRectF, layer: Layer, colour: QColor) -> None:
    if layer.image is None:
        return
    painter.save()
    painter.setClipRect(frame)
    box = _enter(painter, frame, layer)

    def at(point: Point) -> QPointF:
        return QPointF(box.left() + point[0] * box.width(), box.top() + point[1] * box.height())

    rings = [QPolygonF([at(point) for point in ring]) for ring in layer.marks.outlines]
    arrows = [(at(tail), at(tip)) for tail, tip in layer.marks.arrows]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # A dark line beneath makes a mark visible on any picture.
    for pen in (QPen(QColor(0, 0, 0, 150), 3.5), QPen(colour, 1.5)):
        pen.setCosmetic(True)
        if layer.marks.frames_off:
            pen.setDashPattern([4, 3] if pen.widthF() < 2 else [4 * 1.5 / 3.5, 3 * 1.5 / 3.5])
        painter.setPen(pen)
        for ring in rings:
            painter.drawPolygon(ring)
        for tail, tip in arrows:
            _arrow(painter, tail, tip)
    painter.restore()


def _arrow(painter: QPainter, tail: QPointF, tip: QPointF) -> None:
    shaft = QLineF(tip, tail)
    painter.drawLine(shaft)
    for angle in (28, -28):
        barb = QLineF(shaft)
        barb.setLength(min(_ARROW_HEAD_PX, shaft.length()))
        barb.setAngle(shaft.angle() + angle)
        painter.drawLine(barb)


def _paint_guides(painter: QPainter, frame: QRectF, composite: Composite) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(SECONDARY), 1))
    middle = frame.center()
    if composite.safe_areas:
        for share in (_ACTION_SAFE, _TITLE_SAFE):
            area = QRectF(0, 0, share * frame.width(), share * frame.height())
            area.moveCenter(middle)
            painter.drawRect(area)
    if composite.centre_cross:
        arm = frame.height() / 20
        painter.drawLine(QLineF(middle.x() - arm, middle.y(), middle.x() + arm, middle.y()))
        painter.drawLine(QLineF(middle.x(), middle.y() - arm, middle.x(), middle.y() + arm))


def paint_message(painter: QPainter, box: QRectF, text: str) -> None:
    """Write one sentence into the middle of ``box``, unobtrusively."""
    painter.setPen(QColor(SECONDARY))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def paint_badge(painter: QPainter, box: QRectF, text: str, mark: Mark | None) -> None:
    """Write a few words into the upper left corner of ``box``, after a verdict's mark if any."""
    painter.setFont(mono(small=True))
    room = painter.fontMetrics().boundingRect(text).adjusted(-6, -3, 6, 3)
    before = room.height() if mark is not None else 0
    label = QRectF(box.left() + 8, box.top() + 8, room.width() + before, room.height())
    painter.fillRect(label, QColor(HAIRLINE))
    if mark is not None:
        square = QRectF(label.topLeft(), QSizeF(before, before)).translated(3, 0)
        paint_mark(painter, square.adjusted(3, 3, -3, -3), mark)
    painter.setPen(QColor(TEXT))
    words = label.adjusted(before, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
