"""Reading a request's body: JSON whose codes never become texts.

Members that hold codes are known by their names. Their digits are taken out of the bytes before anything else reads
them, and what is parsed has a mark in their place. A quotation mark inside a JSON text has a backslash before it, so
what looks like such a member is one.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from cosmic_login.lab.control.shapes import Breach

#: Names of members that hold a code, or a list of them; a test holds the table of operations to them.
SECRET_MEMBERS: Final = ("code", "codes", "new_code", "puk")
_MEMBER: Final = re.compile(
    rb'"(?:' + "|".join(SECRET_MEMBERS).encode() + rb')"\s*:\s*("[^"\\]*"|\[(?:\s*"[^"\\]*"\s*,?)*\s*\])'
)
_TEXT: Final = re.compile(rb'"([^"\\]*)"')
#: Deeper than any body of ours, and far from what a parser could stumble on.
_DEEPEST: Final = 20


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a body holds; a code is a ``bytearray`` of its digits. Raises ``Breach``."""
    taken: list[bytearray] = []
    sign = "\ue000code"  # of the private use area: no text of ours may hold controls, and nobody's code looks so

    def take(found: re.Match[bytes]) -> bytes:
        whole, inner = found.group(0), found.group(1)

        def one(text: re.Match[bytes]) -> bytes:
            taken.append(bytearray(text.group(1)))
            return f'"{sign}{len(taken) - 1}"'.encode()

        return whole[: len(whole) - len(inner)] + _TEXT.sub(one, inner)

    try:
        value = json.loads(_MEMBER.sub(take, body), object_pairs_hook=_once, parse_constant=_no_number)
        return _put_back(value, sign, taken)
    except Breach:
        raise
    except (ValueError, RecursionError):
        raise Breach("body", "JSON (RFC 8259) in UTF-8, no deeper than 20") from None


def _put_back(value: Any, sign: str, taken: list[bytearray], depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    if depth > _DEEPEST:
        raise Breach("body", "JSON (RFC 8259) in UTF-8, no deeper than 20")
    if isinstance(value, dict):
        return {name: _put_back(each, sign, taken, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_put_back(each, sign, taken, depth + 1) for each in value]
    if isinstance(value, str) and value.startswith(sign):
        number = value.removeprefix(sign)
        if number.isdecimal() and int(number[:6]) < len(taken):
            return taken[int(number[:6])]
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Breach(ascii(twice[:40])[1:-1], "there once")
    return found


def _no_number(_constant: str) -> NoReturn:
    raise ValueError("not a JSON value")
