"""The help: whom to ask, and how the login goes. Our own words; the contacts come from the configuration."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from cosmic_login.core.failures import QT_TRANSLATE_NOOP
from cosmic_login.gui import texts, tokens
from cosmic_login.gui.theme import active_theme
from cosmic_login.gui.widgets.button import ActionButton
from cosmic_login.gui.widgets.note import Note
from cosmic_login.gui.widgets.paragraph import Paragraph

TITLE = QT_TRANSLATE_NOOP("Window", "Hjälp med inloggning")
CLOSE = QT_TRANSLATE_NOOP("Window", "Stäng hjälpen")
FIRST = QT_TRANSLATE_NOOP("Window", "Fråga i första hand din {contact}.")
SECOND = QT_TRANSLATE_NOOP("Window", "Finns ingen på plats: ring {support}, anknytning {extension}.")
SECTIONS = (
    (
        QT_TRANSLATE_NOOP("Window", "Logga in med SITHS-kort"),
        QT_TRANSLATE_NOOP(
            "Window",
            "Sätt in kortet och välj SITHS eID på denna enhet. Skriv de sex siffrorna i fönstret SITHS eID och tryck "
            "på Legitimera. Har du flera tjänste-id väljer du sedan det du arbetar med.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Window", "Första gången"),
        QT_TRANSLATE_NOOP(
            "Window", "Kortet registreras första gången det används. Då behövs legitimeringskoden två gånger."
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Window", "Fel kod"),
        QT_TRANSLATE_NOOP(
            "Window",
            "Du ser alltid hur många försök som är kvar innan du skriver. När försöken är slut spärras koden; den "
            "låses upp med PUK-koden, eller av en ID-administratör.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Window", "Var rädd om kortet"),
        QT_TRANSLATE_NOOP(
            "Window",
            "Ta med dig kortet när du går. Håll koderna hemliga, och förvara dem aldrig tillsammans med kortet.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Window", "Glömt eller förlorat kort"),
        QT_TRANSLATE_NOOP("Window", "En ID-administratör kan ge dig ett reservkort."),
    ),
    (
        QT_TRANSLATE_NOOP("Window", "Andra system"),
        QT_TRANSLATE_NOOP("Window", "Till Nova Ward loggar du in med NetID Access, inte här."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """Whom to ask (R2): first a person on the spot, then the support's extension."""

    contact: str = QT_TRANSLATE_NOOP("Window", "IT-kontaktperson")
    support: str = QT_TRANSLATE_NOOP("Window", "IT-support")
    extension: str = "141 41"


class HelpView(QDialog):
    """One page to scroll through; Esc closes it."""

    def __init__(self, contacts: Contacts, owner: QWidget) -> None:
        super().__init__(owner)
        self.setWindowTitle(texts.say(TITLE))
        page = QWidget()
        page.setObjectName("siths")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(*([6 * tokens.GRID] * 4))
        self.column.setSpacing(tokens.GRID)
        self.column.addWidget(Paragraph(texts.say(TITLE), "heading"))
        self.column.addSpacing(2 * tokens.GRID)
        first = texts.say(FIRST).format(contact=texts.say(contacts.contact))
        second = texts.say(SECOND).format(support=texts.say(contacts.support), extension=contacts.extension)
        self.contacts = Note(f"{first} {second}")
        self.column.addWidget(self.contacts)
        for heading, body in SECTIONS:
            self.column.addSpacing(3 * tokens.GRID)
            self.column.addWidget(Paragraph(texts.say(heading), "subheading"))
            self.column.addWidget(Paragraph(texts.say(body), "small"))
        self.column.addStretch(1)
        self.viewport_area = QScrollArea()
        self.viewport_area.setWidgetResizable(True)
        self.viewport_area.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that arrows scroll
        self.viewport_area.setAccessibleName(texts.say(TITLE))
        self.viewport_area.setWidget(page)
        self.close_button = ActionButton(texts.say(CLOSE))
        self.close_button.clicked.connect(self.close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 4 * tokens.GRID)
        outer.addWidget(self.viewport_area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(6 * tokens.GRID, 2 * tokens.GRID, 6 * tokens.GRID, 0)
        foot.addWidget(self.close_button)
        outer.addLayout(foot)
        QShortcut(QKeySequence("F1"), self, self.close)
        theme = active_theme()
        self.resize(theme.px(460), theme.px(600))
        room = self.screen().availableGeometry()
        self.resize(self.size().boundedTo(room.size()))
        self.close_button.setFocus()
