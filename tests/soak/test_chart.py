"""Every state of the chart, and in each what may happen to a computer: nobody is in, nothing is lost, it goes on."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import SystemClock
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.another_program import another_program
from tests.e2e.shared_computer import Disturb, SharedComputer
from tests.e2e.test_every_state import STATES, in_each, pull, stop_idp, stop_pcscd
from tests.soak.campaign import Campaign

__all__ = ["private_pcscd"]

#: How long another program is waited for that wants the card, in seconds.
TAKES_S = 5.0
_BACK, _ASLEEP = timedelta(hours=1), timedelta(hours=2)


@dataclass
class MovedClock:
    """The machine's clock, set by hand, and what the machine has slept."""

    moved: timedelta = field(default_factory=timedelta)
    slept: timedelta = field(default_factory=timedelta)
    _true: SystemClock = field(default_factory=SystemClock)

    def now(self) -> datetime:
        """Return the time that the machine thinks it is."""
        return self._true.now() + self.moved + self.slept

    def monotonic(self) -> float:
        """Return seconds that go on asleep."""
        return self._true.monotonic() + self.slept.total_seconds()


async def take_card(computer: SharedComputer) -> None:
    """Have another program take the card for itself, if there is one, until the computer is mended."""
    pcscd = computer.pcscd
    assert pcscd is not None
    taken = contextlib.ExitStack()
    other = another_program(pcscd, pcscd.reader_names[0], within=TAKES_S)
    # Without a card there is nothing to take; while we need it alone, as a question may, the other one gives up.
    with contextlib.suppress(AssertionError, TimeoutError):
        await asyncio.to_thread(taken.enter_context, other)
    computer.mends.append(taken.close)


async def set_back(computer: SharedComputer) -> None:
    """Set the clock back by an hour, until the computer is mended."""
    clock = computer.world.clock
    assert isinstance(clock, MovedClock)
    clock.moved = -_BACK

    def put_right() -> None:
        clock.moved = timedelta()

    computer.mends.append(put_right)


async def sleep(computer: SharedComputer) -> None:
    """Let the machine sleep for two hours."""
    clock = computer.world.clock
    assert isinstance(clock, MovedClock)
    clock.slept += _ASLEEP


#: What happens, whether with the reader of a real pcscd, and the states in which it comes too late.
HAPPENINGS: dict[str, tuple[Disturb, bool, frozenset[str]]] = {
    "pulled": (pull, False, frozenset()),
    "taken": (take_card, True, frozenset()),
    "pcscd": (stop_pcscd, True, frozenset()),
    # There is one card that the IdP does not know yet, and losing the IdP comes too late to keep it so.
    "idp": (stop_idp, False, frozenset({"unlock_register_code", "manage_register_code"})),
    "back": (set_back, False, frozenset()),
    "sleep": (sleep, False, frozenset()),
}


@pytest.mark.parametrize("name", ["back", "sleep"])
def test_the_clock_in_some_states(cosmic_profile: Path, name: str) -> None:
    in_each(cosmic_profile, ["enter_code", "workspace", "locked"], HAPPENINGS[name][0], None, MovedClock())


@pytest.mark.soak
@pytest.mark.parametrize("name", HAPPENINGS)
def test_whatever_happens_in_every_state(cosmic_profile: Path, private_pcscd: PrivatePcscd, name: str) -> None:
    disturb, with_pcscd, late = HAPPENINGS[name]
    run = Campaign.whole(f"chart, {name}", len(STATES))
    states = run.random.sample([state for state in STATES if state not in late], min(run.size, len(STATES) - len(late)))
    in_each(cosmic_profile, states, disturb, private_pcscd if with_pcscd else None, MovedClock())
    run.done = len(states)
    run.tell()
