"""The language in force, and the switch to another one while the program runs."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from cosmic_login.core.languages import LANGUAGES, SOURCE, others_text
from cosmic_login.translations import catalogue

SYSTEM = "system"
_PROPERTY = "cosmicLanguage"


class _OthersTexts(QTranslator):
    """The texts of other distributions, as far as they have been found; asked after ours and Qt's own."""

    def __init__(self, parent: QObject, language: str) -> None:
        super().__init__(parent)
        self._language = language

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Say that there may be something: Qt does not ask an empty one."""
        return False

    def translate(self, _context: str, source: str, _comment: str = "", _number: int = -1) -> str | None:  # type: ignore[override]
        """Return the translation; None lets the source stand."""
        return others_text(self._language, source)


class Language(QObject):
    """Holds the choice and Qt's translators, and says when the texts changed. One for each application."""

    changed = Signal()  # every text has to be said anew

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self.choice = "sv"
        self.name = "sv"
        self._installed: list[QTranslator] = []
        app.setProperty(_PROPERTY, self)

    def set(self, choice: str) -> None:
        """Choose ``sv``, ``en`` or ``system``. Raises ``ValueError`` for another."""
        if choice != SYSTEM and choice not in LANGUAGES:
            raise ValueError(f"no language is called {choice!r}")
        self.choice = choice
        name = system_language() if choice == SYSTEM else choice
        if name == self.name and self._installed:
            return
        self._remove()
        before, self.name = self.name, name
        own, qt = str(catalogue(name)), f"qtbase_{name}"  # Qt's own: the menu of an input field
        if name != SOURCE:
            self._take(_OthersTexts(self, name))
        self._install(qt, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._install(own)
        if name != before:
            self.changed.emit()

    def _install(self, file: str, folder: str = "") -> None:
        translator = QTranslator(self)
        if translator.load(file, folder):
            self._take(translator)
        else:  # what Qt has no texts of its own for
            translator.deleteLater()

    def _take(self, translator: QTranslator) -> None:
        self._app.installTranslator(translator)
        self._installed.append(translator)

    def _remove(self) -> None:
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed = []


def active_language() -> Language:
    """Return the language of the running application; it begins with Swedish."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("there is no application yet")
    return cast("Language | None", app.property(_PROPERTY)) or Language(app)


def set_language(app: QCoreApplication, language: str) -> None:
    """Speak another language from now on: ``sv``, ``en`` or ``system``. Raises ``ValueError``."""
    (cast("Language | None", app.property(_PROPERTY)) or Language(app)).set(language)


def system_language() -> str:
    """Return the first of the system's languages that there is; without any, Swedish."""
    for wish in QLocale.system().uiLanguages():
        name = wish.partition("-")[0]
        if name in LANGUAGES:
            return name
    return next(iter(LANGUAGES))
