"""The faults that can be ordered of the IdP, so that a system's team sees whether its own application notices: one table.

A row says which protocols a fault is for, at which moment of a login it bites, what it alters, and what a right system
does then. Validation, the choices of command line and panel, and docs/faults.md are made from it; what a row alters is
done where that moment is (``idp.web``, ``idp.oidc.faulty``, ``idp.saml.faulty``), and a test holds the two together.

Texts are Swedish source texts (context ``Faults``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from cosmic_login.core.failures import QT_TRANSLATE_NOOP

#: A protocol that systems log their users in by.
ProtocolName = Literal["oidc", "saml"]
PROTOCOLS: Final[Mapping[ProtocolName, str]] = {"oidc": "OpenID Connect", "saml": "SAML"}


class Moment(StrEnum):
    """When a fault bites; its order is used up then, and not before."""

    ASKED = "asked"  # the system asks for something, in the browser or by itself
    OPENED = "opened"  # the browser opens the login that was asked for
    KNOWN = "known"  # it is known who the person is, and what they may come in as is looked up
    TOLD = "told"  # the browser is given the answer to carry
    EXCHANGED = "exchanged"  # the system exchanges a code for tokens (OpenID Connect)


class Wanted(StrEnum):
    """What a system has to ask for to meet a fault; of others its order is not used up."""

    ANYTHING = "anything"
    DIRECTORY = "directory"  # a claim that HSA knows
    COMMISSION = "commission"  # a claim of commissions


@dataclass(frozen=True)
class AnswerFault:
    """One fault. ``moments`` are the protocols it is for, each with the moment it bites at.

    ``alters`` is what the system meets, ``must`` what a right one does; ``sources`` name where the standards say so, by
    protocol. ``delayed``: it takes a delay in seconds.
    """

    name: str
    label: str
    moments: Mapping[ProtocolName, Moment]
    alters: str
    must: str
    sources: Mapping[ProtocolName, str]
    wants: Wanted = Wanted.ANYTHING
    delayed: bool = False


_CORE, _PROFILES = "OpenID Connect Core 1.0", "saml-profiles-2.0-os"
_ANSWER: Final[Mapping[ProtocolName, Moment]] = {"oidc": Moment.EXCHANGED, "saml": Moment.TOLD}


def _both(moment: Moment) -> Mapping[ProtocolName, Moment]:
    return {"oidc": moment, "saml": moment}


_ROWS: Final = (
    AnswerFault(
        "cancelled",
        QT_TRANSLATE_NOOP("Faults", "Personen avbryter"),
        _both(Moment.OPENED),
        QT_TRANSLATE_NOOP("Faults", "Inloggningen kommer genast tillbaka som avbruten, utan att någon har loggat in."),
        QT_TRANSLATE_NOOP(
            "Faults", "Säger att inloggningen avbröts, släpper inte in någon och låter personen försöka igen."
        ),
        {"oidc": "RFC 6749, 4.1.2.1", "saml": "saml-core-2.0-os, 3.2.2.2"},
    ),
    AnswerFault(
        "loa-too-low",
        QT_TRANSLATE_NOOP("Faults", "För låg tillitsnivå"),
        _ANSWER,
        QT_TRANSLATE_NOOP(
            "Faults", "Svaret säger en lägre tillitsnivå än den lägsta som systemet begärde eller är registrerat för."
        ),
        QT_TRANSLATE_NOOP(
            "Faults",
            "Jämför nivån med den som begärdes, och nekar. Klientbibliotek gör det sällan: det är programmets egen sak.",
        ),
        {"oidc": f"{_CORE}, 3.1.3.7 (12)", "saml": "saml-core-2.0-os, 2.7.2.2"},
    ),
    AnswerFault(
        "wrong-audience",
        QT_TRANSLATE_NOOP("Faults", "Svar till ett annat system"),
        _ANSWER,
        QT_TRANSLATE_NOOP("Faults", "Svaret är ställt till ett annat system."),
        QT_TRANSLATE_NOOP("Faults", "Nekar: ett svar till någon annan får inte släppa in någon."),
        {"oidc": f"{_CORE}, 3.1.3.7 (3)", "saml": f"{_PROFILES}, 4.1.4.3"},
    ),
    AnswerFault(
        "wrong-issuer",
        QT_TRANSLATE_NOOP("Faults", "Svar från en annan utfärdare"),
        _ANSWER,
        QT_TRANSLATE_NOOP("Faults", "Svaret nämner en annan utfärdare, men är underskrivet med rätt nyckel."),
        QT_TRANSLATE_NOOP("Faults", "Nekar: utfärdaren ska vara den som systemet frågade."),
        {"oidc": f"{_CORE}, 3.1.3.7 (2)", "saml": f"{_PROFILES}, 4.1.4.2"},
    ),
    AnswerFault(
        "expired",
        QT_TRANSLATE_NOOP("Faults", "Svar som har gått ut"),
        _ANSWER,
        QT_TRANSLATE_NOOP("Faults", "Svaret slutade gälla för en timme sedan."),
        QT_TRANSLATE_NOOP("Faults", "Nekar: tiden har gått ut, också när klockorna får skilja några minuter."),
        {"oidc": f"{_CORE}, 3.1.3.7 (9)", "saml": f"{_PROFILES}, 4.1.4.3"},
    ),
    AnswerFault(
        "other-nonce",
        QT_TRANSLATE_NOOP("Faults", "Annat nonce"),
        {"oidc": Moment.EXCHANGED},
        QT_TRANSLATE_NOOP("Faults", "ID-token har ett annat nonce än det som systemet skickade."),
        QT_TRANSLATE_NOOP("Faults", "Skickar ett nonce i varje begäran, jämför det och nekar."),
        {"oidc": f"{_CORE}, 3.1.3.7 (11)"},
    ),
    AnswerFault(
        "other-state",
        QT_TRANSLATE_NOOP("Faults", "Annat state"),
        {"oidc": Moment.TOLD},
        QT_TRANSLATE_NOOP("Faults", "Svaret i webbläsaren har ett annat state än det som systemet skickade."),
        QT_TRANSLATE_NOOP(
            "Faults", "Skickar ett state i varje begäran, jämför det med webbläsarens och nekar utan att lösa in koden."
        ),
        {"oidc": "RFC 6749, 10.12"},
    ),
    AnswerFault(
        "other-sub",
        QT_TRANSLATE_NOOP("Faults", "Någon annan i userinfo"),
        {"oidc": Moment.EXCHANGED},
        QT_TRANSLATE_NOOP("Faults", "Userinfo har ett annat sub än ID-token."),
        QT_TRANSLATE_NOOP("Faults", "Jämför de två och använder inget av svaret från userinfo när de skiljer sig."),
        {"oidc": f"{_CORE}, 5.3.2"},
    ),
    AnswerFault(
        "other-request",
        QT_TRANSLATE_NOOP("Faults", "Svar på en annan begäran"),
        {"saml": Moment.TOLD},
        QT_TRANSLATE_NOOP("Faults", "Svaret nämner en annan begäran (InResponseTo) än den som systemet skickade."),
        QT_TRANSLATE_NOOP("Faults", "Minns sina begäranden, jämför och nekar."),
        {"saml": f"{_PROFILES}, 4.1.4.3"},
    ),
    AnswerFault(
        "unsigned",
        QT_TRANSLATE_NOOP("Faults", "Utan underskrift"),
        _ANSWER,
        QT_TRANSLATE_NOOP(
            "Faults",
            "Svaret är inte underskrivet: ID-token har alg none, eller varken Response eller Assertion har en Signature.",
        ),
        QT_TRANSLATE_NOOP("Faults", "Nekar: bara den algoritm som systemet är registrerat med duger."),
        {"oidc": f"{_CORE}, 3.1.3.7 (7)", "saml": f"{_PROFILES}, 4.1.4.3"},
    ),
    AnswerFault(
        "foreign-key",
        QT_TRANSLATE_NOOP("Faults", "Underskrivet av någon annan"),
        _ANSWER,
        QT_TRANSLATE_NOOP(
            "Faults", "Svaret är underskrivet med en nyckel som identifieringstjänsten aldrig har visat."
        ),
        QT_TRANSLATE_NOOP(
            "Faults", "Nekar: bara nycklar ur JWKS eller metadata duger, inte den som följer med svaret."
        ),
        {"oidc": f"{_CORE}, 10.1", "saml": f"{_PROFILES}, 4.1.4.3"},
    ),
    AnswerFault(
        "key-rotated",
        QT_TRANSLATE_NOOP("Faults", "Ny nyckel under tiden"),
        _ANSWER,
        QT_TRANSLATE_NOOP(
            "Faults", "Svaret är underskrivet med en ny nyckel, som visas i JWKS och metadata från och med nu."
        ),
        QT_TRANSLATE_NOOP(
            "Faults", "Hämtar JWKS eller metadata på nytt när nyckeln är okänd, och släpper sedan in personen."
        ),
        {"oidc": f"{_CORE}, 10.1.1", "saml": "saml-metadata-2.0-os, 2.4.1.1"},
    ),
    AnswerFault(
        "slow",
        QT_TRANSLATE_NOOP("Faults", "Långsamt svar"),
        _ANSWER,
        QT_TRANSLATE_NOOP(
            "Faults", "Svaret dröjer: tokenändpunktens svar till systemet, eller svaret som webbläsaren bär."
        ),
        QT_TRANSLATE_NOOP(
            "Faults", "Har en egen tidsgräns, säger till i tid och hänger inte upp andra användare medan det väntar."
        ),
        {"oidc": "RFC 9110, 15.6.5", "saml": f"{_PROFILES}, 4.1.3.5"},
        delayed=True,
    ),
    AnswerFault(
        "token-down",
        QT_TRANSLATE_NOOP("Faults", "Inga tokens"),
        {"oidc": Moment.EXCHANGED},
        QT_TRANSLATE_NOOP("Faults", "Inloggningen går bra, men tokenändpunkten svarar 503. Koden är inte förbrukad."),
        QT_TRANSLATE_NOOP(
            "Faults", "Säger att inloggningen inte gick, eller försöker högst en gång till inom kodens minut."
        ),
        {"oidc": "RFC 6749, 5.2"},
    ),
    AnswerFault(
        "down",
        QT_TRANSLATE_NOOP("Faults", "Ur drift för systemet"),
        _both(Moment.ASKED),
        QT_TRANSLATE_NOOP(
            "Faults", "Allt som systemet begär besvaras med 503: webbläsaren får en sida, systemets egna anrop JSON."
        ),
        QT_TRANSLATE_NOOP(
            "Faults", "Fungerar i övrigt, visar en väg vidare och kraschar inte på ett svar som inte är det väntade."
        ),
        {"oidc": "RFC 9110, 15.6.4", "saml": "RFC 9110, 15.6.4"},
    ),
    AnswerFault(
        "hsa-down",
        QT_TRANSLATE_NOOP("Faults", "HSA ur drift"),
        _both(Moment.KNOWN),
        QT_TRANSLATE_NOOP(
            "Faults",
            "Personen har legitimerat sig, men katalogen svarar inte. Bara system som begär uppgifter ur HSA märker det.",
        ),
        QT_TRANSLATE_NOOP("Faults", "Släpper inte in någon, och säger att det inte var personens fel."),
        {"oidc": "RFC 6749, 4.1.2.1", "saml": "saml-core-2.0-os, 3.2.2.2"},
        wants=Wanted.DIRECTORY,
    ),
    AnswerFault(
        "no-commission",
        QT_TRANSLATE_NOOP("Faults", "Person utan uppdrag"),
        _both(Moment.KNOWN),
        QT_TRANSLATE_NOOP(
            "Faults", "Personen har inga medarbetaruppdrag. Bara system som begär uppgifter om uppdrag märker det."
        ),
        QT_TRANSLATE_NOOP("Faults", "Släpper inte in till vård som kräver uppdrag, och säger vem som kan ge ett."),
        {"oidc": "RFC 6749, 4.1.2.1", "saml": "saml-core-2.0-os, 3.2.2.2"},
        wants=Wanted.COMMISSION,
    ),
)

#: The table by name.
ANSWER_FAULTS: Final[Mapping[str, AnswerFault]] = {row.name: row for row in _ROWS}

#: How long a fault that delays does so when nothing else is said, and at most; seconds.
USUAL_DELAY_S, MOST_DELAY_S = 20.0, 120.0


def faults_for(protocol: str) -> tuple[AnswerFault, ...]:
    """Return the faults that systems of a protocol can be given."""
    return tuple(row for row in _ROWS if protocol in row.moments)
