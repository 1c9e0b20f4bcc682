"""What an authenticator may ask of the IdP is a protocol: one that is not ours serves as well, and mypy knows it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pytest

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.idp_port import Granted, Idp, NoIdp, Pending
from cosmic_login.authenticators.methods.other_device import bankid
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Answer, Prompt, Seen, ShowQr
from cosmic_login.net.http import Http

A = TypeVar("A", bound=Answer)


@dataclass
class PaperLogin:
    """A login on paper: granted at the second look."""

    begun: Pending = field(default_factory=lambda: Pending("outstandingTransaction", "token", "bankid.a.0.b", 180, 30))
    auto_start_token: str = "token"
    looks: int = 0
    cancelled: list[str] = field(default_factory=list)

    async def look(self, service_id: str = "") -> Pending | Granted:
        self.looks += 1
        return self.begun if self.looks == 1 else Granted("code")

    async def redeem(self, granted: Granted, method: str, evidence: dict[str, str]) -> Identity:
        now = SystemClock().now()
        return Identity(
            "Anna Testsson",
            "TSTNMT2321000057-1001",
            "",
            method,
            3,
            now,
            claims={"code": granted.code},
            evidence=evidence,
        )

    async def cancel(self, reason: str) -> None:
        self.cancelled.append(reason)


@dataclass
class PaperIdp:
    """An IdP without a wire."""

    login: PaperLogin = field(default_factory=PaperLogin)
    base_url: str = "paper:"
    client_id: str = "cosmic"
    clock: Clock = field(default_factory=SystemClock)

    @property
    def http(self) -> Http:
        raise AssertionError("nothing goes over a wire here")

    async def discover(self, *, anew: bool = False) -> Mapping[str, str]:
        return {}

    async def begin(self, method: str, *, service_id: str = "", desk: str = "") -> PaperLogin:
        return self.login

    async def end_session(self, identity: Identity) -> None:
        """Have nothing to end."""


def order_of(idp: Idp, **more: Any) -> LoginOrder:
    return LoginOrder(idp, (), SystemClock(), pause=lambda _seconds: asyncio.sleep(0), **more)


async def seen(prompt: Prompt[A]) -> A:
    return cast("A", Seen())  # whatever it was


def test_an_authenticator_does_with_an_idp_that_is_not_ours() -> None:
    idp = PaperIdp()
    identity = asyncio.run(bankid().authenticate(order_of(idp), seen))
    assert (identity.method, identity.claims) == ("bankid", {"code": "code"})
    assert idp.login.looks == 2
    assert idp.login.cancelled == []


def test_it_is_told_when_the_login_is_left() -> None:
    idp = PaperIdp()

    async def left(prompt: Prompt[A]) -> A:
        if isinstance(prompt, ShowQr):
            raise LoginFailure("card.other_person")
        return await seen(prompt)

    with pytest.raises(LoginFailure):
        asyncio.run(bankid().authenticate(order_of(idp), left))
    assert idp.login.cancelled == ["card.other_person"]


def test_without_an_idp_a_login_says_so() -> None:
    with pytest.raises(LoginFailure) as told:
        asyncio.run(bankid().authenticate(order_of(NoIdp()), seen))
    assert told.value.code == "idp.unreachable"


def test_the_handovers_old_name_still_reads() -> None:
    handover = CardHandover()
    with pytest.warns(DeprecationWarning, match="card_handover"):
        assert order_of(NoIdp(), card_handover=handover).kept is handover
