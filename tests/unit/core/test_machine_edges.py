"""The runner and the chart's checks where it is easy to be nearly right: history from within, errors, nesting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cosmic_login.core.chart import Chart, ChartError, Edge, Region, State
from cosmic_login.core.flow import Signal
from cosmic_login.core.machine import Event, Machine, NotAllowed, TimeUp
from tests.unit.core.test_machine import FakeScheduler

PLAYER = Region.build(
    "player",
    "off",
    (
        State("off"),
        State("on", initial="song", time_limit="battery", enter=("light",), leave=("dark",)),
        State("song", "on", enter=("sing",), leave=("hush",), time_limit="track", ignores=frozenset({"call"})),
        State("radio", "on"),
        State("paused"),
        State("broken", final=True),
    ),
    (
        Edge("off", "press", "on", ("click",)),
        Edge("on", "pause", "paused"),
        Edge("on", "again", "on@"),
        Edge("on", "call", "off"),
        Edge("on", "next", "song"),
        Edge("on", "smash", "broken"),
        Edge("on", "time_up", "off"),
        Edge("paused", "pause", "on@"),
        Edge("paused", "press", "on"),
        Edge("song", "swap", "radio"),
        Edge("song", "time_up", "radio"),
    ),
)


class Rig:
    """A machine whose effects are written down; ``do`` makes one of them do something as well."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.seen: list[str] = []
        self.do: dict[str, Callable[[], None]] = {}
        self.scheduler = FakeScheduler()
        chart = Chart((PLAYER,))
        limits = {"battery": 100.0, "track": 10.0}
        effects = {name: self._effect(name) for name in chart.effects()}
        self.machine = Machine(chart, effects, self.scheduler, limits.get, lambda event: self.seen.append(event.kind))

    def _effect(self, name: str) -> Callable[[Event], None]:
        def run(_event: Event) -> None:
            self.ran.append(name)
            self.do.get(name, lambda: None)()

        return run

    def post(self, *kinds: str) -> str:
        for kind in kinds:
            self.machine.post(Signal(kind))
        return self.machine.state


@pytest.fixture
def rig() -> Rig:
    return Rig()


def failing(text: str) -> Callable[[], None]:
    def fail() -> None:
        raise RuntimeError(text)

    return fail


# -- history and limits ------------------------------------------------------------------------------------------


def test_history_is_the_child_that_was_left_last_also_after_the_initial_one_was_used(rig: Rig) -> None:
    assert rig.post("press", "swap", "pause", "pause") == "radio"
    assert rig.post("pause", "press", "pause", "pause") == "song"


def test_history_from_within_comes_back_to_where_it_was(rig: Rig) -> None:
    assert rig.post("press", "swap", "again") == "radio"


def test_history_that_was_never_made_is_the_initial_child() -> None:
    states = (State("a"), State("b", initial="c"), State("c", "b"))
    region = Region.build("r", "a", states, (Edge("a", "go", "b@"),))
    machine = Machine(Chart((region,)), {}, FakeScheduler(), lambda _name: None)
    machine.post(Signal("go"))
    assert machine.state == "c"


def test_nested_limits_each_end_their_own_state(rig: Rig) -> None:
    rig.post("press")
    outer, inner = rig.scheduler.running
    assert (outer.seconds, inner.seconds) == (100.0, 10.0)
    inner.call()
    assert rig.machine.state == "radio"
    assert not outer.cancelled
    rig.post("next")
    rig.machine.post(TimeUp("on"))
    assert rig.machine.state == "off"


def test_an_edge_from_the_parent_enters_the_active_child_anew_and_only_its_limit(rig: Rig) -> None:
    rig.post("press")
    rig.ran.clear()
    rig.post("next")
    assert rig.ran == ["hush", "sing"]
    assert [timer.seconds for timer in rig.scheduler.running] == [100.0, 10.0]
    assert len(rig.scheduler.timers) == 3


def test_ignoring_in_a_child_hides_the_edge_of_the_parent(rig: Rig) -> None:
    assert rig.post("press", "call") == "song"
    assert not rig.machine.allows("call")
    assert rig.seen == ["press"]
    assert rig.post("swap", "call") == "off"


def test_nothing_leads_on_from_the_end(rig: Rig) -> None:
    rig.post("press", "smash")
    assert rig.machine.finished
    with pytest.raises(NotAllowed, match="pause in broken"):
        rig.post("pause")


# -- errors ------------------------------------------------------------------------------------------------------


def test_what_was_posted_is_handled_even_when_another_effect_of_the_step_raised(rig: Rig) -> None:
    rig.do["light"] = lambda: rig.machine.post(Signal("pause"))
    rig.do["sing"] = failing("hoarse")
    with pytest.raises(RuntimeError, match="hoarse"):
        rig.post("press")
    assert rig.machine.state == "paused"
    assert rig.seen == ["press", "pause"]


def test_of_several_errors_the_first_is_raised_and_names_the_others(rig: Rig) -> None:
    rig.do |= {"click": failing("one"), "sing": failing("two"), "light": lambda: rig.machine.post(Signal("press"))}
    with pytest.raises(RuntimeError, match="one") as caught:
        rig.post("press")
    first, second = caught.value.__notes__
    assert first == "and then RuntimeError: two"
    assert second.startswith("and then NotAllowed: press in on song")


def test_a_refused_event_from_an_effect_reaches_the_caller(rig: Rig) -> None:
    rig.do["light"] = lambda: rig.machine.post(Signal("press"))
    with pytest.raises(NotAllowed):
        rig.post("press")
    assert rig.machine.state == "song"
    assert rig.post("swap") == "radio"


# -- charts that cannot be ---------------------------------------------------------------------------------------

A = State("a")


@pytest.mark.parametrize(
    ("states", "edges", "says"),
    [
        ((A,), (Edge("a", "go", "b@"),), "leads from or to a state that is not there"),
        ((A, State("b", initial="c")), (), "b names c"),
        ((A, State("b", abort="out")), (Edge("a", "out", "b"),), "b has no edge for its abort out"),
        ((State("b"),), (), "a is not there"),
        ((A, State("b", initial="a")), (), "a is not a child of b"),
        ((A, State("b", "a")), (), "a has children and names none"),
        ((A, State("b", "c"), State("c", "b")), (), "stands within itself"),
        ((State("a", enter=("ring",)),), (), "a is active from the start"),
        ((State("a", initial="b"), State("b", "a", enter=("ring",))), (), "b is active from the start"),
    ],
)
def test_what_cannot_be_nested_is_refused(states: tuple[State, ...], edges: tuple[Edge, ...], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        Region.build("r", "a", states, edges)


def test_a_name_in_two_regions_is_refused() -> None:
    with pytest.raises(ChartError, match="two regions"):
        Chart((Region.build("one", "a", (A,), ()), Region.build("two", "a", (A,), ())))
