"""Draws the gallery: every screen in every look, language and text size, one picture a screen.

``docs/gallery/NAME.png`` has the three themes side by side, Swedish and English, the usual text size and 200 %. The
windows Cosmic and SITHS eID have the size they come up in, the others that of a small screen. With ``--only NAME …``
these screens alone are drawn. No display is needed, and nothing logs in.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["COSMIC_LOGIN_REDUCED_MOTION"] = "1"

from PySide6.QtCore import QByteArray, QEventLoop, QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.prompts import InsertCard
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.testing.gallery import dialogs, phone_screens
from cosmic_login.testing.gallery.login_screens import HELP, MAIN, READER, SHEETS, SITHS, STRIP, GallerySheet, fresh
from cosmic_login.testing.gallery.phone_shots import PhoneStage
from cosmic_login.testing.gallery.told_ports import ToldPorts
from cosmic_login.translations import LANGUAGES
from cosmic_login.ui.design_tokens import THEMES
from cosmic_login.ui.language import set_language

_DOCS = Path(__file__).resolve().parent.parent / "docs" / "gallery"
_SCALES = {1.0: (400, 540), 2.0: (400, 760)}  # text scale: size of the window
_MAIN_SCALES = {1.0: (960, 688), 2.0: (960, 688)}
_SITHS_SCALES = {1.0: (440, 644), 2.0: (640, 688)}
_KEYPAD_SCALES = {1.0: (696, 644), 2.0: (640, 688)}
_PHONE_SCALES = {1.0: (400, 720), 2.0: (400, 760)}
_GAP = 8
_WIDE = 500  # from here on the languages stand under each other
_COLOURS = 160
_SMALLER, _MAIN_SMALLER, _PHONE_SMALLER = 0.7, 0.55, 0.5


class Stage:
    """The program's windows, without anything behind them."""

    def __init__(self) -> None:
        self.app = LoginApplication(ToldPorts(**dialogs.ports()), theme="light", text_scale=1.0)
        self._number = 1000
        waiting = QEventLoop()
        self.app.ready.connect(waiting.quit)
        QTimer.singleShot(10_000, lambda: waiting.exit(1))
        self.app.show()
        if waiting.exec():
            raise SystemExit("the window did not come up")
        self.app.window.status.show_idp("127.0.0.1")

    def shoot(self, sheet: GallerySheet, theme: str, language: str, scale: float) -> QImage:
        """Show a sheet's views in one look and return the picture of its window."""
        app = self.app
        siths = app.features.need_siths()
        if siths is None:
            raise SystemExit("there is no SITHS eID window")
        app.features.settings.theme.set(theme, text_scale=scale)
        set_language(app.qt, language)
        app.window.resize(*_MAIN_SCALES[scale])
        app.window.show_view(View())  # every picture begins anew, with the focus where it falls then
        siths.show_view(View())
        siths.pad.show_keypad(shown=sheet.keypad)
        app.window.start.show_availability(sheet.ways)
        views = fresh(sheet, self._number, time.monotonic())
        self._number += len(views)
        for view in views:
            app.show_view(view)
        prompt = views[-1].prompt
        if isinstance(prompt, InsertCard):
            app.window.status.show_cards(CardStatus(prompt.situation, READER if prompt.readers else ""))
        else:
            app.window.status.show_cards(CardStatus(views[-1].card, READER, "Anna Testsson"))
        window: QWidget = siths if sheet.window == SITHS else app.window
        if sheet.window == HELP:
            app.actions.show_help(topic=sheet.help_topic)
            assert app.features.help.shown is not None  # noqa: S101 - opened just now
            window = app.features.help.shown
        elif sheet.window == STRIP:
            assert app.features.freeze is not None  # noqa: S101
            assert app.features.freeze.strip is not None  # noqa: S101
            window = app.features.freeze.strip
        window.resize(*scales_of(sheet)[scale])
        window.activateWindow()
        self._settle()
        for area in window.findChildren(QScrollArea):
            if sheet.window != HELP:  # which has gone to its topic
                area.verticalScrollBar().setValue(0)
        self._settle()
        picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        if app.features.help.shown is not None:
            app.features.help.shown.close()
        app.show_view(View())
        return picture

    def shoot_dialog(self, name: str, theme: str, language: str, scale: float) -> QImage:
        """Open a dialog in one look and return its picture."""
        self.app.features.settings.theme.set(theme, text_scale=scale)
        set_language(self.app.qt, language)
        dialog = dialogs.opened(self.app, name)
        dialog.resize(*_SCALES[scale])
        dialog.activateWindow()
        late = time.monotonic() + 10
        while not dialogs.filled(dialog) and time.monotonic() < late:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        self._settle()
        picture = dialog.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        dialog.close()
        self._settle()
        return picture

    def _settle(self) -> None:
        for _ in range(12):  # layouts of wrapped text take some rounds
            QApplication.processEvents()

    def close(self) -> None:
        """End the program."""
        self.app.finish()


