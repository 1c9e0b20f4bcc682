"""What the page says of a request that was explained: the values of its template, already in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cosmic_login.idp.claims.choices import Level
from cosmic_login.idp.explain.causes import CAUSES
from cosmic_login.idp.explain.told import Explained, Explanation, Verdict, Wishes
from cosmic_login.idp.pages.marks import OWN
from cosmic_login.idp.pages.texts import Texts

_KINDS: Final[Mapping[str, str]] = {
    "authorization request": OWN("En begäran om inloggning (OpenID Connect)"),
    "token request": OWN("Ett anrop efter token (OpenID Connect)"),
    "request to log out": OWN("En begäran om utloggning (OpenID Connect)"),
    "AuthnRequest": OWN("En AuthnRequest (SAML)"),
    "LogoutRequest": OWN("En LogoutRequest (SAML)"),
    "metadata of a service provider": OWN("Metadata för ett system (SAML)"),
    "XML": OWN("Ett XML-dokument"),
}
_CHOICES: Final[Mapping[Level, str]] = {
    Level.NONE: OWN("inget"),
    Level.SERVICE_ID: OWN("tjänste-id, om personen har flera"),
    Level.ORGANISATION: OWN("organisation, om personen hör till flera"),
    Level.COMMISSION: OWN("medarbetaruppdrag, om personen har flera"),
}


@dataclass(frozen=True)
class FindingWords:
    """One rule. ``mends`` are what to do; ``settings`` are libraries, each with its settings."""

    rule: str
    refused: bool
    cause: str
    detail: str
    answer: str
    gap: bool
    mends: tuple[str, ...]
    settings: tuple[tuple[str, tuple[str, ...]], ...]


def explained_words(texts: Texts, explained: Explained) -> dict[str, object]:
    """Return the words of a result; what it is refused for comes first."""
    findings = sorted(explained.findings, key=lambda each: each.verdict is not Verdict.REFUSED)
    return {
        "kind": texts.own(_KINDS[explained.kind]),
        "refused": explained.refused,
        "answer": _answer(texts, explained.answer),
        "findings": [_finding(texts, each) for each in findings],
        "asked": _asked(texts, explained.asked) if explained.asked else (),
    }


def _finding(texts: Texts, told: Explanation) -> FindingWords:
    libraries = groupby((each for each in told.mends if each.library), key=lambda each: each.library)
    return FindingWords(
        told.rule,
        told.verdict is Verdict.REFUSED,
        texts.own(CAUSES[told.rule]),
        told.detail,
        _answer(texts, told.answer),
        told.gap,
        tuple(texts.own(each.text) for each in told.mends if not each.library),
        tuple((library, tuple(each.text for each in rows)) for library, rows in libraries),
    )


def _answer(texts: Texts, answer: str) -> str:
    """Return who is told what of a refusal."""
    kind, _, code = answer.partition(" ")
    if kind == "page":
        return texts.own("Personen ser en sida med felkoden {code}. Systemet får inget veta.", code=code)
    if kind == "call":
        return texts.own("Systemet får error={code} som svar på anropet.", code=code)
    if kind == "error":
        return texts.own("Systemet får error={code} på sin adress.", code=code)
    return texts.own("Systemet får ett svar med status {code}.", code=code.replace("/", " / ")) if kind else ""


def _asked(texts: Texts, asked: Wishes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what a request asks for that goes on: label and values."""
    needed = texts.own("(krävs)")
    claims = tuple(f"{each} {needed}" if each in asked.essential else each for each in asked.claims)
    manner = []
    if asked.force:
        manner.append(texts.own("legitimera sig på nytt, även med en session"))
    if asked.passive:
        manner.append(texts.own("inte frågas om något: utan session blir det inget"))
    rows = (
        (texts.own("Systemet"), (asked.system,)),
        (texts.own("Får veta"), claims or (texts.own("bara att någon har legitimerat sig"),)),
        (texts.own("Personen får välja"), (texts.own(_CHOICES[asked.choice]),)),
        (texts.shared("Window", "Tillitsnivå"), asked.levels),
        (texts.shared("Window", "Inloggningssätt"), asked.methods),
        (texts.own("Personen ska"), tuple(manner)),
    )
    return tuple(row for row in rows if row[1])
