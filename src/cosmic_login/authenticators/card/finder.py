"""Finds the card to log in with among all readers, and asks for it as long as there is none."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.authenticators.card.absence import check_own_part, desk_lost
from cosmic_login.authenticators.card.certificates import holder_of, preferred
from cosmic_login.authenticators.card.in_use import LOOK_AGAIN_S
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.cards.calls import in_time, left_alone, off_the_loop, quietly
from cosmic_login.cards.guarded import guarded
from cosmic_login.cards.reader import (
    CardInserted,
    CardRemoved,
    ReaderAdded,
    ReaderEvent,
    ReaderRemoved,
    ReaderService,
    ServiceBack,
    ServiceLost,
    Watch,
)
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import Ask, CardChosen, CardToChoose, ChooseCard, InsertCard, Prompt, Working
from cosmic_login.core.situations import CardSituation, Step

_ANSWER_S = 3.0  # a service that takes longer to say what is there is not waited for
_SITUATIONS = {
    "card.unreadable": CardSituation.UNREADABLE,
    "card.garbled": CardSituation.UNREADABLE,
    "card.other_kind": CardSituation.OTHER_KIND,
    "card.in_use": CardSituation.IN_USE,
}


@dataclass
class _World:
    """What the readers look like; touched on the loop only."""

    cards: dict[str, bytes | None] = field(default_factory=dict)
    owner: dict[str, ReaderService] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)  # services that are not to be reached, and why
    told: set[str] = field(default_factory=set)  # readers that an event was about: they are as the last one says
    found: CardSession | None = None
    in_use: list[str] = field(default_factory=list)  # readers with a card that another program had, at the last look
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, service: ReaderService, event: ReaderEvent) -> None:
        if not isinstance(event, ServiceLost | ServiceBack):
            self.told.add(event.reader)
        match event:
            case ReaderAdded(reader):
                self.cards.setdefault(reader, None)  # it may have been seeded with its card
                self.owner[reader] = service
            case ReaderRemoved(reader):
                self.cards.pop(reader, None)
            case CardInserted(reader, atr):
                self.cards[reader] = atr
                self.owner[reader] = service
            case CardRemoved(reader):
                if reader in self.cards:
                    self.cards[reader] = None
            case ServiceLost(name, code):
                self.lost[name] = code
            case ServiceBack(name):
                self.lost.pop(name, None)
        self.changed.set()


async def wait_for_card(services: Iterable[ReaderService], ask: Ask, only: str = "") -> CardSession:
    """Return an open session with the one card that can log in; ask for it as long as there is none.

    ``only`` limits the search to one reader. With several login cards present the person is asked which.
    """
    loop = asyncio.get_running_loop()
    world = _World()
    watches: list[asyncio.Future[Watch]] = []

    def listener(service: ReaderService) -> Callable[[ReaderEvent], None]:
        def heard(event: ReaderEvent) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has gone: nobody listens any more
                loop.call_soon_threadsafe(world.take, service, event)

        return heard

    try:
        try:
            for service in map(guarded, services):
                answers = await _seed(world, service)
                watches.append(quietly(left_alone(functools.partial(service.watch, listener(service)))))
                await in_time(watches[-1], _ANSWER_S)
                if answers:
                    await _drop_gone(world, service)
            await _search(world, ask, only)
        finally:
            await asyncio.gather(*(_stop(watch) for watch in watches))
    except BaseException:
        if world.found is not None:  # left between finding the card and handing it over
            await world.found.close()
        raise
    if world.found is None:
        raise RuntimeError("the search ended without a card")
    world.found.ask = ask
    return world.found


async def _stop(watch: asyncio.Future[Watch]) -> None:
    """Stop a watch, also one that is still being started."""

    def stop(started: asyncio.Future[Watch]) -> None:
        if not started.cancelled() and started.exception() is None:
            stopping.append(quietly(left_alone(started.result().stop, "card-watch-stop")))

    stopping: list[asyncio.Future[None]] = []
    watch.add_done_callback(stop)
    await in_time(watch)
    for each in stopping:
        await in_time(each)


async def _seed(world: _World, service: ReaderService) -> bool:
    """Take in what is there, so that nobody is asked for a card that is in the reader already; tell if it answered."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            states = await off_the_loop(service.readers)
        for state in states:
            world.cards[state.name] = state.atr
            world.owner[state.name] = service
    except LoginFailure as failure:
        world.take(service, ServiceLost(service.name, failure.code))
    except TimeoutError:
        world.take(service, ServiceLost(service.name, "pcsc.stopped"))
    else:
        return True
    return False