def all_looks(
    shoot: Callable[[str, str, float], QImage],
    scales: Mapping[float, tuple[int, int]] = MappingProxyType(_SCALES),
    smaller: float = _SMALLER,
) -> QImage:
    """Return all looks of a screen (theme, language, text scale) in one picture; ``scales`` has the windows' sizes.

    Windows that are wide have the languages under each other, the others beside each other.
    """
    width = max(size[0] for size in scales.values())
    looks = [(language, scale) for scale in scales for language in LANGUAGES]
    if width > _WIDE:
        rows = [([look], scales[look[1]][1]) for look in looks]
    else:
        rows = [([look for look in looks if look[1] == scale], height) for scale, (_, height) in scales.items()]
    across = len(rows[0][0]) * len(THEMES)
    whole = QImage(
        across * (width + _GAP) - _GAP,
        sum(height for _, height in rows) + _GAP * (len(rows) - 1),
        QImage.Format.Format_RGB32,
    )
    whole.fill(Qt.GlobalColor.gray)
    painter = QPainter(whole)
    top = 0
    for shown, height in rows:
        columns = [(theme, *look) for look in shown for theme in THEMES]
        for column, look in enumerate(columns):
            painter.drawImage(column * (width + _GAP), top, shoot(*look))
        top += height + _GAP
    painter.end()
    return whole.scaledToWidth(round(whole.width() * smaller), Qt.TransformationMode.SmoothTransformation)


def scales_of(sheet: GallerySheet) -> dict[float, tuple[int, int]]:
    """Return how large a sheet's window is, by the text scale."""
    if sheet.window == SITHS:
        return _KEYPAD_SCALES if sheet.keypad else _SITHS_SCALES
    return _MAIN_SCALES if sheet.window == MAIN else _SCALES


def reduced(picture: QImage) -> QImage:
    """Return the picture with the colours that occur most, which keeps the files small."""
    pixels = Counter(memoryview(picture.constBits()).cast("I"))
    ours = [QColor(colour).rgb() for theme in THEMES.values() for colour in theme if str(colour).startswith("#")]
    # The themes' own come first: an accent covers few pixels, and would lose against the shades of letters' edges.
    table = list(dict.fromkeys([*ours, *(colour for colour, _ in pixels.most_common())]))[:_COLOURS]
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def readme() -> str:
    """Return the page that lists the pictures."""
    lines = [
        "# Gallery\n\n<!-- Made by `make gallery`; changes here are lost. -->\n",
        "Every screen in light, dark and high contrast, in Swedish and English. Above is the usual text size, below it",
        "200 %, where a page that is longer than the window scrolls. Cosmic and SITHS eID have the size they come up",
        "in, the others that of a small screen.\n",
        "| screen | window | states |\n| --- | --- | --- |",
    ]
    windows = {MAIN: "Cosmic", SITHS: "SITHS eID", HELP: "help", STRIP: "beside Cosmic"}
    for sheet in SHEETS:
        states = " ".join(f"`{state}`" for state in sheet.shows)
        lines.append(f"| [{sheet.name}]({sheet.name}.png) | {windows[sheet.window]} | {states} |")
    lines += [f"| [{name}]({name}.png) | dialog |  |" for name in dialogs.DIALOGS]
    for page in phone_screens.SHEETS:
        pages = " ".join(f"`{shown}`" for shown in page.shows)
        lines.append(f"| [{page.name}]({page.name}.png) | phone | {pages} |")
    return "\n".join(lines) + "\n"


def _only_news(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Print what Qt says, but for what the offscreen platform says of every window."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


def _draw_program(only: Collection[str]) -> int:
    """Draw the program's own windows; return how many bytes the pictures have."""
    stage = Stage()
    try:
        total = 0
        for sheet in SHEETS:
            if not only or sheet.name in only:
                smaller = _MAIN_SMALLER if sheet.window == MAIN else _SMALLER
                total += _write(sheet.name, all_looks(partial(stage.shoot, sheet), scales_of(sheet), smaller))
        for name in dialogs.DIALOGS:
            if not only or name in only:
                total += _write(name, all_looks(partial(stage.shoot_dialog, name)))
        return total
    finally:
        stage.close()


def _draw_phone(only: Collection[str]) -> int:
    """Draw the phone's pages."""
    stage = PhoneStage()

    def shoot(sheet: phone_screens.PhoneSheet, theme: str, language: str, scale: float) -> QImage:
        return stage.shoot(sheet, theme, language, _PHONE_SCALES[scale], scale)

    try:
        return sum(
            _write(sheet.name, all_looks(partial(shoot, sheet), _PHONE_SCALES, _PHONE_SMALLER))
            for sheet in phone_screens.SHEETS
            if not only or sheet.name in only
        )
    finally:
        stage.close()


def _write(name: str, picture: QImage) -> int:
    path = _DOCS / f"{name}.png"
    writer = QImageWriter(str(path), QByteArray(b"png"))
    writer.setQuality(0)  # as small as can be; nothing is lost
    if not writer.write(reduced(picture)):
        raise SystemExit(f"{path}: {writer.errorString()}")
    return path.stat().st_size


def main() -> int:
    """Draw the gallery."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="draw these screens alone")
    only = parser.parse_args().only
    _DOCS.mkdir(exist_ok=True)
    qInstallMessageHandler(_only_news)
    names = {*(sheet.name for sheet in SHEETS), *dialogs.DIALOGS, *(page.name for page in phone_screens.SHEETS)}
    total = 0
    if names.intersection(only) or not only:
        total = _draw_program(only) + _draw_phone(only)
    (_DOCS / "README.md").write_text(readme(), "utf-8")
    for path in _DOCS.glob("*.png"):
        if path.stem not in names:
            path.unlink()
    sys.stdout.write(f"{_DOCS}: {total / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
