"""The certificate of a TLS door: made at the start, and again before it runs out, for an IdP that runs for years.

A clock that is set back before its beginning, or ahead past its end, has it made anew too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cosmic_login.idp.server.listeners import Listener, certify, server_context

if TYPE_CHECKING:
    from cosmic_login.core.clock import Clock
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.pki.authority import TrainingPki

#: What must be left of a door's certificate, or the next is made.
RENEW_BEFORE = timedelta(days=30)


class DoorCertificate:
    """Keeps one door's TLS context fit: its certificate in date, and all CAs known that callers may come with."""

    def __init__(
        self, door: Listener, names: Sequence[str], pki: TrainingPki, clock: Clock, settings: IdpSettings
    ) -> None:
        self._door, self._names, self._pki, self._clock, self._settings = door, names, pki, clock, settings
        self.context = server_context()
        self._current = certify(self.context, pki, names)
        self._authorities = self._known()
        door.admit(self.context, pki, settings)

    def keep(self) -> None:
        """Renew what is due; cheap, called now and then."""
        now = self._clock.now()
        if not self._current.not_valid_before_utc <= now < self._current.not_valid_after_utc - RENEW_BEFORE:
            self._current = certify(self.context, self._pki, self._names)
        if (known := self._known()) != self._authorities:
            self._authorities = known
            self._door.admit(self.context, self._pki, self._settings)

    def _known(self) -> int:
        return len(self._pki.roots()) + len(self._pki.issuing())
