"""SITHS eID MD (R15, R16): TLS client authentication with the card's key; the certificate is shown before it is used.

Order of things: the server is proved to be the right one; the card and its HSA-id certificate are read and shown; the
IdP is asked to begin; the card verifies the code and signs the handshake, with nobody else at the card in between.

A login that may be repeated (``order.card_handover``, R19) leaves its card open there, with its code verified: the
repetition asks neither for certificate nor code. ``order.options["tls"]`` is the newest version of TLS to speak
(``1.2`` or 1.3).
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.certificates import facts_of, holder_of, preferred, told_whose
from cosmic_login.authenticators.card.finder import wait_for_card
from cosmic_login.authenticators.card.late_certificates import certificates_of
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.card_handover import CardHandover
from cosmic_login.authenticators.methods.cancellation import AbortReporter
from cosmic_login.authenticators.methods.completion import complete_login
from cosmic_login.authenticators.methods.in_time import while_it_stands
from cosmic_login.authenticators.methods.siths_this_device import begun, enter_code
from cosmic_login.cards.idprime import CardCertificate, IdPrimeCard, Scheme
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask, ConfirmCertificate, ReadingCertificate, Working
from cosmic_login.core.situations import CodePurpose, Step
from cosmic_login.net.server_trust import ServerTrust

if TYPE_CHECKING:
    from cosmic_login.authenticators.card.md_exchange import MdExchange

_EXCHANGE_S = 30.0  # handshake and answer together; each wait in it has a shorter limit of its own


class SithsMd:
    """The authenticator behind "Logga in med SITHS-kort"."""

    method = "siths-md"

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Log in with the card in a reader of this machine."""
        async with AsyncExitStack() as clean_up:  # runs on every way out, last first: order, card
            leaving = AbortReporter(order)
            clean_up.push_async_exit(leaving.unknown_to_idp)
            kept = _OpenCard.left_in(order)
            if kept is not None:
                clean_up.push_async_callback(kept.end)
            await ask(Working(Step.CONNECTING))
            door = await MdDoor.find(order)

            held = kept or _OpenCard(await wait_for_card(order.readers, ask, order.reader))
            clean_up.push_async_callback(held.end)
            card = held.card
            certificate = await shown_certificate(card, order, ask, shown=kept is None)

            await ask(Working(Step.CHECKING_CERTIFICATE, card.reader))
            login = await leaving.begin(begun(order, self.method, card), clean_up)
            if kept is None:
                async with while_it_stands(login, order.clock):
                    await enter_code(card, ask, CodePurpose.TLS, holder_of(certificate))
            await ask(Working(Step.SIGNING, card.reader))
            await door.still_there(order)
            with told_whose(certificate):
                await door.complete(login.auto_start_token, card, certificate)
            evidence = card.evidence
            again = order.card_handover if kept is None else None
            if again is None:
                await held.close()  # the card has done its part; it may be taken

            await ask(Working(Step.VERIFYING))
            identity = await complete_login(login, ask, self.method, evidence)
            if again is not None:
                await held.leave(again, order)
            return identity


class _OpenCard:
    """An open card, closed at the end of the login unless it has been left for the repetition."""

    def __init__(self, card: CardSession) -> None:
        self.card = card
        self._left = False
        self._undisturbed = AsyncExitStack()

    @classmethod
    def left_in(cls, order: LoginOrder) -> _OpenCard | None:
        """Return the card that the login before left, if there is one."""
        held = order.card_handover.claim() if order.card_handover is not None else None
        if not isinstance(held, cls):
            return None
        held._left = False
        return held

    async def leave(self, kept: CardHandover, order: LoginOrder) -> None:
        """Leave the card open in ``kept``; until it is let go, nobody else in this program reads cards."""
        await self._undisturbed.enter_async_context(order.undisturbed())
        self._left = True  # from here on ``kept`` closes it, at once when nobody is going to take it
        await kept.deposit(self, self.close)

    async def end(self) -> None:
        """Let the card go at the end of a login that has not left it."""
        if not self._left:
            await self.close()

    async def close(self) -> None:
        """Let the card go; may be called more than once."""
        await self.card.close()
        await self._undisturbed.aclose()


async def shown_certificate(card: CardSession, order: LoginOrder, ask: Ask, *, shown: bool = True) -> CardCertificate:
    """Read the HSA-id certificate and have it confirmed, unless it has been ``shown`` before (False)."""
    if shown:
        await ask(ReadingCertificate(card.reader))
    certificate = preferred(await certificates_of(card, order), "hsa")
    if shown:
        await ask(ConfirmCertificate(facts_of(certificate), card.reader))
    return certificate


class MdDoor:
    """The IdP's door for client certificates, proved to be the right one."""

    def __init__(self, endpoint: str, trust: ServerTrust, newest: tuple[int, int]) -> None:
        self._endpoint, self._trust, self._newest = endpoint, trust, newest

    @classmethod
    async def find(cls, order: LoginOrder) -> Self:
        """Find the door and make sure of the server, before a card is read. Raises ``server.*``, ``idp.*``."""
        endpoint = (await order.idp.discover(anew=True)).get("mtls_endpoint")
        if not endpoint:
            raise LoginFailure("method.unavailable", "the IdP has no door for client certificates")
        door = await asyncio.to_thread(cls._with_trust, endpoint, order)
        exchange = door._exchange()
        probing = asyncio.ensure_future(asyncio.to_thread(exchange.probe))
        try:
            async with asyncio.timeout(_EXCHANGE_S):
                await asyncio.shield(probing)
        except (asyncio.CancelledError, TimeoutError) as left:
            exchange.abort()
            with contextlib.suppress(LoginFailure, asyncio.CancelledError):
                await probing
            if isinstance(left, TimeoutError):
                raise LoginFailure("idp.timeout", "TLS") from None
            raise
        return door

    @classmethod
    def _with_trust(cls, endpoint: str, order: LoginOrder) -> Self:
        from cosmic_login.authenticators.card.tls import TLS_1_2, TLS_1_3  # noqa: PLC0415 - 0.1 s, off the loop

        newest = TLS_1_2 if order.options.get("tls") == "1.2" else TLS_1_3
        return cls(endpoint, ServerTrust(order.roots(), order.clock), newest)

    def _exchange(self) -> MdExchange:
        from cosmic_login.authenticators.card.md_exchange import MdExchange  # noqa: PLC0415 - loads what is loaded by now

        return MdExchange(self._endpoint, self._trust, self._newest)

    async def still_there(self, order: LoginOrder) -> None:
        """Make sure that the IdP is there: another program may have to go on in its place, before the card signs."""
        self._endpoint = (await order.idp.discover(anew=True)).get("mtls_endpoint", self._endpoint)

    async def complete(self, auto_start_token: str, card: CardSession, certificate: CardCertificate) -> None:
        """Have the card sign a handshake, and the order completed. Raises what the IdP refuses with."""
        exchange = self._exchange()

        def talk(driver: IdPrimeCard) -> None:
            def sign(scheme: Scheme, digest: bytes) -> bytes:
                return driver.sign_digest(certificate, scheme, digest)

            exchange.post("md", {"auto_start_token": auto_start_token}, certificate=certificate.der, sign=sign)

        try:
            async with asyncio.timeout(_EXCHANGE_S):
                await card.work(talk, exchange.abort)
        except TimeoutError:
            raise LoginFailure("idp.timeout", "TLS") from None
