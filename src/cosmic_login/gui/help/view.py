"""The help: whom to ask (R2), and one topic for everything a person may wonder about. F1 opens it at the right one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.extensions import loaded
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, FailureInfo
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import InsertCard, ShowQr
from cosmic_login.core.situations import DESK_AWAY, CardSituation
from cosmic_login.gui.help.index import (
    FAILURE_KEYS,
    FAILURE_TOPICS,
    RETRY,
    SUPPORT_ASKS,
    failure_key,
    topic_of_state,
    whom_to_ask,
)
from cosmic_login.gui.help.section import Section
from cosmic_login.gui.help.topic import CONTACTS, REMOTE, WAYS
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.ui import design_tokens
from cosmic_login.ui.announce import announce
from cosmic_login.ui.names import name_controls
from cosmic_login.ui.screens import screen_room
from cosmic_login.ui.theme import active_theme
from cosmic_login.ui.widgets.button import ActionButton
from cosmic_login.ui.widgets.note import Note
from cosmic_login.ui.widgets.paragraph import Paragraph

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View

TITLE = QT_TRANSLATE_NOOP("Help", "Hjälp med inloggning")
CLOSE = QT_TRANSLATE_NOOP("Help", "Stäng hjälpen")
SEARCH = QT_TRANSLATE_NOOP("Help", "Sök i hjälpen")
SEARCH_ABOUT = QT_TRANSLATE_NOOP("Help", "Skriv ett ord eller en felkod.")
FOUND = QT_TRANSLATE_NOOP("Help", "%n avsnitt passar.")
NOTHING = QT_TRANSLATE_NOOP("Help", "Inget avsnitt passar. Prova ett annat ord.")
#: Where a card that is gone is counted down for.
_COUNTS = frozenset({"lock_soon", "log_out_soon"})
_FORWARD = frozenset({Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space})
_BACK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_PageUp})


def say(source: str) -> str:
    """Translate a text of the help."""
    return QCoreApplication.translate("Help", source)


def topic_of(view: View | None) -> str:
    """Return the key of the topic that belongs to what is shown: a failure has its own."""
    if view is None:
        return WAYS
    if view.failure is not None and view.state.endswith("_failed"):
        return failure_key(view.failure.info)
    if isinstance(view.prompt, InsertCard) and view.prompt.situation is CardSituation.OTHER_KIND:
        return "pass-card"  # R26
    waits = view.prompt.situation if isinstance(view.prompt, InsertCard) else None
    if waits in DESK_AWAY or (view.state in _COUNTS and view.card in DESK_AWAY):
        return REMOTE  # R6
    if isinstance(view.prompt, ShowQr):  # R12, R20
        return next(row.topic for row in METHODS.values() if row.app is view.prompt.app)
    return topic_of_state(view.state)


class _Area(QScrollArea):
    """Leaves the arrows to the help, which walks from section to section by them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand every key on."""
        event.ignore()


class HelpView(QDialog):
    """One page: the topic that was asked for, the contacts, the other topics.

    Arrows walk, typing searches, Esc and F1 close.
    """

    def __init__(self, contacts: Sequence[tuple[str, str]], owner: QWidget, topic: str = WAYS) -> None:
        super().__init__(owner)
        self.topic = topic
        self._contacts = contacts
        self.sections: list[Section] = []
        self._with_failures = False
        self.setWindowTitle(say(TITLE))
        self._build()
        self._lay_out()
        if topic in FAILURE_KEYS:
            self._add_failure(FAILURE_KEYS[topic])
        topics = (*TOPICS, *loaded().topics)
        near = FAILURE_TOPICS.get(topic)
        for each in sorted(topics, key=lambda each: (each.key != topic, each.key != near)):  # what F1 was pressed for
            if each.key != CONTACTS:
                parts = ([say(text) for text in texts] for texts in (each.body, each.steps, each.after))
                self._add(Section(each.key, say(each.title), *parts))
        QShortcut(QKeySequence("F1"), self, self.close)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        theme = active_theme()
        self.resize(theme.px(480), theme.px(640))
        self.resize(self.size().boundedTo(screen_room(self).size()))

    # -- parts -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(say(SEARCH))
        self.search.setAccessibleName(say(SEARCH))
        self.search.setAccessibleDescription(say(SEARCH_ABOUT))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._to_first)
        self.found = Paragraph("", "muted")
        self.found.hide()
        whom = next(each for each in TOPICS if each.key == CONTACTS)
        sentences = whom_to_ask(self._contacts, QCoreApplication.translate)
        self.contacts = Note(" ".join((*sentences, *(say(text) for text in whom.after))))
        self.setAccessibleDescription(self.contacts.words.text())
        self.offered: list[ActionButton] = []
        self.close_button = ActionButton(say(CLOSE))
        self.close_button.clicked.connect(self.close)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("siths")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(*([3 * design_tokens.GRID] * 4))
        self.column.setSpacing(design_tokens.GRID)
        self.column.addWidget(Paragraph(say(TITLE), "heading"))
        self.column.addSpacing(design_tokens.GRID)
        self.column.addWidget(self.contacts)
        self.column.addStretch(1)
        self.viewport_area = _Area()
        self.viewport_area.setWidgetResizable(True)
        self.viewport_area.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the sections have it
        self.viewport_area.setWidget(page)
        outer = self._outer = QVBoxLayout(self)
        edge = 3 * design_tokens.GRID
        outer.setContentsMargins(edge, edge, edge, edge)
        outer.setSpacing(2 * design_tokens.GRID)
        for part in (self.search, self.found, self.viewport_area, self.close_button):
            outer.addWidget(part, int(part is self.viewport_area))

    def offer(self, label: str, call: Callable[[], None], keys: str) -> None:
        """Put a button above the one that closes the help; ``keys`` press it too."""
        button = ActionButton(label)
        button.setAccessibleDescription(keys)
        button.clicked.connect(call)
        QShortcut(QKeySequence(keys), self, button.click)
        self._outer.insertWidget(self._outer.indexOf(self.close_button), button)
        self.offered.append(button)
        name_controls(self)

    def _add(self, section: Section) -> None:
        self.sections.append(section)
        first = section.key == self.topic
        self.column.insertWidget(self.column.indexOf(self.contacts) if first else self.column.count() - 1, section)

    def _add_failure(self, row: FailureInfo) -> None:
        translate = QCoreApplication.translate
        body = [translate("Failure", row.mend), say(RETRY[row.retry]), say(SUPPORT_ASKS).format(code=row.code)]
        self._add(Section(failure_key(row), translate("Failure", row.cause), body, [], []))

    # -- search ------------------------------------------------------------------------------------------------

    def _narrow(self, wish: str) -> None:
        """Show what fits; failures come into it when somebody searches."""
        if wish and not self._with_failures:
            self._with_failures = True
            there = {section.key for section in self.sections}
            for key, row in FAILURE_KEYS.items():
                if key not in there:
                    self._add_failure(row)
        left = 0
        for section in self.sections:
            usual = section.key not in FAILURE_KEYS or section.key == self.topic
            fits = section.fits(wish) if wish else usual
            section.setVisible(fits)
            left += fits
        words = QCoreApplication.translate("Help", FOUND, None, left) if left else say(NOTHING)
        self.found.say(words if wish else "")
        self.viewport_area.verticalScrollBar().setValue(0)
        announce(self, self.found.text())

    def _to_first(self) -> None:
        if shown := self._shown():
            self._go(shown[0])

    # -- moving ------------------------------------------------------------------------------------------------

    def go_to(self, topic: str) -> None:
        """Give a topic the focus; the contacts are read with the window itself."""
        section = next((each for each in self.sections if each.key == topic), None)
        if section is not None:
            self._go(section)
        else:
            self.close_button.setFocus()
        if topic == self.topic:
            self.viewport_area.verticalScrollBar().setValue(0)

    def _shown(self) -> list[Section]:
        return [section for section in self.sections if section.isVisible()]

    def _go(self, section: Section) -> None:
        for other in self.sections:  # Tab comes to one of them only; arrows walk between them
            here = other is section
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        QWidget.setTabOrder(self.search, section)
        QWidget.setTabOrder(section, self.close_button)
        section.setFocus(Qt.FocusReason.TabFocusReason)
        self.viewport_area.ensureWidgetVisible(section, 0, design_tokens.GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk from section to section; one that is longer than the window is read to its end first."""
        shown = self._shown()
        here = next((i for i, section in enumerate(shown) if section.hasFocus()), None)
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Home, Qt.Key.Key_End} and shown:
            self._go(shown[0 if key == Qt.Key.Key_Home else -1])
        elif key in _FORWARD | _BACK and shown:
            way = 1 if key in _FORWARD else -1
            if here is None:
                self._go(shown[0])
            elif not self._scrolled(shown[here], way):
                self._go(shown[min(max(here + way, 0), len(shown) - 1)])
        elif event.text().strip() and here is not None and event.text().isprintable():
            self.search.setFocus()
            self.search.insert(event.text())
        elif key not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    def _scrolled(self, section: Section, way: int) -> bool:
        """Scroll within a section that reaches out of the window that way; whether there was something to scroll."""
        bar, height = self.viewport_area.verticalScrollBar(), self.viewport_area.viewport().height()
        top = section.y() - bar.value()
        more = top + section.height() > height + design_tokens.GRID if way > 0 else top < -design_tokens.GRID
        before = bar.value()
        if more:
            bar.setValue(before + way * round(0.8 * height))
        return bar.value() != before

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Go to the topic as soon as everything has its place."""
        name_controls(self)
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: self.go_to(self.topic))
