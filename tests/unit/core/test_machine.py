"""The runner of charts: nesting, re-entry, history, regions, time limits, and that nothing is swallowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cosmic_login.core.chart import Chart, ChartError, Edge, Region, State
from cosmic_login.core.flow import Signal
from cosmic_login.core.machine import Machine, NotAllowed, TimeUp, UnknownEvent


@dataclass
class FakeTimer:
    seconds: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class FakeScheduler:
    """Time limits that fire when the test says so."""

    timers: list[FakeTimer] = field(default_factory=list)

    def call_later(self, seconds: float, call: Callable[[], None]) -> FakeTimer:
        self.timers.append(FakeTimer(seconds, call))
        return self.timers[-1]

    @property
    def running(self) -> list[FakeTimer]:
        return [timer for timer in self.timers if not timer.cancelled]


EFFECTS = ("in_on", "out_on", "in_a", "out_a", "in_b", "out_b", "go", "boom", "more")
ON = Region.build(
    "main",
    "off",
    [
        State("off", abort="up"),
        State("on", initial="a", enter=("in_on",), leave=("out_on",), time_limit="short"),
        State("a", "on", enter=("in_a",), leave=("out_a",)),
        State("b", "on", enter=("in_b",), leave=("out_b",), ignores=frozenset({"noise"})),
    ],
    [
        Edge("off", "up", "on", ("go",)),
        Edge("off", "back", "on@"),
        Edge("on", "down", "off"),
        Edge("on", "next", "b"),
        Edge("on", "again", "on"),
        Edge("b", "again_b", "b"),
        Edge("on", "inside", None, ("go",)),
        Edge("on", "break", "off", ("boom", "go")),
        Edge("on", "chain", "b", ("more",)),
        Edge("on", "time_up", "off"),
    ],
)
LAMP = Region.build(
    "lamp",
    "dark",
    [State("dark"), State("light")],
    [Edge("dark", "flip", "light"), Edge("light", "flip", "dark"), Edge("light", "down", "dark")],
)


class Rig:
    def __init__(self, limit: float | None = 5.0) -> None:
        self.ran: list[str] = []
        self.scheduler = FakeScheduler()
        effects = {name: self._effect(name) for name in EFFECTS}
        self.machine = Machine(Chart((ON, LAMP)), effects, self.scheduler, lambda _name: limit)

    def _effect(self, name: str) -> Callable[[object], None]:
        def run(_event: object) -> None:
            self.ran.append(name)
            if name == "boom":
                raise RuntimeError("an effect broke")
            if name == "more":
                self.machine.post(Signal("flip"))

        return run

    def post(self, *kinds: str) -> list[str]:
        self.ran.clear()
        for kind in kinds:
            self.machine.post(Signal(kind))
        return self.ran


def test_entering_and_leaving_runs_the_effects_in_order() -> None:
    rig = Rig()
    assert rig.post("up") == ["go", "in_on", "in_a"]
    assert rig.machine.configuration == ("on", "a", "dark")
    assert rig.post("down") == ["out_a", "out_on"]


def test_moving_between_children_keeps_the_parent() -> None:
    rig = Rig()
    rig.post("up")
    assert rig.post("next") == ["out_a", "in_b"]
    assert len(rig.scheduler.running) == 1  # the parent's limit runs on


def test_the_target_itself_is_entered_anew_and_its_limit_starts_over() -> None:
    rig = Rig()
    rig.post("up", "next")
    assert rig.post("again_b") == ["out_b", "in_b"]
    assert rig.post("again") == ["out_b", "out_on", "in_on", "in_a"]
    assert len(rig.scheduler.timers) == 2
    assert len(rig.scheduler.running) == 1


def test_an_inner_edge_moves_nothing() -> None:
    rig = Rig()
    rig.post("up")
    assert rig.post("inside") == ["go"]


def test_history_comes_back_to_where_it_was() -> None:
    rig = Rig()
    rig.post("up", "next", "down")
    rig.post("back")
    assert rig.machine.state == "b"


def test_regions_go_on_beside_each_other_and_share_events() -> None:
    rig = Rig()
    rig.post("up", "flip")
    assert rig.machine.configuration == ("on", "a", "light")
    rig.post("down")
    assert list(rig.machine.configuration) == ["off", "dark"]


def test_a_time_limit_ends_its_own_state_only() -> None:
    rig = Rig()
    rig.post("up")
    (timer,) = rig.scheduler.running
    assert timer.seconds == 5.0
    timer.call()
    assert rig.machine.state == "off"
    rig.post("up", "down")
    with pytest.raises(NotAllowed):
        rig.machine.post(TimeUp("on"))  # came too late


def test_without_a_limit_there_is_no_timer_and_stop_drops_them_all() -> None:
    rig = Rig(limit=None)
    rig.post("up")
    assert rig.scheduler.timers == []
    other = Rig()
    other.post("up")
    other.machine.stop()
    assert other.scheduler.running == []


def test_events_that_do_not_belong_raise() -> None:
    rig = Rig()
    with pytest.raises(NotAllowed):
        rig.post("down")
    with pytest.raises(UnknownEvent):
        rig.post("no such thing")
    rig.post("up", "next")
    assert rig.post("noise") == []  # ignored by name, here
    rig.post("down")
    with pytest.raises(NotAllowed):
        rig.post("noise")


def test_an_effect_that_raises_is_raised_after_the_step_is_whole() -> None:
    rig = Rig()
    rig.post("up")
    with pytest.raises(RuntimeError, match="an effect broke"):
        rig.post("break")
    assert rig.ran == ["out_a", "out_on", "boom", "go"]
    assert rig.machine.state == "off"
    assert rig.post("up")[0] == "go"  # and it goes on working


def test_what_an_effect_posts_comes_after_the_step() -> None:
    rig = Rig()
    rig.post("up")
    assert rig.post("chain") == ["out_a", "more", "in_b"]
    assert rig.machine.active("light")


def test_every_effect_needs_a_handler() -> None:
    with pytest.raises(ValueError, match="boom"):
        Machine(Chart((ON,)), {}, FakeScheduler(), lambda _name: None)


@pytest.mark.parametrize(
    ("states", "edges", "what"),
    [
        ([State("x"), State("x")], [], "twice"),
        ([State("x")], [Edge("x", "k", "x"), Edge("x", "k", None)], "two edges"),
        ([State("x")], [Edge("x", "k", "y")], "not there"),
        ([State("x", abort="k")], [], "abort"),
        ([State("x", time_limit="l")], [], "time limit"),
        ([State("x", "y")], [], "y"),
    ],
)
def test_a_chart_that_contradicts_itself_is_refused(states: list[State], edges: list[Edge], what: str) -> None:
    with pytest.raises(ChartError, match=what):
        Region.build("r", "x", states, edges)
