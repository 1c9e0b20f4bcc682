"""The tester's verbs for outages: choose which failure, once or until told, from a test (R15)."""

from __future__ import annotations

import asyncio

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.desktop.trainer import WorldTrainer
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot


def failure(cosmic: LoginBench, robot: Robot) -> str:
    found = cosmic.login(robot).failure
    return found.code if found is not None else ""


def test_once_until_told_and_back(cosmic: LoginBench, cosmic_robot: Robot) -> None:
    cosmic.insert("anna-1")
    cosmic.outage("siths", orders=1)
    assert cosmic.ways()["siths-this-device"] is False
    assert [failure(cosmic, cosmic_robot) for _ in range(2)] == ["siths.out_of_service", ""]
    cosmic.outage("siths-this-device", "idp.busy")
    cosmic.outage("revocation")
    assert [failure(cosmic, cosmic_robot) for _ in range(2)] == ["idp.busy", "idp.busy"]
    cosmic.restore("siths-this-device")
    assert failure(cosmic, cosmic_robot) == "certificate.revocation_unknown"
    cosmic.restore()
    assert all(cosmic.ways().values())
    with pytest.raises(LoginFailure, match=r"control\.invalid"):
        cosmic.outage("nothing")


async def as_the_panel_is_told(cosmic: LoginBench) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what the trainer's panel would be told of services that are out for somebody alone."""
    trainer = WorldTrainer(lambda: cosmic.world)
    try:
        services = (await trainer.look()).services
    finally:
        await trainer.close()
    return [(each.target, each.failure, [one[1:3] for one in each.alone]) for each in services if each.alone]


def test_for_one_person(cosmic: LoginBench, cosmic_robot: Robot) -> None:
    assert cosmic.outage("siths", person="anna").person == "anna"
    assert asyncio.run(as_the_panel_is_told(cosmic)) == [("siths", "", [("Anna Testsson", "siths.out_of_service")])]
    cosmic.insert("bo-1")
    assert failure(cosmic, cosmic_robot) == ""
    cosmic.insert("anna-1")
    assert failure(cosmic, cosmic_robot) == "siths.out_of_service"
    cosmic.restore("siths", person="anna")
    assert failure(cosmic, cosmic_robot) == ""
    with pytest.raises(LoginFailure, match=r"person\.unknown"):
        cosmic.outage("siths", person="nobody")
    with pytest.raises(LoginFailure, match=r"person\.unknown"):
        cosmic.restore("siths", person="nobody")
