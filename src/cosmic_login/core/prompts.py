"""The one thing an authenticator can do to a person: ask.

Prompts are a closed family. Each is a frozen dataclass and names, as its type parameter, the answer it takes.
Windows, the command line, the automatic mode, trainers and tests answer the same prompts, and an authenticator
never knows who is asking on its behalf.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from cosmic_login.core.identity import ServiceId
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import AuthenticatorApp, CardSituation, CodePurpose, Step

__all__ = [
    "Answer",
    "Answerer",
    "Ask",
    "AuthenticatorApp",
    "CardChosen",
    "CardSituation",
    "CardToChoose",
    "CertificateFacts",
    "ChangeCode",
    "ChooseCard",
    "ChooseServiceId",
    "CodeEntered",
    "CodePurpose",
    "CodesEntered",
    "ConfirmCertificate",
    "Confirmed",
    "EnterCode",
    "InsertCard",
    "Prompt",
    "ReadingCertificate",
    "Seen",
    "ServiceIdChosen",
    "ShowActivation",
    "ShowQr",
    "Step",
    "UnblockCode",
    "Working",
    "renews",
]


class Answer:
    """What a person can answer; each prompt takes one kind."""


@dataclass(frozen=True)
class Seen(Answer):
    """The prompt was shown; nothing to decide."""


@dataclass(frozen=True)
class CodeEntered(Answer):
    """The person typed a code and pressed the button. The authenticator wipes the code."""

    code: Code


@dataclass(frozen=True)
class CodesEntered(Answer):
    """The person typed the code (or PUK) that opens, and the new code. Both are wiped by the card task."""

    opening: Code
    new: Code


@dataclass(frozen=True)
class CardChosen(Answer):
    """The person said which of several cards to use, by its reader."""

    reader: str


@dataclass(frozen=True)
class ServiceIdChosen(Answer):
    """The person chose the service ID for this login (R10)."""

    hsa_id: str


@dataclass(frozen=True)
class Confirmed(Answer):
    """The person has seen the certificate and goes on ("Nästa")."""


A_co = TypeVar("A_co", bound=Answer, covariant=True)


class Prompt(Generic[A_co]):
    """Base of the family; ``A_co`` is the answer's type."""

    #: Whether the authenticator waits for a person; what only tells how things stand is answered at once by ``Seen``.
    waits: ClassVar[bool] = True


@dataclass(frozen=True)
class InsertCard(Prompt[Seen]):
    """Ask for the card ("Sätt in ditt kort"): shown until one can be used, anew as things change.

    ``readers`` are the names of the readers that are there, ``programs`` of those that may have a card that is in use.
    """

    situation: CardSituation
    readers: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardToChoose:
    """One of several cards: what tells it from the others. ``holder`` is empty where it cannot be read yet."""

    reader: str
    holder: str
    number: str


@dataclass(frozen=True)
class ChooseCard(Prompt[CardChosen]):
    """Ask which of several cards to use; withdrawn, and asked anew if need be, as cards come and go."""

    choices: tuple[CardToChoose, ...]


@dataclass(frozen=True)
class EnterCode(Prompt[CodeEntered]):
    """Ask for the six-digit code ("legitimeringskod").

    ``tries_left`` is what the card says *before* the person types. ``wrong_before`` is set when the code just
    entered was wrong.
    """

    purpose: CodePurpose
    holder: str
    organisation: str
    tries_left: int
    tries_max: int = 3
    wrong_before: bool = False
    reader: str = ""
    relying_party: str = "Cosmic"


@dataclass(frozen=True)
class ChangeCode(Prompt[CodesEntered]):
    """Ask for the present code and a new one. ``tries_left`` is the card's word before the person types."""

    holder: str
    tries_left: int
    tries_max: int = 3
    wrong_before: bool = False
    reader: str = ""


