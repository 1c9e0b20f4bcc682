"""The login's chart: every pair of state and event has one outcome, every state a way out, every login one end."""

from __future__ import annotations

import functools
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmic_login.core.flow import CHART, DEFAULT_LIMITS, LOGIN, Signal
from cosmic_login.core.machine import Machine, NotAllowed, TimeUp
from tests.unit.core.test_machine import FakeScheduler

KINDS = sorted(CHART.kinds())
EFFECTS = CHART.effects()
LEAVES = [state.name for state in LOGIN.leaves()]
#: What ends by itself: a state in which nothing is under way.
RESTING = {"start", "locked", "closed", "frozen", "unlock_frozen"}


class Rig:
    def __init__(self) -> None:
        self.count = dict.fromkeys(EFFECTS, 0)
        self.scheduler = FakeScheduler()
        effects = {name: (lambda _event, name=name: self._ran(name)) for name in EFFECTS}
        self.machine = Machine(CHART, effects, self.scheduler, DEFAULT_LIMITS.get, holds=lambda _condition: True)

    def _ran(self, name: str) -> None:
        self.count[name] += 1

    def post(self, kind: str) -> None:
        event = (
            TimeUp(next((s for s in self.machine.configuration if (s, kind) in LOGIN.edges), ""))
            if kind == "time_up"
            else Signal(kind)
        )
        self.machine.post(event)

    @property
    def under_way(self) -> int:
        return self.count["start_login"] + self.count["start_task"] - self.count["end_login"]


@functools.cache
def ways() -> dict[str, list[str]]:
    """Return the shortest series of kinds that leads to each state, found through the real machine."""
    found: dict[str, list[str]] = {"start": []}
    todo: deque[list[str]] = deque([[]])
    while todo:
        way = todo.popleft()
        for kind in KINDS:
            rig = Rig()
            try:
                for step in [*way, kind]:
                    rig.post(step)
            except NotAllowed:
                continue
            if rig.machine.state not in found:
                found[rig.machine.state] = [*way, kind]
                todo.append([*way, kind])
    return found


def at(leaf: str) -> Rig:
    rig = Rig()
    for kind in ways()[leaf]:
        rig.post(kind)
    return rig


def test_something_leads_to_every_state() -> None:
    assert set(ways()) == set(LEAVES)


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_pair_has_its_outcome(leaf: str) -> None:
    for kind in KINDS:
        rig = at(leaf)
        if kind in {"card_seen"}:
            rig.post(kind)
            assert rig.machine.state == leaf
            continue
        edge = LOGIN.finds(leaf, kind)
        ancestry = [leaf, LOGIN.states[leaf].parent]
        ignored = any(kind in LOGIN.states[name].ignores for name in ancestry if name)
        if edge is not None:
            rig.post(kind)
            assert (edge.target or leaf) in rig.machine.configuration, kind
        elif ignored:
            rig.post(kind)
            assert rig.machine.state == leaf, kind
        else:
            with pytest.raises(NotAllowed):
                rig.post(kind)
            assert rig.machine.state == leaf, kind


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if not LOGIN.states[leaf].final])
def test_every_state_has_a_way_out_of_the_persons_own(leaf: str) -> None:
    state = LOGIN.states[leaf]
    assert state.abort is not None
    rig = at(leaf)
    rig.post(state.abort)
    assert rig.machine.state != leaf


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if leaf not in RESTING])
def test_time_alone_brings_every_state_to_rest_with_no_login_under_way(leaf: str) -> None:
    rig = at(leaf)
    for _ in range(8):
        if rig.machine.state in RESTING:
            break
        if rig.machine.state in {"logging_out", "closing"}:
            rig.post("session_ended")
            continue
        timers = rig.scheduler.running
        assert timers, f"nothing ends {rig.machine.state}"
        timers[-1].cancelled = True
        timers[-1].call()
    assert rig.machine.state in RESTING
    assert rig.under_way == 0


@pytest.mark.parametrize("leaf", LEAVES)
def test_a_login_is_under_way_exactly_where_it_is_shown(leaf: str) -> None:
    busy = {"authenticating", "unlocking", "managing"}
    rig = at(leaf)
    assert rig.under_way == (1 if busy & set(rig.machine.configuration) else 0)


@given(st.lists(st.sampled_from(KINDS), max_size=60))
def test_no_series_of_events_leaves_two_logins_or_an_old_timer(kinds: list[str]) -> None:
    rig = Rig()
    for kind in kinds:
        try:
            rig.post(kind)
        except NotAllowed:
            continue
        assert rig.under_way in {0, 1}
        assert len(rig.scheduler.running) <= 2
