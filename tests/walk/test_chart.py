"""A random walk on the chart through the real conductor, and the way to rest from every state.

Whatever happens, in whatever order: nothing but ``NotAllowed`` is raised, every login that is begun is ended once,
codes are wiped, and no task is left. By time limits alone every state comes to rest with nothing under way.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.authenticators.tasks.card_tasks import TASKS
from cosmic_login.core.flow import CHART, DEFAULT_LIMITS, LOGIN, Signal
from cosmic_login.core.machine import Event, Machine
from tests.walk.chart_walk import RESTS, TALKING, Walk
from tests.walk.hands import HandScheduler

SEED = int(os.environ.get("COSMIC_WALK_SEED", "20261123"))
LEAVES = [state.name for state in LOGIN.leaves()]


@pytest.fixture(autouse=True)
def real_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the real card tasks back that the walks replace."""
    for name, task in TASKS.items():
        monkeypatch.setitem(TASKS, name, task)


def test_forty_thousand_events() -> None:
    """Three walks in ten miss a state that comes seldom: then one more goes on from there, with the same random."""
    random, unseen = Random(SEED), set(LEAVES)
    for _ in range(5):
        walk = Walk(random)
        asyncio.run(walk.go(40_000))
        assert set(walk.visited) <= set(LEAVES)
        unseen -= set(walk.visited)
        if not unseen:
            break
    assert unseen == set(), f"never seen: {unseen}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_short_walks_that_shrink(random: Random) -> None:
    """Hypothesis chooses: should it ever find something, it comes back with the shortest way there."""
    asyncio.run(Walk(random).go(40))


@pytest.mark.soak
def test_a_million_events(capsys: pytest.CaptureFixture[str]) -> None:
    walk = Walk(Random(SEED))
    before = time.perf_counter()
    asyncio.run(walk.go(1_000_000))
    seconds = time.perf_counter() - before
    assert set(walk.visited) == set(LEAVES)
    with capsys.disabled():
        print(f"\n1 000 000 events, {walk.lives} lives: {1_000_000 / seconds:,.0f} events a second")


# -- every state comes to rest -----------------------------------------------------------------------------------


class Bare:
    """The chart alone, with effects that only count."""

    def __init__(self, *, lively: bool = True) -> None:
        """``lively``: in the manner true to life, in which Cosmic may lock up."""
        self.under_way = 0
        self.clock = HandScheduler()
        effects = dict.fromkeys(CHART.effects(), lambda _event: None)
        self.machine = Machine(
            CHART,
            {**effects, "start_login": self._more, "start_task": self._more, "end_login": self._fewer},
            self.clock,
            DEFAULT_LIMITS.get,
            holds=lambda _condition: lively,
        )

    def _more(self, _event: Event) -> None:
        self.under_way += 1

    def _fewer(self, _event: Event) -> None:
        self.under_way -= 1


def ways() -> dict[str, tuple[str, ...]]:
    """Return the shortest way from the beginning to each innermost state, as kinds of events."""
    found: dict[str, tuple[str, ...]] = {}
    queue: deque[tuple[str, ...]] = deque([()])
    while queue:
        way = queue.popleft()
        chart = Bare()
        for kind in way:
            chart.machine.post(Signal(kind))
        if chart.machine.state in found:
            continue
        found[chart.machine.state] = way
        queue.extend((*way, kind) for kind in sorted(CHART.kinds()) if chart.machine.allows(kind))
    return found


WAYS = ways()


def test_every_state_can_be_reached() -> None:
    assert set(WAYS) == set(LEAVES)


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_state_comes_to_rest_by_its_time_limits(leaf: str) -> None:
    chart = Bare()
    for kind in WAYS[leaf]:
        chart.machine.post(Signal(kind))
    assert chart.machine.state == leaf
    assert chart.under_way == len(TALKING & set(chart.machine.configuration))
    passed = [leaf]
    while chart.machine.state not in RESTS:
        assert chart.clock.fire(Random(SEED)), f"nothing ends {chart.machine.state}"
        assert chart.machine.state not in passed, f"{passed} goes round in circles"
        passed.append(chart.machine.state)
    assert chart.under_way == 0
    assert not TALKING & set(chart.machine.configuration)


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_state_lets_the_program_be_closed(leaf: str) -> None:
    """By the person; a locked session's window by the system alone."""
    locked = leaf.startswith(("locked", "unlock_", "take_over"))
    hands = ("restart", "declined", "shut_down", "session_ended") if locked else ("restart", "close", "session_ended")
    chart = Bare()
    for kind in WAYS[leaf]:
        chart.machine.post(Signal(kind))
    while not chart.machine.finished:
        ways = (kind for kind in hands if chart.machine.allows(kind))
        chart.machine.post(Signal(next(ways)))
    assert chart.under_way == 0
    assert chart.clock.pending() == []
