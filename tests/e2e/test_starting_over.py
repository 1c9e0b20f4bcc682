"""The exercise starts over: everything is as it was shipped, whole or not at all, and the trail goes on."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.app import DEFAULT_READER, World
from cosmic_login.cli.main import main
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.sealed_state import phone_names
from cosmic_login.run import desk
from cosmic_login.run.context import CliContext
from cosmic_login.run.starting_over import start_over
from tests.e2e.program import environment

RESERVE = "anna-r1"
#: A program that is killed when the IdP has forgotten and the cards are made anew, and before the phones go.
KILLED = """
import os, signal, sys
from cosmic_login.cli.main import main
from cosmic_login.phone import sealed_state
sealed_state.forget_phones = lambda _profile: os.kill(os.getpid(), signal.SIGKILL)
main(["--profile", sys.argv[1], "training", "reset", "--yes"])
"""


async def _use(world: World) -> str:
    """Do what a lesson does; return an activation code that nobody has used."""
    desk.issue_reserve(world, "anna")
    await desk.activate(world, RESERVE)
    desk.revoke(world, "anna-1")
    phone = world.phone("anna")
    phone.install("siths")
    await phone.activate("siths", await world.activation("anna", "siths"), Code("739146"))
    control = world.control()
    await control.outage("siths")
    await control.aclose()
    return await world.activation("anna", "siths")


@pytest.fixture
def used(cosmic_profile: Path) -> Iterator[World]:
    """Give a profile after a lesson: a card revoked, a reserve card, a phone, a service that is out."""
    context = CliContext(profile_dir=cosmic_profile)
    with context.world() as world:
        world.unused = asyncio.run(_use(world))  # type: ignore[attr-defined]
        yield world
    context.close()


async def _state(world: World) -> list[str]:
    control = world.control()
    try:
        return [outage.target for outage in (await control.state()).outages]
    finally:
        await control.aclose()


def _as_shipped(world: World) -> None:
    assert world.cards.summary("anna-1").state == "ok"
    assert RESERVE not in world.cards.ids()
    assert phone_names(world.profile) == ()
    assert asyncio.run(_state(world)) == []
    assert not world.profile.starting_over_file.exists()


def _events(world: World) -> list[str]:
    assert world.audit.verify().ok
    return [record.event for record in world.audit.records()]


def test_everything_is_as_shipped_and_the_trail_goes_on(used: World) -> None:
    card = used.cards.open("anna-1")
    used.virtual_readers.add(DEFAULT_READER)
    used.virtual_readers.insert(DEFAULT_READER, card)
    before, serial = _events(used), card.state.slots[0].certificate
    done = start_over(used)
    assert done.services == ("siths",)
    assert (done.cards, done.phones) == (2, 1)
    _as_shipped(used)
    assert card.state.slots[0].certificate != serial  # who has it in a reader meets the new one
    after = _events(used)
    assert after[: len(before)] == before
    assert after[len(before) :] == ["outage.ended", "training.reset"]
    phone = used.phone("anna")
    phone.install("siths")
    unused = used.unused  # type: ignore[attr-defined]
    with pytest.raises(LoginFailure) as refused:
        asyncio.run(phone.activate("siths", unused, Code("739146")))
    assert refused.value.code == "activation.unknown"


def test_a_card_that_is_in_use_stops_it_before_anything_is_done(used: World) -> None:
    card = used.cards.open("anna-1")
    card.power_on()
    with pytest.raises(LoginFailure) as refused:
        start_over(used)
    card.power_off()
    assert refused.value.code == "card.in_use"
    assert not used.profile.starting_over_file.exists()
    assert (phone_names(used.profile), asyncio.run(_state(used))) == (("anna",), ["siths"])
    assert used.cards.summary("anna-1").state == "revoked"


def test_a_program_that_is_killed_in_the_middle_leaves_nothing_half_done(used: World) -> None:
    used.close()
    root = used.profile.root
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(root)], env=environment(), capture_output=True, check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert used.profile.starting_over_file.exists()
    assert phone_names(used.profile) == ("anna",)
    context = CliContext(profile_dir=root)
    with context.world() as world:
        _as_shipped(world)
        assert _events(world).count("training.reset") == 2
    context.close()


def test_the_command_asks_before_it_does_what_cannot_be_undone(
    cosmic_profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--profile", str(cosmic_profile), "training", "reset"]
    assert main(command) == 2
    assert capsys.readouterr().err.startswith("usage.invalid: ")
    assert main([*command, "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cards": 0, "phones": 0, "services": []}
