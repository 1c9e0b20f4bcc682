"""For every state of the chart: pull the card, stop pcscd, stop the IdP, kill the program and start it again.

Nothing hangs, no try of a code is lost, and the audit trail verifies. Everything is real but the window.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from random import Random

import pytest

from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.e2e.journeys import LEAVES, PROMPTS, back, log_in_and_out, to
from tests.e2e.program import environment
from tests.e2e.shared_computer import FIRST, PATIENCE_S, SECOND, Disturb, SharedComputer

__all__ = ["private_pcscd"]

INSTALLED = {each.name for each in entry_points(group="cosmic_login.authenticators")}
STATES = [s for s in LEAVES if PROMPTS.get(s.removeprefix("unlock_"), ("", "siths-this-device"))[1] in INSTALLED]
ROOT = Path(__file__).resolve().parents[2]


async def pull(computer: SharedComputer) -> None:
    """Take the card out."""
    computer.pull()


async def stop_pcscd(computer: SharedComputer) -> None:
    """Lose pcscd, as in a crash."""
    assert computer.pcscd is not None
    await asyncio.to_thread(computer.pcscd.stop, kill=True)


async def stop_idp(computer: SharedComputer) -> None:
    """Lose the IdP."""
    await computer.idp_stops()


async def visit(computer: SharedComputer, state: str, disturb: Disturb) -> None:
    """Go to a state, have something happen there, and come back."""
    reached = asyncio.Event()

    async def then(computer: SharedComputer) -> None:
        reached.set()
        await disturb(computer)

    computer.at_state = (state, then)
    await to(state)(computer)
    if computer.view.state == state and computer.at_state is not None:  # it was there from the beginning
        computer.at_state = None
        await then(computer)
    await reached.wait()
    await asyncio.gather(*computer._disturbing)
    computer._disturbing.clear()
    await back(computer)


def check(computer: SharedComputer) -> None:
    """See that no try is lost and that the trail verifies."""
    assert computer.broken == []
    assert computer.world.audit.verify().ok
    for card in (f"{FIRST}-1", f"{SECOND}-1", "farid-1", "bo-1"):
        assert computer.world.cards.summary(card).tries_left == 3, card


def in_each(root: Path, states: Sequence[str], disturb: Disturb, pcscd: PrivatePcscd | None = None) -> None:
    """Have something happen in one state after the other, with a whole login in between."""

    async def run() -> None:
        computer = SharedComputer(root, pcscd)
        try:
            for state in states:
                try:
                    async with asyncio.timeout(PATIENCE_S):
                        await visit(computer, state, disturb)
                    if computer.view.state == "closed":
                        await computer.close()
                        computer = SharedComputer(root, pcscd)
                    await log_in_and_out(computer)
                    check(computer)
                except BaseException as error:
                    error.add_note(f"in {state}: {computer.trace[-12:]}")
                    raise
        finally:
            await computer.close()

    asyncio.run(run())


@pytest.mark.parametrize("disturb", [pull, stop_idp], ids=lambda each: each.__name__)
def test_something_goes_away_in_every_state(cosmic_profile: Path, disturb: Disturb) -> None:
    # There is one card that the IdP does not know yet, and losing the IdP comes too late to keep it so.
    again = {"unlock_register_code", "manage_register_code"} if disturb is stop_idp else set()
    in_each(cosmic_profile, [state for state in STATES if state not in again], disturb)


@pytest.mark.timeout(300)
def test_pcscd_goes_away_in_every_state(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    """Those of unlocking have the login's own authenticator behind them, and come in the long form."""
    in_each(cosmic_profile, [s for s in STATES if not s.startswith("unlock_")], stop_pcscd, private_pcscd)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_pcscd_goes_away_while_somebody_unlocks(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    in_each(cosmic_profile, [s for s in STATES if s.startswith("unlock_")], stop_pcscd, private_pcscd)


def killed(root: Path, state: str, delay: float = 0.0) -> None:
    """Run a process to a state, where it kills itself; then see what is left."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.test_every_state", str(root), state, str(delay)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr

    async def look() -> None:
        computer = SharedComputer(root)
        try:
            await log_in_and_out(computer)
            check(computer)
        finally:
            await computer.close()

    asyncio.run(look())


@pytest.mark.parametrize("state", STATES)
def test_killed_in_every_state_and_started_again(cosmic_profile: Path, state: str) -> None:
    killed(cosmic_profile, state)


@pytest.mark.soak
@pytest.mark.parametrize("state", STATES)
def test_killed_at_any_moment_after_every_state(cosmic_profile: Path, state: str) -> None:
    random = Random(state)
    for _ in range(10):
        killed(cosmic_profile, state, random.random() * 0.3)


def main(root: str, state: str, delay: str) -> None:
    """Go to a state and die there."""

    async def die(_ward: SharedComputer) -> None:
        await asyncio.sleep(float(delay))
        os.kill(os.getpid(), signal.SIGKILL)

    async def run() -> None:
        await visit(SharedComputer(Path(root)), state, die)

    asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
