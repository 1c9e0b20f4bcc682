"""Whether a scenario can be played: each step is walked through the chart, without anybody who acts.

A step is possible when the chart has an edge for what is done in the state before, and what then comes by itself (an
answer, a prompt, a card, time) can lead to the state that is expected.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.prompt_kinds import KINDS
from cosmic_login.training import vocabulary as words
from cosmic_login.training.model import LessonStep, Scenario

#: What only a person does; everything else in the chart comes by itself.
_BY_A_PERSON: Final = frozenset(word.kind for word in words.VERBS.values() if word.kind) | {"shut_down"}
#: Where a lesson may end: nobody waits for anything there.
ENDS: Final = frozenset(
    {
        *("start", "workspace", "locked", "closed", "managed"),
        *("authentication_failed", "login_failed", "unlock_failed", "manage_failed"),
    }
)
_PROMPT_OF: Final[Mapping[str, str]] = {state: kind.name for kind in KINDS for state in kind.states()}
#: What can happen only where the card is on a desk elsewhere.
_AT_A_DESK: Final = frozenset({"line", "desk"})
_CANNOT_END, _MALFORMED = "scenario.cannot_end", "scenario.malformed"


def states() -> frozenset[str]:
    """Return the states that a step may expect: those without children."""
    return frozenset(state.name for state in LOGIN.leaves())


def check(scenario: Scenario) -> None:
    """Walk through the whole scenario, what it begins with included.

    Raises ``scenario.cannot_end`` with file and line where it cannot go on, or where it ends in the middle;
    ``scenario.malformed`` for a step that nobody could tell is done, and for a failure or a row that is not shown.
    """
    state = "locked" if scenario.start.locked else "start"
    before: LessonStep | None = None
    for step in scenario.steps:
        if step.mishap is not None and step.mishap.verb in _AT_A_DESK and not scenario.start.remote:
            raise _failure(_MALFORMED, scenario, step.line, f"{step.mishap.verb} wants remote = true in [start]")
        _can_be_told(scenario, step, before, state)
        state = _walked(scenario, step, state)
        before = step
    if state not in ENDS:
        last = scenario.steps[-1]
        raise _failure(
            _CANNOT_END, scenario, last.line, f"ends in {state}, where somebody waits; {_listed(ENDS)} are ends"
        )
    missing = set(scenario.failures) - failures_shown(scenario)
    if missing:
        raise LoginFailure(_MALFORMED, f"{scenario.at('failures')}: failures: no step expects {_listed(missing)}")


def failures_shown(scenario: Scenario) -> frozenset[str]:
    """Return the failures that the steps expect, in the chart, on the phone, or as a situation of the card."""
    return frozenset(code for step in scenario.steps for code in _shown_by(step))


def _shown_by(step: LessonStep) -> Iterator[str]:
    facts = step.expect.facts
    for name in ("failure", "phone"):
        if "." in str(facts.get(name, "")):
            yield str(facts[name])
    for name in ("situation", "card"):
        told = words.TOLD_BY_SITUATION.get(str(facts.get(name, "")))
        if told is not None and (told != "card.absent" or name == "situation"):  # a card that was taken is no trouble
            yield told
    if facts.get("wrong_before"):
        yield "puk.wrong" if step.expect.state.endswith("unblock_code") else "code.wrong"
    yield from (row.reason for row in step.expect.trail if "." in row.reason)


def _can_be_told(scenario: Scenario, step: LessonStep, before: LessonStep | None, state: str) -> None:
    """Refuse a step whose expectation is met before anything is done."""
    expected = step.expect
    same_state = expected.state in {"", state}
    known = before.expect.facts if before is not None else {}
    lasting = {name: value for name, value in expected.facts.items() if name not in {"phone", "looked"}}
    told = len(lasting) < len(expected.facts) or bool(expected.trail)
    if same_state and not told and all(known.get(name) == value for name, value in lasting.items()):
        raise _failure(_MALFORMED, scenario, step.line, "expects what is so before it is done: nobody could tell")


def _walked(scenario: Scenario, step: LessonStep, state: str) -> str:
    """Return the state after a step."""
    wanted = step.expect.state or state
    word = words.VERBS[step.act.verb] if step.act is not None else None
    begins = {state}
    if step.mishap is not None:
        begins = _reached(begins)  # what happens may lead elsewhere before anything is done
    if word is not None and word.kind:
        begins = {found for each in begins for found in _after(each, word, step, wanted)}
        if not begins:
            raise _failure(_CANNOT_END, scenario, step.line, f"{word.name} is not possible in {state}")
    if wanted not in _reached(begins):
        what = word.name if word is not None else step.mishap.verb if step.mishap is not None else ""
        raise _failure(_CANNOT_END, scenario, step.line, f"{what} in {state} cannot lead to {wanted}")
    return wanted


def _after(state: str, word: words.Word, step: LessonStep, wanted: str) -> Iterator[str]:
    """Yield the states that what is done leads to at once."""
    if word.prompts and _PROMPT_OF.get(state) not in word.prompts:
        return
    kinds = [word.kind]
    if word.name == "choose" and wanted.endswith("frozen"):
        kinds = ["froze"]
    for kind in kinds:
        edge = LOGIN.finds(state, kind)
        if edge is not None and edge.target is not None:
            yield _innermost(edge.target)


def _reached(begins: set[str]) -> set[str]:
    """Return the states that can follow without anybody doing anything at the window."""
    found, new = set(begins), list(begins)
    while new:
        more = _next(new.pop()) - found
        found |= more
        new += more
    return found


@functools.cache  # the chart stays as it is, and every step of every scenario asks
def _next(state: str) -> frozenset[str]:
    """Return the states that come by themselves at once after one."""
    edges = (LOGIN.finds(state, kind) for kind in {kind for _, kind in LOGIN.edges} - _BY_A_PERSON)
    return frozenset(_innermost(edge.target) for edge in edges if edge is not None and edge.target is not None)


def _innermost(name: str) -> str:
    state = LOGIN.states[name.rstrip("@")]
    while state.initial is not None:
        state = LOGIN.states[state.initial]
    return state.name


def _listed(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _failure(code: str, scenario: Scenario, line: int, reason: str) -> LoginFailure:
    return LoginFailure(code, f"{scenario.source}:{line}: {reason}")
