"""The authenticator seam: one coroutine per way of logging in.

Found through the entry-point group ``cosmic_login.authenticators``; an entry point's name is the method's name, and
it names a class (or any callable without arguments) that returns an ``Authenticator``.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.idp_port import Idp
from cosmic_login.cards.reader import ReaderService
from cosmic_login.core.clock import Clock
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask


@dataclass(frozen=True)
class LoginOrder:
    """What the person asked for, and what an authenticator has at hand for it.

    ``reader`` limits the login to one reader; ``service_id`` is a choice made beforehand. ``options`` are the
    method's own (a phone's name, a time scale).
    """

    idp: Idp
    readers: tuple[ReaderService, ...]
    clock: Clock
    reader: str = ""
    service_id: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    #: Waits for some seconds; tests put their own time in its place.
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: The roots (PEM) that a TLS connection of the authenticator's own is trusted by.
    roots: Callable[[], bytes] = lambda: b""
    #: Called with a failure code when the IdP could not be told how a login ended: for the local audit trail.
    not_told: Callable[[str], None] = lambda _reason: None
    #: The same for a login that ended before the IdP had heard of it at all.
    not_begun: Callable[[str], None] = lambda _reason: None
    #: While it is entered, nobody else in this program reads cards. Card tasks enter it; logins are wrapped.
    undisturbed: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    #: Set when the login may have to be repeated, or is the repetition (a take-over, R19): an authenticator may
    #: ``put`` its open card there instead of closing it, and ``take`` it the second time. No code is kept anywhere.
    card_handover: CardHandover | None = None

    @property
    def kept(self) -> CardHandover | None:
        """The name that ``card_handover`` had in version 0.1; goes away with the next version."""
        warnings.warn("LoginOrder.kept is now LoginOrder.card_handover", DeprecationWarning, stacklevel=2)
        return self.card_handover


class Authenticator(Protocol):
    """A way to log in."""

    @property
    def method(self) -> str:
        """The method's name, such as ``siths-this-device``."""

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Log the person in.

        Raises ``LoginFailure``. Cancelling the task abandons the login; the coroutine's own ``finally`` cancels
        the order at the IdP, lets the card go and wipes the code, in that order, on every way out.
        """
