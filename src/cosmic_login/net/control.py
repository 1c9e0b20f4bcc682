"""The operator's hand on an IdP: its control API, over HTTP (docs/protocols.md, section on control)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import Http, checked_base_url, refused, text

#: The environment variable with the token of an IdP that does not run on this profile.
TOKEN_VARIABLE = "COSMIC_LOGIN_CONTROL_TOKEN"  # noqa: S105 - a name

#: No outage lasts so many seconds, or orders.
_MOST = 10**12


@dataclass(frozen=True)
class Outage:
    """Something that is out of service. ``seconds`` and ``orders`` are what is left of it, where it ends by itself.

    ``person`` (a key) is whose logins alone meet it, empty for everybody's.
    """

    target: str
    failure: str
    seconds: float | None = None
    orders: int | None = None
    person: str = ""


@dataclass(frozen=True)
class StandingFault:
    """A fault that a system is to meet. ``order`` names it; ``seconds`` and ``times`` are what is left of it.

    ``state`` is that of the login it is for, empty for any; ``delay`` is in seconds, 0 for a fault that is not late.
    """

    order: str
    system: str
    protocol: str
    fault: str
    state: str = ""
    delay: float = 0.0
    seconds: float | None = None
    times: int | None = None


@dataclass(frozen=True)
class FaultySystem:
    """A system that can be made to meet faults, those of its protocol."""

    system: str
    protocol: str
    name: str


@dataclass(frozen=True)
class FaultsKnown:
    """What is ordered, oldest first, and for whom something can be."""

    orders: tuple[StandingFault, ...] = ()
    systems: tuple[FaultySystem, ...] = ()


class BroughtBack(NamedTuple):
    """What was brought back: services that were out, and orders of faults."""

    services: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class ControlState:
    """What is open, what is out, and what can be put out (with the failure that is told by default).

    ``within`` says of a target which other one it falls with; what is not in it stands alone. ``faults`` are ordered.
    """

    methods: Mapping[str, bool]
    outages: tuple[Outage, ...]
    targets: Mapping[str, str]
    within: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[StandingFault, ...] = ()


@dataclass(frozen=True)
class KnownCards:
    """Numbers of cards that are registered with the card app, and of reserve cards that are activated."""

    registered: frozenset[str] = frozenset()
    activated: frozenset[str] = frozenset()


class Forgotten(NamedTuple):
    """What the IdP has forgotten: services that were out, and how many e-IDs, activation codes and cards there were."""

    services: tuple[str, ...]
    phones: int
    codes: int
    cards: int


class ErasedByIdp(NamedTuple):
    """What the IdP has erased of a person: how many of each, and ``rows`` with all that hung on them."""

    logins: int
    sessions: int
    devices: int
    codes: int
    cards: int
    rows: int


_COUNTED = ("phones", "codes", "cards")


class Control:
    """A client of one IdP's control API. Lives on one event loop; ``aclose`` it there.

    Every call may raise ``LoginFailure``: ``control.refused`` when the token does not fit or this is another machine,
    ``control.invalid`` for an order that the IdP does not understand, ``idp.*`` when it cannot be reached.
    """

    def __init__(self, base_url: str, token: str, *, ca_file: str = "") -> None:
        self._url = f"{checked_base_url(base_url)}/control"
        self._bearer = {"authorization": f"Bearer {token}"}
        self._http = Http(self._url, ca_file)

    async def state(self) -> ControlState:
        """Ask what is open and what is out."""
        body = await self._send("GET", "/state")
        methods = {text(row, "method"): row.get("available") is True for row in _rows(body, "methods")}
        targets = {text(row, "target"): text(row, "failure") for row in _rows(body, "targets")}
        within = {text(row, "target"): text(row, "within") for row in _rows(body, "targets") if row.get("within")}
        outages = tuple(_outage(row) for row in _rows(body, "outages"))
        faults = tuple(_fault(row) for row in (_rows(body, "faults") if "faults" in body else ()))
        return ControlState(methods, outages, targets, within, faults)

    async def outage(
        self,
        target: str,
        failure: str = "",
        *,
        orders: int | None = None,
        seconds: float | None = None,
        person: str = "",
    ) -> Outage:
        """Put ``target`` out of service: until told, for so many orders, for so many seconds.

        With ``person`` (a key, a number, an HSA-id, a name) for their logins alone. Raises ``person.unknown``.
        """
        wanted = {"target": target, "failure": failure, "orders": orders, "seconds": seconds, "person": person}
        members = {name: value for name, value in wanted.items() if value not in {None, ""}}
        return _outage(await self._send("POST", "/outages", members))

    async def restore(self, target: str, person: str = "") -> bool:
        """Bring ``target`` back, for one person or for everybody; False when it was in service.

        Raises ``control.invalid`` for what cannot be out, ``person.unknown``.
        """
        if not target:  # as a path it would be another address
            raise LoginFailure("control.invalid", "target is missing.")
        whose = f"?person={quote(person, safe='')}" if person else ""
        return bool((await self._send("DELETE", f"/outages/{quote(target, safe='')}{whose}")).get("ended"))

    async def reset(self) -> BroughtBack:
        """Bring everything back, and take every fault back; return what there was."""
        body = await self._send("POST", "/reset")
        return BroughtBack(_names(body, "ended"), _names(body, "faults"))

    async def faults(self) -> FaultsKnown:
        """Ask which faults are ordered, and which systems can be made to meet some."""
        body = await self._send("GET", "/faults")
        systems = tuple(
            FaultySystem(text(row, "system"), text(row, "protocol"), text(row, "name"))
            for row in _rows(body, "systems")
        )
        return FaultsKnown(tuple(_fault(row) for row in _rows(body, "orders")), systems)

    async def order_fault(
        self,
        system: str,
        fault: str,
        *,
        protocol: str = "",
        state: str = "",
        times: int | None = None,
        seconds: float | None = None,
        delay: float | None = None,
    ) -> StandingFault:
        """Have a system (client_id, entityID) meet a fault of ``core.answer_faults``: until told, or as it is said."""
        wanted = {
            "system": system,
            "fault": fault,
            "protocol": protocol or None,
            "state": state or None,
            "times": times,
            "seconds": seconds,
            "delay": delay,
        }
        return _fault(
            await self._send("POST", "/faults", {name: value for name, value in wanted.items() if value is not None})
        )

    async def withdraw_fault(self, order: str) -> bool:
        """Take an order back; False when there was none of that name."""
        return bool((await self._send("DELETE", f"/faults/{quote(order, safe='')}")).get("ended")) if order else False

    async def withdraw_faults(self) -> tuple[str, ...]:
        """Take all orders back; return their names."""
        return _names(await self._send("DELETE", "/faults"), "ended")

    async def cards(self) -> KnownCards:
        """Ask which cards have been used and which reserve cards were activated."""
        body = await self._send("GET", "/cards")
        registered, activated = body.get("registered"), body.get("activated")
        if not isinstance(registered, list) or not isinstance(activated, list):
            raise LoginFailure("idp.nonsense", "the cards are missing")
        return KnownCards(frozenset(map(str, registered)), frozenset(map(str, activated)))

    async def start_over(self, *, again: bool = False) -> Forgotten:
        """Have everything forgotten that the IdP has learnt of cards and phones, and all services serve.

        ``again``: a program that had begun it died.
        """
        body = await self._send("POST", "/start-over", {"reason": "again"} if again else {})
        try:
            return Forgotten(tuple(map(str, body["services"])), *(int(body[name]) for name in _COUNTED))
        except (KeyError, TypeError, ValueError):
            raise LoginFailure("idp.nonsense", "start-over: members are missing") from None

    async def erase(self, person: str) -> ErasedByIdp:
        """Have everything erased that the IdP keeps of a person (key, number, HSA-id). Raises ``person.unknown``."""
        body = await self._send("POST", "/erasures", {"person": person})
        try:
            return ErasedByIdp(*(int(body[name]) for name in ErasedByIdp._fields))
        except (KeyError, TypeError, ValueError):
            raise LoginFailure("idp.nonsense", "erasures: members are missing") from None

    async def activation(self, person: str, app: str) -> str:
        """Return the text of a one-time QR code: leave for this person to make an identity on a phone.

        ``person`` is a key, a number or an HSA-id, ``app`` is ``siths`` or ``bankid``. Raises ``person.unknown``,
        ``enrolment.too_many``.
        """
        return text(await self._send("POST", "/activations", {"person": person, "face": app}), "qr")

    async def activate_card(self, person: str, card_number: str) -> None:
        """Activate a reserve card in its holder's place. Raises ``person.unknown``."""
        await self._send("POST", "/card-activations", {"person": person, "card_number": card_number})

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _send(self, verb: str, path: str, members: Mapping[str, Any] | None = None) -> dict[str, Any]:
        expect = {200, 400, 401, 404, 413, 415}
        status, body = await self._http.json(self._url + path, members or {}, expect, self._bearer, verb=verb)
        if status == 400 and body.get("errorCode") == "refused":
            raise refused(body)
        if status in {400, 413, 415}:
            raise LoginFailure("control.invalid", str(body.get("details") or body.get("error_description") or path))
        if status != 200:
            raise LoginFailure("control.refused", f"HTTP {status}")
        return body


