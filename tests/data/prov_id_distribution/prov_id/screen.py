"""The screen: one button for each picture, and a way out."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cosmic_login.authenticators.engine.view import View
from cosmic_login.gui.login.screens.base import Screen
from cosmic_login.gui.ports.actions import Actions
from cosmic_login.ui.widgets.button import ActionButton

from . import texts
from .prompts import ChoosePicture, PictureChosen


def say(source: str) -> str:
    """Say a text in the language in force; the program has the catalogue."""
    return QCoreApplication.translate("prov-id", source)


class PictureScreen(Screen):
    """Asks which picture is the person's own."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions, texts.HEADING, texts.SENTENCE)
        self.pictures = {name: self._button(name) for name in texts.PICTURES}
        self.cancel = ActionButton(say(texts.CANCEL))
        self.cancel.clicked.connect(lambda: self.does.signal("cancelled"))
        self.column.addWidget(self.cancel)
        self.arrow_group = [*self.pictures.values(), self.cancel]

    def _button(self, name: str) -> ActionButton:
        button = ActionButton(say(texts.PICTURES[name]), listed=True)
        button.clicked.connect(lambda: self._choose(name))
        self.column.addWidget(button)
        return button

    def show_view(self, view: View) -> None:
        """Show the pictures that the prompt names."""
        super().show_view(view)
        if isinstance(view.prompt, ChoosePicture):
            for name, button in self.pictures.items():
                button.setVisible(name in view.prompt.pictures)

    def _choose(self, name: str) -> None:
        if self.view is not None:
            self.does.answer(self.view.number, PictureChosen(name))
