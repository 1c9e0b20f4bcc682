"""What every screen looks like: representative views for each state of the chart, and the variants worth a look.

The gallery draws them (``make gallery``), and the tests look for text that is cut. A state that no sheet shows fails
a test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.core.identity import Identity, ServiceId
from cosmic_login.core.login_methods import DEFAULT, METHODS
from cosmic_login.core.prompt_kinds import KINDS, load
from cosmic_login.core.prompts import (
    CardToChoose,
    CertificateFacts,
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
from cosmic_login.core.situations import AuthenticatorApp, CardSituation, CodePurpose, Step
from cosmic_login.gui.help.index import failure_key
from cosmic_login.gui.help.topic import WAYS
from cosmic_login.gui.help.view import topic_of

READER = "Virtuell läsare 1"
HOLDER = "Anna Testsson"
OWN = ServiceId("TSTNMT2321000057-1001", "Region Jönköpings län", "SE2321000057", "Läkare", own_region=True)
OTHER = ServiceId("TSTNMT2321000057-2002", "Testkommunen", "SE2120000001", "Sjuksköterska")
ANNA = Identity(HOLDER, OWN.hsa_id, OWN.organisation, DEFAULT.name, 3, datetime(2026, 11, 23, 8, 0, tzinfo=UTC), {})
BO = replace(ANNA, name="Bo Testberg", hsa_id="TSTNMT2321000057-1002")
MAIN, SITHS, HELP, STRIP = "main", "siths", "help", "strip"


@dataclass(frozen=True)
class GallerySheet:
    """A screen for the gallery: the views that lead to it, and the window that is looked at.

    ``states`` are those that look like this; the last view's own state when nothing else is said. For a help sheet
    ``topic`` is where it is opened.
    """

    name: str
    views: tuple[View, ...]
    window: str = MAIN
    states: tuple[str, ...] = ()
    topic: str = ""
    keypad: bool = False  # with the keypad of the SITHS eID window
    closed: tuple[str, ...] = ()  # ways to log in that are closed

    @property
    def shows(self) -> tuple[str, ...]:
        """The states of the chart that look like this."""
        return () if self.window == HELP else self.states or (self.views[-1].state,)

    @property
    def ways(self) -> dict[str, bool]:
        """What the IdP says of the ways to log in; nothing where it does not matter."""
        return {way: way not in self.closed for way in METHODS} if self.closed else {}

    @property
    def help_topic(self) -> str:
        """Where F1 leads from here."""
        return self.topic or topic_of(self.views[-1])


def code(tries: int = 3, *, register: bool = False, wrong: bool = False) -> EnterCode:
    """Return a prompt for the identification code."""
    purpose = CodePurpose.REGISTER if register else CodePurpose.AUTHENTICATE
    return EnterCode(purpose, HOLDER, OWN.organisation, tries, wrong_before=wrong, reader=READER)


#: What a card's certificate says.
FACTS = CertificateFacts(
    HOLDER,
    OWN.organisation,
    OWN.hsa_id,
    "TRAINING SITHS-like Person HSA-id 3 CA v1",
    datetime(2026, 1, 8, 12, 0, tzinfo=UTC),
    datetime(2028, 11, 23, 12, 0, tzinfo=UTC),
)


def md_code(tries: int = 3, *, wrong: bool = False) -> EnterCode:
    """Return a prompt for the code that signs a TLS handshake."""
    return replace(code(tries, wrong=wrong), purpose=CodePurpose.TLS)


def _asks(state: str, *prompts: Prompt[Any]) -> tuple[View, ...]:
    return tuple(View(state, prompt=prompt, number=number) for number, prompt in enumerate(prompts, 1))


def qr(app: AuthenticatorApp = AuthenticatorApp.SITHS, hint: str = "outstandingTransaction", **more: Any) -> ShowQr:  # noqa: ANN401
    """Return a QR code to be scanned. The frame is of no order, so nothing can be done with it."""
    frame = f"{app}.67df3917-fa0d-44e5-b327-edcc928297f8.7.{'0' * 64}"
    return ShowQr(app, **{
        "frame": frame, "hint": hint, "seconds_left": 172, "seconds_total": 180, "start_left": 22, "renewals_left": 5,
        "relying_party": "Cosmic", **more,
    })  # fmt: skip


def _fails(
    state: str, failure: str, *, tries_left: int | None = None, task: str = "", identity: Identity | None = None
) -> tuple[View, ...]:
    return (View(state, failure=LoginFailure(failure, tries_left=tries_left), task=task, identity=identity),)


def _inserts() -> tuple[GallerySheet, ...]:
    return tuple(
        GallerySheet(
            f"insert-card-{situation}",
            _asks("insert_card", InsertCard(situation, () if situation is CardSituation.NO_READER else (READER,))),
            states=("insert_card", "unlock_insert_card", "manage_insert_card"),
        )
        for situation in (CardSituation.NO_CARD, CardSituation.NO_READER, CardSituation.OTHER_KIND)
    )


def _qr_failed() -> GallerySheet:
    failure = LoginFailure("order.start_failed", hint="startFailed")
    return GallerySheet("qr-failed", (View("authentication_failed", "bankid", failure=failure),))


_FIRST = _asks("register_code", code(register=True))[0]
_REGISTERED = View("enter_code", prompt=code(), number=2)
_QR = ("show_qr", "unlock_show_qr")
_ENTERED = ("enter_code", "unlock_enter_code", "manage_enter_code")

# -- the prompts' own, each named in its row (core/prompt_kinds.py) ------------------------------------------------
WORKING = (
    GallerySheet("working", _asks("working", Working(Step.READING_CARD)),
          states=("working", "unlock_working", "manage_working")),
)  # fmt: skip
INSERT_CARD = _inserts()
CHOOSE_CARD = (
    GallerySheet(
        "choose-card",
        _asks("choose_card", ChooseCard((
            CardToChoose(READER, HOLDER, "9752278000000000001"),
            CardToChoose("PC/SC 1", BO.name, "9752278000000000024"),
        ))),
        states=("choose_card", "unlock_choose_card", "manage_choose_card"),
    ),
)  # fmt: skip
ENTER_CODE = (
    GallerySheet("waiting-for-siths-eid", _asks("enter_code", code()), states=_ENTERED),
    GallerySheet("siths-code", _asks("enter_code", code()), SITHS, _ENTERED),
    GallerySheet("siths-code-wrong", _asks("enter_code", code(), code(2, wrong=True)), SITHS, _ENTERED),
    GallerySheet("siths-code-last-try", _asks("enter_code", code(2), code(1, wrong=True)), SITHS, _ENTERED),
    GallerySheet(
        "siths-code-signing", (*_asks("enter_code", code()), View("working", prompt=Working(Step.SIGNING), number=2)
    ),
          SITHS, ("working", "unlock_working")),
    GallerySheet("siths-code-keypad", _asks("enter_code", code()), SITHS, _ENTERED, keypad=True),
    GallerySheet("siths-blocked",
          (*_asks("enter_code", code(1)), *_fails("authentication_failed", "code.blocked", tries_left=0)), SITHS),
    GallerySheet("siths-card-removed",
          (*_asks("enter_code", code()), *_fails("authentication_failed", "card.removed")), SITHS),
)  # fmt: skip
REGISTER_CODE = (
    GallerySheet("siths-register", (_FIRST,), SITHS, ("register_code", "unlock_register_code", "manage_register_code")),
    GallerySheet("siths-registered", (_FIRST, _REGISTERED), SITHS, _ENTERED),
)
CHANGE_CODE = (GallerySheet("siths-change-code", _asks("manage_change_code", ChangeCode(HOLDER, 3)), SITHS),)
UNBLOCK_CODE = (
    GallerySheet("siths-unblocked",
          (*_asks("manage_unblock_code", UnblockCode(HOLDER)), View("managed", task="unblock")), SITHS),
    GallerySheet("siths-unblock-code", _asks("manage_unblock_code", UnblockCode(HOLDER)), SITHS),
)  # fmt: skip
CHOOSE_SERVICE_ID = (
    GallerySheet("choose-service-id", _asks("choose_service_id", ChooseServiceId((OWN, OTHER))),
          states=("choose_service_id", "unlock_choose_service_id")),
)  # fmt: skip
SHOW_QR = (
    GallerySheet("qr", _asks("show_qr", qr()), states=_QR),
    GallerySheet("qr-bankid-last-code",
          _asks("show_qr", qr(AuthenticatorApp.BANKID, renewals_left=0, start_left=9)), states=_QR),
    GallerySheet("qr-scanned", _asks("show_qr", qr(hint="userSign", frame="", start_left=0)), states=_QR),
    _qr_failed(),
)  # fmt: skip
READING_CERTIFICATE = (
    GallerySheet("certificate-reading", _asks("reading_certificate", ReadingCertificate(READER)),
          states=("reading_certificate", "unlock_reading_certificate")),
)  # fmt: skip
CONFIRM_CERTIFICATE = (
    GallerySheet("certificate", _asks("confirm_certificate", ConfirmCertificate(FACTS, READER)),
          states=("confirm_certificate", "unlock_confirm_certificate")),
)  # fmt: skip
MD_CODE = (
    GallerySheet("md-code", _asks("md_code", md_code()), states=("md_code", "unlock_md_code")),
    GallerySheet("md-code-last-try", _asks("md_code", md_code(2), md_code(1, wrong=True)),
          states=("md_code", "unlock_md_code")),
)  # fmt: skip
SHOW_ACTIVATION = (
    GallerySheet(
        "phone-activation", _asks("manage_show_activation", ShowActivation(f"siths-activate.{'0' * 43}", ANNA.since))
    ),
)

SHEETS: tuple[GallerySheet, ...] = (
    GallerySheet("start", (View(),)),
    GallerySheet("start-siths-out", (View(),), closed=tuple(name for name, row in METHODS.items() if row.service)),
    *(sheet for kind in KINDS for sheet in load(kind.sheets)),
    GallerySheet(
        "authentication-failed", _fails("authentication_failed", "certificate.revocation_unknown", tries_left=2)
    ),
    GallerySheet("authentication-failed-blocked", _fails("authentication_failed", "code.blocked", tries_left=0)),
    GallerySheet("login-failed", _fails("login_failed", "access.no_service_id")),
    GallerySheet("starting-over", (View("starting_over", limit_s=60),)),
    GallerySheet("code-changed", (View("managed", task="change-code"),)),
    GallerySheet("card-activated", (View("managed", task="activate-card"),)),
    GallerySheet("signing-not-fetched", _fails("manage_failed", "card.signing_there", task="fetch-signing")),
    GallerySheet("code-change-failed", _fails("manage_failed", "puk.blocked", task="unblock")),
    GallerySheet("workspace", (View("workspace", identity=ANNA, card=None),)),
    GallerySheet("lock-soon", (View("lock_soon", identity=ANNA, limit_s=10),)),
    GallerySheet("log-out-soon", (View("log_out_soon", identity=ANNA, limit_s=10),)),
    GallerySheet("locked", (View("locked", identity=ANNA, locked_since=ANNA.since),)),
    GallerySheet("unlock-failed-blocked", _fails("unlock_failed", "code.blocked", tries_left=0, identity=ANNA)),
    GallerySheet("unlock-failed", _fails("unlock_failed", "card.removed", identity=ANNA)),
    GallerySheet("take-over", (View("take_over", identity=ANNA, other=BO, locked_since=ANNA.since, limit_s=60),)),
    GallerySheet("taking-over", (View("taking_over", other=BO),)),
    GallerySheet("frozen", (View(), View("frozen")), STRIP, ("frozen", "unlock_frozen")),
    GallerySheet("logging-out", (View("logging_out"),), states=("logging_out", "closing")),
    GallerySheet("closed", (View("closed"),)),
    GallerySheet("help", (View(),), HELP, topic=WAYS),
    GallerySheet("help-code", (View(),), HELP, topic="code"),
    GallerySheet("help-qr", (View(),), HELP, topic="qr"),
    GallerySheet("help-failure", (View(),), HELP, topic=failure_key(FAILURES["card.other_kind"])),
)  # fmt: skip


def fresh(sheet: GallerySheet, first_number: int, now: float) -> tuple[View, ...]:
    """Return the sheet's views with numbers that no view before them had: a window shows a prompt only once.

    Countdowns have two thirds of their time left at ``now``, by the clock that they are shown by.
    """
    return tuple(
        replace(view, number=first_number + place, deadline=now + view.limit_s * 2 / 3 if view.limit_s else None)
        for place, view in enumerate(sheet.views)
    )
