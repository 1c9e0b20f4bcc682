"""Every rule that an AuthnRequest or a LogoutRequest is held to, by a code each; ``judge`` finds what it runs into.

The texts are for the developers of the system that asks. ``client explain`` prints them, the log names the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cosmic_login.idp.saml.names import INVALID_NAME_ID_POLICY, REQUEST_UNSUPPORTED, REQUESTER
from cosmic_login.idp.saml.statuses import SamlStatus, status_of


class MessageOutcome(StrEnum):
    """What becomes of a request that runs into a rule."""

    PAGE = "page"  # a page tells the person, and the system hears nothing: where to is not proven
    ANSWER = "answer"  # the system is told, in an answer of its own
    NOTE = "note"  # it goes on, with what the rule says


@dataclass(frozen=True)
class MessageRule:
    """One rule. ``failure`` is the failure table's code: of the page, or of what the answer says.

    ``codes`` are the answer's two status codes where they are not those of the failure. ``told``: the answer's text
    says how the rule was broken. ``gap``: what Inera's IdP does here is not public, and this is our guess.
    """

    code: str
    outcome: MessageOutcome
    failure: str
    text: str
    codes: tuple[str, str] = ("", "")
    told: bool = False
    gap: bool = False


@dataclass(frozen=True)
class MessageFinding:
    """A rule that a request runs into; ``detail`` says how."""

    rule: MessageRule
    detail: str = ""

    @property
    def description(self) -> str:
        """One line for developers."""
        return f"{self.rule.text} {self.detail}".strip()

    @property
    def status(self) -> SamlStatus:
        """What an answer tells the system."""
        said = status_of(self.rule.failure)
        top, second = self.rule.codes
        message = f"{said.message} {self.detail}".strip() if self.rule.told else said.message
        return SamlStatus(top or said.top, second or said.second, message)


def _page(code: str, failure: str, text: str) -> MessageRule:
    return MessageRule(code, MessageOutcome.PAGE, failure, text)


def _answer(code: str, failure: str, text: str, *codes: str, told: bool = False, gap: bool = True) -> MessageRule:
    top, second = codes or ("", "")
    return MessageRule(code, MessageOutcome.ANSWER, failure, text, (top, second), told, gap)


def _note(code: str, text: str, *, gap: bool = False) -> MessageRule:
    return MessageRule(code, MessageOutcome.NOTE, "", text, gap=gap)


RULES: Final[Mapping[str, MessageRule]] = {
    row.code: row
    for row in (
        # -- the message, and who asks -------------------------------------------------------------------------------
        _page(
            "message.unread",
            "system.request",
            "A message is XML in base64, deflated before that in an address (saml-bindings-2.0-os, 3.4.4.1 and 3.5.4).",
        ),
        _page("message.kind", "system.request", "SAMLRequest has to hold an AuthnRequest."),
        _page(
            "issuer.malformed", "system.request", "One Issuer says the system's entityID (saml-core-2.0-os, 3.4.1)."
        ),
        _page("issuer.unknown", "system.unknown", "The metadata of the Issuer have to be registered here."),
        _page("metadata.over", "system.metadata", "Metadata are believed until their validUntil."),
        _page(
            "signature.missing",
            "system.signature",
            "A system whose metadata say AuthnRequestsSigned has to sign its requests.",
        ),
        _page(
            "signature.place",
            "system.request",
            "A message in an address has its signature beside it (saml-bindings-2.0-os, 3.4.4.1).",
        ),
        _page(
            "signature.wrong",
            "system.signature",
            "A signature has to be by a key of the system's metadata, over the whole message as it was sent.",
        ),
        _page("id.malformed", "system.request", "ID has to be an xs:ID (saml-core-2.0-os, 1.3.4)."),
        _page("version.other", "system.request", "Version has to be 2.0."),
        _page("destination.missing", "system.request", "A signed message has to have a Destination."),
        _page("destination.other", "system.request", "Destination has to be the address that the message is sent to."),
        _page("time.malformed", "system.request", "IssueInstant has to be a time (saml-core-2.0-os, 1.3.3)."),
        _page("time.future", "system.stale", "IssueInstant may not lie ahead of our time."),
        _page("time.past", "system.stale", "A request is taken within its time."),
        _page("message.replayed", "system.replayed", "A request is taken once."),
        # -- where the answer goes -----------------------------------------------------------------------------------
        _page(
            "acs.malformed", "system.request", "The address for answers is said by its index or by itself (3.4.1)."
        ),
        _page("acs.binding", "system.address", "ProtocolBinding has to be HTTP-POST: answers come by no other."),
        _page(
            "acs.unregistered",
            "system.address",
            "The address for answers has to equal one of the metadata, character for character.",
        ),
        # -- what is no SAML -----------------------------------------------------------------------------------------
        _page("boolean.malformed", "system.request", "ForceAuthn and IsPassive are true or false."),
        _page("service.malformed", "system.request", "AttributeConsumingServiceIndex is a number."),
        _page("principal.empty", "system.request", "A MatchValue of PrincipalSelection has to have a value."),
        # -- what no login could fulfil: the system is told ----------------------------------------------------------
        _answer("encryption.key", "system.metadata", "An answer is encrypted for an RSA key of the metadata."),
        _answer(
            "subject.unsupported", "system.request", "A Subject in the request is not supported.",
            REQUESTER, REQUEST_UNSUPPORTED, told=True,
        ),
        _answer(
            "service.unknown", "system.request", "AttributeConsumingServiceIndex has to be one of the metadata.",
            REQUESTER, REQUEST_UNSUPPORTED, told=True,
        ),
        _answer(
            "attribute.required", "claims.missing", "An attribute with isRequired that cannot be had ends the login.",
        ),
        _answer(
            "attributes.illegal", "claims.illegal",
            "What is asked for needs two choices (an organisation and a commission), and a person makes one.",
            gap=False,
        ),
        _answer(
            "principal.contradiction", "claims.no_match",
            "All values of PrincipalSelection have to be the person's, not one of them.",
            gap=False,
        ),
        _answer(
            "loa.comparison", "access.loa_differs", "Levels of assurance are compared exactly.", told=True, gap=False,
        ),
        _answer(
            "loa.unreachable", "access.loa_differs", "One of the levels of assurance asked for has to be one of ours.",
            told=True, gap=False,
        ),
        _answer(
            "name_id.format", "system.request", "A NameID is transient or persistent.",
            REQUESTER, INVALID_NAME_ID_POLICY, told=True,
        ),
        _answer(
            "name_id.qualifier", "system.request", "A NameID is the system's own.",
            REQUESTER, INVALID_NAME_ID_POLICY, told=True,
        ),
        # -- a request to log out ------------------------------------------------------------------------------------
        _page(
            "logout.unsigned", "system.signature", "A system with a key in its metadata has to sign its requests.",
        ),
        _page("logout.over", "system.stale", "NotOnOrAfter has to lie ahead (saml-core-2.0-os, 3.7.1)."),
        _answer(
            "logout.name_id", "system.request", "A request to log out names the person by a NameID in clear.",
            REQUESTER, REQUEST_UNSUPPORTED, gap=True,
        ),
        _note(
            "logout.everywhere", "Without a SessionIndex all sessions of the NameID end (saml-core-2.0-os, 3.7.1)."
        ),
        _note(
            "logout.unanswered",
            "Without a SingleLogoutService with HTTP-Redirect or HTTP-POST the system is neither answered nor told.",
        ),
        # -- good to know --------------------------------------------------------------------------------------------
        _note("message.deflated", "A message in a form is not deflated; ours takes it, others may not.", gap=True),
        _note("attributes.none", "Without an AttributeConsumingService in the metadata no attribute is sent."),
        _note("attribute.unknown", "An attribute that there is not is left out, silently."),
        _note("attribute.not_allowed", "An attribute that the system is not allowed is left out, silently."),
        _note("attribute.case", "An attribute's name is taken without regard to case here.", gap=True),
        _note("principal.unknown", "A MatchValue of another name than our metadata tell is left out."),
        _note("loa.unknown", "A level of assurance that there is not is no choice: levels are compared exactly."),
        _note("audience.unregistered", "A further audience has to be registered for the system; it is left out."),
    )
}  # fmt: skip


def found(code: str, detail: str = "") -> MessageFinding:
    """Return the finding of a rule."""
    return MessageFinding(RULES[code], detail)
