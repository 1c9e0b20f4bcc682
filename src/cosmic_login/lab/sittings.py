"""A virtual card in a reader of its own, and the order that it answers: from the card put in to how it ended.

What happens is the login client's own work, with APDUs and HTTP; whoever looks at a sitting sees what is asked, and
answers it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.engine.wiping import wipe
from cosmic_login.authenticators.idp.client import IdpClient
from cosmic_login.authenticators.methods.begun_elsewhere import CardAnswer, answer_by_app, answer_by_md
from cosmic_login.authenticators.methods.in_time import until
from cosmic_login.cards.guarded import guarded
from cosmic_login.cards.reader import ReaderService
from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.cards.virtual.store import CardStore
from cosmic_login.core.clock import Clock
from cosmic_login.core.deadline import Deadline
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Answer, Ask, InsertCard, Prompt, Seen
from cosmic_login.core.situations import CardSituation
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.store.base import Refusal
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)
#: How an order of each kind is answered, by whom it is for (``idp.methods``).
WAYS: Final[dict[str, Callable[[LoginOrder, Ask, str], Awaitable[CardAnswer]]]] = {
    "siths": answer_by_app,
    "md": answer_by_md,
}
READER: Final = "Laboratoriets läsare"
#: How many cards may be in at once, and how long it can be seen how a sitting ended, in seconds.
MOST: Final = 32
KEPT_S: Final = 600.0


@dataclass(frozen=True)
class Supplies:
    """What the laboratory stands on: the run's virtual cards, and how its IdP is asked.

    ``roots`` gives the CAs (PEM) that the door for client certificates is trusted by, ``ca_file`` names those of the
    issuer's address (empty: the system's).
    """

    cards: CardStore
    roots: Callable[[], bytes]
    clock: Clock
    issuer: str
    ca_file: str = ""


@dataclass(frozen=True)
class BroughtOrder:
    """An order as a browser brought it: ``back`` is the login's address."""

    token: str = field(repr=False)
    method: str
    back: str


class Sitting:
    """One card that is in. ``owner`` is whose browser put it in."""

    def __init__(self, owner: str, card: str, asked: BroughtOrder, ends: float) -> None:
        self.name, self.owner, self.card, self.asked = secrets.token_urlsafe(16), owner, card, asked
        #: When it is forgotten, in Unix seconds.
        self.ends = ends
        #: What a person has to answer, and its number; None while the card works, and afterwards.
        self.prompt: Prompt[Any] | None = None
        self.number = 0
        self.failure: LoginFailure | None = None
        self.proven: CardAnswer | None = None
        self._answered: asyncio.Future[Answer] | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @property
    def live(self) -> bool:
        """Whether the card is in still."""
        return self._task is not None and not self._task.done()

    def begin(self, work: Callable[[Ask], Awaitable[CardAnswer]], let_go: Callable[[], Awaitable[None]]) -> None:
        """Begin; ``let_go`` is called at the end, whatever it is."""
        self._task = asyncio.get_running_loop().create_task(self._run(work, let_go))

    async def settled(self, seconds: float) -> None:
        """Wait until there is something to answer, or it is over; not longer than that."""
        if self.live and self.prompt is None:
            self._changed.clear()
            waiting = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({waiting}, timeout=seconds)
            finally:
                waiting.cancel()

    def answer(self, number: int, answer: Answer) -> None:
        """Answer what is asked under that number; a late answer is dropped, and its code wiped."""
        if number != self.number or self._answered is None or self._answered.done():
            wipe(answer)
        else:
            self.prompt = None
            self._answered.set_result(answer)

    async def leave(self) -> None:
        """Take the card out; the IdP is told that the order was given up, if it goes on still."""
        if self._task is not None and not self._task.done():
            self._task.cancel("order.cancelled")
            await asyncio.wait({self._task})

    async def _ask(self, prompt: Prompt[Any]) -> Any:  # noqa: ANN401 - the answer of the prompt's own kind
        if isinstance(prompt, InsertCard) and prompt.situation is not CardSituation.READING:
            raise without_card(prompt)  # there is no hand that could put another in
        if isinstance(prompt, InsertCard) or not prompt.waits:
            return Seen()
        self.number += 1
        answered = self._answered = asyncio.get_running_loop().create_future()
        self.prompt = prompt
        self._changed.set()
        try:
            return await answered
        finally:
            self.prompt = None

    async def _run(self, work: Callable[[Ask], Awaitable[CardAnswer]], let_go: Callable[[], Awaitable[None]]) -> None:
        try:
            self.proven = await work(self._ask)
        except LoginFailure as failure:
            self.failure = failure
        except asyncio.CancelledError:
            self.failure = LoginFailure("order.cancelled")
        except Exception as error:  # noqa: BLE001 - a defect must reach the person as a failure with a code
            _log.error("unexpected %s while a card answers", type(error).__name__)
            self.failure = LoginFailure("internal.error", type(error).__name__)
        finally:
            code = self.failure.code if self.failure is not None else ""
            log_event(_log, "lab.card_out", card=self.card, method=self.asked.method, failure=code)
            try:
                await let_go()
            finally:
                self._changed.set()


