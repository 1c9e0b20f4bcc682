"""A lesson's world: a scratch profile with its cards, readers, phones, services and clock, as a scenario says.

What happens to a person happens here, whoever plays: the window's hands and those without one stand on the same stage.
Everything that waits is a coroutine of one event loop; the rest may be called from any thread.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cosmic_login.app import World
from cosmic_login.authenticators.methods.other_device import LOOK_EVERY_S
from cosmic_login.core.login_methods import METHODS
from cosmic_login.lessons.cards import CardDesk
from cosmic_login.lessons.far_desk import USUAL, FarDesk, LineManners
from cosmic_login.lessons.scratch import Scratch
from cosmic_login.lessons.sights import sight
from cosmic_login.phone.models import AppName, Battery, Faults

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.lessons.clock import LessonClock
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
#: Faults with which a phone sees what is on the screen.
_SEEING: Final = frozenset({"none", "no-network", "slow", "clock"})
#: More rows than any lesson writes.
_MOST_ROWS: Final = 10_000
#: Time that passes is seen by whoever waits in pieces of so many seconds, if it is no more than some minutes.
_PIECE_S, _MINUTES_S = 15.0, 900.0


class Stage:
    """One lesson's world. ``set_the_stage`` once, then whatever happens, then ``close``."""

    def __init__(self, scratch: Scratch, scenario: Scenario, clock: LessonClock, desk: FarDesk | None = None) -> None:
        """``desk`` is where the readers stand, for a scenario in which that is elsewhere."""
        self._scratch, self.scenario, self.clock, self._desk = scratch, scenario, clock, desk
        self.world = World(scratch.profile, self.clock, only_virtual=True, desk=desk)
        self.cards = CardDesk(self.world, scenario)
        #: How often whoever waits looks, in seconds of the machine's.
        self.look_s = LOOK_EVERY_S
        self._control: Control | None = None
        self._address = ""
        self._phones: dict[str, Phone] = {}
        self._people = {each.name: each.person for each in scenario.start.phones if each.name}
        self._sights: dict[str, str] = {}  # what is wrong with what a phone's camera sees
        self._place: TrailPlace | None = None

    @classmethod
    def make(cls, real: Profile, scenario: Scenario, clock: LessonClock, line: LineManners = USUAL) -> Stage:
        """Make the world of a lesson beside the real profile's files, in the lesson's time. May block for a moment.

        ``line`` is what the line is like to a desk elsewhere.
        """
        scratch = Scratch.make(real, scenario.id)
        try:
            desk = FarDesk.paired_with(scratch.profile, clock, line) if scenario.start.remote else None
        except BaseException:
            scratch.close()
            raise
        return cls(scratch, scenario, clock, desk)

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
        self.set_clock(start.clock_s)

    async def close(self) -> None:
        """Close everything and remove it; may be called more than once."""
        control, self._control = self._control, None
        if control is not None:
            await control.aclose()
        self.cards.close()
        await self.world.close_clients()
        await asyncio.to_thread(self.world.close)
        if self._desk is not None:
            await asyncio.to_thread(self._desk.close)
        await asyncio.to_thread(self._scratch.close)

    # -- what happens --------------------------------------------------------------------------------------------------

    async def happen(self, mishap: Mishap) -> None:
        """Have something of ``vocabulary.MISHAPS`` happen."""
        verb, main = mishap.verb, mishap.text(mishap.verb)
        if await self._services(mishap) or await asyncio.to_thread(self._cards_or_desk, mishap):
            return
        match verb:
            case "network-gone":
                self.world.use_idp(_NOWHERE, "")
            case "network-back":
                self.world.use_idp("", "")
            case "passes":
                await self._wait(mishap.number(verb))
            case "clock":
                self.set_clock(mishap.number(verb))
            case "phone-fault":
                self._fail_phone(mishap.text("phone"), main)
            case "id-removed":
                await self._remove_id(mishap.text("phone"), _app(main))
            case "elsewhere":
                await self._elsewhere(mishap.text("phone"), _app(main))
            case _:
                raise ValueError(f"nothing is called {verb}")

    def _cards_or_desk(self, mishap: Mishap) -> bool:
        return self.cards.happen(mishap) or (self._desk is not None and self._desk.happen(mishap))

    async def _services(self, mishap: Mishap) -> bool:
        control, target = self._hand(), mishap.text(mishap.verb)
        if mishap.verb == "out":
            orders = mishap.number("orders") or None
            await control.outage(target, mishap.text("failure"), orders=orders)
        elif mishap.verb == "back":
            await control.restore(target)
        return mishap.verb in {"out", "back"}

    async def _wait(self, seconds: float) -> None:
        """Let time pass: minutes in pieces, as those who wait see it, and more at once."""
        pieces = math.ceil(seconds / _PIECE_S) if seconds <= _MINUTES_S else 1
        for _ in range(pieces):
            self.clock.passes(seconds / pieces)
            await asyncio.sleep(self.look_s)

    def set_clock(self, ahead_s: float) -> None:
        """Set the computer's clock wrong, or right (0); the IdP's and the phone's go on as they did."""
        self.world.login_clock.ahead_s = ahead_s

    def _fail_phone(self, name: str, fault: str) -> None:
        phone = self.phone(name)
        if fault == "none":
            phone.power_on()
        phone.faults = _PHONE_FAULTS.get(fault, Faults())
        self._sights[phone.name] = fault

    async def _remove_id(self, name: str, app: AppName) -> None:
        """Remove the e-ID of a phone from another phone of the same person."""
        phone = self.phone(name)
        other = await self._activated(f"{phone.name}-other", self.owner(name), app)
        for eid in phone.ids(app):
            await other.remove(app, eid.device)

    async def _elsewhere(self, name: str, app: AppName) -> None:
        """Have the person log in somewhere else, by another phone of theirs, to the end."""
        person = self.owner(name)
        phone = await self._activated(f"{person}-other", person, app)
        client = self.world.client()
        method = next(row.name for row in METHODS.values() if row.app is not None and row.app.value == app)
        login = await client.begin(method)
        await phone.scan(sight(login.begun.qr_data), app=app)
        await phone.confirm(self.cards.phone_code(person, right=True))

    # -- phones --------------------------------------------------------------------------------------------------------

    def phone(self, person: str) -> Phone:
        """Return a person's phone; the trainee's for an empty name. It has a network of its own."""
        from cosmic_login.phone.phone import Phone  # noqa: PLC0415 - only for lessons with a phone

        name = self._name(person)
        if name not in self._phones:
            self._phones[name] = Phone(
                self.world.profile, name, lambda: self._address, self.clock, pause=self.world.pause
            )
        return self._phones[name]

    def owner(self, name: str) -> str:
        """Return whose phone it is that is called so; the trainee's for an empty name."""
        return self._people.get(name, name) or self.scenario.person

    def sees_wrongly(self, name: str) -> bool:
        """Whether a phone's camera sees something else than what is on the screen, or nothing."""
        return self._sights.get(self._name(name), "none") not in _SEEING

    def sight(self, name: str, text: str) -> bytes:
        """Return the picture that a phone takes when it is held up to the QR code of a text."""
        return sight(text, self._sights.get(self._name(name), ""))

    async def _prepare(self, wanted: PhoneAtStart) -> None:
        name, app = wanted.name or wanted.person, _app(wanted.app)
        if wanted.activated:
            await self._activated(name, wanted.person, app)
        else:
            self.phone(name).install(app)

    async def _activated(self, name: str, person: str, app: AppName) -> Phone:
        phone = self.phone(name)
        phone.install(app)
        leave = await self._hand().activation(person, app)
        await phone.activate(app, leave, self.cards.phone_code(person, right=True), phone.name)
        return phone

    def _name(self, person: str) -> str:
        return person or self.scenario.person

    # -- the trail -----------------------------------------------------------------------------------------------------

    def new_rows(self) -> list[AuditRecord]:
        """Return the rows that came to the lesson's trail since the last call. Reads a file."""
        new, self._place = self.world.audit.follow(self._place, _MOST_ROWS)
        return new

    def _hand(self) -> Control:
        if self._control is None:
            raise RuntimeError("the stage is not set")
        return self._control


def _app(name: str) -> AppName:
    return "bankid" if name == "bankid" else "siths"
