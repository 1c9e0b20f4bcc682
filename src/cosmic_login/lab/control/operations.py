"""One row for each operation: router, validation, OpenAPI document and the page in docs/ are all made from these."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.lab.control.shapes import Named, ObjectShape, Shape, TextShape

if TYPE_CHECKING:
    from cosmic_login.lab.control.environment import Environment
    from cosmic_login.lab.control.environments import EnvironmentHolder

_IN_PATH: Final = re.compile(r"\{([a-z_]+)\}")
#: The version in every address; another one is another table, beside this.
VERSION: Final = "v1"


@dataclass(frozen=True)
class ApiCall:
    """One call that was let in: where it acts, and what it asks, by the members' names."""

    environment: Environment
    values: Mapping[str, Any]
    #: All environments, of those whose calls may be about them.
    beside: EnvironmentHolder | None = None

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as the member's shape gives it
        return self.values[name]

    def codes(self) -> list[Code]:
        """Return every code that came along, so that they can be wiped."""
        return [code for value in self.values.values() for code in _codes(value)]


def _codes(value: object) -> list[Code]:
    if isinstance(value, Code):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [code for each in inner for code in _codes(each)]


class CallRefused(Exception):  # noqa: N818 - it says what cannot be had
    """A call that cannot be done as asked: with a code of the failure table, the member and the rule."""

    def __init__(
        self, code: str, member: str, rule: str, status: int = HTTPStatus.BAD_REQUEST, detail: str = ""
    ) -> None:
        super().__init__(code)
        self.code, self.member, self.rule, self.status, self.detail = code, member, rule, status, detail


@dataclass(frozen=True)
class Refusing:
    """A failure that an operation may end with, and what in the call it is about."""

    code: str
    status: int
    member: str
    rule: str


@dataclass(frozen=True)
class Operation:
    """One row. ``parameters`` are those of the address: the ones in ``path``'s braces, and the query's."""

    name: str
    method: str
    path: str
    topic: str
    about: str
    does: Callable[[ApiCall], Awaitable[Any]]
    answer: Shape | None = None
    parameters: tuple[Named, ...] = ()
    body: ObjectShape | None = None
    refusing: tuple[Refusing, ...] = ()
    status: int = HTTPStatus.OK
    #: Only with the IdP's own token: it is about environments, and not within one.
    whole: bool = False
    #: Answers as a stream of events (text/event-stream) that lasts until one of the two ends it.
    stream: bool = False
    #: Needs no token: what it tells is in the program.
    free: bool = False

    @property
    def in_path(self) -> tuple[Named, ...]:
        """The parameters in the path."""
        named = _IN_PATH.findall(self.path)
        return tuple(each for each in self.parameters if each.name in named)

    @property
    def in_query(self) -> tuple[Named, ...]:
        """The parameters of the query."""
        return tuple(each for each in self.parameters if each not in self.in_path)

    @property
    def address(self) -> str:
        """The path with its version."""
        return f"/{VERSION}{self.path}"

    def told(self, failure: LoginFailure) -> CallRefused:
        """Return what a failure means for whoever called."""
        for row in self.refusing:
            if row.code == failure.code:
                return CallRefused(row.code, row.member, row.rule, row.status, failure.detail)
        troubled = failure.code.startswith(("profile.", "database.", "audit.", "internal."))
        status = HTTPStatus.SERVICE_UNAVAILABLE if troubled else HTTPStatus.CONFLICT
        return CallRefused(failure.code, "", "", status, failure.detail)


def unknown(member: str, where: str) -> CallRefused:
    """Return the refusal of a name that nothing has."""
    return CallRefused("control.unknown", member, f"one of {where}", HTTPStatus.NOT_FOUND)


#: Names that callers give: environments, snapshots.
NAME: Final = TextShape(
    1, 40, r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$", words="1 to 40 small letters, digits and hyphens, none at an end"
)
