"""What a value may be: one object checks what comes in and describes it in JSON Schema (2020-12), so both agree.

A breach says the member and the rule, and never the value: that may be a code, or somebody's number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, CodeKind

Schema = dict[str, Any]
#: No text is longer, unless its shape says so; no list either.
LONGEST, MOST = 1000, 100
#: A text without controls, as JSON Schema and Python both read it.
# No "$" at the end: Python's validators take it for the place before a last line feed, too.
_NO_CONTROLS: Final = r"^(?![\s\S]*[\u0000-\u001f\u007f])"
#: A number as JSON has it (RFC 8259, section 6), and how long it may be in an address.
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER: Final = 40
#: Where components of the document lie.
_COMPONENTS: Final = "#/components/schemas/"


class Breach(ValueError):  # noqa: N818 - it says which rule was broken
    """A value that cannot be taken: of which member (a path such as ``service_ids[0].hsa_id``), and by which rule."""

    def __init__(self, member: str, rule: str) -> None:
        super().__init__(f"{member} has to be {rule}" if member else rule)
        self.member, self.rule = member, rule


class Shape(Protocol):
    """One kind of value."""

    @property
    def rule(self) -> str:
        """What a value has to be, in words."""

    def schema(self) -> Schema:
        """Return the same in JSON Schema."""

    def read(self, value: object, member: str) -> Any:  # noqa: ANN401 - what operations work with
        """Return the value as operations take it. Raises ``Breach``."""

    def of_text(self, text: str, member: str) -> Any:  # noqa: ANN401 - as above
        """Return the value of a text in an address. Raises ``Breach``."""


@dataclass(frozen=True)
class TextShape:
    """A text. ``one_of`` lists all that it may be; ``pattern`` is one that JSON Schema and Python read alike.

    It has no controls, which no file, log or screen could hold; with ``lines`` it may have line feeds.
    """

    least: int = 0
    most: int = LONGEST
    pattern: str = ""
    one_of: tuple[str, ...] = ()
    words: str = ""
    format: str = ""
    lines: bool = False

    @property
    def rule(self) -> str:
        """What it has to be."""
        if self.words:
            return self.words
        if self.one_of:
            return "one of " + ", ".join(each or "(empty)" for each in self.one_of)
        return f"a text of {self.least} to {self.most} characters"

    def schema(self) -> Schema:
        """Return the schema."""
        if self.one_of:
            return {"type": "string", "enum": list(self.one_of)}
        pattern = self.pattern or ("" if self.lines else _NO_CONTROLS)
        more = {"pattern": pattern} if pattern else {}
        more |= {"format": self.format} if self.format else {}
        return {"type": "string", "minLength": self.least, "maxLength": self.most, **more}

    def read(self, value: object, member: str) -> str:
        """Check it; a lone surrogate is no character."""
        good = isinstance(value, str) and self.least <= len(value) <= self.most and _writable(value, self.lines)
        if not good or (self.one_of and value not in self.one_of):
            raise Breach(member, self.rule)
        if self.pattern and not re.fullmatch(self.pattern.removeprefix("^").removesuffix("$"), str(value)):
            raise Breach(member, self.rule)
        return str(value)

    of_text = read


def _writable(text: str, lines: bool) -> bool:
    told = text.replace("\n", "") if lines else text
    return all(each >= " " and each != "\x7f" and not "\ud800" <= each <= "\udfff" for each in told)


@dataclass(frozen=True)
class WholeShape:
    """A whole number."""

    least: int
    most: int

    @property
    def rule(self) -> str:
        """What it has to be."""
        return f"a whole number from {self.least} to {self.most}"

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, value: object, member: str) -> int:
        """Check it. JSON knows one kind of number: 3.0 is whole."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise Breach(member, self.rule)
        return value

    def of_text(self, text: str, member: str) -> int:
        """Read it in an address."""
        if not re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII):
            raise Breach(member, self.rule)
        return self.read(int(text), member)


