"""Two phones, two people and a window in any order: tries are never given away, and nothing is pending for ever."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.models import Battery
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from tests.unit.phone.screens import Screen

WRONG = "281905"
STEPS = 60
#: What a person may be told, whatever they do.
TOLD = {
    "phone.no_network", "phone.battery", "phone.no_id", "phone.code_wrong", "phone.code_blocked", "phone.nothing_asked",
    "phone.clock", "phone.not_installed", "qr.stale", "qr.used", "qr.unknown", "order.expired", "order.cancelled",
    "order.replaced", "order.start_failed", "order.declined", "order.unknown", "enrolment.too_many",
}  # fmt: skip
#: What may come of the right code.
GIVES_BACK = {
    "phone.no_network", "phone.battery", "phone.clock", "order.expired", "order.cancelled", "order.replaced",
    "order.unknown",
}  # fmt: skip


def done(action: Callable[[], None]) -> LoginFailure | None:
    """Do it; return the failure if it ended in one."""
    try:
        action()
    except LoginFailure as failure:
        return failure
    return None


class Walk:
    """The hands, and what must be so after each step."""

    def __init__(self, bench: LoginBench, clock: ManualClock, seed: int) -> None:
        self.bench, self.clock, self.chance = bench, clock, random.Random(seed)
        self.people = {name: TestPhone(bench.world, name) for name in ("anna", "bo")}
        self.tries: dict[str, int | None] = dict.fromkeys(self.people)  # None: no e-ID
        self.screens: list[Screen] = []
        self.told: list[str] = []
        self.finished = 0
        for name, phone in self.people.items():
            self.activate(name, phone)

    def step(self) -> None:
        """Do one thing, and look."""
        name = self.chance.choice(list(self.people))
        phone = self.people[name]
        actions: list[tuple[int, Callable[[str, TestPhone], None]]] = [
            (3, self.begin), (6, self.scan), (6, self.confirm), (9, self.log_in), (2, self.wrong), (1, self.decline),
            (1, self.cancel), (2, self.activate), (1, self.remove), (2, self.faults), (1, self.kill), (2, self.wait),
        ]  # fmt: skip
        (action,) = self.chance.choices([act for _, act in actions], [weight for weight, _ in actions])
        failure = done(lambda: action(name, phone))
        if failure is not None:
            self.told.append(failure.code)
            assert failure.code in TOLD, (action.__name__, failure.code)
            self.after(name, failure)
        self.look()

    def begin(self, _name: str, _phone: TestPhone) -> None:
        self.screens.append(Screen(self.bench.idp_url).begin())

    def scan(self, _name: str, phone: TestPhone) -> None:
        if self.screens:
            screen = self.chance.choice(self.screens[-2:-1] + 3 * self.screens[-1:])
            screen.look()
            phone.scan(screen.code)

    def confirm(self, name: str, phone: TestPhone) -> None:
        phone.confirm()
        self.finished += 1
        self.tries[name] = 3

    def log_in(self, name: str, phone: TestPhone) -> None:
        """Do it all in the right order."""
        self.begin(name, phone)
        phone.scan(self.screens[-1].code)
        self.confirm(name, phone)

    def wrong(self, _name: str, phone: TestPhone) -> None:
        phone.confirm(WRONG)

    def decline(self, _name: str, phone: TestPhone) -> None:
        phone.decline()

    def cancel(self, _name: str, _phone: TestPhone) -> None:
        if self.screens:
            self.screens[-1].cancel()

    def activate(self, name: str, phone: TestPhone) -> None:
        phone.activate(name)
        self.tries[name] = 3

    def remove(self, name: str, phone: TestPhone) -> None:
        if self.tries[name] is not None and not phone.phone.dead:
            phone.remove(phone.ids()[0])
            self.tries[name] = None

    def faults(self, _name: str, phone: TestPhone) -> None:
        phone.fail(
            no_network=self.chance.random() < 0.3,
            clock_off_s=self.chance.choice([0, 0, 0, 5_000]),
            battery=self.chance.choice([Battery.LASTS, Battery.LASTS, *Battery]),
        )

    def kill(self, name: str, _phone: TestPhone) -> None:
        """Another program goes on with the phone."""
        self.people[name] = TestPhone(self.bench.world, name)

    def wait(self, _name: str, _phone: TestPhone) -> None:
        self.clock.advance(self.chance.choice([1, 1, 4, 20, 100]))

    def after(self, name: str, failure: LoginFailure) -> None:
        """Tell what a failure means for the tries."""
        if failure.code in {"phone.code_wrong", "phone.code_blocked"}:
            before = self.tries[name]
            assert before is not None
            assert failure.tries_left == max(0, before - 1)
            self.tries[name] = failure.tries_left
        elif self.people[name].phone.installed and self.people[name].ids():
            # The right code was judged, but the answer could not be sent; nothing else gives tries back.
            left = self.people[name].ids()[0].tries_left
            assert left in {self.tries[name], 3}
            assert left == self.tries[name] or failure.code in GIVES_BACK
            self.tries[name] = left

    def look(self) -> None:
        for name, phone in self.people.items():
            ids = phone.ids() if phone.phone.installed else ()
            assert [eid.tries_left for eid in ids] == ([] if self.tries[name] is None else [self.tries[name]])
            asked = phone.asked
            assert asked is None or (0 < asked.expires_in <= 180 and asked.tries_left > 0)

    def end(self) -> None:
        """After their time nothing waits, at the service or on a phone."""
        self.clock.advance(2_000)
        for screen in self.screens:
            assert screen.look().get("login", {}).get("status") != "pending"
        for phone in self.people.values():
            assert phone.asked is None


@pytest.fixture
def bench(cosmic_profile: Path) -> Iterator[tuple[LoginBench, ManualClock]]:
    """Give a world whose clock stands."""
    clock = ManualClock()
    made = LoginBench(cosmic_profile, clock)
    yield made, clock
    made.close()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do(bench: tuple[LoginBench, ManualClock], seed: int) -> None:
    walk = Walk(*bench, seed)
    for _ in range(STEPS):
        walk.step()
    walk.end()


def test_the_walks_go_somewhere(bench: tuple[LoginBench, ManualClock]) -> None:
    walk = Walk(*bench, 99)
    for _ in range(2 * STEPS):
        walk.step()
    assert walk.finished, sorted(walk.told)
    assert len(set(walk.told)) >= 5, set(walk.told)
