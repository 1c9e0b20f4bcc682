"""Telling systems without a browser that a session is over (OpenID Connect Back-Channel Logout 1.0).

What is to be told is kept in the store with the end of the session, and told when that is written; once, and within a
few seconds. Who does not hear of it is in the log and in the trail.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.store.oidc_statements import NoticeRow
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.idp.oidc.id_tokens import IdTokens

_log = logging.getLogger(__name__)


class Notices:
    """Keeps and sends them. Without ``services.notifier`` nobody is told; ``tokens`` returns what signs them."""

    def __init__(self, services: IdpServices, tokens: Callable[[], IdTokens]) -> None:
        self._services, self._tokens = services, tokens
        self._sending: set[asyncio.Task[None]] = set()
        self._queued = False

    @property
    def open(self) -> bool:
        """Whether anybody can be told."""
        return self._services.notifier is not None

    def note(self, work: Transaction, system: System, sid: str, sub: str, login: str) -> None:
        """Have a system told, once the transaction is written. ``sub`` may be empty."""
        work.add_notice(NoticeRow(uuid.uuid4().hex, system.key, sid, sub, login, self._services.seconds()))
        self.send_soon()

    def send_soon(self) -> None:
        """Send what is kept, after what runs now; called outside of a loop it leaves that to the next sweep."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self.open and not self._queued:
            self._queued = True
            task = loop.create_task(self._send())
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self) -> None:
        self._queued = False
        with self._services.store.transaction() as work:
            told = [(row, self._message(work, row)) for row in work.take_notices()]
        await asyncio.gather(*(self._tell(row, *message) for row, message in told if message is not None))

    def _message(self, work: Transaction, row: NoticeRow) -> tuple[str, str] | None:
        """Return address and token; None for a system that is not registered for it any more."""
        system = self._services.systems.find("oidc", row.system)
        if system is None or system.oidc is None or not system.oidc.backchannel_logout_uri:
            return None
        token = self._tokens().logout_token(work, system.oidc.id_token_alg, row.system, row.name, row.sub)
        return system.oidc.backchannel_logout_uri, token

    async def _tell(self, row: NoticeRow, address: str, token: str) -> None:
        notifier = self._services.notifier
        assert notifier is not None  # noqa: S101 - told to the type checker: nothing is kept otherwise
        try:
            async with asyncio.timeout(self._services.settings.notice_within):
                status = await notifier(address, {"logout_token": token})
        except (OSError, TimeoutError) as error:
            self._unheard(row, type(error).__name__)
            return
        if status not in {200, 204}:
            self._unheard(row, f"HTTP {status}")

    def _unheard(self, row: NoticeRow, why: str) -> None:
        log_event(_log, "logout.not_told", level=logging.WARNING, system=row.system, why=why)
        told: Mapping[str, str] = {"system": row.system, "why": why}
        with self._services.store.transaction():
            self._services.audit.append("session.not_told", login=row.login, extra=told)
