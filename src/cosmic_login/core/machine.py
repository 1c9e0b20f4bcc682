"""Runs a chart: nested states, parallel regions, history, time limits. Nothing is swallowed.

An event is handled to its end before the next one. In each region the innermost state that has an edge for the
event's kind takes it; outer states come after. A kind that no region has an edge for, and that none of the active
states ignores by name, raises ``NotAllowed``; a kind the chart does not know raises ``UnknownEvent``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cosmic_login.core.chart import HISTORY, Chart, Edge, Region, State


class Event(Protocol):
    """Something that happened. ``kind`` is its name in the chart; the rest is for the effects."""

    @property
    def kind(self) -> str:
        """The name by which edges know the event."""


@dataclass(frozen=True)
class TimeUp:
    """The time limit of ``state`` has passed."""

    state: str

    @property
    def kind(self) -> str:
        """The event's name."""
        return "time_up"


class NotAllowed(Exception):  # noqa: N818 - reads as what it says
    """The event is known, but not in this state."""


class UnknownEvent(Exception):  # noqa: N818
    """No edge of the whole chart knows the event's kind."""


class Timer(Protocol):
    """A call that has been put off."""

    def cancel(self) -> None:
        """Drop the call; does nothing when it has been made."""


class Scheduler(Protocol):
    """Where time limits come from: Qt's timers, an event loop, or a test's own hand."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once, in the chart's own thread, after ``seconds``."""


Effect = Callable[[Event], None]
#: Seconds for the name of a time limit; None means without limit.
Limits = Callable[[str], float | None]
#: Whether the condition of that name holds now.
Holds = Callable[[str], bool]


@dataclass
class _Running:
    """One region's active states, outermost first, and what it remembers."""

    region: Region
    active: list[State] = field(default_factory=list)
    history: dict[str, str] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)


class Machine:
    """A chart in motion. Not thread-safe: every call comes from one thread."""

    def __init__(
        self,
        chart: Chart,
        effects: Mapping[str, Effect],
        scheduler: Scheduler,
        limits: Limits,
        on_change: Callable[[Event], None] = lambda _event: None,
        *,
        holds: Holds = lambda _condition: False,
    ) -> None:
        """Check that every effect has a handler. Without ``holds`` no conditional edge is there."""
        missing = chart.effects() - effects.keys()
        if missing:
            raise ValueError(f"effects without a handler: {sorted(missing)}")
        self._chart, self._effects, self._scheduler, self._limits = chart, effects, scheduler, limits
        self._on_change, self._holds = on_change, holds
        self._queue: deque[Event] = deque()
        self._busy = False
        self._kinds = chart.kinds()
        self._running = [_Running(region) for region in chart.regions]
        for running in self._running:
            running.active = list(self._path_into(running, running.region.initial))
            for state in running.active:
                self._arm(running, state)

    @property
    def state(self) -> str:
        """The innermost active state of the first region."""
        return self._running[0].active[-1].name

    @property
    def configuration(self) -> tuple[str, ...]:
        """Every active state, region by region, outermost first."""
        return tuple(state.name for running in self._running for state in running.active)

    def active(self, name: str) -> bool:
        """Whether the state is active."""
        return name in self.configuration

    @property
    def finished(self) -> bool:
        """Whether the first region has come to a final state."""
        return self._running[0].active[-1].final

    def allows(self, kind: str) -> bool:
        """Whether an event of this kind has an edge now (ignoring does not count)."""
        return any(self._edge(running, kind) for running in self._running)

    def post(self, event: Event) -> None:
        """Handle the event, and then those that its effects posted.

        Raises ``UnknownEvent`` or ``NotAllowed``, and whatever an effect raised, after every other effect and every
        event that was posted meanwhile had its turn. The first error is raised; notes on it name the others.
        """
        self._queue.append(event)
        if self._busy:
            return
        self._busy = True
        errors: list[Exception] = []
        try:
            while self._queue:
                try:
                    self._handle(self._queue.popleft())
                except Exception as error:  # noqa: BLE001 - raised below, when nothing is left undone
                    errors.append(error)
        finally:
            self._busy = False
            self._queue.clear()
        _raise_first(errors)

    def stop(self) -> None:
        """Drop all timers; for shutting down in whatever state."""
        for running in self._running:
            for timer in running.timers.values():
                timer.cancel()
            running.timers.clear()

    def _handle(self, event: Event) -> None:
        kind = event.kind
        if kind not in self._kinds:
            raise UnknownEvent(kind)
        steps = [(running, edge) for running in self._running if (edge := self._edge(running, kind, event))]
        if not steps:
            if any(kind in state.ignores for running in self._running for state in running.active):
                return
            raise NotAllowed(f"{kind} in {' '.join(self.configuration)}")
        errors: list[Exception] = []
        for running, edge in steps:
            for effect in self._take(running, edge):
                try:
                    self._effects[effect](event)
                except Exception as error:  # noqa: BLE001 - raised below, after the step is whole
                    errors.append(error)
        self._on_change(event)
        _raise_first(errors)

    def _edge(self, running: _Running, kind: str, event: Event | None = None) -> Edge | None:
        for state in reversed(running.active):
            if isinstance(event, TimeUp) and event.state != state.name:
                continue
            edge = running.region.edges.get((state.name, kind))
            if edge is not None and (not edge.when or self._holds(edge.when)):
                return edge
            if kind in state.ignores:
                return None
        return None

    def _take(self, running: _Running, edge: Edge) -> list[str]:
        """Move along the edge; return the effects to run, in order."""
        if edge.target is None:
            return list(edge.effects)
        for state in running.active:  # before the way is looked up: ``x@`` from within x comes back to where it was
            if state.parent is not None:
                running.history[state.parent] = state.name
        target = list(self._path_into(running, edge.target))
        named = edge.target.partition(HISTORY)[0]
        kept = 0
        for old, new in zip(running.active, target, strict=False):
            # What encloses both stays; the target itself is always entered anew.
            if old is not new or new.name == named:
                break
            kept += 1
        effects: list[str] = []
        for state in reversed(running.active[kept:]):
            if (timer := running.timers.pop(state.name, None)) is not None:
                timer.cancel()
            effects += state.leave
        effects += edge.effects
        running.active = target
        for state in target[kept:]:
            self._arm(running, state)
            effects += state.enter
        return effects

    def _path_into(self, running: _Running, target: str) -> Iterator[State]:
        """Yield the states from the outermost down to ``target`` and on to its initial child."""
        name, history, _ = target.partition(HISTORY)
        states = running.region.states
        path: list[State] = []
        walk: str | None = name
        while walk is not None:
            path.append(states[walk])
            walk = states[walk].parent
        yield from reversed(path)
        inner = path[0]
        while inner.initial is not None:
            remembered = running.history.get(inner.name) if history and inner.name == name else None
            inner = states[remembered or inner.initial]
            yield inner

    def _arm(self, running: _Running, state: State) -> None:
        if state.time_limit is None:
            return
        seconds = self._limits(state.time_limit)
        if seconds is not None:
            running.timers[state.name] = self._scheduler.call_later(seconds, lambda: self.post(TimeUp(state.name)))


def _raise_first(errors: list[Exception]) -> None:
    if errors:
        for other in errors[1:]:
            errors[0].add_note(f"and then {type(other).__name__}: {other}")
        raise errors[0]
