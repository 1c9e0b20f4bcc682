"""Several programs on one profile share an IdP; whoever runs it may go at any moment, and another goes on."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.authenticators.engine.headless import Outcome
from cosmic_login.core.prompts import Answer, ConfirmCertificate, EnterCode, Prompt, Working
from cosmic_login.core.situations import Step
from cosmic_login.net.shared_idp import answers
from cosmic_login.profile.idp_place import IdpPlace
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot

METHODS = pytest.mark.parametrize("method", ["siths-this-device", "siths-md"])


@pytest.fixture
def first(tmp_path: Path) -> Iterator[LoginBench]:
    """Give the program that runs the IdP."""
    bench = LoginBench(tmp_path / "profile")
    assert answers(bench.idp_url)
    yield bench
    bench.close()


@pytest.fixture
def other(first: LoginBench) -> Iterator[LoginBench]:
    """Give a program that asks it."""
    bench = LoginBench(first.world.profile.root)
    assert bench.world.idp_address() == first.idp_url
    assert not bench.world.serves_others
    yield bench
    bench.close()


class Leaving(Robot):
    """Answers as ever; before the first answer for which ``when`` holds, the program goes that runs the IdP."""

    def __init__(self, first: LoginBench, when: Callable[[Prompt[Any]], bool]) -> None:
        super().__init__(codes=["123456"])
        self._first, self._when, self.left = first, when, False

    def __call__(self, prompt: Prompt[Any]) -> Answer | None:
        if not self.left and self._when(prompt):
            self.left = True
            self._first.world.close()
        return super().__call__(prompt)


def at(step: Step) -> Callable[[Prompt[Any]], bool]:
    return lambda prompt: isinstance(prompt, Working) and prompt.step is step


MOMENTS = {
    "at first": at(Step.CONNECTING),
    "before it is begun": at(Step.CHECKING_CERTIFICATE),
    "at the code": lambda prompt: isinstance(prompt, EnterCode),
    "while the card signs": at(Step.SIGNING),
    "while it is verified": at(Step.VERIFYING),
}


def succeeded(outcome: Outcome) -> None:
    assert outcome.failure is None, outcome.failure
    assert outcome.identity is not None


@METHODS
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_login_goes_on_when_the_program_goes_that_ran_the_idp(
    method: str, moment: str, first: LoginBench, other: LoginBench
) -> None:
    address = first.idp_url
    other.insert("bo-1")
    robot = Leaving(first, MOMENTS[moment])
    succeeded(other.login(robot, method=method))
    assert robot.left
    assert other.world.idp_base_url() == address, "it goes on where the other was"
    assert len(robot.asked_for(EnterCode)) == 1, "nobody gives the code again"
    assert len(robot.asked_for(ConfirmCertificate)) == (method == "siths-md")
    assert [row.event for row in other.audit()].count("login.attempted") == 1, "and the login is the same"


def test_the_next_program_asks_whoever_runs_it_now(first: LoginBench, other: LoginBench) -> None:
    first.world.close()
    assert other.world.idp_address() == other.world.idp_base_url()
    third = LoginBench(first.world.profile.root)
    try:
        third.insert("bo-1")
        succeeded(third.login())
        assert third.world.idp_address() == other.world.idp_base_url()
    finally:
        third.close()


def test_an_address_that_a_killed_program_left_behind_is_not_asked(first: LoginBench) -> None:
    profile = first.world.profile
    place = IdpPlace.last(profile)
    first.world.close()
    with socket.socket() as stranger:  # somebody else's program got the port
        stranger.bind(("127.0.0.1", place.issuer))
        stranger.listen()
        stranger.settimeout(0)
        profile.idp_address_file.write_text("http://127.0.0.1:1")
        second = LoginBench(profile.root)
        try:
            second.insert("bo-1")
            succeeded(second.login())
            assert second.idp_url == profile.idp_address_file.read_text() != f"http://127.0.0.1:{place.issuer}"
        finally:
            second.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"": "x", "mtls": 70000}', b'{"": -1}'])
def test_a_place_that_cannot_be_read_is_any_place(content: bytes, tmp_path: Path) -> None:
    bench = LoginBench(tmp_path)
    bench.world.profile.idp_place_file.write_bytes(content)
    assert IdpPlace.last(bench.world.profile) == IdpPlace()
