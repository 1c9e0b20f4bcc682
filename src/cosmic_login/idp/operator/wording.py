"""What the operator's page says: the values of its template, already in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cosmic_login.core.login_methods import row_of
from cosmic_login.core.swedish_time import date_and_time, swedish
from cosmic_login.idp.operator.standing import MOST, IdpStanding, LoginUnderWay, ServiceState, SessionUnderWay
from cosmic_login.idp.pages.marks import OWN, Shared
from cosmic_login.idp.store.web_statements import WebState

if TYPE_CHECKING:
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.idp.pages.texts import Texts
    from cosmic_login.idp.registry.systems import System

_SERVICES: Final[Mapping[str, Shared]] = {
    "siths": Shared("Trainer", "SITHS eID"),
    "revocation": Shared("Trainer", "Spärrkontroll"),
    "hsa": Shared("Trainer", "Katalogen HSA"),
    "idp": Shared("Trainer", "Hela identifieringstjänsten"),
}
_STATES: Final[Mapping[WebState, str]] = {
    WebState.START: OWN("väljer sätt"),
    WebState.ORDER: OWN("legitimerar sig"),
    WebState.CHOOSE: OWN("väljer vad hen kommer in som"),
    WebState.GRANTED: OWN("är inne, på väg tillbaka"),
    WebState.FAILED: OWN("misslyckades, kan försöka igen"),
    WebState.REFUSED: OWN("avvisad, på väg tillbaka"),
}
_PROTOCOLS: Final = {"oidc": "OpenID Connect", "saml": "SAML"}
_EVENTS: Final[Mapping[str, Shared]] = {
    "login.attempted": Shared("Trainer", "Inloggning påbörjad"),
    "login.succeeded": Shared("Trainer", "Inloggad"),
    "login.failed": Shared("Trainer", "Inloggning misslyckad"),
    "session.ended": Shared("Trainer", "Utloggad"),
    "session.joined": Shared("Trainer", "Inloggad i ett system till"),
    "session.not_told": Shared("Trainer", "Ett system fick inte veta om utloggningen"),
    "card.registered": Shared("Trainer", "Kort registrerat"),
    "card.issued": Shared("Trainer", "Kort utgivet"),
    "card.activated": Shared("Trainer", "Kort aktiverat"),
    "card.revoked": Shared("Trainer", "Kort spärrat"),
    "card.signing_issued": Shared("Trainer", "Certifikat för underskrift hämtat"),
    "activation.created": Shared("Trainer", "Engångskod skapad"),
    "device.activated": Shared("Trainer", "Telefon aktiverad"),
    "device.removed": Shared("Trainer", "Telefon borttagen"),
    "outage.begun": Shared("Trainer", "Tjänst stängd"),
    "outage.ended": Shared("Trainer", "Tjänst öppnad"),
    "training.reset": Shared("Trainer", "Övningen börjar om"),
    "person.erased": Shared("Trainer", "En persons uppgifter raderade"),
    "audit.archived": Shared("Trainer", "Äldre rader arkiverade"),
    "audit.deleted": Shared("Trainer", "Gamla rader raderade"),
}


@dataclass(frozen=True)
class RowWords:
    """A row of one of the lists: a title, what stands beside it, and since when."""

    title: str
    aside: tuple[str, ...]
    time: str
    moment: str


@dataclass(frozen=True)
class ServiceWords:
    """A service. ``state`` is how it stands; ``out``: it has an outage of its own."""

    target: str
    name: str
    state: str
    out: bool
    closed: bool


def standing_words(texts: Texts, found: IdpStanding) -> dict[str, object]:
    """Return the words of the page."""
    return {
        "now": date_and_time(datetime.fromtimestamp(found.now, UTC), seconds=True),
        "services": [_service(texts, each) for each in found.services],
        "any_out": any(each.outage or each.persons for each in found.services),
        "logins": [_login(texts, each) for each in found.logins],
        "sessions": [_session(texts, each) for each in found.sessions],
        "systems": [_system(texts, each) for each in found.systems],
        "trail": [_row(texts, each) for each in found.trail],
        "damage": texts.failure(found.damage) if found.damage else None,
        "most": MOST,
    }


def _service(texts: Texts, service: ServiceState) -> ServiceWords:
    name = _service_name(texts, service.target)
    if service.outage is None:
        if service.within:
            within = _service_name(texts, service.within)
            state = texts.shared("Trainer", "Ur drift, eftersom {service} är det", service=within)
        elif service.persons:
            whose = ", ".join(service.persons)
            state = texts.shared("Trainer", "I drift, men inte för {persons}", persons=whose)
        else:
            state = texts.shared("Trainer", "I drift")
        return ServiceWords(service.target, name, state, out=False, closed=bool(service.within))
    parts = [texts.shared("Trainer", "Ur drift")]
    if service.outage.seconds is not None:
        parts.append(texts.shared_count(*Shared("Trainer", "sekunder kvar: %n"), int(service.outage.seconds)))
    if service.outage.orders is not None:
        parts.append(texts.shared_count(*Shared("Trainer", "inloggningar kvar: %n"), service.outage.orders))
    return ServiceWords(service.target, name, ", ".join(parts), out=True, closed=True)


def _service_name(texts: Texts, target: str) -> str:
    return texts.say(_SERVICES[target]) if target in _SERVICES else _method(texts, target)


def _method(texts: Texts, method: str) -> str:
    row = row_of(method)
    return texts.shared("Window", row.label) if row is not None else method


def _login(texts: Texts, login: LoginUnderWay) -> RowWords:
    aside = [_PROTOCOLS.get(login.face, texts.own("den egna klienten"))]
    if login.method:
        aside.append(_method(texts, login.method))
    if login.state is not None:
        aside.append(texts.own(_STATES[login.state]))
    if login.failure:
        aside.append(login.failure)
    return RowWords(login.system, tuple(aside), *_time(login.since))


def _session(texts: Texts, session: SessionUnderWay) -> RowWords:
    aside = [_method(texts, session.method)]
    if session.loa is not None:
        aside.append(f"LOA {session.loa}")
    if session.until is None:
        aside.append(texts.own("den egna klienten"))
    else:
        aside += [*session.systems, texts.own("till {time}", time=_time(session.until)[0])]
    return RowWords(session.person, tuple(aside), *_time(session.since))


def _system(texts: Texts, system: System) -> tuple[str, str]:
    kind = _PROTOCOLS[system.face]
    aside = f"{kind}, {system.key}"
    return system.name, aside if not system.learned else f"{aside}, {texts.own('inlärt')}"


def _row(texts: Texts, record: AuditRecord) -> RowWords:
    event = texts.say(_EVENTS[record.event]) if record.event in _EVENTS else record.event
    told = [_method(texts, record.method) if record.method else "", record.person, record.service_id]
    told += ["" if record.loa is None else f"LOA {record.loa}", record.reason]
    told += [record.extra.get(name, "") for name in ("system", "target")]
    return RowWords(event, tuple(each for each in told if each), *_time(record.time.timestamp()))


def _time(seconds: float) -> tuple[str, str]:
    """Return a moment for people, in Swedish time, and for programs."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{swedish(moment):%H:%M:%S}", moment.isoformat(timespec="seconds")
