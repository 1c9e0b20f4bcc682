"""What each page of a login says of how the login stands: the values of its template, already in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cosmic_login.core import method_advice, order_messages
from cosmic_login.core.failures import FAILURES, FailureClass, Retry
from cosmic_login.core.login_methods import LoginMethod, StartPlace, row_of
from cosmic_login.core.situations import AuthenticatorApp
from cosmic_login.idp.claims.choices import Level, Option
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.pages.claim_words import asked_for, levels
from cosmic_login.idp.pages.marks import OWN, Shared
from cosmic_login.idp.pages.texts import Texts
from cosmic_login.idp.provider.logins import LoginPending
from cosmic_login.idp.web.request import WebRequest
from cosmic_login.idp.web.views import ChoiceView, EndView, OrderView, StartView, Way

_HEADINGS: Final = {
    FailureClass.AUTHENTICATION: Shared("Window", "Autentiseringen misslyckades"),
    FailureClass.LOGIN: Shared("Window", "Inloggningen misslyckades"),
    FailureClass.SYSTEM: Shared("Window", "Inloggningen misslyckades"),
    FailureClass.OPERATION: Shared("Window", "Inloggningen misslyckades"),
}
_NOT_LEFT: Final = OWN("Utloggningen misslyckades")
_NOW: Final = {
    Retry.NOW: OWN("Du kan försöka igen på samma sätt, eller välja ett annat här nedanför."),
    Retry.AFTER_MEND: OWN("Gör så, och välj ett sätt här nedanför."),
    Retry.NEVER: OWN("Det hjälper inte att försöka igen på samma sätt. Välj ett annat sätt, eller avbryt."),
}
_STEPS: Final = {
    AuthenticatorApp.SITHS: (
        Shared("Window", "Öppna appen SITHS eID i telefonen och tryck på Skanna QR-kod."),
        Shared("Window", "Rikta kameran mot koden på skärmen."),
        Shared("Window", "Skriv din kod i telefonen. Här går det sedan vidare av sig självt."),
    ),
    AuthenticatorApp.BANKID: (
        Shared("Window", "Starta BankID-appen i din egen telefon och tryck på Skanna QR-kod."),
        Shared("Window", "Rikta kameran mot koden på skärmen."),
        Shared("Window", "Legitimera dig i appen. Här går det sedan vidare av sig självt."),
    ),
}
_PHONE_HEADINGS: Final = {
    AuthenticatorApp.SITHS: Shared("Window", "SITHS eID på annan enhet"),
    AuthenticatorApp.BANKID: Shared("Window", "Logga in med BankID"),
}
#: For those who do not see the code.
_WITHOUT_CAMERA: Final = {
    AuthenticatorApp.SITHS: Shared(
        "Window",
        "Går det inte att läsa av koden: tryck på Försök igen och välj SITHS eID på denna enhet. Då räcker kortet "
        "och tangentbordet.",
    ),
    AuthenticatorApp.BANKID: Shared(
        "Window",
        "Går det inte att läsa av koden: tryck på Försök igen och välj ett sätt med kortet. Då räcker kortet och "
        "tangentbordet.",
    ),
}
_RENEWS: Final = Shared("Window", "Läses den inte av kommer en ny kod, högst %n gånger till.")
_LAST_CODE: Final = Shared("Window", "Det är den sista koden. Läses den inte av avbryts inloggningen.")
_SECONDS: Final = Shared("Kit", "%n sekunder kvar")
_NO_CODE: Final = Shared("Window", "Ingen QR-kod att läsa av just nu.")
_CODE_READ: Final = Shared("Window", "QR-koden är läst. Fortsätt i telefonen.")
_CODE_NAME: Final = Shared("Window", "QR-kod för appen {app}. Den byts varje sekund.")
_UNTOUCHED: Final = frozenset({"outstandingTransaction", "noClient"})
_TYPE_CODE: Final = Shared("Window", "Skriv din legitimeringskod i fönstret SITHS eID.")
_CLOSED_NOW: Final = Shared("Advice", method_advice.CLOSED_NOW)
_CHOOSE: Final[Mapping[Level, str | Shared]] = {
    Level.SERVICE_ID: Shared("Window", "Välj tjänste-id"),
    Level.ORGANISATION: OWN("Välj organisation"),
    Level.COMMISSION: OWN("Välj medarbetaruppdrag"),
}
_CHOOSE_SENTENCES: Final[Mapping[Level, str | Shared]] = {
    Level.SERVICE_ID: Shared("Window", "{holder} har flera tjänste-id. Välj det du arbetar med nu."),
    Level.ORGANISATION: OWN("{holder} hör till flera organisationer. Välj den du arbetar för nu."),
    Level.COMMISSION: OWN("{holder} har flera medarbetaruppdrag. Välj det du arbetar med nu."),
}

Words = dict[str, object]


# -- failures ------------------------------------------------------------------------------------------------------


def failure_words(texts: Texts, code: str, *, leaving: bool = False) -> Words:
    """Return heading, cause, mend and code of a failure; ``leaving``: of a log-out."""
    cause, mend = texts.failure(code)
    heading = texts.say(_NOT_LEFT if leaving else _HEADINGS[FAILURES[code].failure_class])
    return {"heading": heading, "cause": cause, "mend": mend, "code": code}


# -- the start -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WayWords:
    """A button of the start page. ``aside`` is its second line; ``primary``: it is the one that is advised."""

    method: str
    label: str
    aside: str
    primary: bool


def start_words(texts: Texts, view: StartView, refused: str = "") -> Words:
    """Return the start page's words; ``refused`` is why the way that was just chosen could not be taken."""
    known = {way.method: way.open for way in view.ways}
    rows = [(way, row) for way in view.ways if (row := row_of(way.method)) is not None]
    advised = method_advice.advised(known)
    shown = {
        place: [_way(texts, way, row, primary=way.method == advised) for way, row in rows if row.place is place]
        for place in StartPlace
    }
    lines = method_advice.advise(known, card=True)  # nobody can tell from a page whether a card is in
    failure = refused or view.failure
    return {
        "ways": shown[StartPlace.FRONT],
        "others": shown[StartPlace.LISTED],
        # They are shown at once where nothing in front would do.
        "unfolded": not any(way.open for way, row in rows if row.place is StartPlace.FRONT),
        "others_closed": _closed(texts, any(way.open for way, row in rows if row.place is StartPlace.LISTED)),
        "advice": " ".join(texts.shared("Advice", line) for line in lines),
        "failure": {**failure_words(texts, failure), "now": texts.say(_NOW[FAILURES[failure].retry])}
        if failure
        else None,
        "wanted": wanted_words(texts, view.request),
        "level": _level(texts, view.request),
        "again": view.request.force,
    }


