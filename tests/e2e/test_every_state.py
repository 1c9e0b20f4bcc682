"""For every state of the chart: pull the card, stop pcscd, stop the IdP, kill the program and start it again.

Nothing hangs, no try of a code is lost, and the audit trail verifies. Everything is real but the window.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from random import Random

import pytest

from cosmic_login.core.clock import Clock
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.pcscd_fixture import private_pcscd
from tests.e2e.journeys import LEAVES, PROMPTS, back, log_in_and_out, to
from tests.e2e.program import environment
from tests.e2e.shared_computer import FIRST, PATIENCE_S, SECOND, Disturb, SharedComputer
from tests.walks import SOME_STATES, rest_whole

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
    await meet(computer, state, disturb)
    await back(computer)


async def meet(computer: SharedComputer, state: str, disturb: Disturb) -> None:
    """Go to a state, and have something happen there."""
    reached = asyncio.Event()

    async def then(computer: SharedComputer) -> None:
        reached.set()
        await disturb(computer)

    computer.at_state = (state, then)
    await to(state)(computer)
    if computer.view.state == state and computer.at_state is not None:  # it was there from the beginning
        computer.at_state = None
        await then(computer)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await reached.wait()
    except TimeoutError:
        raise AssertionError(f"never came to {state}: {computer.trace[-12:]}") from None
    await asyncio.gather(*computer._disturbing)
    computer._disturbing.clear()


def check(computer: SharedComputer) -> None:
    """See that no try is lost and that the trail verifies."""
    assert computer.broken == []
    assert computer.world.audit.verify().ok
    for card in (f"{FIRST}-1", f"{SECOND}-1", "farid-1", "bo-1"):
        assert computer.world.cards.summary(card).tries_left == 3, card


def in_each(
    root: Path,
    states: Sequence[str],
    disturb: Disturb,
    pcscd: PrivatePcscd | None = None,
    clock: Clock | None = None,
) -> None:
    """Have something happen in one state after the other, with a whole login in between."""

    async def run() -> None:
        computer = SharedComputer(root, pcscd, clock)
        try:
            for state in states:
                try:
                    async with asyncio.timeout(PATIENCE_S):
                        await visit(computer, state, disturb)
                    if computer.view.state == "closed":
                        await computer.close()
                        computer = SharedComputer(root, pcscd, clock)
                    await log_in_and_out(computer)
                    check(computer)
                except BaseException as error:
                    error.add_note(f"in {state}: {computer.trace[-12:]}")
                    raise
        finally:
            await computer.close()

    asyncio.run(run())


@pytest.mark.parametrize("disturb", [pull, stop_idp], ids=lambda each: each.__name__)
def test_something_goes_away_in_some_states(cosmic_profile: Path, disturb: Disturb) -> None:
    in_each(cosmic_profile, SOME_STATES, disturb)


@pytest.mark.whole
@pytest.mark.parametrize("disturb", [pull, stop_idp], ids=lambda each: each.__name__)
def test_something_goes_away_in_every_state(cosmic_profile: Path, disturb: Disturb) -> None:
    # There is one card that the IdP does not know yet, and losing the IdP comes too late to keep it so.
    again = {"unlock_register_code", "manage_register_code"} if disturb is stop_idp else set()
    in_each(cosmic_profile, [state for state in STATES if state not in again], disturb)


def test_pcscd_goes_away_in_some_states(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    in_each(cosmic_profile, [s for s in SOME_STATES if not s.startswith("unlock_")], stop_pcscd, private_pcscd)


@pytest.mark.whole
@pytest.mark.timeout(300)
def test_pcscd_goes_away_in_every_state(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    """Those of unlocking have the login's own authenticator behind them, and come in the long form."""
    in_each(cosmic_profile, [s for s in STATES if not s.startswith("unlock_")], stop_pcscd, private_pcscd)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_pcscd_goes_away_while_somebody_unlocks(cosmic_profile: Path, private_pcscd: PrivatePcscd) -> None:
    in_each(cosmic_profile, [s for s in STATES if s.startswith("unlock_")], stop_pcscd, private_pcscd)


Killed = Callable[[Path, str, float], None]


@pytest.fixture(scope="module")
def dies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    """Give a process that goes to a state and kills itself there, forked from one that has imported everything."""
    errors = tmp_path_factory.mktemp("killed") / "errors"
    with errors.open("w") as stderr:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.test_every_state"],
            cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True,
            start_new_session=True,
        )  # fmt: skip
    assert parent.stdin is not None
    assert parent.stdout is not None
    asks, tells = parent.stdin, parent.stdout

    def killed(root: Path, state: str, delay: float) -> None:
        print(json.dumps([str(root), state, delay]), file=asks, flush=True)
        assert tells.readline().strip() == str(-signal.SIGKILL), errors.read_text()

    try:
        yield killed
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)  # with a child of it that never came to its end
        parent.communicate()


def die_and_look(dies: Killed, root: Path, state: str, delay: float = 0.0) -> None:
    """Have a process die in a state; then see what is left."""
    dies(root, state, delay)

    async def look() -> None:
        computer = SharedComputer(root)
        try:
            await log_in_and_out(computer)
            check(computer)
        finally:
            await computer.close()

    asyncio.run(look())


@pytest.mark.parametrize("state", rest_whole(STATES, lambda state: state in SOME_STATES))
def test_killed_in_every_state_and_started_again(cosmic_profile: Path, dies: Killed, state: str) -> None:
    die_and_look(dies, cosmic_profile, state)


def test_killed_behind_a_change_of_the_code_and_again(cosmic_profile: Path, dies: Killed) -> None:
    for _ in range(2):  # the second time the code is another
        die_and_look(dies, cosmic_profile, "managed")


@pytest.mark.soak
@pytest.mark.parametrize("state", STATES)
def test_killed_at_any_moment_after_every_state(cosmic_profile: Path, dies: Killed, state: str) -> None:
    random = Random(state)
    for _ in range(10):
        die_and_look(dies, cosmic_profile, state, random.random() * 0.3)


def die(root: str, state: str, delay: float) -> None:
    """Go to a state and die there."""

    async def end(_computer: SharedComputer) -> None:
        await asyncio.sleep(delay)
        os.kill(os.getpid(), signal.SIGKILL)

    async def run() -> None:
        await visit(SharedComputer(Path(root)), state, end)

    asyncio.run(run())


def main() -> None:
    """Fork a process for each line that is asked for, and tell how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                die(*json.loads(line))
            except BaseException:  # noqa: BLE001 - it is told by the exit status
                traceback.print_exc()
            finally:
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
