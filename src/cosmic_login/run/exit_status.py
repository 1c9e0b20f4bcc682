"""The exit status of a command, for programs (docs/programs.md)."""

from __future__ import annotations

from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure

DONE, NOT_DONE, USAGE, REFUSED, DEFECT = 0, 1, 2, 3, 70
#: As shells have them: 128 and the signal's number.
HUNG_UP, INTERRUPTED, PIPE, TERMINATED = 129, 130, 141, 143

#: Each status, and when a command ends with it.
MEANINGS = {
    DONE: "done",
    NOT_DONE: "not done: something is missing, in use, broken, out of reach, or `doctor`, `audit verify` found a fault",
    USAGE: "the command line cannot be understood",
    REFUSED: "refused: code, card, certificate, person or service ID were judged, and the answer is no",
    DEFECT: "a defect of the program (`internal.error`)",
    HUNG_UP: "its terminal was closed (SIGHUP)",
    INTERRUPTED: "interrupted (SIGINT)",
    PIPE: "whoever read the output went away",
    TERMINATED: "ended (SIGTERM)",
}

#: Failures that are an answer. Those of the class LOGIN are answers too.
_ANSWERS = frozenset(
    {
        *("code.wrong", "code.blocked", "puk.wrong", "puk.blocked", "phone.code_wrong", "phone.code_blocked"),
        *("card.other_person", "card.not_reserve", "card.refused"),
        *("certificate.expired", "certificate.not_yet_valid", "certificate.revoked", "certificate.untrusted"),
        *("certificate.wrong_use", "certificate.policy_unknown", "certificate.malformed", "signature.invalid"),
        *("order.declined", "order.other_person", "order.certificate", "challenge.mismatch"),
        *("activation.unknown", "activation.expired"),
        *("enrolment.too_many", "enrolment.unknown", "enrolment.revoked", "enrolment.expired"),
        "control.refused",
    }
)


def exit_status(failure: LoginFailure) -> int:
    """Return the exit status of a command that ends with this failure."""
    if failure.code == "usage.invalid":
        return USAGE
    if failure.code == "internal.error":
        return DEFECT
    answered = failure.code in _ANSWERS or FAILURES[failure.code].failure_class is FailureClass.LOGIN
    return REFUSED if answered else NOT_DONE
