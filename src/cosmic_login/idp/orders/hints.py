"""Hint codes: what an order is waiting for, or why it failed, by the names that BankID publishes for its own orders.

The SITHS-like face uses the same names. A relying party has to put up with names it does not know.
"""

from __future__ import annotations

from typing import Final

# -- pending -------------------------------------------------------------------------------------------------------
#: Nobody has started the order yet.
OUTSTANDING: Final = "outstandingTransaction"
#: The same, for an order that names its person and waits in that person's app.
NO_CLIENT: Final = "noClient"
#: The app has the order and looks for a card or an identity of its own.
STARTED: Final = "started"
#: The app has shown a certificate and asks the person for the code.
USER_SIGN: Final = "userSign"
#: The person has to say that it is they who are on the telephone.
USER_CALL_CONFIRM: Final = "userCallConfirm"
#: The person has to read an identity document with the phone.
USER_MRTD: Final = "userMrtd"
USER_STEP_UP: Final = "userStepUp"
USER_FACE: Final = "userFace"
PROCESSING: Final = "processing"

PENDING: Final = frozenset(
    {
        OUTSTANDING, NO_CLIENT, STARTED, USER_SIGN, USER_CALL_CONFIRM, USER_MRTD, USER_STEP_UP, USER_FACE, PROCESSING,
    }
)  # fmt: skip
#: Those of an order that no app has taken up.
UNSTARTED: Final = frozenset({OUTSTANDING, NO_CLIENT})
#: Those an app may report of itself while it has the order (``progress``).
OF_THE_APP: Final = frozenset({USER_SIGN, USER_CALL_CONFIRM, USER_MRTD, USER_STEP_UP, USER_FACE, PROCESSING})

# -- failed --------------------------------------------------------------------------------------------------------
EXPIRED: Final = "expiredTransaction"
CERTIFICATE_ERR: Final = "certificateErr"
USER_CANCEL: Final = "userCancel"
#: A newer order of the same person took this one's place.
CANCELLED: Final = "cancelled"
START_FAILED: Final = "startFailed"
USER_DECLINED_CALL: Final = "userDeclinedCall"
NOT_SUPPORTED: Final = "notSupportedByUserApp"
RISK_BLOCKED: Final = "transactionRiskBlocked"
MRTD_FAILED: Final = "mrtdVerificationFailed"
FACE_FAILED: Final = "facialRecognitionFailed"
NO_NFC: Final = "nfcNotSupportedByDevice"
SEVERAL_IDS: Final = "multipleBankIdsOnDevice"
STEP_UP_FAILED: Final = "stepUpFailed"

#: Reasons an app may give for a step of its own that did not work (failure ``order.step_failed``).
STEP_FAILED: Final = frozenset(
    {NOT_SUPPORTED, RISK_BLOCKED, MRTD_FAILED, FACE_FAILED, NO_NFC, SEVERAL_IDS, STEP_UP_FAILED}
)
FAILED: Final = STEP_FAILED | {EXPIRED, CERTIFICATE_ERR, USER_CANCEL, CANCELLED, START_FAILED, USER_DECLINED_CALL}

_OF_FAILURE: Final = {
    "order.expired": EXPIRED,
    "order.start_failed": START_FAILED,
    "order.replaced": CANCELLED,
    "order.certificate": CERTIFICATE_ERR,
    "order.other_person": CERTIFICATE_ERR,
    "order.declined": USER_CANCEL,
}
#: Whatever makes an identity unusable: revoked, too old, its code typed wrong too often, its signature no good.
_CERTIFICATE_FAILURES = ("certificate.", "signature.", "challenge.", "code.", "enrolment.", "phone.code_blocked")

#: The service's own trouble. There is no hint for it; that nothing came of the order in time misleads least.
_SERVICE_FAILURES = ("siths.", "bankid.", "idp.", "method.", "clock.")


def failed_hint(failure: str, kind: str = "auth") -> str:
    """Return the hint code that tells a failure of the table, for an order of this kind."""
    if failure == "order.declined" and kind.startswith("phone_"):
        return USER_DECLINED_CALL
    if failure.startswith(_CERTIFICATE_FAILURES):
        return CERTIFICATE_ERR
    if failure.startswith(_SERVICE_FAILURES):
        return EXPIRED
    return _OF_FAILURE.get(failure, USER_CANCEL)
