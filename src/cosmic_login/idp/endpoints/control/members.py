"""What calls of the control API take and give, as tables; and bodies read by them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from cosmic_login.idp.endpoints.wire import BadRequest


class JsonKind(Enum):
    """What a member's value is; the words are those of JSON Schema."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    LIST = "array"


@dataclass(frozen=True)
class BodyMember:
    """A member of a body. Those that need not be there may be null, which is as if they were not.

    ``above`` (not itself) or ``least``, and ``most``, bound a number; ``longest`` is a text's length in characters.
    ``choices`` are the only values, where those are known beforehand.
    """

    name: str
    kind: JsonKind
    about: str
    needed: bool = False
    choices: tuple[str, ...] = ()
    above: float | None = None
    least: float | None = None
    most: float | None = None
    longest: int | None = None


@dataclass(frozen=True)
class Call:
    """A call: what it takes in its body and what it gives. ``path`` is below ``/control``, with names in braces."""

    verb: str
    path: str
    about: str
    takes: tuple[BodyMember, ...] = ()
    gives: tuple[BodyMember, ...] = ()


def read_members(body: bytes, members: Sequence[BodyMember]) -> dict[str, Any]:
    """Read a JSON object of these members, each once; those that are null are left out.

    Only its form is judged: whoever takes the values knows their rules. Raises ``BadRequest``.
    """
    try:
        found: Any = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _bad("The body has to be JSON, each member once.") from error
    if not isinstance(found, dict):
        raise _bad("The body has to be a JSON object.")
    known = {member.name: member for member in members}
    if not found.keys() <= known.keys():
        raise _bad(f"There is another member than {', '.join(sorted(known))}.")
    for name, value in found.items():
        is_one, what = _RULES[known[name].kind]
        if not is_one(value) and (value is not None or known[name].needed):
            raise _bad(f"{name} has to be {what}.")
    for member in members:
        if member.needed and member.name not in found:
            raise _bad(f"{member.name} is missing.")
    return {name: value for name, value in found.items() if value is not None}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is given twice")
    return found


def _bad(description: str) -> BadRequest:
    return BadRequest("invalidParameters", description)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_RULES: Final[Mapping[JsonKind, tuple[Callable[[object], bool], str]]] = {
    JsonKind.TEXT: (lambda value: isinstance(value, str), "a text"),
    JsonKind.WHOLE: (_whole, "a whole number"),
    JsonKind.NUMBER: (lambda value: _whole(value) or isinstance(value, float), "a number"),
    JsonKind.TRUTH: (lambda value: isinstance(value, bool), "true or false"),
    JsonKind.LIST: (lambda value: isinstance(value, list), "a list"),
}
