"""The app's calls to its service (docs/protocols.md, section 3), as a phone's network lets them through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.discovery import discovered
from cosmic_login.net.http import ANSWER_TIMEOUT_S, Http, checked_base_url, refused
from cosmic_login.phone.models import AppName, Faults

#: An app that waits longer than this for an answer gives up, in seconds.
PATIENCE_S = ANSWER_TIMEOUT_S
_ENDPOINTS: dict[AppName, str] = {"siths": "siths_app_endpoint", "bankid": "bankid_app_endpoint"}
_STATUS = {200, 400, 404, 409}
#: After these the same answer may be sent again.
PASSING = frozenset({"phone.no_network", "phone.slow", "idp.unreachable", "idp.timeout", "idp.busy", "idp.error"})


def rows_of(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a member that must be a list of objects. Raises ``idp.nonsense``."""
    rows = answer.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LoginFailure("idp.nonsense", f"{name} is missing")
    return rows


class AppService:
    """One app's service for the length of one task; a context manager. Lives on one event loop."""

    def __init__(
        self,
        app: AppName,
        base_url: str | Callable[[], str],
        ca_file: str,
        faults: Callable[[], Faults],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._app, self._address, self._ca_file, self._faults, self._pause = app, base_url, ca_file, faults, pause
        self._http: Http | None = None
        self._endpoint = ""
        self.issuer = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: object, _where: TracebackType | None) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def post(self, call: str, body: Mapping[str, str]) -> dict[str, Any]:
        """Call the service and return its answer. Raises what it refused with, ``phone.no_network`` and kin."""
        await self._network()
        http = await self._connected()
        status, answer = await http.json(f"{self._endpoint}/{call}", body, _STATUS)
        if status == 200:
            return answer
        raise refused(answer)

    async def connect(self) -> None:
        """Find out where the service is, and who it is (``issuer``)."""
        await self._network()
        await self._connected()

    async def _connected(self) -> Http:
        if self._http is None:
            address = self._address if isinstance(self._address, str) else await asyncio.to_thread(self._address)
            self.issuer = checked_base_url(address)
            self._http = Http(self.issuer, self._ca_file, back=self._back)
        if not self._endpoint:
            name = _ENDPOINTS[self._app]
            self._endpoint = (await discovered(self._http, self.issuer, ("issuer", name)))[name].rstrip("/")
        return self._http

    async def _back(self) -> bool:
        return not isinstance(self._address, str) and await asyncio.to_thread(self._address) == self.issuer

    async def _network(self) -> None:
        faults = self._faults()
        if faults.no_network:
            raise LoginFailure("phone.no_network")
        if faults.slow_s:
            await self._pause(min(faults.slow_s, PATIENCE_S))
        if faults.slow_s >= PATIENCE_S:
            raise LoginFailure("phone.slow", f"no answer within {PATIENCE_S:.0f} s")
