"""Pictures as no camera should take them: QR codes turned, scaled, cut, spoilt, several at once, and files that lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from cosmic_login.qr.picture import as_pgm, modules_of

_FRAME = (
    "bankid.67df3917-fa0d-44e5-b327-edcc928297f8.{}.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"
)
_PARTY = "siths://activate?code={}"
_FORMS = tuple(
    form
    for form in QImage.Format
    if form not in {QImage.Format.Format_Invalid, QImage.Format.NImageFormats} and "CMYK" not in form.name
)
_FILES = ("PNG", "JPG", "BMP", "PPM", "PGM", "XPM", "WEBP", "TIFF", "GIF")
#: Heads that promise what does not come, or more than anybody has room for.
_LIES = (
    b"P5 99999 99999 255\n", b"P5 0 0 255\n", b"P5 1 1 255\n", b"P5 1 1 255\n\0\0", b"P5 70000 1 255\n" + bytes(70_000),
    b"P6 60000 60000 255\n", b"P1\n1 1\n2\n", b"BM" + b"\xff" * 60, b"GIF89a\xff\xff\xff\xff\xf7\0\0",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\6\0\0\0\0\0\0\0", b"\0\0\1\0\1\0\0\0\0\0",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9e9' height='9e9'/>", b'/* XPM */ static char*x[]={"1 1 1 1"',
    b"RIFF\xff\xff\xff\xffWEBPVP8 ", b"II*\0\xff\xff\xff\xff", b"%PDF-1.7", b"\0" * 100_000,
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A picture, the texts that are in it, and whether a good phone reads it."""

    kind: str
    picture: QImage | bytes
    texts: frozenset[str]
    fair: bool = False


