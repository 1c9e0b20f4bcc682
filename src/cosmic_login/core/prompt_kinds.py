"""One row for each prompt: its state in the chart, and where its screen, its help and its pictures are.

The family of prompts is open: another distribution registers a row like ours (``docs/architecture.md``), and nothing
here changes. What needs Qt is named as ``module:attribute`` and loaded by who shows it, so that a login without a
window does without.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Final, cast

from cosmic_login.core.chart import CardPolicy
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, LoginFailure
from cosmic_login.core.help_topic import Topic
from cosmic_login.core.prompts import (
    Answer,
    ChangeCode,
    ChooseCard,
    ChooseServiceId,
    ConfirmCertificate,
    EnterCode,
    InsertCard,
    Prompt,
    ReadingCertificate,
    ShowActivation,
    ShowQr,
    UnblockCode,
    Working,
)
from cosmic_login.core.situations import CodePurpose


class Occasion(Flag):
    """What a prompt is asked in. The login's and the unlocking's are the same."""

    LOGIN = auto()
    TASK = auto()  # the card's codes, and what Mina sidor does


@dataclass(frozen=True)
class PromptKind:
    """A prompt as the chart and those who show it know it.

    ``name`` is its state's in a login; the states of unlocking and of card tasks have it with a prefix. ``about`` is
    the manual's line (Swedish source text, context ``Flow``), ``topic`` a topic's key in the help, or one of its own.
    ``screen`` names what is called with the screen's ``Actions``, ``sheets`` the pictures of it in the gallery.
    """

    name: str
    type: type[Prompt[Any]]
    about: str
    topic: str | Topic
    screen: str
    sheets: str = ""
    card: CardPolicy = CardPolicy.IGNORE
    occasions: Occasion = Occasion.LOGIN
    #: Tells apart the prompts of one type that have states of their own.
    fits: Callable[[Any], bool] = lambda _prompt: True
    #: The SITHS eID window asks, and Cosmic's own only says so.
    siths_window: bool = False
    #: "Försök igen" leads back to where methods are chosen (R23).
    retry: bool = False
    #: In the manner true to life Cosmic locks up when somebody is too quick here (R18).
    freezes: bool = False
    #: How it is answered where there is no window (command line, robot): a function, or its name; empty: it cannot be.
    #: Ours are answered by who is asked.
    without_window: Callable[[Any], Answer] | str = ""

    @property
    def topic_key(self) -> str:
        """The key of its topic in the help."""
        return self.topic.key if isinstance(self.topic, Topic) else self.topic

    @property
    def waits(self) -> bool:
        """Whether a person has to answer; what only tells how things stand is answered at once."""
        return self.type.waits

    def states(self) -> tuple[str, ...]:
        """Return the chart's states of this prompt."""
        login = (self.name, f"unlock_{self.name}") if Occasion.LOGIN in self.occasions else ()
        return (*login, f"manage_{self.name}") if Occasion.TASK in self.occasions else login


def load(reference: str) -> Any:  # noqa: ANN401 - whatever is named
    """Return what ``module:attribute`` names. Raises what importing it raises, and ``AttributeError``."""
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


def _for(purpose: CodePurpose) -> Callable[[EnterCode], bool]:
    return lambda prompt: prompt.purpose is purpose


_SCREENS, _SHEETS = "cosmic_login.gui.login.screens.", "cosmic_login.testing.gallery.login_screens:"
_ANY = Occasion.LOGIN | Occasion.TASK
_FAIL = CardPolicy.FAIL