class Sittings:
    """All that are there. Lives on one event loop."""

    def __init__(self, supplies: Supplies, limit_s: float) -> None:
        """``limit_s``: how long a card may be in."""
        self._supplies, self._limit_s = supplies, limit_s
        self._there: dict[str, Sitting] = {}

    async def put_in(self, owner: str, card: str, asked: BroughtOrder) -> Sitting:
        """Put a card in and have it answer an order; another that the browser had in comes out.

        Raises ``card.unknown``, and ``card.in_use``, ``card.other_kind``, ``card.unreadable``, ``card.damaged``: the
        order waits on then, for another card. ``idp.busy`` when too many are in.
        """
        for other in list(self._there.values()):
            if other.owner == owner:
                await other.leave()
        live = [other for other in self._there.values() if other.live]
        if len(live) >= MOST:
            raise LoginFailure("idp.busy", f"{MOST} cards are in")
        if any(other.card == card for other in live):
            raise LoginFailure("card.in_use", "another browser has it in")
        sitting = Sitting(owner, card, asked, self._now() + self._limit_s + KEPT_S)
        self._there[sitting.name] = sitting  # from here on nobody else gets the card
        readers = VirtualReaders()
        try:
            service = guarded(readers)
            await asyncio.to_thread(self._insert, readers, card)
            await (await CardSession(service, READER).open()).close()
        except BaseException:
            del self._there[sitting.name]
            await asyncio.to_thread(readers.close)
            raise
        self._begin(sitting, readers, service)
        log_event(_log, "lab.card_in", card=card, method=asked.method)
        return sitting

    def find(self, name: str, owner: str) -> Sitting:
        """Return a sitting. Raises ``Refusal`` ``web.unknown``, ``web.other_browser``."""
        found = self._there.get(name)
        if found is None:
            raise Refusal("web.unknown", "no such sitting")
        if not owner or found.owner != owner:
            raise Refusal("web.other_browser", "another browser put the card in")
        return found

    def sweep(self) -> None:
        """Forget what is long over."""
        now = self._now()
        self._there = {name: each for name, each in self._there.items() if each.live or now < each.ends}

    def _now(self) -> float:
        return self._supplies.clock.now().timestamp()

    def _insert(self, readers: VirtualReaders, card: str) -> None:
        cards = self._supplies.cards
        if card not in cards.ids():
            raise LoginFailure("card.unknown", card[:40])
        readers.add(READER)
        readers.insert(READER, cards.open(card))

    def _begin(self, sitting: Sitting, readers: VirtualReaders, service: ReaderService) -> None:
        supplies, asked = self._supplies, sitting.asked
        client = IdpClient(supplies.issuer, supplies.clock, ca_file=supplies.ca_file)
        order = LoginOrder(client, (service,), supplies.clock, READER, roots=supplies.roots)

        async def work(ask: Ask) -> CardAnswer:
            async with until(Deadline.after(self._limit_s, supplies.clock), supplies.clock):
                return await WAYS[METHODS[asked.method].order_type](order, ask, asked.token)

        async def let_go() -> None:
            try:
                await client.aclose()
            finally:
                await asyncio.to_thread(readers.close)

        sitting.begin(work, let_go)
