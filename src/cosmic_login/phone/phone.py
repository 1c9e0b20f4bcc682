"""The phone as its window, the command line and tests use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock
from cosmic_login.core.secret import Code
from cosmic_login.phone.kinds import AppName, Asked, EId, Faults, Waiting
from cosmic_login.profile import Profile

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


class Phone:
    """One phone, kept in ``<profile>/phones/<name>/``. Several programs may use it at once.

    Reading (``installed``, ``ids``, ``asked``) is quick and may be done on any thread; the coroutines may run on any
    event loop. ``base_url`` is the IdP's address, or a function that returns it and is called when it is first needed.
    What fails is a ``LoginFailure``: of the phone itself (``phone.*``), of the picture (``qr.*``), or what the service
    answered (``order.*``, ``certificate.*``, ``activation.*``, ``enrolment.*``, ``idp.*``).
    """

    def __init__(
        self,
        profile: Profile,
        name: str,
        base_url: str | Callable[[], str],
        clock: Clock,
        ca_file: str = "",
        *,
        faults: Faults | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self.faults = faults or Faults()
        self._profile, self._base_url, self._clock, self._ca_file, self._pause = (
            profile,
            base_url,
            clock,
            ca_file,
            pause,
        )

    # -- apps and the e-IDs in them ----------------------------------------------------------------------------

    @property
    def installed(self) -> tuple[AppName, ...]:
        """The apps on the phone; a new phone has none."""
        raise NotImplementedError

    def install(self, app: AppName) -> None:
        """Put an app on the phone; nothing happens when it is there."""
        raise NotImplementedError

    def uninstall(self, app: AppName) -> None:
        """Take an app off the phone, with its e-IDs and their keys. The service is not told."""
        raise NotImplementedError

    def ids(self, app: AppName) -> tuple[EId, ...]:
        """Return the e-IDs in an app, newest last. Raises ``phone.not_installed``."""
        raise NotImplementedError

    async def activate(self, app: AppName, qr: str | QImage | Path | bytes, code: Code, device_name: str = "") -> EId:
        """Activate an e-ID by the one-time QR code (its text, or a picture of it) and protect it with ``code``.

        The key is made here and never leaves the phone. An e-ID of the same person in this app is replaced. The code
        is wiped. Raises ``phone.not_installed``, ``phone.wrong_app``, ``qr.malformed``, ``activation.*``,
        ``enrolment.too_many``.
        """
        raise NotImplementedError

    async def remove(self, app: AppName, device: str) -> None:
        """Remove an e-ID: at the service, which revokes its certificate, and then here.

        Raises ``phone.id_unknown``; when the service cannot be told, nothing is removed.
        """
        raise NotImplementedError

    # -- requests ----------------------------------------------------------------------------------------------

    @property
    def asked(self) -> Asked | None:
        """The request that waits for a code, also one that another program scanned; None when there is none."""
        raise NotImplementedError

    async def scan(self, seen: str | QImage | Path | bytes, *, app: AppName | None = None, device: str = "") -> Asked:
        """Read a QR code from a picture (or take its text) and open the request behind it.

        ``app`` is the one that is open on the screen: a code of the other raises ``phone.wrong_app``. ``device`` picks
        an e-ID where there are several (default: the newest that can be used). The certificate is shown to the service
        at once, so that nobody types a code for an e-ID that is of no use. An older request that is still open is
        declined. Raises ``phone.no_id``, ``phone.id_expired``, ``phone.code_blocked``, ``qr.*``, ``order.*``,
        ``certificate.*``.
        """
        raise NotImplementedError

    async def waiting(self, app: AppName) -> tuple[Waiting, ...]:
        """Return what waits for this phone's person without a QR code."""
        raise NotImplementedError

    async def open(self, waiting: Waiting) -> Asked:
        """Open a request that waits; raises as ``scan`` does."""
        raise NotImplementedError

    async def confirm(self, code: Code) -> None:
        """Answer the open request with the code, which is wiped. Returns when the service has accepted the answer.

        Raises ``phone.nothing_asked``, ``phone.code_wrong`` (``tries_left``; the request stays open),
        ``phone.code_blocked``, ``order.*`` when the request ended in the meantime. Without network it stays open too.
        """
        raise NotImplementedError

    async def decline(self) -> None:
        """Say no to the open request. Raises ``phone.nothing_asked``."""
        raise NotImplementedError

    # -- the device itself -------------------------------------------------------------------------------------

    @property
    def dead(self) -> bool:
        """Whether the battery is empty: everything raises ``phone.battery`` until ``power_on``."""
        raise NotImplementedError

    def power_on(self) -> None:
        """Charge the phone. An open request is gone: apps start at their first page."""
        raise NotImplementedError
