"""What is told for every hint code and error code that is published, for both apps, and for those that are not."""

from __future__ import annotations

import pytest

from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompts import AuthenticatorApp
from cosmic_login.gui.texts import common as texts
from cosmic_login.gui.texts import order_messages
from cosmic_login.ui.language import set_language
from tests.gui.scripted import Stage

#: Hint code of a pending order: the number of its message, and what it is about.
PENDING = {
    "outstandingTransaction": ("RFA1", "Starta appen"),
    "noClient": ("RFA1", "Starta appen"),
    "started": ("RFA15B", "e-legitimation"),
    "userSign": ("RFA9", "Skriv din kod"),
    "userMrtd": ("RFA23", "pass"),
    "userFace": ("RFA24", "ansiktet"),
    "userStepUp": ("RFA25", "kontroll"),
    "userCallConfirm": ("RFA21", "samtalet"),
    "processing": ("RFA21", "pågår"),
    "somethingNew": ("RFA21", "pågår"),
    "": ("RFA21", "pågår"),
}
FAILED = {
    "cancelled": ("RFA3", "bröts"),
    "userCancel": ("RFA6", "avbröts"),
    "expiredTransaction": ("RFA8", "svarade inte"),
    "certificateErr": ("RFA16", "spärrad"),
    "startFailed": ("RFA17B", "QR-koden"),
    "userDeclinedCall": ("RFA22", "Samtalet"),
    "notSupportedByUserApp": ("RFA22", "för gammal"),
    "transactionRiskBlocked": ("RFA22", "säkerhetsskäl"),
    "mrtdVerificationFailed": ("RFA26", "kontrolleras"),
    "facialRecognitionFailed": ("RFA27", "Ansiktet"),
    "nfcNotSupportedByDevice": ("RFA28", "Telefonen"),
    "multipleBankIdsOnDevice": ("RFA29", "flera"),
    "stepUpFailed": ("RFA30", "extra"),
    "somethingNew": ("RFA22", "gick fel"),
}
ERRORS = {
    "alreadyInProgress": ("RFA4", "pågår redan"),
    "canceled": ("RFA3", "bröts"),
    "verificationFailed": ("RFA5", "kan inte svara"),
    "requestTimeout": ("RFA5", "kan inte svara"),
    "tooManyRequests": ("RFA5", "kan inte svara"),
    "internalError": ("RFA5", "kan inte svara"),
    "Maintenance": ("RFA5", "kan inte svara"),
    "maintenance": ("RFA5", "kan inte svara"),
    "invalidParameters": ("RFA22", "gick fel"),
    "unauthorized": ("RFA22", "gick fel"),
    "notFound": ("RFA22", "gick fel"),
    "methodNotAllowed": ("RFA22", "gick fel"),
    "unsupportedMediaType": ("RFA22", "gick fel"),
}
#: The methods that are answered on a phone, and by which app.
APPS = {row.name: row.app for row in METHODS.values() if row.app is not None}
BOTH = pytest.mark.parametrize("face", list(AuthenticatorApp))


@BOTH
@pytest.mark.parametrize("hint", PENDING)
def test_every_pending_hint(hint: str, face: AuthenticatorApp) -> None:
    words = order_messages.pending(hint)
    number, about = PENDING[hint]
    assert words.rfa == number
    said = order_messages.worded(words.says, face)
    assert about in said
    assert "{" not in said


@BOTH
@pytest.mark.parametrize("told", [*FAILED, *ERRORS])
def test_every_failed_hint_and_every_error(told: str, face: AuthenticatorApp) -> None:
    words = order_messages.failed(told)
    number, about = (FAILED | ERRORS)[told]
    assert words.rfa == number
    assert about in order_messages.worded(words.says, face)
    assert order_messages.worded(words.mend, face), "a person is told what to do"


def test_nothing_is_worded_that_is_not_in_the_tables() -> None:
    assert set(order_messages.PENDING) == set(PENDING) - {"somethingNew", ""}
    assert set(order_messages.FAILED) == set(FAILED) - {"somethingNew"}
    assert set(order_messages.ERRORS) == {name.lower() for name in ERRORS}


CODES = {
    "startFailed": "order.start_failed",
    "expiredTransaction": "order.expired",
    "cancelled": "order.replaced",
    "userCancel": "order.declined",
    "certificateErr": "order.certificate",
    **dict.fromkeys(
        ("notSupportedByUserApp", "transactionRiskBlocked", "mrtdVerificationFailed", "facialRecognitionFailed",
         "nfcNotSupportedByDevice", "multipleBankIdsOnDevice", "stepUpFailed", "somethingNew"),
        "order.step_failed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("method", APPS)
def test_the_failure_screen_says_it_with_the_apps_name(stage: Stage, method: str, language: str) -> None:
    set_language(stage.app.qt, language)
    app = APPS[method]
    for hint, code in CODES.items():
        stage.app.window.show_view(View("authentication_failed", method, failure=LoginFailure(code, hint=hint)))
        screen, words = stage.screen, order_messages.failed(hint)
        assert screen.cause.words.text() == order_messages.worded(words.says, app), hint
        assert screen.mend.text() == order_messages.worded(words.mend, app), hint
        assert screen.code.toPlainText() == code
        if language == "en":
            assert screen.cause.words.text() != words.says.format(app=order_messages.APPS[app]), hint


def test_an_order_in_progress_is_told_as_such(stage: Stage) -> None:
    stage.app.window.show_view(View("authentication_failed", "bankid", failure=LoginFailure("order.in_progress")))
    assert "pågår redan" in stage.screen.cause.words.text()


@pytest.mark.parametrize(
    ("method", "failure"),
    [
        ("siths-this-device", LoginFailure("order.expired", hint="expiredTransaction")),
        ("bankid", LoginFailure("enrolment.revoked", hint="certificateErr")),
        ("bankid", LoginFailure("idp.unreachable")),
        ("bankid", LoginFailure("order.cancelled", hint="userCancel")),
    ],
)
def test_what_the_table_words_better_keeps_its_words(stage: Stage, method: str, failure: LoginFailure) -> None:
    stage.app.window.show_view(View("authentication_failed", method, failure=failure))
    assert stage.screen.cause.words.text() == texts.failure_texts(failure)[0]
