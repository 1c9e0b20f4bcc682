"""The proof about ``frozen``: in the manner that is safe no sequence of events whatsoever leads there (R17, R18).

The walk over the chart is exhaustive: from every configuration that can be reached, every kind of event the chart
knows is posted to the real machine, and every time limit that is armed is let pass. The conductor and the real window
are walked at random besides (``test_chart.py``, ``test_window.py``: half of their lives are safe, and check it).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from cosmic_login.core.flow import CHART, LOGIN, TRUE_TO_LIFE, Signal
from cosmic_login.core.machine import Event, NotAllowed, TimeUp
from tests.walk.test_chart import Bare

FROZEN = {"frozen", "unlock_frozen"}
#: Where somebody may be too quick.
TOO_QUICK = {"start", "locked", "reading_certificate", "unlock_reading_certificate"} & set(LOGIN.states)


def everything(chart: Bare) -> Iterator[Event]:
    """Yield all that can happen, the chart's own time limits included."""
    yield from (Signal(kind) for kind in sorted(CHART.kinds() - {"time_up"}))
    yield from (TimeUp(name) for name in chart.machine.configuration)


def at(way: tuple[Event, ...], *, lively: bool) -> Bare:
    chart = Bare(lively=lively)
    for event in way:
        with contextlib.suppress(NotAllowed):
            chart.machine.post(event)
    return chart


def closure(*, lively: bool) -> dict[tuple[str, ...], tuple[Event, ...]]:
    """Return every configuration that can be reached, with a way to it."""
    found: dict[tuple[str, ...], tuple[Event, ...]] = {}
    todo: list[tuple[Event, ...]] = [()]
    while todo:
        way = todo.pop()
        chart = at(way, lively=lively)
        if chart.machine.configuration in found:
            continue
        found[chart.machine.configuration] = way
        for event in everything(chart):
            after = at((*way, event), lively=lively)
            if after.machine.configuration not in found:
                todo.append((*way, event))
    return found


def test_in_the_safe_manner_nothing_whatsoever_leads_to_frozen() -> None:
    reached = {name for configuration in closure(lively=False) for name in configuration}
    assert not reached & FROZEN
    assert reached == set(LOGIN.states) - FROZEN | set(CHART.regions[1].states), "the walk has not been everywhere"


def test_true_to_life_it_is_reached_where_somebody_is_too_quick_and_nowhere_else() -> None:
    configurations = closure(lively=True)
    reached = {name for configuration in configurations for name in configuration}
    assert reached >= FROZEN
    froze = set()
    for configuration, way in configurations.items():
        for event in everything(at(way, lively=True)):
            after = at((*way, event), lively=True)
            if FROZEN & set(after.machine.configuration) and not FROZEN & set(configuration):
                assert event.kind == "froze"
                froze |= set(configuration) & TOO_QUICK
    assert froze == TOO_QUICK


@pytest.mark.parametrize("state", sorted(FROZEN))
def test_only_a_restart_leaves_it(state: str) -> None:
    way = next(way for configuration, way in closure(lively=True).items() if state in configuration)
    for event in everything(at(way, lively=True)):
        after = at((*way, event), lively=True)
        left = state not in after.machine.configuration
        assert left == (event.kind == "restart"), event
    restarted = at((*way, Signal("restart")), lively=True).machine
    assert restarted.state == ("locked" if state == "unlock_frozen" else "start")


def test_every_edge_into_frozen_has_the_condition() -> None:
    """The chart itself says it: one that is added without the condition fails here, by its name."""
    into = [edge for edge in LOGIN.edges.values() if edge.target in FROZEN]
    assert {edge.source for edge in into} == TOO_QUICK
    assert {edge.when for edge in into} == {TRUE_TO_LIFE}
    assert all(state not in FROZEN for state in (LOGIN.initial, *(each.initial for each in LOGIN.states.values())))
