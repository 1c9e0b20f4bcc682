"""What the laboratory's pages say. Swedish is the source (context ``Lab``), as everywhere."""

from __future__ import annotations

from typing import Final, Literal

from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.translations import translate

Language = Literal["sv", "en"]

#: All texts, by the names that templates have for them.
TEXTS: Final = {
    "lab": QT_TRANSLATE_NOOP("Lab", "Laboratoriet"),
    "about": QT_TRANSLATE_NOOP(
        "Lab", "Här sätts virtuella kort in, i stället för i en läsare. Alla personer är påhittade."
    ),
    "choose": QT_TRANSLATE_NOOP("Lab", "Sätt in ett virtuellt kort"),
    "choose_about": QT_TRANSLATE_NOOP("Lab", "Välj vilket kort som sätts in. Sedan skriver du kortets kod."),
    "level": QT_TRANSLATE_NOOP("Lab", "tillitsnivå {level}"),
    "identify": QT_TRANSLATE_NOOP("Lab", "Legitimera dig"),
    "register": QT_TRANSLATE_NOOP("Lab", "Registrera kortet"),
    "register_why": QT_TRANSLATE_NOOP(
        "Lab", "Kortet används för första gången och ska registreras. Koden behövs en gång nu och en gång till efteråt."
    ),
    "asks": QT_TRANSLATE_NOOP("Lab", "{party} vill att du legitimerar dig."),
    "code": QT_TRANSLATE_NOOP("Lab", "Legitimeringskod, sex siffror"),
    "go": QT_TRANSLATE_NOOP("Lab", "Legitimera"),
    "cancel": QT_TRANSLATE_NOOP("Lab", "Avbryt"),
    "wrong": QT_TRANSLATE_NOOP("Lab", "Fel kod."),
    "malformed": QT_TRANSLATE_NOOP("Lab", "Koden är sex siffror. Inget försök har förbrukats."),
    "tries": QT_TRANSLATE_NOOP("Lab", "Försök kvar: {count}"),
    "last": QT_TRANSLATE_NOOP("Lab", "Det är sista försöket. Blir det fel spärras koden."),
    "certificate": QT_TRANSLATE_NOOP("Lab", "Kontrollera certifikatet"),
    "issued_to": QT_TRANSLATE_NOOP("Lab", "Utfärdat till"),
    "number": QT_TRANSLATE_NOOP("Lab", "Nummer"),
    "issued_by": QT_TRANSLATE_NOOP("Lab", "Utfärdat av"),
    "valid": QT_TRANSLATE_NOOP("Lab", "Giltigt"),
    "next": QT_TRANSLATE_NOOP("Lab", "Nästa"),
    "busy": QT_TRANSLATE_NOOP("Lab", "Kortet arbetar"),
    "done": QT_TRANSLATE_NOOP("Lab", "Du är legitimerad"),
    "failed": QT_TRANSLATE_NOOP("Lab", "Legitimeringen blev inte av"),
    "not_in": QT_TRANSLATE_NOOP("Lab", "Kortet kunde inte sättas in."),
    "back": QT_TRANSLATE_NOOP("Lab", "Tillbaka till inloggningen"),
    "failure_code": QT_TRANSLATE_NOOP("Lab", "Felkod"),
}
#: What is the matter with a card, by the state of its row.
_STATES: Final = {
    "pass": QT_TRANSLATE_NOOP("Lab", "passerkort"),
    "revoked": QT_TRANSLATE_NOOP("Lab", "spärrat"),
    "expired": QT_TRANSLATE_NOOP("Lab", "utgånget"),
    "not-yet-valid": QT_TRANSLATE_NOOP("Lab", "gäller inte än"),
    "blocked": QT_TRANSLATE_NOOP("Lab", "koden är spärrad"),
    "untrusted": QT_TRANSLATE_NOOP("Lab", "okänd utfärdare"),
    "unregistered": QT_TRANSLATE_NOOP("Lab", "inte registrerat"),
    "reserve": QT_TRANSLATE_NOOP("Lab", "reservkort"),
}


def texts(language: Language) -> dict[str, str]:
    """Return all texts in a language."""
    return {name: translate(language, "Lab", text) for name, text in TEXTS.items()}


def state_text(language: Language, state: str) -> str:
    """Return what is the matter with a card; empty for one that is as it should be."""
    return translate(language, "Lab", _STATES[state]) if state in _STATES else ""


def failure_texts(language: Language, code: str) -> tuple[str, str]:
    """Return cause and mend of a failure."""
    row = LoginFailure(code).info
    return translate(language, "Failure", row.cause), translate(language, "Failure", row.mend)


def language_of(accepted: str) -> Language:
    """Return the language that a browser likes best of ours (RFC 9110, section 12.5.4), or Swedish."""
    best: Language = "sv"
    weight = 0.0
    for each in accepted[:400].split(","):
        tag, _, rest = each.strip().partition(";")
        name = tag.partition("-")[0].strip().lower()
        try:
            liked = float(rest.partition("=")[2]) if rest.strip().lower().startswith("q") else 1.0
        except ValueError:
            continue
        if name in {"sv", "en"} and liked > weight:
            best, weight = ("en" if name == "en" else "sv"), liked
    return best
