"""A scenario as the TOML that ``parse`` reads: what a recording becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from cosmic_login.training.model import Act, LessonStep, PhoneAtStart, Scenario, Start, Text, Value
from cosmic_login.training.parse import FORMAT
from cosmic_login.training.vocabulary import MISHAPS, VERBS


def toml_of(scenario: Scenario) -> str:
    """Return the file of a scenario that is not after another's end."""
    parts = [[f"format = {FORMAT}", *_head(scenario)]]
    parts += [[f"[{name}]", *_text(text)] for name, text in (("title", scenario.title), ("goal", scenario.goal))]
    parts.append(["[start]", *_start(scenario.start)])
    parts += [["[[steps]]", *_step(step)] for step in scenario.steps]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(scenario: Scenario) -> Iterator[str]:
    yield f"id = {value(scenario.id)}"
    yield f"order = {scenario.order}"
    for name, listed in (("rows", scenario.rows), ("failures", scenario.failures)):
        if listed:
            yield f"{name} = [{', '.join(map(value, listed))}]"


def _start(start: Start) -> Iterator[str]:
    usual = Start(start.person)
    yield f"person = {value(start.person)}"
    if start.cards:
        yield f"cards = [{', '.join(map(value, start.cards))}]"
    if start.readers != usual.readers:
        yield f"readers = {start.readers}"
    if start.slow:
        yield "slow = true"
    if start.remote:
        yield "remote = true"
    if start.phones:
        yield f"phones = [{', '.join(map(_phone, start.phones))}]"
    if start.out:
        yield f"out = [{', '.join(map(value, start.out))}]"
    if start.manner != usual.manner:
        yield f"manner = {value(start.manner)}"
    if start.locked:
        yield f"locked = {value(start.locked)}"
        yield f"locked_by = {value(start.locked_by)}"
    if start.clock_s:
        yield f"clock_s = {start.clock_s}"


def _phone(phone: PhoneAtStart) -> str:
    members: dict[str, Value] = {"person": phone.person, "app": phone.app}
    if not phone.activated:
        members["activated"] = False
    if phone.name:
        members["name"] = phone.name
    return _inline(members)


def _step(step: LessonStep) -> Iterator[str]:
    if step.mishap is not None:
        yield f"mishap = {_act(step.mishap, MISHAPS[step.mishap.verb].main is None)}"
    if step.act is not None:
        yield f"do = {_act(step.act, VERBS[step.act.verb].main is None)}"
    expected: dict[str, object] = {"state": step.expect.state} if step.expect.state else {}
    expected |= step.expect.facts
    if step.expect.trail:
        expected["trail"] = [" ".join(filter(None, row)) for row in step.expect.trail]
    yield f"expect = {_inline(expected)}"
    yield from (f"say.{line}" for line in _text(step.say))
    if any(step.hint):
        yield from (f"hint.{line}" for line in _text(step.hint))


def _act(act: Act, alone: bool) -> str:
    if alone and not act.args:
        return value(act.verb)
    return _inline({**({act.verb: True} if alone else {}), **act.args})


def _text(text: Text) -> Iterator[str]:
    yield f"sv = {value(text.sv)}"
    yield f"en = {value(text.en)}"


def _inline(members: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{name} = {value(each)}" for name, each in members.items()) + " }"


def value(of: object) -> str:
    """Return a value as TOML writes it: JSON's texts, numbers, booleans and arrays are TOML's too."""
    return json.dumps(of, ensure_ascii=False).replace("\x7f", "\\u007f")
