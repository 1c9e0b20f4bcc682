"""The fields of the settings dialog: one for each kind of value, with what it means and what is wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.core.settings_kinds import Choice, Contacts, Flag, Number, Value, shown
from cosmic_login.core.settings_table import Setting
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.paragraph import Paragraph

translate = QCoreApplication.translate

_FLAGS = {False: QT_TRANSLATE_NOOP("Settings", "Nej"), True: QT_TRANSLATE_NOOP("Settings", "Ja")}
_AS_SYSTEM = QT_TRANSLATE_NOOP("Settings", "Som systemet")
_BY_MANNER = QT_TRANSLATE_NOOP("Settings", "Efter sättet")
_PERCENT = QT_TRANSLATE_NOOP("Settings", "{percent} %")
_CONTACTS = QT_TRANSLATE_NOOP("Settings", "En på varje rad: namn eller roll, kolon, och hur de nås.")
_GIVEN = QT_TRANSLATE_NOOP("Settings", "Den här gången gäller det som angavs när programmet startades.")
_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


def say(source: str) -> str:
    """Translate a text of the settings."""
    return translate("Settings", source)


class Field(QWidget):
    """One setting. ``chosen`` tells a value that is allowed; what is not allowed is told beside the field only."""

    chosen = Signal(str, object)  # the setting's name, its new value

    def __init__(self, row: Setting, value: Value, *, given: bool = False) -> None:
        super().__init__()
        self.row, self.value = row, value
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(design_tokens.GRID)
        self.about = Paragraph(" ".join(say(text) for text in self._about(given=given)), "caption")
        self.error = Paragraph("", "error")
        self.editor = self._make_editor()
        self.editor.setAccessibleName(say(row.label))
        for part in (self.editor, self.error, self.about):
            self.column.addWidget(part)
        self._describe()
        self.error.say("")

    def _about(self, *, given: bool) -> list[str]:
        return [self.row.about, *([_GIVEN] if given else [])]

    def _make_editor(self) -> QWidget:
        raise NotImplementedError

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        self.value = value
        self.refuse("")

    def refuse(self, reason: str) -> None:
        """Say what is wrong; an empty reason: nothing is any more."""
        if reason == self.error.text():
            return
        self.error.say(reason)
        self._describe()
        if reason:
            announce(self.editor, reason)

    def _describe(self) -> None:
        parts = (self.error.text(), self.about.text())
        self.editor.setAccessibleDescription(" ".join(part for part in parts if part))

    def take(self, value: Value) -> None:
        """Take what a person chose or wrote."""
        kind = self.row.kind
        if kind.trouble(value):
            limits = {"low": f"{kind.low:g}", "high": f"{kind.high:g}"} if isinstance(kind, Number) else {}
            self.refuse(say(kind.advice).format(**limits))
            return
        self.refuse("")
        if value != self.value:
            self.value = value
            self.chosen.emit(self.row.name, value)


class ChoiceField(Field):
    """One of a few: a button that opens a menu of them."""

    def __init__(self, row: Setting, value: Value, *, given: bool = False) -> None:
        self.options = dict(options_of(row, value))
        super().__init__(row, value, given=given)

    def _make_editor(self) -> QWidget:
        self.button = ActionButton(say(self.row.label), sub=self.options[self.value], listed=True)
        self.button.clicked.connect(self._open)
        return self.button

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        super().show_value(value)
        self.options = dict(options_of(self.row, value))
        self.button.set_sub(self.options[value])
        self._describe()

    def _describe(self) -> None:
        self.editor.setAccessibleDescription(f"{self.options[self.value]}. {self.about.text()}")

    def menu(self) -> QMenu:
        """Return the menu, with the present choice marked and current."""
        menu = QMenu(self)
        for value, label in self.options.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(lambda _checked=False, choice=value: self._choose(choice))
            if value == self.value:
                menu.setActiveAction(action)
        return menu

    def _choose(self, value: Value) -> None:
        self.take(value)
        self.show_value(value)

    def _open(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))


class LineField(Field):
    """A number, an address or a path on one line; taken by Enter, or when the field is left."""

    def _make_editor(self) -> QWidget:
        self.label = Paragraph(say(self.row.label), "label")
        self.line = QLineEdit(_typed(self.value))
        if isinstance(self.row.kind, Number) and self.row.kind.optional:
            self.line.setPlaceholderText(say(_BY_MANNER))
        self.line.setMaxLength(600)
        self.label.setBuddy(self.line)
        self.column.addWidget(self.label)
        self.line.editingFinished.connect(lambda: self.take(self.row.kind.read(self.line.text())))
        self.line.textEdited.connect(lambda _text: self.refuse(""))
        return self.line

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        super().show_value(value)
        self.line.setText(_typed(value))


class ContactsField(Field):
    """The contacts, one on each line; taken when the field is left."""

    def _about(self, *, given: bool) -> list[str]:
        return [_CONTACTS, *super()._about(given=given)]

    def _make_editor(self) -> QWidget:
        self.label = Paragraph(say(self.row.label), "label")
        self.lines = QPlainTextEdit(_typed(self.value))
        self.lines.setTabChangesFocus(True)
        self.lines.setFixedHeight(active_theme().px(28 + 4 * design_tokens.SMALL * 1.4))
        self.lines.installEventFilter(self)
        self.lines.textChanged.connect(lambda: self.refuse(""))
        self.label.setBuddy(self.lines)
        self.column.addWidget(self.label)
        return self.lines

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take what was written when the field is left, if it was changed."""
        if event.type() == QEvent.Type.FocusOut and self.lines.toPlainText() != _typed(self.value):
            self.take(self.row.kind.read(self.lines.toPlainText().replace("\n", ";")))
        return super().eventFilter(watched, event)

    def show_value(self, value: Value) -> None:
        """Show a value that was set elsewhere."""
        super().show_value(value)
        self.lines.setPlainText(_typed(value))


def field_of(row: Setting, value: Value, *, given: bool = False) -> Field:
    """Return the field for a setting; ``given``: this run's options hold instead of what is kept."""
    if isinstance(row.kind, Choice | Flag) or row.name == "text_scale":
        return ChoiceField(row, value, given=given)
    return (ContactsField if isinstance(row.kind, Contacts) else LineField)(row, value, given=given)


def options_of(row: Setting, value: Value) -> Mapping[Value, str]:
    """Return what can be chosen, with its label; the present value is always among it."""
    if isinstance(row.kind, Choice):
        return {option: say(label) for option, label in row.kind.options.items()}
    if isinstance(row.kind, Flag):
        return {option: say(label) for option, label in _FLAGS.items()}
    scales = sorted({*_SCALES, *([value] if isinstance(value, int | float) else [])})
    return {None: say(_AS_SYSTEM), **{scale: say(_PERCENT).format(percent=round(scale * 100)) for scale in scales}}


def _typed(value: Value) -> str:
    """Return a value as it stands in a field."""
    return "" if value is None else shown(value).replace("; ", "\n") if isinstance(value, tuple) else shown(value)
