"""The ``claims`` parameter (OpenID Connect Core 1.0, section 5.5), read strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn, cast

#: Characters of the parameter, claims in it, and values of one claim.
MAX_CLAIMS, MAX_VALUES = 200, 200
_MEMBERS: Final = ("id_token", "userinfo")


class BadClaims(ValueError):  # noqa: N818 - it says what the parameter is
    """A ``claims`` parameter that is not as the standard has it; the text says where."""


@dataclass(frozen=True)
class AskedClaim:
    """What is asked of one claim. ``values`` are those that will do; none: any."""

    essential: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimsParameter:
    """The claims asked for in the ID token and from userinfo, by the names they were asked for by."""

    id_token: Mapping[str, AskedClaim] = field(default_factory=dict)
    userinfo: Mapping[str, AskedClaim] = field(default_factory=dict)


def read_claims(text: str) -> ClaimsParameter:
    """Read the parameter; an empty one asks for nothing. Members beside the two are ignored. Raises ``BadClaims``."""
    if not text:
        return ClaimsParameter()
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, BadClaims) else "It is not JSON."
        raise BadClaims(why) from None
    members = {name: _claims(name, value) for name in _MEMBERS} if isinstance(value, dict) else None
    if members is None:
        raise BadClaims("It is not a JSON object.")
    return ClaimsParameter(**members)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise BadClaims("A member is given twice.")
    return members


def _refuse(_constant: str) -> NoReturn:
    raise BadClaims("It is not JSON.")


def _claims(member: str, value: Mapping[str, object]) -> dict[str, AskedClaim]:
    claims = value.get(member)
    if claims is None:
        return {}
    if not isinstance(claims, dict):
        raise BadClaims(f"{member} is not an object.")
    if len(claims) > MAX_CLAIMS:
        raise BadClaims(f"{member} has more than {MAX_CLAIMS} claims.")
    return {name: _asked(member, asked) for name, asked in claims.items()}


def _asked(member: str, asked: object) -> AskedClaim:
    if asked is None:
        return AskedClaim()
    if not isinstance(asked, dict):
        raise BadClaims(f"A claim of {member} is neither null nor an object.")
    essential = asked.get("essential", False)
    if not isinstance(essential, bool):
        raise BadClaims(f"essential of a claim of {member} is neither true nor false.")
    values = [asked["value"]] if "value" in asked else []
    more = asked.get("values", [])
    if not isinstance(more, list) or ("values" in asked and not more):
        raise BadClaims(f"values of a claim of {member} is not a list of values.")
    values += more
    if len(values) > MAX_VALUES or not all(_is_value(each) for each in values):
        raise BadClaims(f"A claim of {member} wants a value that is no text, number or truth value.")
    return AskedClaim(essential, tuple(dict.fromkeys(_text(each) for each in cast("list[object]", values))))


def _is_value(value: object) -> bool:
    return isinstance(value, str | bool | int)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
