"""The phone as its window, the command line and tests use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock
from cosmic_login.core.secret import Code
from cosmic_login.phone.device import Device
from cosmic_login.phone.enrolment import Enrolment
from cosmic_login.phone.models import AppName, Asked, Battery, EId, EnrolledEId, Faults, Waiting
from cosmic_login.phone.requests import Requests
from cosmic_login.phone.sealed_state import PhoneFile
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
        file = PhoneFile(profile, name)
        self._device = Device(file, base_url, clock, ca_file=ca_file, faults=faults or Faults(), pause=pause)
        self._enrolment, self._requests = Enrolment(self._device), Requests(self._device)

    @property
    def clock(self) -> Clock:
        """The clock by which what waits on the phone runs out; faults do not move it."""
        return self._device.clock

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose; put another value in its place at any time."""
        return self._device.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._device.faults = faults

    @property
    def folder(self) -> Path:
        """Where the phone is kept; there when something was put on it."""
        return self._device.file.path.parent

    # -- apps and the e-IDs in them ----------------------------------------------------------------------------

    @property
    def installed(self) -> tuple[AppName, ...]:
        """The apps on the phone; a new phone has none."""
        return self._device.file.read().installed

    def install(self, app: AppName) -> None:
        """Put an app on the phone; nothing happens when it is there."""
        self._device.need_power()
        with self._device.file.changing() as state:
            if app not in state.installed:
                self._device.file.save(replace(state, installed=(*state.installed, app)))

    def uninstall(self, app: AppName) -> None:
        """Take an app off the phone, with its e-IDs and their keys. The service is not told."""
        self._device.need_power()
        with self._device.file.changing() as state:
            left = tuple(name for name in state.installed if name != app)
            self._device.file.save(replace(state.without(*state.of(app)), installed=left))

    def ids(self, app: AppName) -> tuple[EId, ...]:
        """Return the e-IDs in an app, newest last. Raises ``phone.not_installed``."""
        return self._enrolment.ids(app)

    async def activate(self, app: AppName, qr: str | QImage | Path | bytes, code: Code, device_name: str = "") -> EId:
        """Activate an e-ID by the one-time QR code (its text, or a picture of it) and protect it with ``code``.

        The key is made here and never leaves the phone. An e-ID of the same person in this app is replaced. The code
        is wiped. Raises ``phone.not_installed``, ``phone.wrong_app``, ``qr.malformed``, ``activation.*``,
        ``enrolment.too_many``.
        """
        return await self._enrolment.activate(app, qr, code, device_name)

    async def everywhere(self, app: AppName) -> tuple[EnrolledEId, ...]:
        """Return all e-IDs in this app of the people who have one on this phone, oldest first, on whichever phone.

        Raises ``phone.not_installed``, ``enrolment.unknown`` when the one here was removed from another phone.
        """
        return await self._enrolment.everywhere(app)

    async def remove(self, app: AppName, device: str) -> None:
        """Remove an e-ID: at the service, which revokes its certificate, and then here.

        It may also be one that ``everywhere`` told, on a phone that was lost. Raises ``phone.not_installed``,
        ``phone.id_unknown``; when the service cannot be told, nothing is removed.
        """
        await self._enrolment.remove(app, device)

    # -- requests ----------------------------------------------------------------------------------------------

    @property
    def asked(self) -> Asked | None:
        """The request that waits for a code, also one that another program scanned; None when there is none."""
        return self._requests.asked()

    async def scan(self, seen: str | QImage | Path | bytes, *, app: AppName | None = None, device: str = "") -> Asked:
        """Read a QR code from a picture (or take its text) and open the request behind it.

        ``app`` is the one that is open on the screen: a code of the other raises ``phone.wrong_app``. ``device`` picks
        an e-ID where there are several (default: the newest that can be used). The certificate is shown to the service
        at once, so that nobody types a code for an e-ID that is of no use. An older request that is still open is
        declined. Raises ``phone.no_id``, ``enrolment.expired``, ``phone.code_blocked``, ``qr.*``, ``order.*``,
        ``certificate.*``.
        """
        return await self._requests.scan(seen, app, device)

    async def waiting(self, app: AppName) -> tuple[Waiting, ...]:
        """Return what waits for this phone's person without a QR code."""
        return await self._requests.waiting(app)

    async def open(self, waiting: Waiting) -> Asked:
        """Open a request that waits; raises as ``scan`` does."""
        return await self._requests.start(waiting)

    async def confirm(self, code: Code) -> None:
        """Answer the open request with the code, which is wiped. Returns when the service has accepted the answer.

        Raises ``phone.nothing_asked``, ``phone.code_wrong`` (``tries_left``; the request stays open),
        ``phone.code_blocked``, ``order.*`` when the request ended in the meantime. Without network it stays open too.
        """
        await self._requests.confirm(code)

    async def practice(self, code: Code) -> Code | None:
        """Return the training's code if the e-ID that is asked for has it, to be drawn for whoever practises."""
        return await self._requests.practice(code)

    async def decline(self) -> None:
        """Say no to the open request. Raises ``phone.nothing_asked``."""
        await self._requests.decline()

    # -- the device itself -------------------------------------------------------------------------------------

    @property
    def dead(self) -> bool:
        """Whether the battery is empty: everything raises ``phone.battery`` until ``power_on``."""
        return self._device.dead

    def power_on(self) -> None:
        """Charge the phone. An open request is gone: apps start at their first page."""
        self._device.dead = False
        self.faults = replace(self.faults, battery=Battery.LASTS)