@dataclass(frozen=True)
class NumberShape:
    """A number; above ``least`` when ``above``, else from it on."""

    least: float
    most: float
    above: bool = False

    @property
    def rule(self) -> str:
        """What it has to be."""
        return f"a number {'above' if self.above else 'from'} {self.least:.15g} {'and at most' if self.above else 'to'} {self.most:.15g}"  # noqa: E501

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "number", "exclusiveMinimum" if self.above else "minimum": self.least, "maximum": self.most}

    def read(self, value: object, member: str) -> float:
        """Check it."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Breach(member, self.rule)
        if not self.least <= value <= self.most or (self.above and value == self.least):
            raise Breach(member, self.rule)
        return float(value)

    def of_text(self, text: str, member: str) -> float:
        """Read it in an address."""
        if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
            raise Breach(member, self.rule)
        return self.read(float(text), member)


@dataclass(frozen=True)
class Truth:
    """True or false."""

    rule: str = "true or false"

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "boolean"}

    def read(self, value: object, member: str) -> bool:
        """Check it."""
        if not isinstance(value, bool):
            raise Breach(member, self.rule)
        return value

    def of_text(self, text: str, member: str) -> bool:
        """Read it in an address."""
        if text not in {"true", "false"}:
            raise Breach(member, self.rule)
        return text == "true"


@dataclass(frozen=True)
class Secret:
    """A code or a PUK: made the object that can be wiped where the body is read (``bodies``), never a text."""

    kind: CodeKind = "pin"

    @property
    def rule(self) -> str:
        """What it has to be."""
        return "eight digits" if self.kind == "puk" else "six digits"

    def schema(self) -> Schema:
        """Return the schema."""
        digits = 8 if self.kind == "puk" else 6
        return {"type": "string", "pattern": f"^[0-9]{{{digits}}}$", "writeOnly": True}

    def read(self, value: object, member: str) -> Code:
        """Check it."""
        if not isinstance(value, bytearray):
            raise Breach(member, self.rule)
        try:
            return Code(value, self.kind)
        except LoginFailure:
            raise Breach(member, self.rule) from None

    def of_text(self, _text: str, member: str) -> Code:
        """Refuse it: no code is in an address."""
        raise Breach(member, "in the body")


@dataclass(frozen=True)
class Many:
    """A list of values of one shape."""

    of: Shape
    most: int = MOST
    least: int = 0

    @property
    def rule(self) -> str:
        """What it has to be."""
        return f"a list of {self.least} to {self.most}"

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "array", "items": self.of.schema(), "minItems": self.least, "maxItems": self.most}

    def read(self, value: object, member: str) -> list[Any]:
        """Check it, each entry by its place."""
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise Breach(member, self.rule)
        return [self.of.read(each, f"{member}[{place}]") for place, each in enumerate(value)]

    def of_text(self, _text: str, member: str) -> list[Any]:
        """Refuse it: addresses have no lists."""
        raise Breach(member, self.rule)


@dataclass(frozen=True)
class OrNull:
    """A value of a shape, or null."""

    of: Shape

    @property
    def rule(self) -> str:
        """What it has to be."""
        return f"{self.of.rule}, or null"

    def schema(self) -> Schema:
        """Return the schema."""
        return {"oneOf": [self.of.schema(), {"type": "null"}]}

    def read(self, value: object, member: str) -> Any:  # noqa: ANN401 - as its shape gives it
        """Check it."""
        return None if value is None else self.of.read(value, member)

    def of_text(self, text: str, member: str) -> Any:  # noqa: ANN401 - as above
        """Read it in an address."""
        return self.of.of_text(text, member)


@dataclass(frozen=True)
class Anything:
    """Whatever it is: claims of an identity, facts of an audit row."""

    rule: str = "an object"

    def schema(self) -> Schema:
        """Return the schema."""
        return {"type": "object", "additionalProperties": True}

    def read(self, value: object, member: str) -> Any:  # noqa: ANN401 - whatever it is
        """Take an object."""
        if not isinstance(value, dict):
            raise Breach(member, self.rule)
        return value

    def of_text(self, _text: str, member: str) -> Any:  # noqa: ANN401 - nothing
        """Refuse it."""
        raise Breach(member, self.rule)


@dataclass(frozen=True)
class Named:
    """One member of an object, or one parameter of an address. ``default`` is what is meant when it is left out."""

    name: str
    shape: Shape
    about: str
    needed: bool = False
    default: object = None

    def schema(self) -> Schema:
        """Return the schema, with what it is for."""
        found = self.shape.schema()
        if "$ref" in found:  # a sibling of it is allowed in 3.1, and not shown by every tool
            return {"allOf": [found], "description": self.about}
        usual = {} if self.default is None or isinstance(self.shape, Secret) else {"default": self.default}
        return {**found, "description": self.about, **usual}


@dataclass(frozen=True)
class ObjectShape:
    """An object of known members. ``name`` is its component's in the document."""

    name: str
    members: tuple[Named, ...] = ()
    about: str = ""
    #: Records that this one holds, for the document.
    _known: Mapping[str, Named] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", {each.name: each for each in self.members})

    @property
    def rule(self) -> str:
        """What it has to be."""
        return "an object of " + (", ".join(self._known) if self.members else "no members")

    def schema(self) -> Schema:
        """Return where the schema stands."""
        return {"$ref": f"{_COMPONENTS}{self.name}"}

    def component(self) -> Schema:
        """Return the schema itself."""
        needed = [each.name for each in self.members if each.needed]
        return {
            "type": "object",
            **({"description": self.about} if self.about else {}),
            "properties": {each.name: each.schema() for each in self.members},
            **({"required": needed} if needed else {}),
            "additionalProperties": False,
        }

    def records(self) -> list[ObjectShape]:
        """Return this record and all that it holds."""
        return [self, *(found for each in self.members for found in records_of(each.shape))]

    def read(self, value: object, member: str) -> dict[str, Any]:
        """Check each member; those that are left out have their default."""
        if not isinstance(value, dict):
            raise Breach(member or "body", self.rule)
        begin = f"{member}." if member else ""
        for name in value:
            if name not in self._known:
                raise Breach(f"{begin}{_shown(name)}", f"left out: there are {', '.join(self._known) or 'no members'}")
        found: dict[str, Any] = {}
        for each in self.members:
            if each.name in value:
                found[each.name] = each.shape.read(value[each.name], f"{begin}{each.name}")
            elif each.needed:
                raise Breach(f"{begin}{each.name}", f"there: {each.shape.rule}")
            else:
                found[each.name] = each.default
        return found

    def of_text(self, _text: str, member: str) -> Any:  # noqa: ANN401 - nothing
        """Refuse it: addresses have no objects."""
        raise Breach(member, self.rule)


def records_of(shape: Shape | None) -> list[ObjectShape]:
    """Return the records that a shape is made of."""
    if isinstance(shape, ObjectShape):
        return shape.records()
    inner = getattr(shape, "of", None)
    return records_of(inner) if inner is not None else []


def read_parameters(members: Sequence[Named], pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Read the parameters of an address: each known, once, and of its shape. Raises ``Breach``."""
    known = {each.name: each for each in members}
    found: dict[str, Any] = {each.name: each.default for each in members}
    seen: set[str] = set()
    for name, text in pairs:
        if name not in known:
            raise Breach(_shown(name), f"left out: there are {', '.join(known) or 'no parameters'}")
        if name in seen:
            raise Breach(name, "there once")
        seen.add(name)
        found[name] = known[name].shape.of_text(text, name)
    for each in members:
        if each.needed and each.name not in seen:
            raise Breach(each.name, f"there: {each.shape.rule}")
    return found


def _shown(name: object) -> str:
    """Return the name of something that nobody asked for, short and in ASCII."""
    return ascii(str(name)[:40])[1:-1]
