"""Compares what happens with what a scenario expects. It does nothing itself, and does not know who acts.

It is told scenes, rows of the trail, and what was done with phones; never a text that is shown. It says when a step is
done, when something else was done instead, and when the scenario is finished. Whoever went astray and comes back to
where a step begins goes on from that step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cosmic_login.core.prompt_kinds import KINDS
from cosmic_login.core.situations import CardSituation
from cosmic_login.training.model import Expect, LessonStep, Scenario, TrailRow, Value
from cosmic_login.training.scenes import Happened, Looked, PhoneTold, Scene
from cosmic_login.training.vocabulary import FINAL_FACTS

#: States that pass by themselves: what is in them is no answer yet.
PASSING: Final = frozenset(
    {
        *("starting_over", "taking_over", "logging_out", "closing", "lock_soon", "log_out_soon"),
        *(state for kind in KINDS if kind.name in {"working", "reading_certificate"} for state in kind.states()),
    }
)
#: Questions that are asked anew as cards come and go.
_CARDS: Final = frozenset({"insert_card", "choose_card"})
_TOLD: Final = frozenset({"phone", "looked"})


@dataclass(frozen=True)
class Begun:
    """A step begins: what is said of it is said now, and what happens in it happens."""

    step: int


@dataclass(frozen=True)
class Done:
    """A step is done."""

    step: int


@dataclass(frozen=True)
class Mistake:
    """Something else came than the step expects: where that led (``state``, and the failure or method it is about)."""

    step: int
    state: str
    failure: str = ""
    method: str = ""

    @property
    def words(self) -> str:
        """For reports: the state, and what is known beyond it."""
        known = self.failure or self.method
        return f"{self.state} ({known})" if known else self.state


@dataclass(frozen=True)
class BackOnTrack:
    """Whoever went astray is where ``step`` begins."""

    step: int


@dataclass(frozen=True)
class Finished:
    """Every step is done."""


Verdict = Begun | Done | Mistake | BackOnTrack | Finished


class LessonJudge:
    """Judges one run of a scenario. ``take`` what happens in its order, in one thread."""

    def __init__(self, scenario: Scenario, seconds: Callable[[], float]) -> None:
        """``seconds`` are those of a clock that nobody sets: for how long it took."""
        self.scenario, self._seconds = scenario, seconds
        #: The place of the step under way; the number of steps when all are done.
        self.at = 0
        self.mistakes: list[Mistake] = []
        self.hints = 0
        self.astray = False
        self._began = seconds()
        self._ended: float | None = None
        self._scene = Scene()
        self._before: list[Scene] = [self._scene]  # as each step began
        self._moved = False  # whether anything else has stood there since
        self._rows: list[TrailRow] = []
        self._told: dict[str, str] = {}

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return self.at >= len(self.scenario.steps)

    @property
    def step(self) -> LessonStep | None:
        """The step under way."""
        return None if self.finished else self.scenario.steps[self.at]

    @property
    def scene(self) -> Scene:
        """What stood in the window last."""
        return self._scene

    @property
    def took(self) -> float:
        """The seconds since the beginning, or until it was finished."""
        return (self._seconds() if self._ended is None else self._ended) - self._began

    def begin(self, scene: Scene) -> list[Verdict]:
        """Begin anew, with what stands in the window."""
        self.at, self.astray, self._ended = 0, False, None
        self._scene, self._before, self._moved = scene, [scene], False
        self._rows.clear()
        self._told.clear()
        self._began = self._seconds()
        return [Begun(0)]

    def hint(self) -> LessonStep | None:
        """Return the step that somebody asks for help with; it is counted."""
        if self.step is not None:
            self.hints += 1
        return self.step

    def take(self, happened: Happened) -> list[Verdict]:
        """Hear what happened; return what follows from it."""
        if self.finished:
            return []
        if isinstance(happened, Scene):
            self._scene = happened
            self._moved = self._moved or happened != self._before[self.at]
        elif isinstance(happened, TrailRow):
            self._rows.append(happened)
        elif isinstance(happened, PhoneTold):
            self._told["phone"] = happened.what
        elif isinstance(happened, Looked):
            self._told["looked"] = happened.at
        said = self._advance()
        return said or self._astray(happened)

    # -- within ------------------------------------------------------------------------------------------------

    def _advance(self) -> list[Verdict]:
        """Go on for as long as what stands there is what is expected."""
        said: list[Verdict] = []
        while not self.finished and self._met(self.scenario.steps[self.at].expect):
            said.append(Done(self.at))
            said.append(self._next())
        return said

    def _next(self) -> Verdict:
        self.at, self.astray = self.at + 1, False
        self._before.append(self._scene)
        self._moved = False
        self._rows.clear()
        self._told.clear()
        if self.at < len(self.scenario.steps):
            return Begun(self.at)
        self._ended = self._seconds()
        return Finished()

    def _met(self, expected: Expect) -> bool:
        return self._seen(expected) and self._trail_has(expected)

    def _seen(self, expected: Expect) -> bool:
        state = expected.state or self._before[self.at].state
        if self._scene.state != state or (self._scene.reading and "situation" not in expected.facts):
            return False
        return all(self._fact(name) == value for name, value in expected.facts.items()) and self._new(expected)

    def _new(self, expected: Expect) -> bool:
        """Whether anything has come since the step began; one that only tells the same again is not done.

        A card that goes and comes back at once leaves what stands there as it was.
        """
        return bool(self._told or expected.trail) or self._moved

    def _fact(self, name: str) -> Value:
        return self._told.get(name, "") if name in _TOLD else self._scene.fact(name)

    def _trail_has(self, expected: Expect) -> bool:
        """Whether the rows that are expected came, in their order; others may stand between."""
        rows = iter(self._rows)
        return all(
            any(row.event == want.event and want.reason in {"", row.reason} for row in rows) for want in expected.trail
        )

    # -- going astray ------------------------------------------------------------------------------------------

    def _astray(self, happened: Happened) -> list[Verdict]:
        if self.astray:
            return self._come_back()
        mistake = self._mistake(happened)
        if mistake is None:
            return []
        self.mistakes.append(mistake)
        self.astray = True
        return [mistake, *self._come_back()]

    def _mistake(self, happened: Happened) -> Mistake | None:
        step, scene, before = self.scenario.steps[self.at], self._scene, self._before[self.at]
        if isinstance(happened, PhoneTold) and "." in happened.what and step.expect.facts.get("phone") != happened.what:
            return Mistake(self.at, scene.state, happened.what)
        if not isinstance(happened, Scene) or passes(scene) or _same_question(scene, before):
            return None
        if scene.situation == CardSituation.IN_USE:  # a login that was just left may have the card for a moment
            return None
        wanted = step.expect.state or before.state
        if scene.state == wanted:
            facts = step.expect.facts
            wrong = [name for name in FINAL_FACTS if name in facts and self._fact(name) != facts[name]]
            if not wrong and not self._same_question_again(scene, before):
                return None
        wrong_code = "code.wrong" if scene.wrong_before else ""
        return Mistake(self.at, scene.state, scene.failure or wrong_code, scene.method)

    def _same_question_again(self, scene: Scene, before: Scene) -> bool:
        """Whether the state is right, and what it asks is not what was expected: a code that was wrong, say."""
        facts = self.scenario.steps[self.at].expect.facts
        asked = [name for name in ("tries_left", "wrong_before") if name in facts]
        return scene.waits and scene.number != before.number and any(self._fact(name) != facts[name] for name in asked)

    def _come_back(self) -> list[Verdict]:
        """Go on from the latest step that begins as things stand now."""
        for place in range(min(self.at, len(self._before) - 1), -1, -1):
            before = self._before[place]
            if _stands_as(self._scene, before):
                self.at, self.astray = place, False
                self._before[place:] = [self._scene]
                self._moved = False
                self._rows.clear()
                self._told.clear()
                return [BackOnTrack(place), Begun(place)]
        return []


def passes(scene: Scene) -> bool:
    """Whether what stands there will pass by itself."""
    return scene.state in PASSING or scene.reading


def _same_question(scene: Scene, before: Scene) -> bool:
    """Whether nothing else is asked than before. While a card is asked for, cards come and go and it is asked anew."""
    if scene.state != before.state:
        return False
    return not scene.waits or scene.number == before.number or scene.prompt in _CARDS


def _stands_as(scene: Scene, before: Scene) -> bool:
    """Whether one can go on from here as from there: the same state, the same question, the same person."""
    same = ("state", "prompt", "situation", "person", "service_id", "other")
    return all(scene.fact(name) == before.fact(name) for name in same)
