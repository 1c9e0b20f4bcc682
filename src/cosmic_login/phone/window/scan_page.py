"""The camera page: shows what the phone sees of the computer's screen, and takes the QR code out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from cosmic_login.phone.models import APPS
from cosmic_login.phone.window import texts
from cosmic_login.phone.window.camera import Camera, Press, ScreenCamera, Shot, ShutterCamera, empty
from cosmic_login.phone.window.page import PhonePage
from cosmic_login.phone.window.qr_detector import Detection, detect_codes
from cosmic_login.phone.window.scan_loop import ScanLoop, ScanState
from cosmic_login.phone.window.viewfinder import Viewfinder
from cosmic_login.ui.announce import announce
from cosmic_login.ui.widgets.busy import BusyBar
from cosmic_login.ui.widgets.button import PRIMARY, SECONDARY
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph, show_in_place

if TYPE_CHECKING:
    from cosmic_login.phone.window.controller import PhoneController
    from cosmic_login.ui.io_thread import IoThread

_ADVICE = {ScanState.NOTHING: texts.NOTHING_SEEN, ScanState.DARK: texts.DARK}
_NOT_TAKEN = {Press.REFUSED: texts.TAKING_REFUSED, Press.FAILED: texts.TAKING_FAILED, Press.ABSENT: texts.BLIND}


class ScanPage(PhonePage):
    """Looks until it has read a code that this page is for. Says what it sees instead."""

    def __init__(
        self,
        controller: PhoneController,
        io: IoThread,
        camera: Camera | None = None,
        shutter: Callable[[], ShutterCamera | None] = lambda: None,
    ) -> None:
        self._activating = controller.place.page == "scan_activation"
        sentence = texts.SCAN_ACTIVATION if self._activating else texts.SCAN_ORDER
        super().__init__(controller, texts.say(texts.SCAN_HEADING), texts.say(sentence), sign="scan")
        self._read = self._left = False
        self.viewfinder = Viewfinder()
        self.line = Paragraph("", "label")
        self.busy = BusyBar()
        show_in_place(self.busy, visible=False)
        self.note = Note()
        self._find_one = shutter
        self._shutter: ShutterCamera | None = None
        self.shutter_button = self.button(texts.TAKE_PICTURE, PRIMARY, self._press)
        self.shutter_button.hide()
        self.choose = self.button(texts.CHOOSE_PICTURE, SECONDARY, self._choose)
        self.paste = self.button(texts.PASTE, SECONDARY, self._paste)
        self.add(self.viewfinder, self.line, self.busy, self.note)
        self.column.addStretch(1)
        self.add(self.shutter_button, self.choose, self.paste)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste)
        self.looker = ScanLoop(camera or ScreenCamera(lambda: self.viewfinder.on_screen), io)
        self.looker.seeing.connect(self._show)
        self.looker.saw.connect(self.take)
        self._io = io
        if controller.faults.camera_refused:
            self.viewfinder.close_shutter("camera-off")
            self._advise(texts.say(texts.REFUSED))
        else:
            self._say(texts.say(texts.LOOKING))
            self.looker.begin()

    @property
    def _prefixes(self) -> tuple[str, str]:
        """What the codes begin with: the one that is wanted here, and the other one of the same app."""
        order, activation = f"{self.controller.place.app}.", f"{self.controller.place.app}-activate."
        return (activation, order) if self._activating else (order, activation)

    # -- what the camera sees ----------------------------------------------------------------------------------

    def _show(self, seeing: ScanState, shot: Shot | None) -> None:
        if shot is None:
            self.viewfinder.close_shutter("camera-off")
        else:
            self.viewfinder.show_image(shot.image)
        if seeing is ScanState.BLIND:
            self.looker.stop()
            self._find_shutter()
        elif seeing in _ADVICE:
            self._advise(texts.say(_ADVICE[seeing]))
        elif shot is not None and shot.screens > 1:
            self._say(texts.say(texts.LOOKING_AT).format(number=shot.screen, count=shot.screens))

    # -- one picture at a time, from the desktop ---------------------------------------------------------------

    def _find_shutter(self) -> None:
        self._shutter = self._find_one()
        if self._shutter is None:
            self._advise(texts.say(texts.BLIND))
        else:
            self._shutter.find(self._found)

    def _found(self, there: bool) -> None:
        if self._left or self._read:
            return
        self.shutter_button.setVisible(there)
        if there:
            if self.hasFocus():
                self.shutter_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._say(texts.say(texts.READY_TO_TAKE))
            announce(self, self.line.text())
            self.viewfinder.close_shutter("camera")
        else:
            self._advise(texts.say(texts.BLIND))

    def _press(self) -> None:
        if self._shutter is None or self._read:
            return
        self._wait_for_picture(waiting=True)
        self.viewfinder.close_shutter("camera")
        self.viewfinder.repaint()  # what it showed is not to be on the picture
        self._shutter.press(self._pressed)

    def _pressed(self, how: Press, image: QImage) -> None:
        if self._read:
            return
        self._wait_for_picture(waiting=False)
        if how is Press.TAKEN and not empty(image):
            self._read_image(image, texts.TAKING_FAILED)
            return
        self._advise(texts.say(_NOT_TAKEN.get(how, texts.DARK)))
        if how is Press.ABSENT:
            self.shutter_button.hide()
            self.viewfinder.close_shutter("camera-off")

    def _wait_for_picture(self, *, waiting: bool) -> None:
        self._advise("")
        self._say(texts.say(texts.TAKING) if waiting else "")
        show_in_place(self.busy, visible=waiting)
        if waiting and self.shutter_button.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # until it can be pressed again
        self.shutter_button.setEnabled(not waiting)
        if not waiting and self.hasFocus():
            self.shutter_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what was read -----------------------------------------------------------------------------------------

    def take(self, sights: tuple[Detection, ...], shot: Shot | None = None) -> None:
        """Take the code that is wanted out of what was seen, or say what was seen instead."""
        wanted, other = self._prefixes
        rights = {sight.text: sight for sight in sights if sight.text.startswith(wanted)}
        if len(rights) > 1:  # which of them is meant, the person knows alone
            self._advise(texts.say(texts.SEVERAL_CODES))
            return
        right = next(iter(rights.values()), None)
        shown = right or (sights[0] if sights else None)
        if shown is not None and shot is not None:
            self.viewfinder.show_image(shot.image)
            self.viewfinder.mark(shown.corners)
        if right is not None:
            self._go_on(right.text)
            return
        starts = [sight.text for sight in sights]
        if any(text.startswith(other) for text in starts):
            self._advise(texts.say(texts.WANTED_ACTIVATION if self._activating else texts.WANTED_ORDER))
        elif (app := next((app for app in APPS if any(text.startswith(app) for text in starts)), None)) is not None:
            self._advise(texts.say(texts.OTHER_APP[app]))
        else:
            self._advise(texts.say(texts.STRANGE if sights else texts.NO_CODE_IN_PICTURE))

    def _go_on(self, text: str) -> None:
        self.looker.stop()
        self._read = True
        self._advise("")
        self._say(texts.say(texts.READ))
        announce(self, self.line.text())
        if self._activating:
            self.controller.read_activation(text)
        else:
            self.controller.read_order(text)

    def refresh(self) -> None:
        """Say that the code has been read, and the request is being opened."""
        self._say(f"{texts.say(texts.READ)} {texts.say(texts.OPENING)}")
        show_in_place(self.busy, visible=True)
        for button in (self.shutter_button, self.choose, self.paste):
            button.setEnabled(False)

    def _say(self, line: str) -> None:
        self.line.say(line)
        self.viewfinder.setAccessibleDescription(line)

    def _advise(self, words: str) -> None:
        if words != self.note.words.text():
            self.note.say(words, "info")
            self._say("" if words else self.line.text())
            self.viewfinder.setAccessibleDescription(words)
            if words and self.isVisible():
                announce(self, words)

    # -- other ways in -----------------------------------------------------------------------------------------

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), texts.plain(texts.say(texts.CHOOSE_PICTURE)))
        dialog.setNameFilters(
            [
                f"{texts.say(texts.PICTURES)} (*.png *.jpg *.jpeg *.bmp *.pgm *.ppm *.gif)",
                f"{texts.say(texts.ALL_FILES)} (*)",
            ]
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_file(self, name: str) -> None:
        """Read a file with a picture."""
        self._read_image(QImage(name), texts.NO_PICTURE)

    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        self._read_image(_image_of(mime), texts.NOTHING_COPIED)

    def _read_image(self, image: QImage, nothing: str) -> None:
        if self._read:
            return
        if image.isNull():
            self._advise(texts.say(nothing))
            return
        was_looking = self.looker.looking
        self.looker.stop()
        self.viewfinder.show_image(image)

        def done(sights: tuple[Detection, ...]) -> None:
            self.take(sights, Shot(image))
            if was_looking and not self._read:
                self.looker.begin()

        self.controller.beside(lambda: asyncio.to_thread(detect_codes, image), done)

    # -- the page ----------------------------------------------------------------------------------------------

    def first_focus(self) -> QWidget:
        """Return the page itself: nothing has to be pressed."""
        return self

    def spoken(self) -> str:
        """Say too what is seen."""
        return " ".join(part for part in (super().spoken(), self.line.text(), self.note.words.text()) if part)

    def leave(self) -> None:
        """Look no more, and take no picture."""
        self.looker.stop()
        self._left = True
        if self._shutter is not None:
            self._shutter.let_go()


def _image_of(mime: QMimeData | None) -> QImage:
    """Return the picture in the clipboard, or the one in the file that was copied; empty without any."""
    if mime is None:
        return QImage()
    if mime.hasImage():
        return QImage(mime.imageData())
    for url in mime.urls() if mime.hasUrls() else list[QUrl]():
        if url.isLocalFile() and Path(url.toLocalFile()).is_file():
            return QImage(url.toLocalFile())
    return QImage()
