"""A million answers of cards and IdPs that lie: a failure of the table each time, no hang, no code twice, no growth."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from cosmic_login.authenticators.card.certificates import facts_of, holder_of, preferred
from cosmic_login.authenticators.card.session import scheme_of
from cosmic_login.authenticators.card.status import CardStatus
from cosmic_login.authenticators.card.watch import CardWatch
from cosmic_login.authenticators.idp.client import IdpClient
from cosmic_login.authenticators.idp.siths_app import SithsApp
from cosmic_login.authenticators.idp_port import Granted, MustChoose
from cosmic_login.cards.idprime import CardCertificate, IdPrimeCard, PinRef
from cosmic_login.cards.virtual.card import VirtualCard
from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.core.clock import SystemClock
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import CardSituation
from cosmic_login.net.control import Control
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_card import Liar, LyingCard
from tests.soak.hostile_idp import LyingIdp
from tests.unit.cards.support import CODE, make_card

READER = "Läsare"
#: Seconds in which whatever was asked has come to an end.
BOUND_S = 60.0
#: Which part of the whole is a warming up: the largest answers are rare, and what they took is kept for the next.
WARM = 5
#: How often one client comes, with its connections.
VISITS = 10
#: Which part of the meetings with a card goes as far as its code, which is dear on both sides.
WITH_CODE = 0.05


def judged(run: Campaign, failure: LoginFailure) -> None:
    """See that a failure is one of the table, and no defect."""
    assert failure.code in FAILURES, failure.code
    assert failure.code != "internal.error", failure.detail
    run.counts[failure.code] += 1


# -- cards ------------------------------------------------------------------------------------------------------------
def lying_card(liar: Liar, honest: VirtualCard) -> LyingCard:
    card = LyingCard(honest.state)
    card.liar = liar
    return card


def everything(run: Campaign, card: IdPrimeCard) -> None:
    """Ask a card all that a login asks of it."""
    card.open()
    certificates = card.certificates()
    for one in certificates:
        with contextlib.suppress(LoginFailure):
            facts_of(one)
    chosen = preferred(certificates, run.random.choice(("person", "hsa")))
    holder_of(chosen)
    card.tries_left(run.random.choice(tuple(PinRef)))
    if run.random.random() < WITH_CODE:
        with_code(run, card, chosen)
    if run.random.random() < WITH_CODE:
        key = card.generate_key("ec")
        card.put_certificate(key, chosen.der)
    run.counts["done"] += 1


def with_code(run: Campaign, card: IdPrimeCard, chosen: CardCertificate) -> None:
    with Code(CODE) as code:
        card.verify(code)
    signature = card.sign(chosen, scheme_of(chosen), b"what is signed")
    assert signature
    run.counts["signatures"] += 1


def meet_cards(run: Campaign) -> None:
    """Meet lying cards in a reader, one after the other."""
    liar = Liar(run.random)
    honest = [make_card("ec256", "rsa2048", sign=True), make_card("rsa2048"), make_card()]
    readers = VirtualReaders()
    readers.add(READER)
    for number in run.rounds(0):
        liar.meet()
        readers.insert(READER, lying_card(liar, honest[number % len(honest)]))
        connection = None
        try:
            connection = readers.connect(READER)
            everything(run, IdPrimeCard(connection))
        except LoginFailure as failure:
            judged(run, failure)
        finally:
            if connection is not None:
                connection.close()
            readers.pull(READER)
        assert liar.codes_taken <= 1, "a code was sent twice"
        run.done = liar.said
    readers.close()


class Told:
    """Hears what a watch of cards tells, and waits for what is told of one insertion."""

    def __init__(self) -> None:
        self._read = threading.Event()

    def __call__(self, status: CardStatus) -> None:
        if status.situation not in {CardSituation.READING, CardSituation.NO_CARD, CardSituation.NO_READER}:
            self._read.set()

    @contextlib.contextmanager
    def of_one(self) -> Iterator[None]:
        """Wait, after the block, until a card was read."""
        self._read.clear()
        yield
        assert self._read.wait(BOUND_S), "the watch does not tell"


def discover_cards(run: Campaign) -> None:
    """Have a watch find lying cards, as the window does between logins."""
    liar, told, readers = Liar(run.random), Told(), VirtualReaders()
    readers.add(READER)
    watch = CardWatch(readers, told)
    watch.start()
    try:
        honest = make_card("ec256")
        for _ in run.rounds(0):
            liar.meet()
            with told.of_one():
                readers.insert(READER, lying_card(liar, honest))
            readers.pull(READER)
            run.done = liar.said
    finally:
        watch.stop()
        readers.close()


# -- IdPs -------------------------------------------------------------------------------------------------------------
class Visitor:
    """Asks a lying IdP what a client asks, and judges how each ends."""

    def __init__(self, run: Campaign, idp: LyingIdp) -> None:
        self._run, self._idp = run, idp

    async def visits(self, number: int) -> None:
        """Be one client, that comes again: from discovery to the log-out."""
        client = IdpClient(self._idp.url, SystemClock())
        control = Control(self._idp.url, "token")
        try:
            for _ in range(number):
                self._idp.frequency = self._run.random.choice((0.03, 0.1, 0.3, 1.0))
                if await self._heard(client.discover(anew=True)) is not None:
                    await self._one(client, control)
        finally:
            await client.aclose()
            await control.aclose()

    async def _one(self, client: IdpClient, control: Control) -> None:
        await self._heard(client.ways())
        await self._log_in(client)
        app = SithsApp(client, f"{self._idp.url}/s")
        await self._heard(app.start("t" * 36))
        await self._heard(app.show(_SHOWN))
        calls: tuple[Callable[[], Awaitable[Any]], ...] = (
            control.state, control.reset, lambda: control.outage("siths"), lambda: control.restore("siths"),
            lambda: control.activation("anna", "siths"),
        )  # fmt: skip
        await self._heard(self._run.random.choice(calls)())

    async def _log_in(self, client: IdpClient) -> None:
        login = await self._heard(client.begin("siths-this-device"))
        if login is None:
            return
        step = None
        for _ in range(4):
            step = await self._heard(login.look(step.choices[0].hsa_id if isinstance(step, MustChoose) else ""))
            if isinstance(step, Granted):
                break
        if not isinstance(step, Granted):
            await self._heard(login.cancel("order.cancelled"))
            return
        identity = await self._heard(login.redeem(step, "siths-this-device", {}))
        if isinstance(identity, Identity):
            assert identity.hsa_id.startswith("TST") or self._idp.frequency, identity
            self._run.counts["identities"] += 1
            await self._heard(client.end_session(identity))

    async def _heard(self, asked: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(BOUND_S):
                return await asked
        except LoginFailure as failure:
            judged(self._run, failure)
            return None


_SHOWN = CardCertificate(0, b"DER", "authenticate", 0x56, PinRef.AUTHENTICATE, "ec", "kxc00")


def meet_idps(run: Campaign) -> None:
    """Meet a lying IdP, again and again."""
    idp = LyingIdp(run.random)
    visitor = Visitor(run, idp)

    async def visits() -> None:
        async with idp.listening():
            for _ in run.rounds(0):
                await visitor.visits(VISITS)
                run.done = idp.said

    asyncio.run(visits())


def test_lying_cards() -> None:
    run = Campaign.short("answers of cards", 6_000)
    meet_cards(run)
    assert run.counts["done"] > 10
    assert run.counts["signatures"]
    discover_cards(Campaign.short("answers to the watch", 300))


def test_lying_idps() -> None:
    run = Campaign.short("answers of IdPs", 600)
    meet_idps(run)
    assert run.counts["identities"]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("meet", "size"),
    [(meet_cards, 780_000), (discover_cards, 20_000), (meet_idps, 200_000)],
    ids=["cards", "watch", "idps"],
)
def test_a_million_answers(meet: Callable[[Campaign], None], size: int) -> None:
    run = Campaign.whole(f"answers, {meet.__name__}", size)
    run.watched = "self"
    meet(Campaign("answers", max(1, min(run.size, size // WARM)), seed=run.seed + 1, quiet=True))
    before = memory_of()
    meet(run)
    run.must_not_grow("this process", before, memory_of(), most=0.1)
    run.tell()
