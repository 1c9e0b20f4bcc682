"""The dialogs for the gallery and for the tests of cut text: how each is opened, and what it shows there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.card_content import (
    CardCode,
    CardContent,
    CertificateOnCard,
    CertificateUse,
    CodeTries,
    ReaderContent,
    Standing,
)
from cosmic_login.core.diagnosis import Finding, LogLine, LogPage, cause_of, mend_of, plainly
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import CertificateFacts
from cosmic_login.gui.diagnosis.log_view import LogView
from cosmic_login.gui.diagnosis.view import DiagnosisView
from cosmic_login.gui.my_card.view import MyCardView
from cosmic_login.gui.ports.session import OwnLogin
from cosmic_login.gui.ports.sharing import SharingSeen
from cosmic_login.gui.ports.trainer import (
    LessonOffered,
    PersonSeen,
    ReaderSeen,
    ServiceSeen,
    Surroundings,
    TrailRowSeen,
)
from cosmic_login.gui.session.login_history import OwnLoginsView
from cosmic_login.gui.sharing.view import SharingView
from cosmic_login.gui.trainer.panel import TrainerPanel
from cosmic_login.testing.gallery.login_screens import ANNA, READER
from cosmic_login.testing.gallery.told_ports import ToldDiagnostics, ToldSharing, ToldTrainerPort
from cosmic_login.ui.side_pane import PaneWindow
from cosmic_login.ui.tool_dialog import ToolDialog

if TYPE_CHECKING:
    from cosmic_login.gui.shell.application import LoginApplication

_FINDINGS = (
    Finding("versions", "ok", plainly("cosmic-login 0.1.0")),
    Finding("reader", "ok", plainly(READER)),
    Finding("card", "warn", cause_of(LoginFailure("code.blocked")), mend_of("code.blocked"), READER),
    Finding("idp", "fail", cause_of(LoginFailure("idp.unreachable")), mend_of("idp.unreachable")),
)
_LINES = tuple(
    LogLine("", f"2026-11-23T08:00:0{second}Z", level, event, fields)
    for second, (level, event, fields) in enumerate(
        (
            ("info", "window.started", "version=0.1.0"),
            ("info", "card.inserted", f"reader={READER}"),
            ("warning", "login.failed", "method=siths-this-device failure=code.blocked"),
        )
    )
)
_LOGINS = (
    OwnLogin(ANNA.since, "siths-this-device", 3, ANNA.organisation),
    OwnLogin(ANNA.since - timedelta(hours=1), "siths-this-device", None, "", "code.blocked"),
)
#: A session is here and asks; another is being paired.
_SHARED = SharingSeen("reader://127.0.0.1:9743", "123 456 789", ("Session 1",), "Session 1", "code")
_SURROUNDINGS = Surroundings(
    (ReaderSeen(READER, "anna-1", "Anna Testsson (anna-1)"), ReaderSeen("Virtuell läsare 2")),
    (
        ServiceSeen("idp"),
        ServiceSeen("siths", "siths.out_of_service", within="idp"),
        ServiceSeen("siths-this-device", within="siths"),
        ServiceSeen("siths-other-device", within="siths"),
        ServiceSeen("siths-md", within="idp"),
        ServiceSeen("bankid", "idp.busy", orders=3, within="idp"),
        ServiceSeen("revocation", within="idp"),
        ServiceSeen("hsa", within="idp"),
    ),
    people=(PersonSeen("anna", ANNA.name), PersonSeen("bo", "Bo Provsson")),
    line="slow",
)
_LESSONS = (
    LessonOffered("this-device", "Logga in med SITHS eID på denna enhet", "Logga in med kortet.", ("R1", "R9")),
    LessonOffered("md", "Logga in med SITHS eID MD", "Logga in med kortet på annat sätt.", ("R16",)),
    LessonOffered("card-pulled", "Kortet dras ur medan man loggar in", "Förstå varför.", ("card.removed",)),
)
_TRAIL = tuple(
    TrailRowSeen(ANNA.since + timedelta(seconds=second), event, f"{ANNA.name} 19900113-****", ANNA.method, reason)
    for second, (event, reason) in enumerate(
        (("login.attempted", ""), ("login.failed", "code.wrong"), ("login.attempted", ""), ("login.succeeded", ""))
    )
)


def _certificate(
    use: CertificateUse, serial: str, begins: datetime, standing: Standing = Standing.VALID
) -> CertificateOnCard:
    facts = CertificateFacts(
        ANNA.name,
        ANNA.organisation,
        serial,
        "Cosmic Login Training Person CA v1",
        begins,
        begins + timedelta(days=1825),
    )
    return CertificateOnCard(use, facts, standing)


#: What is on Anna's card: its signing certificate has run out, and its code was wrong twice.
CARD_CONTENT = CardContent(
    ANNA.name,
    ANNA.organisation,
    "9752278000000000001",
    (
        _certificate(CertificateUse.PERSON, "199001139806", ANNA.since),
        _certificate(CertificateUse.SERVICE_ID, ANNA.hsa_id, ANNA.since),
        _certificate(CertificateUse.SIGNATURE, ANNA.hsa_id, ANNA.since - timedelta(days=2000), Standing.EXPIRED),
    ),
    (CodeTries(CardCode.AUTHENTICATE, 1), CodeTries(CardCode.SIGN, 3), CodeTries(CardCode.PUK, None)),
)


def ports() -> dict[str, Any]:
    """Return the ports of the window that the dialogs read from."""
    diagnostics = ToldDiagnostics(
        lambda: _FINDINGS, lambda anew: LogPage(_LINES if anew else (), anew=anew), lambda *_: None
    )
    return {
        "diagnostics": diagnostics,
        "card_content": lambda: (ReaderContent(READER, CARD_CONTENT), ReaderContent("Virtuell läsare 2")),
        "own_logins": lambda _identity: _LOGINS,
        "trainer": ToldTrainerPort(_SURROUNDINGS, _TRAIL, _LESSONS),
        "sharing": ToldSharing(_SHARED),
    }


def _trainer(app: LoginApplication) -> QWidget | None:
    if app.features.trainer is None:
        return None
    app.features.trainer.show()
    pane = app.features.trainer.pane
    if pane is None:
        return None
    pane.keep_apart = True  # as where there is no room for it
    pane.arrange()
    return pane.own


def _settings(app: LoginApplication) -> ToolDialog | None:
    app.actions.show_settings()
    return app.features.settings.dialog


def _diagnosis(app: LoginApplication) -> ToolDialog | None:
    app.actions.show_diagnosis()
    return app.features.diagnosis.diagnosis if app.features.diagnosis is not None else None


def _log(app: LoginApplication) -> ToolDialog | None:
    app.actions.show_log()
    return app.features.diagnosis.log if app.features.diagnosis is not None else None


def _my_card(app: LoginApplication) -> ToolDialog | None:
    app.actions.show_my_card()
    return app.features.my_card.view if app.features.my_card is not None else None


def _sharing(app: LoginApplication) -> ToolDialog | None:
    app.actions.show_sharing()
    return app.features.sharing.view if app.features.sharing is not None else None


def _own_logins(app: LoginApplication) -> ToolDialog | None:
    app.view_changed.emit(View("workspace", identity=ANNA))
    app.actions.show_own_logins()
    return app.features.session.own_logins if app.features.session is not None else None


#: By the names of their pictures.
DIALOGS: dict[str, Callable[[LoginApplication], QWidget | None]] = {
    "settings": _settings,
    "diagnosis": _diagnosis,
    "log": _log,
    "my-card": _my_card,
    "sharing": _sharing,
    "own-logins": _own_logins,
    "trainer": _trainer,
}


def opened(app: LoginApplication, name: str) -> QWidget:
    """Open a dialog. Raises ``RuntimeError`` when the window does not offer it."""
    dialog = DIALOGS[name](app)
    if dialog is None:
        raise RuntimeError(f"there is no dialog {name!r}")
    return dialog


def filled(dialog: QWidget) -> bool:
    """Whether what the dialog reads beside the GUI's thread has come."""
    match dialog:
        case DiagnosisView():
            return not dialog.looking
        case LogView():
            return bool(dialog.text.toPlainText())
        case MyCardView() | OwnLoginsView():
            return bool(dialog.list.rows)
        case SharingView():
            return bool(dialog.code.text())
        case PaneWindow():
            panel = dialog.centralWidget()
            return isinstance(panel, TrainerPanel) and bool(panel.services.buttons)
    return True
