"""A card for one login: a connection whose blocking calls run on one thread of its own, and can be left."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Literal, ParamSpec, Self, TypeVar

from cosmic_login.authenticators.card.in_use import when_free
from cosmic_login.cards.calls import CallThread, in_time, quietly
from cosmic_login.cards.guarded import guarded
from cosmic_login.cards.idprime import CardCertificate, IdPrimeCard, NewKey, PinRef, Scheme
from cosmic_login.cards.reader import CardConnection, ReaderService
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, Working
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import Step

P = ParamSpec("P")
T = TypeVar("T")


class CardSession:
    """An open card. Every call runs on the session's thread, one after the other.

    Where ``ask`` is set, what is asked before a code was taken waits while another program has the card, and says so:
    nothing was sent then, and what the card knew of this login was nothing. After that the card is ours until it is
    closed.
    """

    ask: Ask | None = None

    def __init__(self, service: ReaderService, reader: str) -> None:
        self.reader = reader
        self._service = service
        self._thread = CallThread("card_session")
        self._connection: CardConnection | None = None
        self._card: IdPrimeCard | None = None

    async def open(self) -> Self:
        """Connect and select the application. Raises ``LoginFailure``; the session is then closed."""
        try:
            await self._run(self._open)
        except BaseException:
            await self.close()
            raise
        return self

    def _open(self) -> None:
        self._connection = self._service.connect(self.reader)
        self._card = IdPrimeCard(self._connection)
        self._card.open()

    @property
    def desk(self) -> str:
        """What the machine is called that the reader stands at; empty for this one."""
        return guarded(self._service).desk

    @property
    def evidence(self) -> dict[str, str]:
        """What an identity says of the card: its ``number``, ``reader``, and the ``desk`` of a reader elsewhere."""
        found = {"number": self.card_number, "reader": self.reader}
        return {**found, "desk": self.desk} if self.desk else found

    @property
    def card_number(self) -> str:
        """The card's number, as printed on it."""
        return self._driver().card_number

    async def certificates(self) -> tuple[CardCertificate, ...]:
        """Read the certificates."""
        return await self._patiently(Step.READING_CARD, lambda card: card.certificates())

    async def tries_left(self) -> int:
        """Ask how many tries the authentication code has left; costs none."""
        return await self._patiently(Step.READING_CARD, lambda card: card.tries_left(PinRef.AUTHENTICATE))

    async def verify(self, code: Code) -> None:
        """Send the code once, and wipe it whatever comes of it. Raises ``code.wrong``, ``code.blocked``."""
        with code:
            await self._patiently(Step.SIGNING, lambda card: card.verify(code, PinRef.AUTHENTICATE))

    async def change(self, old: Code, new: Code) -> None:
        """Change the authentication code. Raises ``code.wrong``, ``code.blocked``."""
        await self._patiently(Step.CHANGING, lambda card: card.change(old, new, PinRef.AUTHENTICATE))

    async def unblock(self, puk: Code, new: Code) -> None:
        """Give the authentication code a new value. Raises ``puk.wrong``, ``puk.blocked``."""
        await self._patiently(Step.CHANGING, lambda card: card.unblock(puk, new, PinRef.AUTHENTICATE))

    async def sign(self, certificate: CardCertificate, data: bytes) -> bytes:
        """Let the card sign SHA-256 of ``data`` with the certificate's key (RS256 or ES256 of RFC 7518)."""
        return await self._run(self._driver().sign, certificate, scheme_of(certificate), data)

    async def generate_key(self, key_type: Literal["rsa", "ec"]) -> NewKey:
        """Let the card make a key pair for signatures; its code must have been verified."""
        return await self._run(self._driver().generate_key, key_type)

    async def put_certificate(self, key: NewKey, der: bytes) -> None:
        """Write the certificate of a key that the card has just made."""
        await self._run(self._driver().put_certificate, key, der)

    async def close(self) -> None:
        """Let the card go, with its security status cleared, when the call under way is done.

        A call that does not come back is not waited for. Raises nothing but a cancellation that comes meanwhile; the
        card is let go nevertheless.
        """
        with contextlib.suppress(RuntimeError):  # closed before
            closing = quietly(self._thread.submit(self._let_go))
            self._thread.end()
            await in_time(closing)

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _driver(self) -> IdPrimeCard:
        if self._card is None:
            raise LoginFailure("card.absent", "the card session is closed")
        return self._card

    async def work(self, call: Callable[[IdPrimeCard], T], abort: Callable[[], None]) -> T:
        """Run something on the card's thread that has the card and also waits for others, such as a server.

        When cancelled, ``abort`` makes it stop waiting; it is then waited for a moment, like any call.
        """
        return await self._to_its_end(lambda: call(self._driver()), abort)

    async def _patiently(self, step: Step, call: Callable[[IdPrimeCard], T]) -> T:
        """Ask the card, when no other program has it; ``step`` is what is shown again once it was waited for."""
        lost = ""

        async def once() -> T:
            nonlocal lost
            if lost:
                await self._run(self._open_again, lost)
                if self.ask is not None:
                    await self.ask(Working(step, self.reader))
            driver = self._driver()
            lost = driver.card_number
            return await self._run(call, driver)

        return await (once() if self.ask is None else when_free(once, self._service, self.reader, self.ask))

    def _open_again(self, number: str) -> None:
        """Connect anew: a connection that met another program's transaction has been given up."""
        self._let_go()
        try:
            self._open()
        except LoginFailure as failure:
            raise LoginFailure("card.removed", failure.detail) if failure.code == "card.absent" else failure from None
        if self.card_number != number:
            raise LoginFailure("card.removed", "another card is in the reader")

    async def _run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking call; when cancelled, wait a moment for it: a card command cannot be taken back."""
        return await self._to_its_end(lambda: call(*args, **kwargs))

    async def _to_its_end(self, call: Callable[[], T], abort: Callable[[], None] = lambda: None) -> T:
        future = quietly(self._thread.submit(call))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            abort()
            with contextlib.suppress(asyncio.CancelledError):
                await in_time(future)
            raise


def scheme_of(certificate: CardCertificate) -> Scheme:
    """Return the signature scheme that goes with the certificate's key."""
    return Scheme.ES256 if certificate.key_type == "ec" else Scheme.RS256
