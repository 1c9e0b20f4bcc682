"""Logins without a window: what was ordered, what is asked meanwhile, and how each ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.authenticators.engine.headless import Outcome, run_login
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import prompt_name
from cosmic_login.core.prompts import EnterCode, InsertCard, Prompt, ShowQr

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.authenticators.idp.client import IdpClient
    from cosmic_login.core.identity import Identity
    from cosmic_login.lab.control.hand import Hand
    from cosmic_login.lab.control.happenings import Happenings
    from cosmic_login.lab.control.ports import EnvironmentWorld

_log = logging.getLogger(__name__)
#: How many may be under way at once in an environment, and how many are remembered.
MOST: Final = 32
REMEMBERED: Final = 200


@dataclass
class HeadlessLogin:
    """One login. ``state`` is ``under-way``, ``succeeded``, ``failed`` or ``cancelled``."""

    name: str
    method: str
    hand: Hand = field(repr=False)
    outcome: Outcome | None = None
    cancelled: bool = False
    #: What went wrong on the phone that was held up.
    phone_failure: LoginFailure | None = None
    logged_out: bool = False
    prompt: Prompt[Any] | None = None
    task: asyncio.Task[None] | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.outcome is None:
            return "cancelled" if self.cancelled else "under-way"
        return "failed" if self.outcome.identity is None else "succeeded"

    async def over(self, seconds: float) -> None:
        """Wait until it has ended, not longer than that."""
        waiting = asyncio.ensure_future(self.ended.wait())
        try:
            await asyncio.wait({waiting}, timeout=seconds)
        finally:
            waiting.cancel()

    def told(self) -> dict[str, Any]:
        """Return it as its record (``topics.logins.LOGIN``)."""
        outcome = self.outcome or Outcome()
        return {
            "login": self.name,
            "method": self.method,
            "state": self.state,
            "asks": _asked(self.prompt),
            "steps": [vars(step) for step in outcome.steps],
            "identity": _identity(outcome.identity),
            "failure": _failure(outcome.failure),
            "phone_failure": _failure(self.phone_failure),
            "logged_out": self.logged_out,
        }


def _asked(prompt: Prompt[Any] | None) -> dict[str, Any] | None:
    if prompt is None:
        return None
    return {
        "prompt": prompt_name(prompt),
        "tries_left": prompt.tries_left if isinstance(prompt, EnterCode) else None,
        "situation": prompt.situation.value if isinstance(prompt, InsertCard) else "",
        "qr": prompt.frame if isinstance(prompt, ShowQr) else "",
    }


def _identity(identity: Identity | None) -> dict[str, Any] | None:
    if identity is None:
        return None
    return {
        "name": identity.name,
        "hsa_id": identity.hsa_id,
        "organisation": identity.organisation,
        "loa": identity.loa,
        "since": identity.since.isoformat().replace("+00:00", "Z"),
        "claims": identity.claims,
        "evidence": identity.evidence,
    }


def _failure(failure: LoginFailure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    return {"code": failure.code, "tries_left": failure.tries_left, "detail": failure.detail[:300]}


class HeadlessLogins:
    """All logins of an environment. Lives on one event loop."""

    def __init__(self, world: EnvironmentWorld, happenings: Happenings) -> None:
        self._world, self._happenings = world, happenings
        self._there: dict[str, HeadlessLogin] = {}

    def all(self) -> list[HeadlessLogin]:
        """Return them, oldest first."""
        return list(self._there.values())

    def find(self, name: str) -> HeadlessLogin | None:
        """Return one."""
        return self._there.get(name)

    async def begin(self, method: str, hand: Hand, options: Mapping[str, str]) -> HeadlessLogin:
        """Begin a login; the hand is the login's from now on. Raises ``idp.busy``."""
        under_way = [each for each in self._there.values() if each.state == "under-way"]
        if len(under_way) >= MOST:
            raise LoginFailure("idp.busy", f"{MOST} logins are under way")
        login = HeadlessLogin(secrets.token_urlsafe(9), method, hand)
        hand.told = lambda failure: self._phone_failed(login, failure)
        self._there[login.name] = login
        self._forget()
        client = await asyncio.to_thread(self._world.client)
        login.task = asyncio.get_running_loop().create_task(self._run(login, client, options))
        self._happenings.tell("login.begun", login=login.name, method=method)
        return login

    def _forget(self) -> None:
        over = [each for each in self._there.values() if each.state != "under-way"]
        for each in over[: max(0, len(self._there) - REMEMBERED)]:
            del self._there[each.name]

    def _phone_failed(self, login: HeadlessLogin, failure: LoginFailure) -> None:
        login.phone_failure = failure
        self._happenings.tell("login.phone_failed", login=login.name, failure=failure.code)

    async def _run(self, login: HeadlessLogin, client: IdpClient, options: Mapping[str, str]) -> None:
        world, hand = self._world, login.hand

        def look(view: View) -> None:
            before, login.prompt = login.prompt, view.prompt
            if view.prompt is not None and type(view.prompt) is not type(before):
                self._happenings.tell("login.asks", login=login.name, prompt=prompt_name(view.prompt))

        try:
            login.outcome = await run_login(
                login.method,
                hand,
                authenticators=lambda: world.authenticators,
                make_order=lambda chosen: world.order(
                    chosen, client, reader=hand.reader, service_id=hand.service_id, options=options
                ),
                clock=world.clock,
                on_view=look,
                close_clients=lambda: world.close_clients(client),
            )
        except asyncio.CancelledError:
            login.cancelled = True
        except Exception as error:  # noqa: BLE001 - a defect must reach whoever asks as a failure with a code
            _log.error("unexpected %s in a login", type(error).__name__)
            login.outcome = Outcome(failure=LoginFailure("internal.error", type(error).__name__))
        finally:
            login.prompt = None
            await hand.put_down()
            failure = login.outcome.failure if login.outcome is not None else None
            code = failure.code if failure is not None else ""
            self._happenings.tell("login.ended", login=login.name, state=login.state, failure=code)
            login.ended.set()

    async def end(self, login: HeadlessLogin) -> None:
        """Give up one that is under way; log out one that succeeded. Raises ``idp.*``."""
        if login.outcome is None:
            await self._cancel(login)
        elif login.outcome.identity is not None and not login.logged_out:
            client = await asyncio.to_thread(self._world.client)
            try:
                await self._world.end_session(client, login.outcome.identity)
            finally:
                await self._world.close_clients(client)
            login.logged_out = True
            self._happenings.tell("login.logged_out", login=login.name)

    async def end_all(self) -> None:
        """Give up all that are under way, and forget the others."""
        await asyncio.gather(*(self._cancel(each) for each in self._there.values() if each.outcome is None))
        self._there.clear()

    @staticmethod
    async def _cancel(login: HeadlessLogin) -> None:
        task = login.task
        if task is not None and not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
