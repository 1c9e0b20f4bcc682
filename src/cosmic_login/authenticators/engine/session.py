"""A login client, put together in one place: conductor, watch of the cards, their exclusive use, and the way it ends.

The window has its chart in one thread and its logins in another; command line, plug-in and tests have both on one
event loop (``on_this_loop``). In all of them a card that is pulled is noticed, no watch reads a card while a login has
it, and the end comes in one order: the login under way (its order at the IdP, its card, its code), then the watch,
then what talks to the IdP.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cosmic_login.authenticators.base import Authenticator, LoginOrder
from cosmic_login.authenticators.card.absence import why_gone
from cosmic_login.authenticators.engine.bridge import Bridge, LoopBridge
from cosmic_login.authenticators.engine.conductor import LoginConductor
from cosmic_login.authenticators.engine.take_over import Record
from cosmic_login.authenticators.engine.view import CardRemoval, View
from cosmic_login.cards.calls import in_time, left_alone, quietly
from cosmic_login.core.clock import Clock
from cosmic_login.core.identity import Identity
from cosmic_login.core.machine import Scheduler

if TYPE_CHECKING:
    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.authenticators.card.watch import CardWatch
    from cosmic_login.cards.reader import ReaderEvent, ReaderService

_log = logging.getLogger(__name__)


async def nothing(_identity: Identity | None = None) -> None:
    """Do nothing: there is no session to end, or no client to close."""


class ClientSession:
    """A conductor, and the watch that tells it of cards once ``watch`` has been called.

    Made in the chart's thread, where ``conductor``, ``tell_cards`` and ``stop`` belong; the rest belongs to the loop's.
    ``on_cards`` hears what readers and cards look like, in the chart's thread, before the conductor does.
    """

    def __init__(
        self,
        bridge: Bridge,
        scheduler: Scheduler,
        *,
        authenticators: Callable[[], Mapping[str, Authenticator]],
        make_order: Callable[[str], LoginOrder],
        end_session: Callable[[Identity], Coroutine[Any, Any, None]] = nothing,
        on_view: Callable[[View], None] = lambda _view: None,
        on_cards: Callable[[CardStatus], None] = lambda _status: None,
        limits: Mapping[str, float] | None = None,
        card_removal: CardRemoval = CardRemoval.LOCK,
        record: Record = lambda _event, _identity, _other=None, _reason="": None,
        clock: Clock | None = None,
    ) -> None:
        self._bridge, self._on_cards = bridge, on_cards
        self._authenticators, self._make_order = authenticators, make_order
        self._watch: CardWatch | None = None
        self._reads = False
        self._stopped = False
        self.conductor = LoginConductor(
            bridge,
            scheduler,
            authenticators=self._with_cards_to_themselves,
            make_order=self._order,
            end_session=end_session,
            on_view=on_view,
            limits=limits,
            card_removal=card_removal,
            record=record,
            clock=clock,
        )

    # -- in the chart's thread ---------------------------------------------------------------------------------

    def tell_cards(self, status: CardStatus) -> None:
        """Say what readers and cards look like now; nothing is heard after ``stop``."""
        if self._stopped:
            return
        self._on_cards(status)
        conductor = self.conductor
        if not conductor.finished:
            if status.pulled:
                conductor.card_pulled(status.pulled, status.pulled_number, why_gone(status.situation))
            for reader, number in status.present:
                conductor.card_present(number, reader)
            conductor.card_seen(status.situation)

    def stop(self) -> None:
        """Leave the login under way, in whatever state; its own clean-up runs on the loop."""
        self._stopped = True
        self.conductor.stop()

    # -- on the loop's side ------------------------------------------------------------------------------------

    def watch(
        self,
        readers: Iterable[ReaderService],
        *,
        note: Callable[[ReaderEvent], None] = lambda _event: None,
        told: Callable[[CardStatus], None] = lambda _status: None,
        reads: bool = True,
    ) -> None:
        """Begin to watch; may block for as long as a reader service takes to answer. A second call does nothing.

        ``note`` hears each event, ``told`` each status, both on the watch's thread. ``reads`` says whether cards are
        read between logins, to know whose they are.
        """
        from cosmic_login.authenticators.card.watch import CardWatch  # noqa: PLC0415 - not in the window's way
        from cosmic_login.cards.readers import ReaderHub  # noqa: PLC0415

        if self._watch is not None:
            return

        def tell(status: CardStatus) -> None:
            told(status)
            self._bridge.to_chart(lambda: self.tell_cards(status))

        self._reads = reads
        watch = CardWatch(ReaderHub(readers), tell, note, reads=reads)
        watch.start()
        self._watch = watch
        if self._stopped:  # it took so long to begin that nobody waits for it any more
            watch.stop()

    @property
    def watching(self) -> bool:
        """Whether the cards are watched."""
        return self._watch is not None

    def undisturbed(self) -> contextlib.AbstractContextManager[bool]:
        """Give whether the cards are free of a login; none begins until the block ends (``CardWatch.undisturbed``)."""
        return self._watch.undisturbed() if self._watch is not None else contextlib.nullcontext(enter_result=True)

    async def end(self, close_clients: Callable[[], Coroutine[Any, Any, None]] = nothing) -> None:
        """End the watch, then what talks to the IdP; every login has been cleaned up by now."""
        watch, self._watch = self._watch, None
        try:
            if watch is not None:
                await asyncio.to_thread(watch.stop)
        finally:
            await close_clients()

    def _with_cards_to_themselves(self) -> Mapping[str, Authenticator]:
        from cosmic_login.authenticators.card.watch import ExclusiveCardAccess  # noqa: PLC0415

        installed = self._authenticators()  # may be what begins the watch
        if self._watch is None or not self._reads:
            return installed
        return {name: ExclusiveCardAccess(each, self._watch) for name, each in installed.items()}

    def _order(self, method: str) -> LoginOrder:
        from cosmic_login.authenticators.card.watch import exclusive  # noqa: PLC0415

        order = self._make_order(method)
        if (watch := self._watch) is None or not self._reads:
            return order
        return replace(order, undisturbed=lambda: exclusive(watch))


@contextlib.asynccontextmanager
async def on_this_loop(
    *,
    authenticators: Callable[[], Mapping[str, Authenticator]],
    make_order: Callable[[str], LoginOrder],
    on_view: Callable[[View], None],
    limits: Mapping[str, float] | None = None,
    close_clients: Callable[[], Coroutine[Any, Any, None]] = nothing,
    clock: Clock | None = None,
) -> AsyncIterator[ClientSession]:
    """Give a session whose chart and logins share the running loop; it ends with the block, whatever way that is left.

    The readers of the first order are watched, beside the login: it does not wait for them. Nobody is shown whose a
    card is, so none is read but by the login.
    """
    bridge = LoopBridge(asyncio.get_running_loop(), clock)
    watching: list[asyncio.Future[None]] = []

    def watched_order(method: str) -> LoginOrder:
        order = make_order(method)
        if not watching:
            watching.append(quietly(left_alone(lambda: _watch_quietly(session, order.readers), "card-watch-start")))
        return order

    session = ClientSession(
        bridge,
        bridge,
        authenticators=authenticators,
        make_order=watched_order,
        on_view=on_view,
        limits=limits,
        card_removal=CardRemoval.IGNORE,  # nobody stays logged in here
        clock=clock,
    )
    try:
        yield session
    finally:
        session.stop()
        try:
            await bridge.settle()
            for each in watching:
                await in_time(each)
        finally:
            await session.end(close_clients)


def _watch_quietly(session: ClientSession, readers: Iterable[ReaderService]) -> None:
    """Begin to watch; where that fails the login itself says what is wrong with the readers."""
    try:
        session.watch(readers, reads=False)
    except Exception:  # noqa: BLE001 - a third party's reader service must not take the login with it
        _log.exception("the readers cannot be watched")
