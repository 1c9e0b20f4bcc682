"""An authorization request, and one to log out, held to the rules of OpenID Connect."""

from __future__ import annotations

import base64
import json

from cosmic_login.idp.explain.advice import mends_of
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained, Explanation, Verdict
from cosmic_login.idp.explain.wants import asked_for
from cosmic_login.idp.oidc.judge import judge
from cosmic_login.idp.oidc.logouts import judge_logout
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.oidc.requests import PUSHED_PREFIX
from cosmic_login.idp.oidc.rules import RuleFinding, RuleOutcome, found

_KIND = "authorization request"
_LOGOUT = "request to log out"


def of_authorization(query: str, grounds: Grounds) -> Explained:
    """Explain an authorization request by its query, or by the body of the form that it came in."""
    try:
        parameters = Parameters.read(query.encode("ascii"))
    except (NotForm, UnicodeEncodeError) as error:
        return Explained(_KIND, (told(found("request.malformed", detail=_why(error))),))
    if parameters.get("request_uri").startswith(PUSHED_PREFIX):
        return Explained(_KIND, (_PUSHED,))
    judged = judge(parameters, grounds.systems, hints=grounds.hints, preselection=grounds.preselection)
    name = judged.system.name if judged.system else ""
    asked = asked_for(judged.request, name) if judged.request else None
    return Explained(_KIND, tuple(told(each) for each in judged.findings), asked)


def of_logout(query: str, grounds: Grounds) -> Explained:
    """Explain a request to log out by its query."""
    try:
        parameters = Parameters.read(query.encode("ascii"))
    except (NotForm, UnicodeEncodeError) as error:
        return Explained(_LOGOUT, (told(found("request.malformed", detail=_why(error))),))
    client = _audience(parameters.get("id_token_hint"))
    return Explained(_LOGOUT, tuple(told(each) for each in judge_logout(parameters, grounds.systems, client=client)))


def told(finding: RuleFinding) -> Explanation:
    """Return what is told of a rule that a request runs into."""
    rule = finding.rule
    answers = {
        RuleOutcome.PAGE: f"page {rule.failure}",
        RuleOutcome.ERROR: f"error {rule.error}",
        RuleOutcome.CALL: f"call {rule.error}",
    }
    return Explanation(
        rule.code,
        Verdict.WARNING if rule.outcome is RuleOutcome.NOTE else Verdict.REFUSED,
        rule.text,
        finding.detail,
        mends_of(rule.code),
        rule.gap,
        answers.get(rule.outcome, ""),
    )


def _audience(token: str) -> str:
    """Return for whom an ID token is, as it says; who made it is not looked at. Empty for what is none."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return str(claims["aud"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def _why(error: Exception) -> str:
    return "There are letters in it that have to be escaped." if isinstance(error, UnicodeError) else f"It has {error}."


_PUSHED = Explanation(
    "pushed.elsewhere",
    Verdict.WARNING,
    "A pushed request is judged when it is pushed, and taken once: explain the body of that call.",
    mends=mends_of("pushed.elsewhere"),
)
