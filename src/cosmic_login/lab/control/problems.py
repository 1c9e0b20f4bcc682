"""Refusals as HTTP tells them (RFC 9457), and those that any operation may answer with."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

from cosmic_login.core.failures import FAILURES
from cosmic_login.lab.control.shapes import Named, ObjectShape, TextShape, WholeShape
from cosmic_login.translations import translate

if TYPE_CHECKING:
    from cosmic_login.lab.control.operations import CallRefused, Operation

PROBLEM: Final = ObjectShape(
    "Problem",
    (
        Named("type", TextShape(), "always about:blank", needed=True),
        Named("title", TextShape(), "what happened, in English", needed=True),
        Named("status", WholeShape(400, 599), "the answer's status", needed=True),
        Named("code", TextShape(1), "a code of the failure table (docs/failures.md)", needed=True),
        Named(
            "member", TextShape(), "which member of the call is wrong: `seconds`, `service_ids[0].hsa_id`", needed=True
        ),
        Named("rule", TextShape(), "what it has to be", needed=True),
        Named("detail", TextShape(), "more, where there is more", needed=True),
    ),
    "Why a call was refused (RFC 9457).",
)
LARGEST_BODY: Final = 1024 * 1024

#: What programs are told in.
_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Problem:
    """One refusal that can be met."""

    status: int
    code: str
    member: str
    rule: str
    #: Which operations it is of: all, those with a token, with a body, with a name in the path, or for the whole.
    of: str = "all"

    @property
    def words(self) -> str:
        """What the document says of it."""
        return f"`{self.code}`: {self.member} has to be {self.rule}" if self.member else f"`{self.code}`: {self.rule}"

    def applies(self, row: Operation) -> bool:
        """Tell whether an operation may answer so."""
        return {
            "all": True,
            "token": not row.free,
            "whole": row.whole,
            "body": row.body is not None,
            "names": bool(row.in_path),
        }[self.of]


ANYWHERE: Final = (
    Problem(400, "control.invalid", "", "a member or parameter breaks the rule that is told"),
    Problem(401, "control.refused", "Authorization", "Bearer and a token of this IdP", "token"),
    Problem(403, "control.refused", "Authorization", "Bearer and the IdP's own token", "whole"),
    Problem(403, "control.refused", "Origin", "left out: no web page may steer an IdP"),
    Problem(404, "control.unknown", "", "there is no such address, or nothing of that name", "names"),
    Problem(405, "control.invalid", "method", "one that the address has"),
    Problem(408, "control.invalid", "body", "there in time"),
    Problem(409, "control.refused", "", "the world is not so that it could be done: `code` says why", "token"),
    Problem(413, "control.invalid", "body", f"at most {LARGEST_BODY} bytes"),
    Problem(415, "control.invalid", "Content-Type", "application/json"),
    Problem(421, "control.refused", "Host", "the door's own address"),
    Problem(422, "control.invalid", "", "a rule that a schema cannot say", "body"),
    Problem(500, "internal.error", "", "a defect of the program's"),
    Problem(503, "profile.full", "", "trouble with the disk or the database; `code` says which", "token"),
)


def problem(refused: CallRefused) -> JSONResponse:
    """Return the answer."""
    row = FAILURES[refused.code]
    body = {
        "type": "about:blank",
        "title": translate(_LANGUAGE, "Failure", row.cause),
        "status": int(refused.status),
        "code": refused.code,
        "member": refused.member,
        "rule": refused.rule or translate(_LANGUAGE, "Failure", row.mend),
        "detail": " ".join(refused.detail.split())[:300],
    }
    headers = {"WWW-Authenticate": "Bearer"} if refused.status == HTTPStatus.UNAUTHORIZED else {}
    return JSONResponse(body, int(refused.status), headers, media_type="application/problem+json")
