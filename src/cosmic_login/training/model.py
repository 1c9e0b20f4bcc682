"""What a scenario is: who is there, what is done step by step, what goes wrong, and what follows. Data only.

Read from TOML by ``parse``; the words that acts and mishaps are made of stand in ``vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Manner = Literal["safe", "true-to-life"]
#: The value of a member of an act, a mishap or an expectation.
Value = str | int | bool


class Text(NamedTuple):
    """A text in both languages."""

    sv: str
    en: str

    def of(self, language: str) -> str:
        """Return the one in the language."""
        return self.en if language == "en" else self.sv


NO_TEXT = Text("", "")


@dataclass(frozen=True)
class Act:
    """Something that a person does: ``verb`` is a row of ``vocabulary.VERBS``, ``args`` are what it is done with."""

    verb: str
    args: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as a text."""
        return str(self.args.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        """Return an argument as a number."""
        return int(self.args.get(name, default))


@dataclass(frozen=True)
class Mishap(Act):
    """Something that happens to a person: ``verb`` is a row of ``vocabulary.MISHAPS``."""


class TrailRow(NamedTuple):
    """A row of the audit trail as a scenario expects it, and as it came; without a reason any will do."""

    event: str
    reason: str = ""


@dataclass(frozen=True)
class Expect:
    """What is seen when a step is done: the chart's state, facts of the scene, and rows of the trail.

    ``facts`` are members of ``scenes.Scene`` by name, and ``phone`` and ``looked``, which are things that are told.
    """

    state: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    trail: tuple[TrailRow, ...] = ()


@dataclass(frozen=True)
class LessonStep:
    """One step: first what happens to the person, then what the person does, then what is expected.

    ``line`` is where it stands in its file. ``say`` is said when the step begins, ``hint`` when somebody asks.
    """

    expect: Expect
    act: Act | None = None
    mishap: Mishap | None = None
    say: Text = NO_TEXT
    hint: Text = NO_TEXT
    line: int = 0


@dataclass(frozen=True)
class PhoneAtStart:
    """An app on a person's phone; one that is not activated is installed only. ``name`` is that of a further phone."""

    person: str
    app: str = "siths"
    activated: bool = True
    name: str = ""


@dataclass(frozen=True)
class Start:
    """How things stand when the scenario begins; everything that is not named is fresh and in order.

    ``cards`` are those in the readers 1, 2, …, of which there are ``readers``. ``locked`` is whose session is locked,
    who logged in by ``locked_by``. ``clock_s``: how far the computer's clock is ahead of the IdP's.
    """

    person: str
    cards: tuple[str, ...] = ()
    readers: int = 1
    #: The cards show their certificates some seconds late.
    slow: bool = False
    #: The one reader stands on the person's own desk, and Cosmic runs in a session elsewhere.
    remote: bool = False
    phones: tuple[PhoneAtStart, ...] = ()
    out: tuple[str, ...] = ()
    manner: Manner = "safe"
    locked: str = ""
    locked_by: str = ""
    clock_s: int = 0


@dataclass(frozen=True)
class Scenario:
    """A lesson. ``source`` names its file; ``rows`` and ``failures`` are what it shows.

    ``after`` is the scenario whose end it begins at: its start holds, and its steps come first. ``lines`` are those of
    its members.
    """

    id: str
    title: Text
    goal: Text
    start: Start
    steps: tuple[LessonStep, ...]
    rows: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    after: str = ""
    order: int = 1000
    source: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)

    def at(self, member: str) -> str:
        """Return file and line of a member."""
        return f"{self.source}:{self.lines.get(member, 1)}"

    @property
    def person(self) -> str:
        """Who the trainee is: whose card, phone and codes are meant when a step names nobody."""
        return self.start.person

    def mishaps(self) -> tuple[int, ...]:
        """Return the places of the steps in which something happens to the person."""
        return tuple(place for place, step in enumerate(self.steps) if step.mishap is not None)

    def without_mishap(self, place: int) -> Scenario:
        """Return the scenario as it would be if nothing happened in that step."""
        steps = list(self.steps)
        steps[place] = replace(steps[place], mishap=None)
        return replace(self, steps=tuple(steps))


@dataclass(frozen=True)
class Result:
    """What came of a lesson; times in seconds. ``failure`` says at which step it went wrong, empty when it did not."""

    scenario: str
    way: Literal["show", "practise", "test"]
    finished: bool
    steps: int
    done: int
    seconds: float
    mistakes: tuple[str, ...] = ()
    hints: int = 0
    failure: str = ""