async def _drop_gone(world: _World, service: ReaderService) -> None:
    """Forget readers that went before the watch began: nobody tells of them."""
    there: set[str] = set()
    with contextlib.suppress(LoginFailure, TimeoutError):
        async with asyncio.timeout(_ANSWER_S):
            there = {state.name for state in await off_the_loop(service.readers)}
    for reader, owner in world.owner.items():
        if owner is service and reader not in there and reader not in world.told:
            world.cards.pop(reader, None)


async def _search(world: _World, ask: Ask, only: str) -> None:
    """Search until ``world.found`` is set."""
    asking: asyncio.Task[object] | None = None
    shown: Prompt[Any] | None = None
    again = False
    chosen = ""
    try:
        while True:
            world.changed.clear()
            if any(world.cards.values()) and not again:
                await ask(Working(Step.READING_CARD))
                shown = None
            found = await _try_cards(world, only or chosen)
            if found is None:
                return
            if found is CardSituation.LINE_LOST:
                check_own_part(world.lost.values())
            if chosen:  # it went, or another program took it, before it could be opened: ask of what there is now
                chosen = ""
                continue
            prompt = await _prompt(world, found)
            if prompt != shown or asking is None or asking.done():
                await _withdraw(asking)
                asking, shown = asyncio.ensure_future(ask(prompt)), prompt
            again = not await _change(world, asking, LOOK_AGAIN_S if found is CardSituation.IN_USE else None)
            answer = asking.result() if asking.done() and not asking.cancelled() else None
            chosen = answer.reader if isinstance(answer, CardChosen) else ""
    finally:
        await _withdraw(asking)


async def _prompt(world: _World, found: CardSituation | tuple[CardToChoose, ...]) -> Prompt[Any]:
    """Return what the person is asked."""
    if isinstance(found, tuple):
        return ChooseCard(found)
    programs: set[str] = set()
    for reader in world.in_use if found is CardSituation.IN_USE else ():
        programs.update(await off_the_loop(functools.partial(guarded(world.owner[reader]).programs, reader)))
    return InsertCard(found, tuple(sorted(world.cards)), tuple(sorted(programs)))


async def _change(world: _World, asking: asyncio.Task[object], seconds: float | None) -> bool:
    """Wait for a change of the world, an answer ("look again"), or the time; False when only time passed."""
    change = asyncio.ensure_future(world.changed.wait())
    try:
        await asyncio.wait({change, asking}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if asking.done() and not asking.cancelled():
            asking.result()  # raises what the answering side raised
        return change.done() or asking.done()
    finally:
        change.cancel()


async def _withdraw(asking: asyncio.Task[object] | None) -> None:
    if asking is not None and not asking.done():
        asking.cancel()
        await asyncio.wait({asking})


async def _try_cards(world: _World, only: str) -> CardSituation | tuple[CardToChoose, ...] | None:
    """Open every card; None when exactly one can log in, which is then ``world.found``.

    Of several, what tells them apart.
    """
    readers = {reader: atr for reader, atr in world.cards.items() if only in {"", reader}}
    away = desk_lost(world.lost.values())
    if not readers:
        if away is not None:
            return away
        return CardSituation.NO_SERVICE if world.lost and (only or not world.cards) else CardSituation.NO_READER
    world.in_use.clear()
    spare: list[CardSession] = []
    situation = away or CardSituation.NO_CARD
    try:
        for reader, atr in readers.items():
            if atr is None:
                continue
            opened = await _open(world.owner[reader], reader) if atr else CardSituation.UNREADABLE
            if isinstance(opened, CardSession):
                spare.append(opened)
            elif opened is None:
                world.cards[reader] = None  # gone; if it comes back, an event says so
            else:
                situation = opened
                if opened is CardSituation.IN_USE:
                    world.in_use.append(reader)
        if len(spare) == 1:
            world.found = spare.pop()
            return None
        return tuple([await _to_choose(session) for session in spare]) or situation
    finally:
        for session in spare:
            await session.close()


async def _to_choose(session: CardSession) -> CardToChoose:
    """Read what tells a card from others; a card that shows no certificate yet has no name."""
    holder = ""
    with contextlib.suppress(LoginFailure):
        holder = holder_of(preferred(await session.certificates())).name
    return CardToChoose(session.reader, holder, session.card_number)


async def _open(service: ReaderService, reader: str) -> CardSession | CardSituation | None:
    """Open the card; None when it is gone already."""
    try:
        return await CardSession(service, reader).open()
    except LoginFailure as failure:
        if failure.code in _SITUATIONS:
            return _SITUATIONS[failure.code]
        if failure.code in {"card.removed", "card.absent", "reader.unknown", "reader.lost"}:
            return None
        raise
