"""What settings and pace mean for a login under way: the chart's time limits, the mode, and what a pulled card does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.authenticators.engine.view import CardRemoval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosmic_login.authenticators.engine.conductor import LoginConductor
    from cosmic_login.gui.settings.controller import SettingsController
    from cosmic_login.gui.shell.status_bar import StatusLine


class LoginTuning:
    """Keeps a conductor, and what the status line says of the mode, in step with the settings.

    ``limits`` are the run's own, which no setting changes.
    """

    def __init__(
        self, settings: SettingsController, conductor: LoginConductor, limits: Mapping[str, float], status: StatusLine
    ) -> None:
        self._settings, self._conductor, self._limits, self._status = settings, conductor, limits, status
        settings.changed.connect(self.tune)
        settings.pace_changed.connect(self.tune)
        self.tune()

    def tune(self, *_settings: object) -> None:
        """Tell the conductor what holds for what is entered from now on."""
        settings, conductor = self._settings.settings, self._conductor
        waits = {name: seconds * self._settings.pace for name, seconds in settings.limits.items()}
        conductor.limits = {**conductor.limits, **waits, **self._limits}
        conductor.hold_s = self._settings.hold
        conductor.true_to_life = lively = settings.manner == "true-to-life"
        conductor.card_removal = CardRemoval(settings.card_removal.replace("-", "_"))
        self._status.show_manner(lively=lively)
