"""A code is asked for while the order stands, and no longer: also when the machine slept, or its clock was set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.prompts import EnterCode
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot

METHODS = pytest.mark.parametrize("method", ["siths-this-device", "siths-md"])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cosmic(tmp_path: Path, clock: ManualClock) -> Iterator[LoginBench]:
    bench = LoginBench(tmp_path / "profile", clock)
    yield bench
    bench.close()


@METHODS
@pytest.mark.parametrize(("asleep", "code"), [(True, "order.expired"), (False, "clock.changed")])
def test_the_code_page_goes_when_its_order_is_over(
    cosmic: LoginBench, clock: ManualClock, method: str, asleep: bool, code: str
) -> None:
    cosmic.insert("bo-1")

    def sleep(_prompt: EnterCode) -> None:
        if asleep:
            clock.advance(200)
        else:
            clock.at += timedelta(seconds=200)

    outcome = cosmic.login(Robot().on(EnterCode, sleep), method=method)
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert cosmic.login(Robot(), method=method).identity is not None


def test_a_code_in_time_is_taken(cosmic: LoginBench, clock: ManualClock) -> None:
    cosmic.insert("bo-1")
    robot = Robot()

    def late(_prompt: EnterCode) -> object:
        clock.advance(170)
        robot._reactions.clear()
        return robot(_prompt)

    assert cosmic.login(robot.on(EnterCode, late)).identity is not None  # type: ignore[arg-type]
