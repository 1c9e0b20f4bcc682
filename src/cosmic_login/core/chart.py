"""The words a chart is written in: states, edges, regions. Data only; ``core.machine`` runs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

#: ``workspace@`` as a target means: the child of ``workspace`` that was active when it was last left.
HISTORY = "@"


class CardPolicy(Enum):
    """What a state makes of the login's card being pulled."""

    IGNORE = "ignore"
    FAIL = "fail"  # the login ends with card.removed


@dataclass(frozen=True)
class State:
    """A state a person can be in.

    ``abort`` is the kind of event by which the person gets out by their own will; every state that is not final
    has one. ``time_limit`` names a limit of the settings. ``ignores`` are kinds that may come and mean nothing
    here. ``enter`` and ``leave`` are names of effects.
    """

    name: str
    parent: str | None = None
    initial: str | None = None
    abort: str | None = None
    time_limit: str | None = None
    card: CardPolicy = CardPolicy.IGNORE
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    ignores: frozenset[str] = frozenset()
    final: bool = False
    #: One line for the manual's table (Swedish source text).
    about: str = ""


@dataclass(frozen=True)
class Edge:
    """``kind`` in ``source`` leads to ``target`` (None: stays inside, only the effects run).

    ``when`` names a condition. While it does not hold, the edge is not there.
    """

    source: str
    kind: str
    target: str | None
    effects: tuple[str, ...] = ()
    when: str = ""


class ChartError(ValueError):
    """The chart contradicts itself; said when it is built, never while it runs."""


@dataclass(frozen=True)
class Region:
    """One of the things going on at once."""

    name: str
    initial: str
    states: dict[str, State]
    edges: dict[tuple[str, str], Edge]

    @classmethod
    def build(cls, name: str, initial: str, states: Iterable[State], edges: Iterable[Edge]) -> Region:
        """Check the parts against each other. Raises ``ChartError``."""
        by_name: dict[str, State] = {}
        for state in states:
            if state.name in by_name:
                raise ChartError(f"{state.name} stands twice")
            by_name[state.name] = state
        table: dict[tuple[str, str], Edge] = {}
        for edge in edges:
            if (edge.source, edge.kind) in table:
                raise ChartError(f"two edges for {edge.kind} in {edge.source}")
            target = edge.target.partition(HISTORY)[0] if edge.target else None
            if edge.source not in by_name or (target is not None and target not in by_name):
                raise ChartError(f"an edge of {edge.source} leads from or to a state that is not there")
            table[edge.source, edge.kind] = edge
        region = cls(name, initial, by_name, table)
        region._check()
        return region

    def _check(self) -> None:
        for state in self.states.values():
            for other in (state.parent, state.initial):
                if other is not None and other not in self.states:
                    raise ChartError(f"{state.name} names {other}, which is not there")
        for state in self.states.values():
            self._check_nesting(state)
            if state.abort is not None and not self.finds(state.name, state.abort):
                raise ChartError(f"{state.name} has no edge for its abort {state.abort}")
            if state.time_limit is not None and (state.name, "time_up") not in self.edges:
                raise ChartError(f"{state.name} has a time limit and no edge for its end")
        if self.initial not in self.states:
            raise ChartError(f"{self.initial} is not there")
        for state in self._initial_path():
            if state.enter:
                raise ChartError(f"{state.name} is active from the start: no event causes its effect")

    def _check_nesting(self, state: State) -> None:
        seen: set[str] = set()
        walk: str | None = state.name
        while walk is not None:
            if walk in seen:
                raise ChartError(f"{state.name} stands within itself")
            seen.add(walk)
            walk = self.states[walk].parent
        if state.initial is not None and self.states[state.initial].parent != state.name:
            raise ChartError(f"{state.initial} is not a child of {state.name}")
        if state.initial is None and any(other.parent == state.name for other in self.states.values()):
            raise ChartError(f"{state.name} has children and names none as the initial one")

    def _initial_path(self) -> tuple[State, ...]:
        path = [self.states[self.initial]]
        while (parent := path[-1].parent) is not None:
            path.append(self.states[parent])
        while (initial := path[0].initial) is not None:
            path.insert(0, self.states[initial])
        return tuple(path)

    def finds(self, name: str, kind: str) -> Edge | None:
        """Return the edge that ``kind`` takes when ``name`` is the innermost state, or None."""
        walk: str | None = name
        while walk is not None:
            if (walk, kind) in self.edges:
                return self.edges[walk, kind]
            if kind in self.states[walk].ignores:
                return None
            walk = self.states[walk].parent
        return None

    def leaves(self) -> tuple[State, ...]:
        """Return the states that have no children, in the order they were written."""
        return tuple(state for state in self.states.values() if state.initial is None)


@dataclass(frozen=True)
class Chart:
    """All regions together."""

    regions: tuple[Region, ...]
    extra_kinds: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        """Refuse a name that stands in two regions: ``Machine.active`` could not tell them apart."""
        names = [name for region in self.regions for name in region.states]
        if len(names) != len(set(names)):
            raise ChartError("a state's name stands in two regions")

    def kinds(self) -> frozenset[str]:
        """Every kind of event that the chart knows."""
        found = {kind for region in self.regions for _, kind in region.edges}
        ignored = {kind for region in self.regions for state in region.states.values() for kind in state.ignores}
        return frozenset(found | ignored | self.extra_kinds)

    def effects(self) -> frozenset[str]:
        """Every effect that the chart names."""
        names: set[str] = set()
        for region in self.regions:
            for state in region.states.values():
                names.update(state.enter, state.leave)
            for edge in region.edges.values():
                names.update(edge.effects)
        return frozenset(names)
