"""What the apps on a phone share: its file, its clock, its network, its camera and its battery."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock, is_over
from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import AppName, Battery, Faults
from cosmic_login.phone.scanner import read_qr
from cosmic_login.phone.sealed_state import PhoneFile
from cosmic_login.phone.service import AppService
from cosmic_login.phone.state import OpenRequest, PhoneState

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    Seen = str | QImage | Path | bytes


#: No request waits longer for a code.
_LONGEST_S = 600.0


class Device:
    """The phone below its apps. Faults are looked at whenever they would show."""

    def __init__(
        self,
        file: PhoneFile,
        base_url: str | Callable[[], str],
        clock: Clock,
        *,
        ca_file: str,
        faults: Faults,
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self.file, self.faults, self.dead = file, faults, False
        self._base_url, self._clock, self._ca_file, self._pause = base_url, clock, ca_file, pause

    @property
    def clock(self) -> Clock:
        """The machine's clock."""
        return self._clock

    def now(self) -> float:
        """Return the machine's time, by which the phone's own file goes."""
        return self._clock.now().timestamp()

    def shown_time(self) -> float:
        """Return the time that the phone believes in: a wrong clock shows here."""
        return self.now() + self.faults.clock_off_s

    def need_power(self) -> None:
        """Raise ``phone.battery`` when the phone is dead."""
        if self.dead:
            raise LoginFailure("phone.battery")

    def may_die(self, moment: Battery) -> None:
        """Die, when this is the moment: what is open on the screen is gone. Raises ``phone.battery``."""
        if self.faults.battery is moment:
            self.dead = True
            with self.file.changing() as state:
                self.file.save(replace(state, request=None))
            raise LoginFailure("phone.battery", moment.value)

    def service(self, app: AppName) -> AppService:
        """Return the app's way to its service, for one task."""
        return AppService(app, self._base_url, self._ca_file, lambda: self.faults, self._pause)

    def look(self, seen: Seen, wanted: Sequence[str]) -> str:
        """Return the text of a QR code that the camera sees; a text is taken as it is (somebody copied it)."""
        if isinstance(seen, str):
            return seen.strip()
        if self.faults.camera_refused:
            raise LoginFailure("phone.camera")
        return read_qr(seen, wanted)

    def need_app(self, state: PhoneState, app: AppName) -> None:
        """Raise ``phone.not_installed`` unless the app is on the phone."""
        if app not in state.installed:
            raise LoginFailure("phone.not_installed", app)

    def open_request(self, state: PhoneState) -> OpenRequest | None:
        """Return the request that waits for a code, unless its time is over."""
        request = state.request
        return None if request is None or is_over(request.expires, self.now(), _LONGEST_S) else request