#: Our own, in the chart's order.
KINDS: Final = (
    PromptKind(
        "working", Working,
        QT_TRANSLATE_NOOP("Flow", "Programmet arbetar; du behöver inte göra något."),
        "working", _SCREENS + "working:WorkingScreen", _SHEETS + "WORKING", occasions=_ANY,
    ),
    PromptKind(
        "insert_card", InsertCard, QT_TRANSLATE_NOOP("Flow", "Sätt in ditt kort."),
        "insert-card", _SCREENS + "insert_card:InsertCardScreen", _SHEETS + "INSERT_CARD", occasions=_ANY,
    ),
    PromptKind(
        "choose_card", ChooseCard, QT_TRANSLATE_NOOP("Flow", "Flera kort sitter i: välj vilket du vill använda."),
        "insert-card", _SCREENS + "choose_card:ChooseCardScreen", _SHEETS + "CHOOSE_CARD", occasions=_ANY,
    ),
    PromptKind(
        "register_code", EnterCode,
        QT_TRANSLATE_NOOP("Flow", "Kortet används första gången: koden skrivs för att registrera kortet."),
        "first-time", _SCREENS + "working:WaitingScreen", _SHEETS + "REGISTER_CODE", _FAIL, _ANY,
        _for(CodePurpose.REGISTER), siths_window=True,
    ),
    PromptKind(
        "enter_code", EnterCode, QT_TRANSLATE_NOOP("Flow", "Skriv legitimeringskoden."),
        "code", _SCREENS + "working:WaitingScreen", _SHEETS + "ENTER_CODE", _FAIL, _ANY,
        _for(CodePurpose.AUTHENTICATE), siths_window=True,
    ),
    PromptKind(
        "choose_service_id", ChooseServiceId, QT_TRANSLATE_NOOP("Flow", "Välj tjänste-id för inloggningen."),
        "service-id", _SCREENS + "choose:ChooseScreen", _SHEETS + "CHOOSE_SERVICE_ID",
    ),
    PromptKind(
        "show_qr", ShowQr, QT_TRANSLATE_NOOP("Flow", "Läs av QR-koden med telefonen och legitimera dig där."),
        "other-device", _SCREENS + "qr:QrScreen", _SHEETS + "SHOW_QR", retry=True,
    ),
    PromptKind(
        "reading_certificate", ReadingCertificate, QT_TRANSLATE_NOOP("Flow", "Certifikatet på kortet läses."),
        "md", _SCREENS + "certificate:CertificateScreen", _SHEETS + "READING_CERTIFICATE", _FAIL, freezes=True,
    ),
    PromptKind(
        "confirm_certificate", ConfirmCertificate,
        QT_TRANSLATE_NOOP("Flow", "Certifikatet visas: tryck på Nästa."),
        "md", _SCREENS + "certificate:CertificateScreen", _SHEETS + "CONFIRM_CERTIFICATE", _FAIL,
    ),
    PromptKind(
        "md_code", EnterCode, QT_TRANSLATE_NOOP("Flow", "Skriv koden till kortet och tryck på OK."),
        "code", _SCREENS + "md_code:MdCodeScreen", _SHEETS + "MD_CODE", _FAIL, fits=_for(CodePurpose.TLS),
    ),
    PromptKind(
        "change_code", ChangeCode, QT_TRANSLATE_NOOP("Flow", "Byt legitimeringskod."),
        "change-code", _SCREENS + "working:WaitingScreen", _SHEETS + "CHANGE_CODE", _FAIL, Occasion.TASK,
        siths_window=True,
    ),
    PromptKind(
        "unblock_code", UnblockCode, QT_TRANSLATE_NOOP("Flow", "Lås upp kortet med PUK-koden."),
        "unblock", _SCREENS + "working:WaitingScreen", _SHEETS + "UNBLOCK_CODE", _FAIL, Occasion.TASK,
        siths_window=True,
    ),
    PromptKind(
        "show_activation", ShowActivation,
        QT_TRANSLATE_NOOP("Flow", "Läs av koden med telefonen för att aktivera SITHS eID där."),
        "other-device", _SCREENS + "activation:ActivationScreen", _SHEETS + "SHOW_ACTIVATION", occasions=Occasion.TASK,
    ),
)  # fmt: skip

_by_type: dict[type[Prompt[Any]], tuple[PromptKind, ...]] = {}


def register(kinds: Iterable[PromptKind]) -> None:
    """Make prompts known by their types; the same again changes nothing."""
    for kind in kinds:
        known = _by_type.get(kind.type, ())
        if kind not in known:
            _by_type[kind.type] = (*known, kind)


register(KINDS)


def kind_of(prompt: Prompt[Any]) -> PromptKind:
    """Return the prompt's row. Raises ``TypeError`` for what nobody has registered."""
    for kind in _by_type.get(type(prompt), ()):
        if kind.fits(prompt):
            return kind
    raise TypeError(f"{type(prompt).__name__} is not of the family of prompts")


def answer_without_window(prompt: Prompt[Any]) -> Answer | None:
    """Answer another distribution's prompt as its row says; None when there is nothing to answer.

    Raises ``prompt.no_window`` when it needs a person at a window.
    """
    kind = kind_of(prompt)
    if not kind.waits or kind in KINDS:
        return None
    if not kind.without_window:
        raise LoginFailure("prompt.no_window", kind.name)
    answer = load(kind.without_window) if isinstance(kind.without_window, str) else kind.without_window
    return cast("Answer", answer(prompt))