class HostilePictures:
    """Makes them."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._codes: list[tuple[str, QImage]] = []
        for number in range(24):
            text = random.choice((_FRAME, _PARTY)).format(random.randrange(10**6)) + "x" * (number % 3)
            whole = QImage.fromData(as_pgm(modules_of(text), random.choice((2, 3, 4, 6))))
            self._codes.append((text, whole.convertToFormat(QImage.Format.Format_RGB32)))
        self._kinds: tuple[tuple[Callable[[], Made], int], ...] = (
            (self._turned, 20), (self._inverted, 6), (self._coloured, 6), (self._noisy, 14), (self._cut, 10),
            (self._several, 6), (self._tiny, 6), (self._huge, 1), (self._slanted, 10), (self._form, 6),
            (self._spoilt, 10), (self._file, 14), (self._lie, 5), (self._noise, 4),
        )  # fmt: skip

    def __call__(self) -> Made:
        """Return one."""
        kinds, weights = zip(*self._kinds, strict=True)
        make: Callable[[], Made] = self._random.choices(kinds, weights)[0]
        return make()

    def _one(self) -> tuple[str, QImage]:
        return self._random.choice(self._codes)

    def _made(self, kind: str, text: str, picture: QImage | bytes, *, fair: bool = False) -> Made:
        return Made(kind, picture, frozenset((text,)), fair)

    def _on(self, ground: QColor, image: QImage, transform: QTransform) -> QImage:
        """Draw a picture, transformed, on a sheet that it fits on."""
        where = transform.mapRect(QRectF(image.rect()))
        sheet = QImage(int(where.width()) + 21, int(where.height()) + 21, QImage.Format.Format_RGB32)
        sheet.fill(ground)
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._random.random() < 0.8)
        painter.translate(10 - where.x(), 10 - where.y())
        painter.setTransform(transform, combine=True)
        painter.drawImage(QPointF(0, 0), image)
        painter.end()
        return sheet

    def _turned(self) -> Made:
        text, image = self._one()
        scale = self._random.uniform(0.5, 3)
        turn = QTransform().rotate(self._random.uniform(0, 360)).scale(scale, scale)
        ground = QColor(self._random.choice(("white", "#20242c", "red")))
        return self._made("turned", text, self._on(ground, image, turn), fair=scale * image.width() > 250)

    def _inverted(self) -> Made:
        text, image = self._one()
        other = image.copy()
        other.invertPixels()
        mirror = self._random.random() < 0.3
        return self._made(
            "inverted", text, other.flipped(Qt.Orientation.Horizontal) if mirror else other, fair=not mirror
        )

    def _coloured(self) -> Made:
        text, image = self._one()
        sheet = QImage(image.size(), QImage.Format.Format_ARGB32)
        sheet.fill(QColor.fromRgb(self._random.getrandbits(24)))
        painter = QPainter(sheet)
        painter.setOpacity(self._random.uniform(0.02, 1))
        painter.drawImage(0, 0, image)
        painter.end()
        return self._made("coloured", text, sheet)

    def _noisy(self) -> Made:
        text, image = self._one()
        spoilt, random = image.copy(), self._random
        painter = QPainter(spoilt)
        for _ in range(random.choice((5, 50, 400))):
            size = random.randrange(1, 12)
            place = random.randrange(spoilt.width()), random.randrange(spoilt.height())
            painter.fillRect(*place, size, size, QColor.fromRgb(random.getrandbits(24)))
        painter.end()
        return self._made("noisy", text, spoilt)

    def _cut(self) -> Made:
        text, image = self._one()
        width, height = image.width(), image.height()
        random = self._random
        part = image.copy(
            random.randrange(-width // 2, width // 2), random.randrange(-height // 2, height // 2),
            random.randrange(1, width * 2), random.randrange(1, height * 2),
        )  # fmt: skip
        return self._made("cut", text, part)

    def _several(self) -> Made:
        some = [self._one() for _ in range(self._random.randrange(2, 5))]
        sheet = QImage(
            sum(image.width() for _, image in some), max(i.height() for _, i in some), QImage.Format.Format_RGB32
        )
        sheet.fill(QColor("white"))
        painter = QPainter(sheet)
        at = 0
        for _, image in some:
            painter.drawImage(at, 0, image)
            at += image.width() - self._random.choice((0, 0, 0, 20))
        painter.end()
        return Made("several", sheet, frozenset(text for text, _ in some))

    def _tiny(self) -> Made:
        text, image = self._one()
        size = self._random.randrange(1, 60)
        return self._made("tiny", text, image.scaled(size, self._random.choice((size, 1, size * 2))))

    def _huge(self) -> Made:
        text, image = self._one()
        size = self._random.choice((2000, 3000))
        return self._made("huge", text, image.scaled(size, size), fair=True)

    def _slanted(self) -> Made:
        text, image = self._one()
        random = self._random
        slant = QTransform(1, random.uniform(-1, 1), random.uniform(0, 0.002), random.uniform(-1, 1), 1, 0, 0, 0, 1)
        if not slant.isInvertible():
            return self._turned()
        where = slant.mapRect(QRectF(image.rect()))
        if not 1 <= max(where.width(), where.height()) <= 2000:
            return self._turned()
        return self._made("slanted", text, self._on(QColor("white"), image, slant))

    def _form(self) -> Made:
        text, image = self._one()
        return self._made("form", text, image.convertToFormat(self._random.choice(_FORMS)))

    def _spoilt(self) -> Made:
        """Flip bits in the bytes of a file."""
        text, image = self._one()
        whole = bytearray(_file(image, self._random.choice(_FILES)))
        for _ in range(self._random.choice((1, 3, 30))):
            if whole:
                whole[self._random.randrange(len(whole))] ^= 1 << self._random.randrange(8)
        return self._made(
            "spoilt file", text, bytes(whole[: self._random.randrange(len(whole) + 1)] if len(whole) % 2 else whole)
        )

    def _file(self) -> Made:
        text, image = self._one()
        form = self._random.choice(_FILES)
        whole = _file(image, form)
        return self._made(form, text, whole, fair=form in {"PNG", "BMP", "PPM"})

    def _lie(self) -> Made:
        return Made(
            "lie", self._random.choice(_LIES) + self._random.randbytes(self._random.randrange(300)), frozenset()
        )

    def _noise(self) -> Made:
        random = self._random
        width, height = random.randrange(1, 200), random.randrange(1, 200)
        if random.random() < 0.5:
            return Made("noise", random.randbytes(random.randrange(2000)), frozenset())
        return Made("noise", b"P5 %d %d 255\n" % (width, height) + random.randbytes(width * height), frozenset())


def _file(image: QImage, form: str) -> bytes:
    """Return a picture as a file's bytes; nothing where Qt does not write that form."""
    room: Any = QByteArray()
    buffer = QBuffer(room)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form)  # type: ignore[call-overload]
    return bytes(room.data())
