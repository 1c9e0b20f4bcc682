"""What is on a card, as its person is shown it: whose it is, its certificates, and the tries of its codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.prompts import CertificateFacts


class CertificateUse(Enum):
    """What a certificate on a card is for."""

    PERSON = "person"  # the app, which offers every service ID of the person (R10)
    SERVICE_ID = "service-id"  # SITHS eID MD (R16)
    SIGNATURE = "signature"  # documents; fetched at Mina sidor (R5)


class Standing(Enum):
    """How a certificate's days compare with today. Revocation is the IdP's to say."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET = "not-yet"


@dataclass(frozen=True)
class CertificateOnCard:
    """A certificate, what it is for, and how it stands today."""

    use: CertificateUse
    facts: CertificateFacts
    standing: Standing = Standing.VALID


class CardCode(Enum):
    """The codes of a card, by what they open."""

    AUTHENTICATE = "authenticate"
    SIGN = "sign"
    PUK = "puk"


@dataclass(frozen=True)
class CodeTries:
    """How many tries a code has left; None where the card tells only after a wrong one."""

    code: CardCode
    left: int | None


@dataclass(frozen=True)
class CardContent:
    """A card that can log in. ``number`` is as printed on it."""

    holder: str
    organisation: str
    number: str
    certificates: tuple[CertificateOnCard, ...] = ()
    codes: tuple[CodeTries, ...] = ()


@dataclass(frozen=True)
class ReaderContent:
    """A reader: its card's content, or why there is none to be shown; neither for an empty one."""

    reader: str
    card: CardContent | None = None
    failure: LoginFailure | None = None
