"""The scanner reads pixels: crisp and scaled, light on dark, turned; and says when there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.scanner import read_all, read_qr
from cosmic_login.phone.window.qr_detector import detect_codes
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


@pytest.mark.parametrize("light", [0xFFFFFFFF, 0x80FFFFFF])
def test_white_modules_on_a_transparent_ground_are_read(light: int) -> None:
    clear = picture().convertToFormat(QImage.Format.Format_ARGB32)
    for row in range(clear.height()):
        for column in range(clear.width()):
            dark = clear.pixelColor(column, row).lightness() < 128
            clear.setPixel(column, row, light if dark else 0)
    assert read_qr(clear) == TEXT


def test_among_several_codes_the_one_that_can_be_used_is_taken() -> None:
    screen = on_a_screen(picture("https://example.com/advert"), picture(), ground="white")
    assert set(read_all(screen)) == {"https://example.com/advert", TEXT}
    assert read_qr(screen, ("siths.", "siths-activate.")) == TEXT
    assert read_qr(screen, ("bankid.",)) in read_all(screen)


def test_of_several_codes_that_can_be_used_none_is_taken() -> None:
    other = TEXT.replace("siths.", "bankid.")
    screen = on_a_screen(picture(other), picture(), ground="white")
    assert read_qr(screen, ("siths.",)) == TEXT
    for wanted in (("siths.", "bankid."), ()):
        with pytest.raises(LoginFailure) as caught:
            read_qr(screen, wanted)
        assert caught.value.code == "qr.several"
    assert read_qr(on_a_screen(picture(), picture(), ground="white"), ("siths.",)) == TEXT  # one code, seen twice


#: Modules by the row, of another library (segno 1.6.6): the two symbols of a structured append of "bankid.67df3917-…",
#: a Micro QR code of "BANKID1", and a whole code of version 1.
PARTS = (
    (
        "1fcb57f 1059b41 174a85d 175875d 174065d 1057f41 1fd557f 3000 1f7cfaa 1888232 158d5c 173f08b f83cd "
        "17ac421 12c5b5f 16ae4a8 13693f2 1c311 1fd8d5f 1043117 175d7fd 17503e1 175089d 105bade 1fdc425 "
    ),
    (
        "1fcc17f 1059a41 174ad5d 175935d 174115d 1056b41 1fd557f 3800 1f7cfaa b1828a 1ad89d4 19bf42b 17f8245 "
        "11a70a9 11d8b57 13b78a8 13d4ffe 1d319 1fdaf57 1043313 175d5f5 175a12b 1750eed 1057356 1fd4aa1 "
    ),
    "7f55 4163 5d5b 5d70 5d23 412f 7f12 38 44ff 2bad 57c4 2723 48d6 2ffa 789e ",
    (
        "1fcd7f 104141 17485d 175b5d 17455d 105f41 1fd57f 1100 c4a68 396b1 4f0b5 190e19 ff60b 159d 1fc839 "
        "104189 174f9a 174494 175fd3 105828 1fcfe9 "
    ),
)


def drawn(rows: str) -> QImage:
    lines = rows.split()
    side = len(lines)
    image = QImage(side + 8, side + 8, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for row, line in enumerate(lines):
        bits = bin(int(line, 16))[2:].zfill(side)
        for column, bit in enumerate(bits):
            if bit == "1":
                image.setPixelColor(column + 4, row + 4, QColor("black"))
    return image.scaled(image.size() * 6)


def test_a_part_of_a_text_and_a_micro_code_are_no_codes() -> None:
    first, second, micro, whole = (drawn(rows) for rows in PARTS)
    assert read_all(whole) == ("bankid.67d",)
    for images in ((first,), (second,), (micro,), (first, second)):
        screen = on_a_screen(*images, ground="white")
        assert read_all(screen) == ()
        assert detect_codes(screen) == ()  # nor for the window's viewfinder
        with pytest.raises(LoginFailure) as caught:
            read_qr(screen, ("bankid.",))
        assert caught.value.code == "qr.unreadable"
    turned = on_a_screen(first, ground="white").transformed(QTransform().rotate(90))
    assert read_all(turned) == ()
    assert read_all(on_a_screen(first, picture(), micro, ground="white")) == (TEXT,)


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
