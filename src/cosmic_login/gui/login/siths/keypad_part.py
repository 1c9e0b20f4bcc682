"""The keypad of the SITHS eID window: shown if the person wants it, and whose field its digits go to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cosmic_login.core.settings import Settings
from cosmic_login.gui.login.siths.page import SithsPage
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui import design_tokens
from cosmic_login.ui.widgets.button import QUIET, ActionButton
from cosmic_login.ui.widgets.code_field import CodeField
from cosmic_login.ui.widgets.keypad import Keypad


class KeypadPart(QWidget):
    """A quiet button; the keypad that it shows and hides is placed by the window."""

    wanted = Signal(bool)  # the person has chosen to see the keypad, or not
    changed = Signal()  # the keypad has come or gone

    def __init__(self) -> None:
        super().__init__()
        self._page: SithsPage | None = None
        self._aim: CodeField | None = None
        self._there, self._shown = False, False  # whether there is a page to type on; whether the person wants it
        self.keypad = Keypad()
        self.keypad.hide()
        self.keypad.digit.connect(self._put)
        self.keypad.erased.connect(self._erase)
        self.toggle = ActionButton("", QUIET)
        policy = self.toggle.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # it is away while the card works; nothing jumps
        self.toggle.setSizePolicy(policy)
        self.toggle.clicked.connect(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * design_tokens.GRID)
        column.addWidget(self.toggle)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.keypad.retranslate()
        self.toggle.set_label(texts.say(code_texts.HIDE_KEYPAD if self._shown else code_texts.SHOW_KEYPAD))

    def use(self, settings: Settings) -> None:
        """Show the keypad, and shuffle its digits, as the settings say."""
        if settings.shuffle_keypad != self.keypad.shuffled:
            self.keypad.shuffled = settings.shuffle_keypad
            self.keypad.arrange()
        self.show_keypad(shown=settings.show_keypad)

    def show_keypad(self, *, shown: bool) -> None:
        """Show the keypad, or hide it."""
        if shown != self._shown:
            self._shown = shown
            self.retranslate()
            self._place()

    def offer(self, *, there: bool) -> None:
        """Be there, with the keypad if it is wanted, while there is something to type."""
        self._there = there
        self.setVisible(there)
        self._place()

    def _place(self) -> None:
        wanted = self._there and self._shown
        if wanted == self.keypad.isHidden():
            self.keypad.setVisible(wanted)
            self.aim_at(self._aim)
            self.changed.emit()

    def serve(self, page: SithsPage) -> None:
        """Give the digits to a page from now on."""
        self._page = page
        self.aim_at(page.fields[0])

    def set_working(self, *, working: bool) -> None:
        """Do nothing while the card works."""
        self.keypad.setEnabled(not working)
        self.toggle.setVisible(not working)

    def aim_at(self, field: CodeField | None) -> None:
        """Give the digits to a field from now on, and have it seen."""
        self._aim = field
        for other in self._page.fields if self._page is not None else ():
            other.aim(at=other is field and not self.keypad.isHidden())

    def _toggle(self) -> None:
        self.show_keypad(shown=not self._shown)
        self.wanted.emit(self._shown)

    def _put(self, digit: int) -> None:
        """Give a digit to the field that is typed in; a full one passes it on."""
        field = self._aim
        if field is None or self._page is None:
            return
        after = self._page.fields[self._page.fields.index(field) + 1 :]
        if field.complete and after and not after[0].complete:
            if field.hasFocus():
                after[0].setFocus(Qt.FocusReason.OtherFocusReason)
            field = after[0]
            self.aim_at(field)
        field.put(digit)

    def _erase(self) -> None:
        if self._aim is not None:
            self._aim.erase()
