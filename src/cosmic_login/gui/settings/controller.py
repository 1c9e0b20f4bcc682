"""The settings of the running program: what holds now, what is kept, and who hears of a change.

Light: it is made before the first paint, with the colours and the text size that the first paint needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore  # not "Qt" itself: see window.py
from PySide6.QtCore import QObject, Signal, Slot

from cosmic_login.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.settings.dialog import SettingsDialog
    from cosmic_login.gui.shell.application import LoginApplication


class SettingsController(QObject):
    """Applies settings, has them kept, and opens the dialog.

    ``kept`` are the file's own; ``settings`` are those in force, with the options of this run on top. What a person
    chooses in the window changes both.
    """

    changed = Signal(object)  # Settings in force; they have been applied
    saved = Signal(object)  # LoginFailure or None

    def __init__(self, app: LoginApplication, given: Mapping[str, Value]) -> None:
        super().__init__(app)
        self._app = app
        found = app.parts.load_settings()
        self.kept: Settings = found.settings
        #: What is wrong with the file, until it is written anew.
        self.failure: LoginFailure | None = found.failure
        self.settings: Settings = app.parts.in_force(found.settings)
        for name, value in given.items():
            self.settings = self.settings.changed(name, value)
        self.dialog: SettingsDialog | None = None
        #: How long what one waits for takes, in proportion to the settings; for this run only.
        self.pace = 1.0
        self._applying = False
        self._unsaved = False

    # -- the program's life ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Follow what is chosen elsewhere in the window; theme and language are there now."""
        from cosmic_login.ui.language import active_language  # noqa: PLC0415 - after the first paint

        self.saved.connect(self._heard_of_saving, QtCore.Qt.ConnectionType.QueuedConnection)
        self._app.theme.set_motion(self.settings.reduced_motion)
        self._app.theme.changed.connect(self._theme_changed)
        active_language().changed.connect(self._language_changed)

    def warn(self) -> None:
        """Say on the start screen that the file cannot be used, if that is so."""
        failure = self.failure
        if failure is None:
            return
        from cosmic_login.gui.texts import common as texts  # noqa: PLC0415

        self._app.window.start.warn(lambda: f"{' '.join(texts.failure_texts(failure))} ({failure})")

    def connected(self) -> None:
        """Tell the conductor, which is there now; keep what was changed before there was an I/O thread."""
        self._conduct()
        if self._unsaved:
            self._save()

    # -- changes -----------------------------------------------------------------------------------------------

    def change(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it. The value must be one that the table allows."""
        self._take(self.kept.changed(name, value), self.settings.changed(name, value))

    def set_pace(self, pace: float) -> None:
        """Have what one waits for take another time, in proportion to the settings; it is not kept."""
        self.pace = pace
        self._conduct()

    def replace(self, settings: Settings) -> None:
        """Change them all."""
        self._take(settings, settings)

    def _take(self, kept: Settings, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        if kept != self.kept or self.failure is not None:
            self.kept = kept
            self._save()
        if settings != before:
            self._apply(before)
            self.changed.emit(settings)

    def _apply(self, before: Settings) -> None:
        from cosmic_login.ui.language import set_language  # noqa: PLC0415

        now, theme = self.settings, self._app.theme
        self._applying = True
        try:
            if now.reduced_motion != before.reduced_motion:
                theme.set_motion(now.reduced_motion)
            if (now.theme, now.text_scale) != (before.theme, before.text_scale):
                theme.set(now.theme, now.text_scale or theme.system_text_scale)
            if now.language != before.language:
                set_language(self._app.qt, now.language)
        finally:
            self._applying = False
        self._conduct()

    def _conduct(self) -> None:
        conductor = self._app.conductor
        if conductor is None:
            return
        from cosmic_login.authenticators.engine.conductor import CardRemoval  # noqa: PLC0415

        waits = {name: seconds * self.pace for name, seconds in self.settings.limits.items()}
        conductor.limits = {**conductor.limits, **waits, **self._app.parts.limits}
        conductor.true_to_life = lively = self.settings.manner == "true-to-life"
        self._app.window.status.show_manner(lively=lively)
        conductor.card_removal = CardRemoval(self.settings.card_removal.replace("-", "_"))

    def _theme_changed(self) -> None:
        theme = self._app.theme
        if self._applying:
            return
        choice, scale = theme.choice, theme.text_scale  # both now: changing the first setting applies the second
        if choice != self.settings.theme:
            self.change("theme", choice)
        if scale != (self.settings.text_scale or theme.system_text_scale):
            self.change("text_scale", scale)

    def _language_changed(self) -> None:
        from cosmic_login.ui.language import active_language  # noqa: PLC0415

        if not self._applying and active_language().choice != self.settings.language:
            self.change("language", active_language().choice)

    # -- keeping -----------------------------------------------------------------------------------------------

    def _save(self) -> None:
        self._unsaved = self._app.conductor is None
        if not self._unsaved:
            kept = self.kept
            self._app.to_io(lambda: self._save_now(kept))

    def _save_now(self, kept: Settings) -> None:
        """Run on the I/O thread."""
        from cosmic_login.core.failures import LoginFailure  # noqa: PLC0415

        try:
            self._app.parts.save_settings(kept)
        except LoginFailure as failure:
            self.saved.emit(failure)
        else:
            self.saved.emit(None)

    @Slot(object)
    def _heard_of_saving(self, failure: LoginFailure | None) -> None:
        if failure is None:
            self.failure = None

    # -- the dialog --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the dialog, or bring it to the front."""
        from cosmic_login.gui.settings.dialog import SettingsDialog  # noqa: PLC0415
        from cosmic_login.ui.announce import bring_to_front  # noqa: PLC0415

        if self.dialog is None or not self.dialog.there:
            self.dialog = SettingsDialog(self, self._app.window)
        bring_to_front(self.dialog)

    def retranslate(self) -> None:
        """Say everything anew in an open dialog."""
        if self.dialog is not None and self.dialog.there:
            self.dialog.retranslate()

    def close(self) -> None:
        """Close the dialog."""
        if self.dialog is not None and self.dialog.there:
            self.dialog.close()
