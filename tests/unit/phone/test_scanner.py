"""The scanner reads pixels: crisp and scaled, light on dark, turned; and says when there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.scanner import read_all, read_qr
from cosmic_login.qr.picture import as_pgm, modules_of

TEXT = "siths.67df3917-fa0d-44e5-b327-edcc928297f8.7.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"
FORMATS = (
    QImage.Format.Format_RGB32,
    QImage.Format.Format_ARGB32_Premultiplied,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGB16,
    QImage.Format.Format_Mono,
    QImage.Format.Format_Indexed8,
)


def picture(text: str = TEXT, module: int = 4) -> QImage:
    image = QImage.fromData(as_pgm(modules_of(text), module))
    assert not image.isNull()
    return image


def on_a_screen(*images: QImage, ground: str = "#20242c", ratio: float = 1.0) -> QImage:
    screen = QImage(1600, 700, QImage.Format.Format_ARGB32_Premultiplied)
    screen.setDevicePixelRatio(ratio)
    screen.fill(QColor(ground))
    painter = QPainter(screen)
    for place, image in enumerate(images):
        painter.drawImage(60 + place * 500, 80, image)
    painter.end()
    return screen


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_form_of_picture_is_read(form: QImage.Format) -> None:
    assert read_qr(picture().convertToFormat(form)) == TEXT


def test_a_screen_with_a_code_on_it_is_read_also_scaled_and_turned() -> None:
    screen = on_a_screen(picture())
    assert read_qr(screen) == TEXT
    smooth = Qt.TransformationMode.SmoothTransformation
    assert read_qr(screen.scaledToWidth(1200, smooth)) == TEXT
    assert read_qr(screen.transformed(QTransform().rotate(90))) == TEXT
    assert read_qr(on_a_screen(picture(), ratio=1.5)) == TEXT


def test_a_light_code_on_dark_is_read() -> None:
    inverted = picture()
    inverted.invertPixels()
    assert read_qr(inverted) == TEXT


def test_what_is_transparent_counts_as_white() -> None:
    clear = picture().convertToFormat(QImage.Format.Format_ARGB32)
    for row in range(clear.height()):
        for column in range(clear.width()):
            if clear.pixelColor(column, row).lightness() > 128:
                clear.setPixel(column, row, 0)
    assert read_qr(clear) == TEXT


def test_among_several_codes_the_wanted_one_is_taken() -> None:
    screen = on_a_screen(picture("https://example.com/advert"), picture(), ground="white")
    assert set(read_all(screen)) == {"https://example.com/advert", TEXT}
    assert read_qr(screen, ("siths.", "siths-activate.")) == TEXT
    assert read_qr(screen, ("bankid.",)) in read_all(screen)


def test_files_and_their_bytes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "screen.png"
    assert on_a_screen(picture()).save(str(path))
    assert read_qr(path) == TEXT
    assert read_qr(path.read_bytes()) == TEXT


@pytest.mark.parametrize("junk", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_unreadable(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(junk)
    for source in (junk, path):
        with pytest.raises(LoginFailure) as caught:
            read_qr(source)
        assert caught.value.code == "qr.unreadable"


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(LoginFailure) as caught:
        read_qr(tmp_path / "none.png")
    assert caught.value.code == "qr.unreadable"


def test_a_picture_without_a_code_and_half_a_code_are_unreadable() -> None:
    half = picture().copy(0, 0, picture().width(), picture().height() // 2)
    for image in (on_a_screen(), half):
        with pytest.raises(LoginFailure) as caught:
            read_qr(image)
        assert caught.value.code == "qr.unreadable"
