"""A lesson's world: a scratch profile with its cards, readers, phones, services and clock, as a scenario says.

What happens to a person happens here, whoever plays: the window's hands and those without one stand on the same stage.
Everything that waits is a coroutine of one event loop; the rest may be called from any thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cosmic_login.app import World
from cosmic_login.core.clock import Clock
from cosmic_login.core.login_methods import METHODS
from cosmic_login.lessons.cards import CardDesk
from cosmic_login.lessons.clock import LessonClock
from cosmic_login.lessons.scratch import Scratch
from cosmic_login.phone.models import AppName, Battery, Faults
from cosmic_login.qr.picture import as_pgm, modules_of

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.net.control import Control
    from cosmic_login.phone.phone import Phone
    from cosmic_login.profile import Profile
    from cosmic_login.training.model import Mishap, PhoneAtStart, Scenario

#: An address on this machine at which nobody answers.
_NOWHERE: Final = "http://127.0.0.1:1"
_PHONE_FAULTS: Final[Mapping[str, Faults]] = {
    "no-network": Faults(no_network=True),
    "slow": Faults(slow_s=15.0),
    "clock": Faults(clock_off_s=3600.0),
    "camera": Faults(camera_refused=True),
    "battery": Faults(battery=Battery.AFTER_SCAN),
    "none": Faults(),
}


class Stage:
    """One lesson's world. ``set_the_stage`` once, then whatever happens, then ``close``."""

    def __init__(self, scratch: Scratch, scenario: Scenario, base: Clock | None = None) -> None:
        self._scratch, self.scenario = scratch, scenario
        self.clock = LessonClock() if base is None else LessonClock(base)
        self.world = World(scratch.profile, self.clock)
        self.cards = CardDesk(self.world, scenario)
        self._control: Control | None = None
        self._address = ""
        self._phones: dict[str, Phone] = {}
        self._rows = 0

    @classmethod
    def make(cls, real: Profile, scenario: Scenario, base: Clock | None = None) -> Stage:
        """Make the world of a lesson beside the real profile's files. May block for a moment."""
        return cls(Scratch.make(real, scenario.id), scenario, base)

    async def set_the_stage(self) -> None:
        """Start the IdP, plug readers in, prepare phones and services. Cards are put in by whoever watches them."""
        start = self.scenario.start
        self._address = await asyncio.to_thread(self.world.idp_base_url)
        self._control = await asyncio.to_thread(self.world.control)
        await asyncio.to_thread(self.cards.plug_in, start.readers)
        for each in start.phones:
            await self._prepare(each)
        for target in start.out:
            await self._control.outage(target)
        if start.clock_s:
            self.set_clock(start.clock_s)

    async def close(self) -> None:
        """Close everything and remove it; may be called more than once."""
        control, self._control = self._control, None
        if control is not None:
            await control.aclose()
        self.cards.close()
        await self.world.close_clients()
        await asyncio.to_thread(self.world.close)
        await asyncio.to_thread(self._scratch.close)

    # -- what happens --------------------------------------------------------------------------------------------------

    async def happen(self, mishap: Mishap) -> None:
        """Have something of ``vocabulary.MISHAPS`` happen."""
        verb, main = mishap.verb, mishap.text(mishap.verb)
        if await self._services(mishap) or await asyncio.to_thread(self.cards.happen, mishap):
            return
        match verb:
            case "network-gone":
                self.world.use_idp(_NOWHERE, "")
            case "network-back":
                self.world.use_idp("", "")
            case "passes":
                self.clock.passes(mishap.number(verb))
            case "clock":
                self.set_clock(mishap.number(verb))
            case "phone-fault":
                phone = self.phone(mishap.text("phone"))
                if main == "none":
                    phone.power_on()
                phone.faults = _PHONE_FAULTS[main]
            case "elsewhere":
                await self._elsewhere(self._name(mishap.text("phone")), "bankid" if main == "bankid" else "siths")
            case _:
                raise ValueError(f"nothing is called {verb}")

    async def _services(self, mishap: Mishap) -> bool:
        control, target = self._hand(), mishap.text(mishap.verb)
        if mishap.verb == "out":
            orders = mishap.number("orders") or None
            await control.outage(target, mishap.text("failure"), orders=orders)
        elif mishap.verb == "back":
            await control.restore(target)
        return mishap.verb in {"out", "back"}

    def set_clock(self, ahead_s: float) -> None:
        """Set the computer's clock wrong, or right (0); the IdP's and the phone's go on as they did."""
        self.world.login_clock.ahead_s = ahead_s

    async def _elsewhere(self, person: str, app: AppName) -> None:
        """Have the person log in somewhere else, by another phone of theirs, to the end."""
        phone = await self._activated(f"{person}-2", person, app)
        client = self.world.client()
        method = next(row.name for row in METHODS.values() if row.app is not None and row.app.value == app)
        login = await client.begin(method)
        await phone.scan(as_pgm(modules_of(login.begun.qr_data)), app=app)
        await phone.confirm(self.cards.phone_code(person, right=True))

    # -- phones --------------------------------------------------------------------------------------------------------

    def phone(self, person: str) -> Phone:
        """Return a person's phone; the trainee's for an empty name. It has a network of its own."""
        from cosmic_login.phone.phone import Phone  # noqa: PLC0415 - only for lessons with a phone

        name = self._name(person)
        if name not in self._phones:
            self._phones[name] = Phone(self.world.profile, name, lambda: self._address, self.clock)
        return self._phones[name]

    async def _prepare(self, wanted: PhoneAtStart) -> None:
        app: AppName = "bankid" if wanted.app == "bankid" else "siths"
        if wanted.activated:
            await self._activated(wanted.person, wanted.person, app)
        else:
            self.phone(wanted.person).install(app)

    async def _activated(self, name: str, person: str, app: AppName) -> Phone:
        phone = self.phone(name)
        phone.install(app)
        leave = await self._hand().activation(person, app)
        await phone.activate(app, leave, self.cards.phone_code(person, right=True), name)
        return phone

    def _name(self, person: str) -> str:
        return person or self.scenario.person

    # -- the trail -----------------------------------------------------------------------------------------------------

    def new_rows(self) -> list[AuditRecord]:
        """Return the rows that came to the lesson's trail since the last call. Reads a file."""
        rows = list(self.world.audit.records())
        new, self._rows = rows[self._rows :], len(rows)
        return new

    def _hand(self) -> Control:
        if self._control is None:
            raise RuntimeError("the stage is not set")
        return self._control
