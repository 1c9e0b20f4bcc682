"""The trainer's hands: virtual readers and cards of this program, and the IdP's control API. On the I/O loop.

Imported before the first paint, so nothing heavy up here.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.ports.trainer import (
    FaultSeen,
    Lessons,
    OutageOfOne,
    PersonSeen,
    ReaderSeen,
    ServiceSeen,
    StartedOverSeen,
    Surroundings,
    SystemSeen,
    TrailRowSeen,
)

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.net.control import Control, FaultsKnown, Outage

_log = logging.getLogger(__name__)
#: How long a card that was pulled may take to finish what it was told, in seconds.
_SETTLE_S = 5.0


class WorldTrainer:
    """``TrainerPort``: acts on a window's world, which may not be there yet: until then there is nothing to see."""

    def __init__(
        self,
        world: Callable[[], World | None],
        *,
        opened: bool = False,
        cards_changed: Callable[[], None] = lambda: None,
    ) -> None:
        """``cards_changed`` is called, on the loop, when a card has become another here or at the IdP."""
        self._world, self.opened, self._cards_changed = world, opened, cards_changed
        self._place: TrailPlace | None = None  # up to where the trail was told
        self._control: Control | None = None
        self._of = ""  # the IdP that the client of the control API asks
        self._slow_s = 0.0

    # -- readers and cards -------------------------------------------------------------------------------------

    async def insert(self, reader: str, card: str) -> None:
        """Put a card into a reader, or take out what is in."""
        import asyncio

        from cosmic_login.profile.logs import log_event

        world = self._there()

        def put() -> None:
            from cosmic_login.cards.virtual.card import VirtualCard

            readers = world.virtual_readers
            if card:
                found = world.cards.open(card)
                if isinstance(found, VirtualCard):
                    found.faults = dataclasses.replace(found.faults, certificate_after_s=self._slow_s)
                readers.insert(reader, found)
            else:
                readers.pull(reader)

        await asyncio.to_thread(put)  # a card that is being issued, or that still answers, takes its time
        log_event(_log, "trainer.card", card=card, reader=reader)

    async def add_reader(self) -> None:
        """Plug one more reader in, under the first number that is free."""
        from cosmic_login.cards.virtual.reader import READER_NAME
        from cosmic_login.profile.logs import log_event

        readers = self._there().virtual_readers
        there = {state.name for state in readers.readers()}
        name = next(name for number in range(1, len(there) + 2) if (name := READER_NAME.format(number)) not in there)
        readers.add(name)
        log_event(_log, "trainer.reader", reader=name, plugged=True)

    async def remove_reader(self, reader: str) -> None:
        """Pull a reader's plug, with the card in it."""
        from cosmic_login.profile.logs import log_event

        self._there().virtual_readers.remove(reader)
        log_event(_log, "trainer.reader", reader=reader, plugged=False)

    async def slow(self, seconds: float) -> None:
        """Have certificates appear late: of the cards that are in, from now, and of those that are put in later."""
        from cosmic_login.cards.virtual.card import VirtualCard
        from cosmic_login.profile.logs import log_event

        self._slow_s = seconds
        for card in self._there().virtual_readers.cards().values():
            if isinstance(card, VirtualCard):
                card.faults = dataclasses.replace(card.faults, certificate_after_s=seconds)
        log_event(_log, "trainer.slow", seconds=seconds)

    async def make_line(self, line: str) -> None:
        """Make the line to the desk so bad, or good again. Raises ``reader.none`` when no desk is named."""
        import asyncio

        from cosmic_login.profile.logs import log_event
        from cosmic_login.remote.weather import WEATHERS

        desk = self._there().desks_readers
        if desk is None:
            raise LoginFailure("reader.none", "no desk is named")
        await asyncio.to_thread(desk.make, WEATHERS[line])
        log_event(_log, "trainer.line", line=line)

    # -- services ----------------------------------------------------------------------------------------------

    async def outage(self, target: str, failure: str, orders: int | None, seconds: float | None, person: str) -> None:
        """Put something out of service."""
        await self._hand().outage(target, failure, orders=orders, seconds=seconds, person=person)

    async def restore(self, target: str, person: str) -> None:
        """Bring something back."""
        await self._hand().restore(target, person)

    async def reset(self) -> None:
        """Bring everything back."""
        await self._hand().reset()

    async def order_fault(
        self, system: SystemSeen, fault: str, times: int | None, seconds: float | None, delay: float | None
    ) -> None:
        """Have a system meet a fault."""
        await self._hand().order_fault(
            system.system, fault, protocol=system.protocol, times=times, seconds=seconds, delay=delay
        )

    async def withdraw_fault(self, order: str) -> None:
        """Take a fault back."""
        await self._hand().withdraw_fault(order)

    async def withdraw_faults(self) -> None:
        """Take all faults back."""
        await self._hand().withdraw_faults()

    # -- time --------------------------------------------------------------------------------------------------

    async def set_clock(self, ahead_s: float) -> None:
        """Set the clock by which this window logs in."""
        from cosmic_login.profile.logs import log_event

        self._there().login_clock.ahead_s = ahead_s
        log_event(_log, "trainer.clock", ahead=ahead_s)

    async def date_card(self, card: str, days: int | None) -> None:
        """Issue a card anew with another last day; it comes out of its reader meanwhile."""
        import asyncio

        from cosmic_login.profile.logs import log_event

        world = self._there()

        def anew() -> None:
            spec = world.directory.card(card)
            readers = world.virtual_readers
            where = [reader for reader, found in readers.cards().items() if getattr(found, "card_id", "") == card]
            for reader in where:
                readers.pull(reader)
            readers.settle(_SETTLE_S)
            try:
                world.cards.issue(spec if days is None else dataclasses.replace(spec, valid_days=days))
            finally:
                for reader in where:
                    readers.insert(reader, world.cards.open(card))

        await asyncio.to_thread(anew)
        log_event(_log, "trainer.card_dated", card=card, days=days)
        self._cards_changed()

    # -- the desk ----------------------------------------------------------------------------------------------

    async def issue_reserve(self, person: str, days: int) -> str:
        """Issue a reserve card; return its name."""
        import asyncio

        from cosmic_login.run.desk import issue_reserve

        world = self._there()
        card = (await asyncio.to_thread(issue_reserve, world, person, days)).card
        self._cards_changed()
        return card

    async def activate_card(self, card: str) -> None:
        """Activate a reserve card in its holder's place."""
        from cosmic_login.run.desk import activate

        await activate(self._there(), card)
        self._cards_changed()

    async def revoke_card(self, card: str) -> None:
        """Revoke a card that is lost."""
        import asyncio

        from cosmic_login.run.desk import revoke

        await asyncio.to_thread(revoke, self._there(), card)
        self._cards_changed()

    async def activation(self, person: str, app: str) -> str:
        """Return the text of a one-time QR code."""
        return await self._hand().activation(person, app)

    async def trail(self, most: int, *, anew: bool) -> Sequence[TrailRowSeen]:
        """Return the new rows of this profile's trail, with masked numbers."""
        import asyncio

        from cosmic_login.desktop.trail_rows import trail_rows

        world = self._world()
        if world is None:
            return ()
        rows, self._place = await asyncio.to_thread(trail_rows, world.audit, None if anew else self._place, most)
        return rows

    async def start_over(self) -> StartedOverSeen:
        """Pull the cards, and bring everything back to the shipped state."""
        import asyncio

        from cosmic_login.remote.weather import WEATHERS
        from cosmic_login.run.starting_over import start_over

        world = self._there()
        self._slow_s = world.login_clock.ahead_s = 0.0

        def done() -> StartedOverSeen:
            readers = world.virtual_readers
            for reader in readers.cards():
                readers.pull(reader)
            readers.settle(_SETTLE_S)
            if world.desks_readers is not None:
                world.desks_readers.make(WEATHERS["good"])
            found = start_over(world)
            return StartedOverSeen(found.cards, found.phones, len(found.services))

        try:
            return await asyncio.to_thread(done)
        finally:
            self._cards_changed()

    # -- lessons -----------------------------------------------------------------------------------------------

    async def lessons(self, language: str) -> Lessons:
        """Return the shipped lessons, and those of the profile."""
        import asyncio

        from cosmic_login.desktop.lesson.offered import offered

        world = self._world()
        return Lessons() if world is None else await asyncio.to_thread(offered, world, language)

    def lesson_command(self, lesson: str, way: str, language: str) -> Sequence[str]:
        """Return what plays a lesson beside this profile, in a window of its own."""
        import sys

        root = str(self._there().profile.root)
        command = [sys.executable, "-m", "cosmic_login", "--profile", root, "--lang", language]
        return [*command, "scenario", "play", lesson, "--way", way, "--json"]

    async def close(self) -> None:
        """Close the connections."""
        control, self._control = self._control, None
        if control is not None:
            await control.aclose()

    # -- looking -----------------------------------------------------------------------------------------------

    async def look(self) -> Surroundings:
        """Say how things stand."""
        world = self._world()
        if world is None:
            return Surroundings()
        names = _names(world)
        readers = tuple(
            ReaderSeen(reader, found, names.get(found, ""))
            for reader, card in world.virtual_readers.cards().items()
            for found in (getattr(card, "card_id", ""),)
        )
        clock_s = world.login_clock.ahead_s
        desk = world.desks_readers
        line = "" if desk is None else desk.weather
        people = tuple(PersonSeen(person.key, person.name) for person in world.directory.persons.values())
        try:
            hand = self._hand()
            state, known = await hand.state(), await _faults(hand)
        except LoginFailure as failure:
            return Surroundings(
                readers, out_of_reach=failure, slow_s=self._slow_s, people=people, clock_s=clock_s, line=line
            )
        out = {outage.target: outage for outage in state.outages if not outage.person}
        services = tuple(
            ServiceSeen(target, out[target].failure, out[target].seconds, out[target].orders, within)
            if target in out
            else ServiceSeen(target, within=within, alone=_alone(target, state.outages, people))
            for target in state.targets
            for within in (state.within.get(target, ""),)
        )
        systems = tuple(SystemSeen(each.system, each.protocol, each.name) for each in known.systems)
        faults = tuple(
            FaultSeen(each.order, each.system, each.protocol, each.fault, each.state, each.times, each.seconds)
            for each in known.orders
        )
        return Surroundings(readers, services, None, self._slow_s, people, clock_s, systems, faults, line)

    def _there(self) -> World:
        world = self._world()
        if world is None:
            raise LoginFailure("reader.none", "the window has not started")
        return world

    def control(self) -> Control:
        """Return the client of the control API of the IdP that is asked now, for whoever else asks it on this loop."""
        return self._hand()

    def _hand(self) -> Control:
        """Return the client of the control API of the IdP that is asked now."""
        world = self._there()
        if self._control is None or self._of != world.idp_url:
            self._control, self._of = world.control(), world.idp_url
        return self._control


async def _faults(hand: Control) -> FaultsKnown:
    """Return what systems are to meet; an IdP of before knows nothing of it, and is steered all the same."""
    from cosmic_login.net.control import FaultsKnown

    try:
        return await hand.faults()
    except LoginFailure as failure:
        if failure.code != "control.refused":
            raise
        return FaultsKnown()


def _alone(target: str, outages: Sequence[Outage], people: Sequence[PersonSeen]) -> tuple[OutageOfOne, ...]:
    """Return for whom alone something is out."""
    names = {each.key: each.name for each in people}
    return tuple(
        OutageOfOne(each.person, names.get(each.person, each.person), each.failure, each.seconds, each.orders)
        for each in outages
        if each.person and each.target == target
    )


def _names(world: World) -> Mapping[str, str]:
    """Return whose the directory's cards are, by the cards' names."""
    directory = world.directory
    return {
        spec.card: f"{person.name} ({spec.card})"
        for person in directory.persons.values()
        for spec in directory.cards_of(person.key)
    }
