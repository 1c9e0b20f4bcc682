"""Takes pictures of windows, twice as fine as on the screen, with numbers on the widgets that a text speaks of."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from cosmic_login.training.guide.model import TakenPicture
from cosmic_login.ui.widgets.code_field import CodeField

_SCALE: Final = 2
#: So many colours are left of a picture: letters stay smooth, and the file is half as large.
_COLOURS: Final = 96
#: Of so many pixels one is looked at to find the colours that occur most.
_SAMPLE: Final = 7
_MARK: Final = "#a3263b"
_RADIUS: Final = 13
_ROUNDS: Final = 12
#: Nobody's code: nothing but dots is seen of it, and it is sent nowhere.
_DOTS: Final = (3, 1, 4, 1, 5, 9)


def settle() -> None:
    """Let layouts of wrapped text come to rest."""
    for _ in range(_ROUNDS):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def photograph(window: QWidget, marked: Sequence[QWidget]) -> TakenPicture:
    """Return a picture of a window with the numbers 1, 2, … on widgets in it, and with its code fields filled."""
    with _filled(window):
        settle()
        return picture_of(window, marked)


def picture_of(window: QWidget, marked: Sequence[QWidget] = ()) -> TakenPicture:
    """Return a picture of a window as it stands now; two of the same are the same bytes."""
    image = QImage(window.size() * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    window.render(image)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, widget in enumerate(marked, 1):
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        _frame(painter, place.adjusted(-3, -3, 3, 3), number, image.deviceIndependentSize().toSize().width())
    painter.end()
    return TakenPicture(
        _png(_reduced(image)), window.width(), window.height(), tuple(name_of(widget) for widget in marked)
    )


@contextlib.contextmanager
def _filled(window: QWidget) -> Iterator[None]:
    """Have code fields filled meanwhile, so that the button that follows can be seen as it is when it is pressed."""
    fields = [field for field in window.findChildren(CodeField) if field.isVisible() and field.isEnabled()]
    for field in fields:
        for digit in _DOTS:
            field.put(digit)
    try:
        yield
    finally:
        for field in fields:
            field.wipe()


def name_of(widget: QWidget) -> str:
    """Return what a person calls a widget: what stands on it, or what a screen reader says."""
    label = next((each for each in widget.findChildren(QLabel) if each.text()), None)
    said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return (said or (label.text() if label is not None else "")).replace("&", "")


def _frame(painter: QPainter, place: QRect, number: int, width: int) -> None:
    painter.setPen(QPen(QColor(_MARK), 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place, 8, 8)
    # At the right: what names a field stands above its left end.
    centre = QPoint(min(place.right(), width - _RADIUS - 2), max(place.top(), _RADIUS + 2))
    painter.setPen(QPen(Qt.GlobalColor.white, 2))
    painter.setBrush(QColor(_MARK))
    painter.drawEllipse(centre, _RADIUS, _RADIUS)
    font = QFont(QApplication.font())
    font.setPixelSize(16)
    font.setBold(True)
    painter.setFont(font)
    box = QRect(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


def _reduced(image: QImage) -> QImage:
    """Return the picture in the colours that occur most."""
    found = Counter(memoryview(image.constBits()).cast("I")[::_SAMPLE])
    found[QColor(_MARK).rgb()] += 1
    table = [colour for colour, _ in found.most_common(_COLOURS)]
    if QColor(_MARK).rgb() not in table:
        table[-1] = QColor(_MARK).rgb()
    return image.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setQuality(0)  # as small as can be; nothing is lost
    writer.write(image)
    return bytes(data.data())