def _rows(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = body.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LoginFailure("idp.nonsense", f"{name} is missing")
    return rows


def _names(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = body.get(name, [])
    if not isinstance(found, list):
        raise LoginFailure("idp.nonsense", f"{name} is no list")
    return tuple(str(each) for each in found)


def _fault(row: Mapping[str, Any]) -> StandingFault:
    seconds, times, delay = (_number(row, name) for name in ("seconds", "times", "delay"))
    state = row.get("state", "")
    if not isinstance(state, str):
        raise LoginFailure("idp.nonsense", "state is no text")
    return StandingFault(
        text(row, "order"),
        text(row, "system"),
        text(row, "protocol"),
        text(row, "fault"),
        state,
        delay or 0.0,
        seconds,
        None if times is None else int(times),
    )


def _outage(row: Mapping[str, Any]) -> Outage:
    seconds, orders = (_number(row, name) for name in ("seconds", "orders"))
    person = row.get("person", "")
    if not isinstance(person, str):
        raise LoginFailure("idp.nonsense", "person is no text")
    return Outage(text(row, "target"), text(row, "failure"), seconds, None if orders is None else int(orders), person)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is not None and (type(value) not in {int, float} or not 0 <= value < _MOST):
        raise LoginFailure("idp.nonsense", f"{name} is no number that can be")
    return value