def _closed(texts: Texts, is_open: bool) -> str:
    return "" if is_open else texts.say(_CLOSED_NOW)


def _way(texts: Texts, way: Way, row: LoginMethod, *, primary: bool) -> WayWords:
    label = texts.shared("Window", row.button or row.label)
    return WayWords(way.method, label, _closed(texts, way.open), primary)


def wanted_words(texts: Texts, request: WebRequest) -> list[Words]:
    """Return what the system is told of the person, a kind of data each."""
    return [
        {"label": row.name if row.label is None else texts.say(row.label), "needed": row.needed}
        for row in asked_for(request.wanted)
    ]


def _level(texts: Texts, request: WebRequest) -> str:
    wanted = [str(level) for level in levels(request.loa)]
    if not wanted:
        return ""
    return (
        texts.own("{level} eller {other}", level=", ".join(wanted[:-1]), other=wanted[-1]) if wanted[1:] else wanted[0]
    )


# -- an order under way --------------------------------------------------------------------------------------------


def order_words(texts: Texts, view: OrderView) -> Words:
    """Return the words of the page of an order."""
    row, served = row_of(view.method), METHODS[view.method]
    assert row is not None  # noqa: S101 - told to the type checker: both tables have the same methods
    words: Words = {
        "kind": "phone" if row.app else "md" if served.order_type == "md" else "device",
        "heading": texts.shared("Window", row.label),
        "wanted": wanted_words(texts, view.request),
        **state_words(texts, view),
    }
    if row.app is not None:
        words |= {
            "heading": texts.say(_PHONE_HEADINGS[row.app]),
            "steps": [texts.say(step) for step in _STEPS[row.app]],
            "without_camera": texts.say(_WITHOUT_CAMERA[row.app]),
        }
    elif row.button:
        words |= {"button": texts.shared("Window", row.button)}
    return words


