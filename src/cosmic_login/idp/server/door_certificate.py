"""The certificate of a TLS door: made at the start or for the first connection, and again before it runs out.

A clock that is set back before its beginning, or ahead past its end, has it made anew too.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server.listeners import Listener
from cosmic_login.idp.tls.identity import ServerIdentity
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    import ssl

    from cosmic_login.core.clock import Clock
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.pki.authority import TrainingPki

_log = logging.getLogger("cosmic_login.idp")

#: What must be left of a door's certificate, or the next is made.
RENEW_BEFORE = timedelta(days=30)


class DoorCertificate:
    """Keeps one door's TLS fit, for years: its certificate in date, and all CAs known that callers may come with."""

    def __init__(
        self, door: Listener, names: Sequence[str], pki: TrainingPki, clock: Clock, settings: IdpSettings
    ) -> None:
        self._door, self._names, self._pki, self._clock, self._settings = door, names, pki, clock, settings
        self._own: ServerIdentity | None = None
        self._context: ssl.SSLContext | None = None
        if not door.late(settings):
            self._renew()

    @property
    def context(self) -> ssl.SSLContext:
        """What handshakes that begin now go by. Raises ``LoginFailure`` when the first cannot be made."""
        return self._context or self._renew()

    def again(self) -> None:
        """Make the context anew: files that it is made of may have changed. Raises what that leads to."""
        if self._own is not None:
            self._make(self._own)

    def keep(self) -> None:
        """Renew what is due; cheap, called now and then. What cannot be made anew stays as it is."""
        if self._own is None:
            return
        now, current = self._clock.now(), self._own.chain[0]
        try:
            if not current.not_valid_before_utc <= now < current.not_valid_after_utc - RENEW_BEFORE:
                self._renew()
            elif self._known() != self._authorities:
                self._make(self._own)
        except LoginFailure as failure:  # of files that an operator gave
            log_event(_log, "idp.certificate_kept", level=logging.WARNING, failure=failure.code, reason=failure.detail)

    def _renew(self) -> ssl.SSLContext:
        self._own = own = ServerIdentity(*self._pki.issue_server(self._names))
        return self._make(own)

    def _make(self, own: ServerIdentity) -> ssl.SSLContext:
        self._authorities = self._known()
        assert self._door.tls is not None  # noqa: S101 - told to the type checker: plain doors have no certificate
        self._context = made = self._door.tls(self._pki, self._settings, own)
        return made

    def _known(self) -> int:
        return len(self._pki.roots()) + len(self._pki.issuing())
