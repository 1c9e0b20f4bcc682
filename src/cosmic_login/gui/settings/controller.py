"""The settings of the running program: what holds now, what is kept, and who hears of a change.

Light: it is made before the first paint, with the colours and the text size that the first paint needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore  # not "Qt" itself: see main_window.py
from PySide6.QtCore import QObject, Signal, Slot

from cosmic_login.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QApplication, QWidget

    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.settings_kinds import Value
    from cosmic_login.gui.ports.settings import PreferencesPort
    from cosmic_login.gui.settings.dialog import SettingsDialog
    from cosmic_login.ui.theme import Theme


class SettingsController(QObject):
    """Applies settings, has them kept, and opens the dialog. Theme and language follow it, and nothing else.

    ``kept`` are the file's own; ``settings`` are those in force, with the options of this run on top. What a person
    chooses in the window changes both.
    """

    changed = Signal(object)  # Settings in force; they have been applied
    pace_changed = Signal()
    saved = Signal(object)  # LoginFailure or None

    theme: Theme  # from the first paint on

    def __init__(self, port: PreferencesPort, given: Mapping[str, Value], parent: QObject) -> None:
        super().__init__(parent)
        self._port = port
        found = port.load_settings()
        self.kept: Settings = found.settings
        #: What is wrong with the file, until it is written anew.
        self.failure: LoginFailure | None = found.failure
        self.settings: Settings = port.in_force(found.settings)
        for name, value in given.items():
            self.settings = self.settings.changed(name, value)
        self.dialog: SettingsDialog | None = None
        #: How long what one waits for takes, in proportion to the settings; for this run only.
        self.pace = 1.0
        #: How many seconds a step that passes by itself stays in view at least; for this run only.
        self.hold = 0.0
        self._app: QApplication
        self._to_io: Callable[[Callable[[], None]], None] | None = None
        self._unsaved = False

    # -- the program's life ------------------------------------------------------------------------------------

    def begin(self, app: QApplication) -> None:
        """Put theme and language in force; after the first paint."""
        from cosmic_login.ui.language import set_language  # noqa: PLC0415 - after the first paint
        from cosmic_login.ui.theme import Theme  # noqa: PLC0415

        self._app = app
        self.saved.connect(self._heard_of_saving, QtCore.Qt.ConnectionType.QueuedConnection)
        self.theme = Theme(app, self.settings.theme, self.settings.text_scale)
        self.theme.set_motion(self.settings.reduced_motion)
        set_language(app, self.settings.language)

    def connect_io(self, to_io: Callable[[Callable[[], None]], None]) -> None:
        """Save on the I/O thread, which is there now; also what was changed before."""
        self._to_io = to_io
        if self._unsaved:
            self._save()

    # -- changes -----------------------------------------------------------------------------------------------

    def change(self, name: str, value: Value) -> None:
        """Change one setting, apply and keep it. The value must be one that the table allows."""
        self._take(self.kept.changed(name, value), self.settings.changed(name, value))

    def set_pace(self, pace: float) -> None:
        """Have what one waits for take another time, in proportion to the settings; it is not kept."""
        self.pace = pace
        self.pace_changed.emit()

    def set_hold(self, seconds: float) -> None:
        """Have steps that pass by themselves stay in view so long; it is not kept."""
        self.hold = seconds
        self.pace_changed.emit()

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

        now, theme = self.settings, self.theme
        if now.reduced_motion != before.reduced_motion:
            theme.set_motion(now.reduced_motion)
        if (now.theme, now.text_scale) != (before.theme, before.text_scale):
            theme.set(now.theme, now.text_scale or theme.system_text_scale)
        if now.language != before.language:
            set_language(self._app, now.language)

    # -- keeping -----------------------------------------------------------------------------------------------

    def _save(self) -> None:
        to_io, kept = self._to_io, self.kept
        self._unsaved = to_io is None
        if to_io is not None:
            to_io(lambda: self._save_now(kept))

    def _save_now(self, kept: Settings) -> None:
        """Run on the I/O thread."""
        from cosmic_login.core.failures import LoginFailure  # noqa: PLC0415

        try:
            self._port.save_settings(kept)
        except LoginFailure as failure:
            self.saved.emit(failure)
        else:
            self.saved.emit(None)

    @Slot(object)
    def _heard_of_saving(self, failure: LoginFailure | None) -> None:
        if failure is None:
            self.failure = None

    # -- the dialog --------------------------------------------------------------------------------------------

    def open(self, owner: QWidget) -> None:
        """Open the dialog over ``owner``, or bring it to the front."""
        from cosmic_login.gui.settings.dialog import SettingsDialog  # noqa: PLC0415
        from cosmic_login.ui.announce import bring_to_front  # noqa: PLC0415

        if self.dialog is None or not self.dialog.there:
            self.dialog = SettingsDialog(self, owner)
        bring_to_front(self.dialog)

    def retranslate(self) -> None:
        """Say everything anew in an open dialog."""
        if self.dialog is not None and self.dialog.there:
            self.dialog.retranslate()

    def close(self) -> None:
        """Close the dialog."""
        if self.dialog is not None and self.dialog.there:
            self.dialog.close()