def state_words(texts: Texts, view: OrderView) -> Words:
    """Return what changes while an order is under way: what is going on, the seconds, whether a code can be read."""
    pending, row = view.pending, row_of(view.method)
    app = row.app if row is not None else None
    readable = bool(pending.qr_data)
    left = pending.start_in if readable else pending.expires_in
    return {
        "says": _says(texts, view, app),
        "left": texts.shared_count(*_SECONDS, left),
        "seconds": left,
        "readable": readable,
        "renewals": _renewals(texts, pending) if readable else "",
        "code_name": _code_name(texts, pending, app) if app is not None else "",
    }


def _says(texts: Texts, view: OrderView, app: AuthenticatorApp | None) -> str:
    hint = view.pending.hint_code
    if app is not None:
        return texts.shared("Rfa", order_messages.pending(hint).says, app=order_messages.APPS[app])
    if METHODS[view.method].order_type == "md":
        return texts.own("Väntar på att du legitimerar dig med kortet.")
    if hint in _UNTOUCHED:
        return texts.own("SITHS eID är inte öppnat än.")
    if hint == "userSign":
        return texts.say(_TYPE_CODE)
    return texts.own("SITHS eID är öppnat. Fortsätt där.")


def _renewals(texts: Texts, pending: LoginPending) -> str:
    left = pending.renewals_left
    return texts.shared_count(*_RENEWS, left) if left else texts.say(_LAST_CODE)


def _code_name(texts: Texts, pending: LoginPending, app: AuthenticatorApp) -> str:
    if pending.qr_data:
        return texts.say(_CODE_NAME, app=order_messages.APPS[app])
    return texts.say(_NO_CODE if pending.start_in else _CODE_READ)


# -- the end -------------------------------------------------------------------------------------------------------


def end_words(texts: Texts, view: EndView) -> Words:
    """Return the words of the page that leads back to the system."""
    if view.granted or not view.failure:
        return {"heading": texts.shared("Window", "Du är inloggad"), "failure": None}
    told = failure_words(texts, view.failure)
    return {"heading": told["heading"], "failure": told}


# -- as what -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionWords:
    """A button of a choice: its title, further lines, and a mark."""

    key: str
    title: str
    lines: tuple[str, ...]
    mark: str


def choice_words(texts: Texts, view: ChoiceView) -> Words:
    """Return the words of the page that asks as what the person comes in; the own region's come first."""
    options = sorted(view.options, key=lambda each: not _own(each))
    return {
        "heading": texts.say(_CHOOSE[view.level]),
        "sentence": texts.say(_CHOOSE_SENTENCES[view.level], holder=view.person.name),
        "options": [_option(texts, each, view.level) for each in options],
        "level": view.level.value,
        "wanted": wanted_words(texts, view.request),
    }


def _own(option: Option) -> bool:
    return option.service_id is not None and option.service_id.own_region


def _option(texts: Texts, option: Option, level: Level) -> OptionWords:
    service = option.service_id
    mark = texts.shared("Window", "Egen region") if _own(option) else texts.shared("Window", "Annan organisation")
    commission = option.commission
    if level is Level.COMMISSION and commission is not None:
        place = f"{commission.unit_name}, {commission.provider_name}"
        purpose = texts.own("Ändamål: {purpose}", purpose=commission.purpose)
        return OptionWords(option.key, commission.name, (place, purpose), mark)
    if service is None:
        return OptionWords(option.key, option.key, (), "")
    if level is Level.ORGANISATION:
        return OptionWords(option.key, service.organisation, (option.organisation_id,), mark)
    if service.title:
        return OptionWords(option.key, service.title, (service.organisation, service.hsa_id), mark)
    return OptionWords(option.key, service.organisation, (service.hsa_id,), mark)
