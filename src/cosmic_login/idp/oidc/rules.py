"""Every rule that an authorization request is held to, by a code each; ``judge`` finds what a request runs into.

The texts are for the developers of the system that asks. ``client explain`` prints them, the log names the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class RuleOutcome(StrEnum):
    """What becomes of a request that runs into a rule."""

    PAGE = "page"  # a page tells the person, and the system hears nothing: where to is not proven
    ERROR = "error"  # the system is told, at its redirect URI
    CALL = "call"  # whoever calls is told, in JSON
    NOTE = "note"  # it goes on, with what the rule says


@dataclass(frozen=True)
class RequestRule:
    """One rule. ``error`` is the standard's code for the system, ``failure`` that of the failure table for the person.

    ``gap``: what Inera's IdP does here is not public, and this is our guess.
    """

    code: str
    outcome: RuleOutcome
    error: str
    failure: str
    text: str
    gap: bool = False


@dataclass(frozen=True)
class RuleFinding:
    """A rule that a request runs into. ``detail`` says how, in ASCII, and holds nothing secret."""

    rule: RequestRule
    parameter: str = ""
    detail: str = ""

    @property
    def description(self) -> str:
        """One line for developers."""
        return f"{self.rule.text} {self.detail}".strip()


def _page(code: str, failure: str, text: str, error: str = "invalid_request") -> RequestRule:
    return RequestRule(code, RuleOutcome.PAGE, error, failure, text)


def _error(code: str, error: str, text: str, failure: str = "system.request", *, gap: bool = False) -> RequestRule:
    return RequestRule(code, RuleOutcome.ERROR, error, failure, text, gap)


def _note(code: str, text: str, *, gap: bool = False) -> RequestRule:
    return RequestRule(code, RuleOutcome.NOTE, "", "", text, gap)


RULES: Final[Mapping[str, RequestRule]] = {
    row.code: row
    for row in (
        # -- who asks, and where the answer goes: before these are proven nobody is redirected ------------------------
        _page("request.malformed", "system.request", "Parameters have to be form-encoded UTF-8, at most 64 of them."),
        _page("request.repeated", "system.request", "client_id, redirect_uri and request_uri may be given once each."),
        _page("client.missing", "system.request", "client_id is needed."),
        _page("client.unknown", "system.unknown", "client_id has to be registered here.", "unauthorized_client"),
        _page("redirect.missing", "system.address", "redirect_uri is needed (OpenID Connect Core 1.0, 3.1.2.1)."),
        _page("redirect.fragment", "system.address", "redirect_uri may not have a fragment (RFC 6749, 3.1.2)."),
        _page(
            "redirect.unregistered",
            "system.address",
            "redirect_uri has to equal a registered one, character for character (OpenID Connect Core 1.0, 3.1.2.1).",
        ),
        _page(
            "pushed.unknown",
            "system.request",
            "request_uri has to be one that was given here for a pushed request, once, within its time (RFC 9126).",
            "invalid_request_uri",
        ),
        _page(
            "pushed.other_client",
            "system.request",
            "client_id has to be that of the pushed request (RFC 9126, section 4).",
            "invalid_request_uri",
        ),
        # -- the form of the request ---------------------------------------------------------------------------------
        _error("parameter.repeated", "invalid_request", "A parameter may be given once (RFC 6749, 3.1)."),
        _error("parameter.too_long", "invalid_request", "A parameter is longer than is taken here."),
        _error("parameter.characters", "invalid_request", "A parameter may not hold control characters."),
        _error("response_type.missing", "invalid_request", "response_type is needed."),
        _error("response_type.unsupported", "unsupported_response_type", "response_type has to be code."),
        _error("response_mode.unsupported", "invalid_request", "response_mode has to be query or form_post."),
        _error("object.unsupported", "request_not_supported", "A request object (request) is not supported."),
        _error(
            "object.uri_unsupported",
            "request_uri_not_supported",
            "request_uri is for pushed requests only; no request object is fetched.",
        ),
        _error("registration.unsupported", "registration_not_supported", "registration is not supported."),
        # -- PKCE ------------------------------------------------------------------------------------------------------
        _error("pkce.needed", "invalid_request", "A public client needs code_challenge (RFC 7636)."),
        _error("pkce.plain", "invalid_request", "code_challenge_method has to be S256; left out it means plain."),
        _error("pkce.malformed", "invalid_request", "code_challenge has to be 43 characters of base64url (S256)."),
        _error("pkce.method_alone", "invalid_request", "code_challenge_method needs code_challenge."),
        _note("pkce.absent", "Without PKCE: allowed to a client with a secret.", gap=True),
        # -- scopes and claims -----------------------------------------------------------------------------------------
        _error(
            "scope.malformed", "invalid_scope", "scope is a list of names with a space between them (RFC 6749, 3.3)."
        ),
        _error("scope.openid", "invalid_scope", "scope has to hold openid."),
        _note("scope.unknown", "An unknown scope is ignored."),
        _note("scope.filtered", "A scope whose claims are not allowed to the client is left out, silently."),
        _error("claims.malformed", "invalid_request", "claims has to be as in OpenID Connect Core 1.0, 5.5."),
        _note("claims.unknown", "An unknown claim is ignored."),
        _note("claims.filtered", "A claim that is not allowed to the client is left out, silently."),
        _note("claims.contradiction", "Values of a claim that exclude each other are nobody's: every login fails."),
        _error(
            "claims.essential",
            "access_denied",
            "An essential claim that is not allowed to the client cannot be had, so the login fails.",
            "claims.missing",
            gap=True,
        ),
        _error(
            "claims.illegal",
            "access_denied",
            "What is asked for needs two choices (an organisation and a commission), and a person makes one.",
            "claims.illegal",
        ),
        # -- how the person shall prove who they are -------------------------------------------------------------------
        _error(
            "acr.unreachable",
            "access_denied",
            "None of the levels of assurance asked for can be had here; they are compared exactly.",
            "access.loa_differs",
            gap=True,
        ),
        _note("acr.unknown", "A level of assurance that there is not is no choice: levels are compared exactly."),
        _error("prompt.none_alone", "invalid_request", "prompt=none stands alone (OpenID Connect Core 1.0, 3.1.2.1)."),
        _error("prompt.unknown", "invalid_request", "prompt has to be none, login, select_account or consent."),
        _note("prompt.consent", "Nobody is asked for consent here: the client's registration decides.", gap=True),
        _error("max_age.malformed", "invalid_request", "max_age is a number of seconds."),
        _error(
            "hint.foreign", "invalid_request", "id_token_hint has to be an ID token of this issuer for this client."
        ),
        _note("hint.unknown", "The session of id_token_hint is forgotten, so it names nobody."),
        _note("method.unknown", "A way to log in that there is not is ignored.", gap=True),
        _note("method.inactive", "A way to log in that the client has not is ignored.", gap=True),
        # -- good to know ----------------------------------------------------------------------------------------------
        _note("state.absent", "Without state nothing ties the answer to the browser that asked: clients refuse it."),
        _note("nonce.absent", "Without nonce the ID token is not tied to the request: many clients refuse it."),
        _note("secret.exposed", "A client's secret or token does not belong in a browser's address: give it another."),
        _note("parameter.ignored", "A parameter that is not used here is ignored."),
    )
}


#: The rules that a request to log out is held to (OpenID Connect RP-Initiated Logout 1.0).
LOGOUT_RULES: Final[Mapping[str, RequestRule]] = {
    row.code: row
    for row in (
        _page("logout.repeated", "system.request", "A parameter may be given once."),
        _page("logout.other_client", "system.request", "client_id has to be that of id_token_hint."),
        _page("logout.client", "system.unknown", "The client has to be registered here."),
        _page(
            "logout.unregistered",
            "system.address",
            "post_logout_redirect_uri has to equal a registered one, character for character, fragment and all.",
        ),
        _note(
            "logout.stays", "The session ends, but the browser goes nowhere from there: the address is not registered."
        ),
        _note("logout.asked", "Without id_token_hint the person is asked whether they want to log out."),
    )
}


def _call(code: str, error: str, text: str) -> RequestRule:
    return RequestRule(code, RuleOutcome.CALL, error, "", text)


#: The rules that a call for tokens is held to (RFC 6749, sections 2.3 and 4.1.3).
CALL_RULES: Final[Mapping[str, RequestRule]] = {
    row.code: row
    for row in (
        _call("call.malformed", "invalid_request", "Parameters are a form in UTF-8, in the body of the call."),
        _call("call.repeated", "invalid_request", "A parameter may be given once (RFC 6749, 3.2)."),
        # -- that the client is itself -------------------------------------------------------------------------------
        _call("proof.two_ways", "invalid_request", "A client authenticates in one way at a time (RFC 6749, 2.3)."),
        _call("proof.basic", "invalid_client", "Authorization is Basic, its halves form-encoded (RFC 6749, 2.3.1)."),
        _call("proof.assertion_type", "invalid_request", "client_assertion has its type beside it (RFC 7521, 4.2)."),
        _call("proof.other_client", "invalid_request", "client_id has to be that of the proof."),
        _call("proof.client", "invalid_client", "The client has to be registered here."),
        _call("proof.method", "invalid_client", "A client proves itself in a way that it is registered for."),
        _call("proof.secret", "invalid_client", "The secret has to be the registered one."),
        _call("proof.assertion", "invalid_client", "client_assertion has to be by a registered key (RFC 7523, 3)."),
        _call("proof.assertion_claims", "invalid_client", "client_assertion says for whom and how long it is good."),
        _call("proof.replayed", "invalid_client", "A client_assertion is taken once."),
        _note("proof.unseen", "The body holds no proof of the client; in a header it stands beside it."),
        # -- the code ------------------------------------------------------------------------------------------------
        _call("grant.type", "unsupported_grant_type", "grant_type has to be authorization_code."),
        _call("grant.missing", "invalid_request", "grant_type, code and redirect_uri are needed (RFC 6749, 4.1.3)."),
        _call("grant.verifier", "invalid_request", "code_verifier has 43 to 128 characters (RFC 7636, 4.1)."),
        _call("grant.redirect", "invalid_grant", "redirect_uri has to be the one that the code was asked for with."),
        _call("grant.pkce", "invalid_grant", "A public client used PKCE for its code: code_verifier is needed."),
    )
}


def found(code: str, parameter: str = "", detail: str = "") -> RuleFinding:
    """Return the finding of a rule; what a request sent is told in ASCII, and not at length."""
    return RuleFinding(RULES.get(code) or LOGOUT_RULES.get(code) or CALL_RULES[code], parameter, detail)
