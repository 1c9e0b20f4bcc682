"""Where a login in a browser stands, as whoever shows it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.choices import Level, Option
from cosmic_login.idp.provider.logins import LoginPending
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.web.request import Delivery, WebRequest


@dataclass(frozen=True)
class Way:
    """A login method that the system has, and whether it is open now."""

    method: str
    open: bool


@dataclass(frozen=True)
class StartView:
    """The person has to choose a way. ``failure`` is why the last attempt came to nothing, if there was one."""

    system: System
    request: WebRequest
    ways: tuple[Way, ...]
    failure: str = ""


@dataclass(frozen=True)
class OrderView:
    """An order is under way by ``method``; ``only``: there is no other way."""

    system: System
    request: WebRequest
    method: str
    pending: LoginPending = field(repr=False)
    only: bool = False


@dataclass(frozen=True)
class ChoiceView:
    """The person has to say as what."""

    system: System
    request: WebRequest
    person: Person
    level: Level
    options: tuple[Option, ...]


@dataclass(frozen=True)
class EndView:
    """The system is to be told (``deliver``)."""

    system: System | None
    request: WebRequest
    granted: bool
    failure: str = ""


View = StartView | OrderView | ChoiceView | EndView


@dataclass(frozen=True)
class Delivered:
    """What the browser carries to the system; ``sso`` is the cookie of a session that began, or nothing."""

    delivery: Delivery
    system: System | None
    sso: str = field(default="", repr=False)