@dataclass(frozen=True)
class UnblockCode(Prompt[CodesEntered]):
    """Ask for the PUK and a new code.

    ``puk_tries_left`` is known after a wrong PUK only: cards of the family do not tell it beforehand.
    """

    holder: str
    puk_tries_left: int | None = None
    wrong_before: bool = False
    reader: str = ""


@dataclass(frozen=True)
class ChooseServiceId(Prompt[ServiceIdChosen]):
    """R10: choose one of several service IDs; the own region's come first."""

    choices: tuple[ServiceId, ...]


@dataclass(frozen=True)
class CertificateFacts:
    """What a person is shown of the card's certificate. ``serial_number``: an HSA-id or a personal number."""

    holder: str
    organisation: str
    serial_number: str
    issuer: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class ReadingCertificate(Prompt[Seen]):
    """The certificate on the card is being read (R16); answered at once, "Nästa" waits for the next prompt (R18)."""

    waits = False

    reader: str


@dataclass(frozen=True)
class ConfirmCertificate(Prompt[Confirmed]):
    """Show the certificate that has been read; "Nästa" confirms it (R16)."""

    certificate: CertificateFacts
    reader: str


@dataclass(frozen=True)
class Working(Prompt[Seen]):
    """Something is going on that needs nothing from the person; answered at once."""

    waits = False

    step: Step
    reader: str = ""


@dataclass(frozen=True)
class ShowQr(Prompt[Seen]):
    """Show the QR code of an order that a phone is to answer (R12, R20); answered at once, and renewed each second.

    ``frame`` is the text to show as a code, empty when there is nothing to scan: the phone has the order, or not yet.
    ``hint`` is the service's hint code (docs/protocols.md, section 9). ``seconds_left`` of ``seconds_total`` are left
    to finish, ``start_left`` to scan (0: scanned). ``renewals_left`` tells how often a code that nobody scanned
    is still followed by another.
    """

    waits = False

    app: AuthenticatorApp
    frame: str = field(default="", repr=False)
    hint: str = ""
    seconds_left: int = 0
    seconds_total: int = 0
    start_left: int = 0
    renewals_left: int = 0
    relying_party: str = ""

    @property
    def face(self) -> AuthenticatorApp:
        """The old name of ``app``; it goes with the next version."""
        warnings.warn("ShowQr.face is now ShowQr.app", DeprecationWarning, stacklevel=2)
        return self.app


@dataclass(frozen=True)
class ShowActivation(Prompt[Seen]):
    """Show the QR code that activates an app in the person's phone (R11), until it was used or they say so.

    ``text`` is what the code carries: good for one phone, once, until ``valid_until``.
    """

    text: str = field(repr=False)
    valid_until: datetime | None = None


class Ask(Protocol):
    """Ask a person something; returns the answer of the prompt's own kind.

    Cancelling the awaiting task withdraws the prompt. There is no "cancelled" answer: a person's cancel cancels
    the authenticator's coroutine.
    """

    def __call__(self, prompt: Prompt[A_co]) -> Coroutine[Any, Any, A_co]:
        """Show ``prompt`` and wait for its answer."""


Answerer = Callable[[Prompt[Any]], Answer]


def renews(before: Prompt[Any] | None, now: Prompt[Any]) -> bool:
    """Whether ``now`` is no new step but the one ``before`` with a newer QR frame."""
    return isinstance(now, ShowQr) and isinstance(before, ShowQr)


#: Old name: what it is now. Read by ``__getattr__`` for one version more.
_RENAMED = {"Face": "AuthenticatorApp", "FACES": "cosmic_login.core.login_methods.METHODS"}


def __getattr__(name: str) -> object:
    """Find what is asked for by its old name, with a warning."""
    if name not in _RENAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn(f"{__name__}.{name} is now {_RENAMED[name]}", DeprecationWarning, stacklevel=2)
    if name == "Face":
        return AuthenticatorApp
    from cosmic_login.core.login_methods import METHODS  # noqa: PLC0415 - it stands on this module

    return {row.name: row.app for row in METHODS.values() if row.app is not None}
