"""What a system is told when a login comes to nothing: SAML's two status codes, and a message that people understand.

Which codes Inera's IdP uses for what is not public; these follow saml-core-2.0-os, section 3.2.2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.saml.names import (
    AUTHN_FAILED,
    NO_AUTHN_CONTEXT,
    NO_PASSIVE,
    REQUEST_DENIED,
    REQUESTER,
    RESPONDER,
    SUCCESS,
)
from cosmic_login.idp.saml.writing import Node, node


@dataclass(frozen=True)
class SamlStatus:
    """The status of an answer; ``second`` and ``message`` may be empty."""

    top: str = SUCCESS
    second: str = ""
    message: str = ""

    def written(self) -> Node:
        """Return it as an element."""
        second = node("saml2p:StatusCode", Value=self.second) if self.second else None
        return node(
            "saml2p:Status",
            node("saml2p:StatusCode", second, Value=self.top),
            node("saml2p:StatusMessage", self.message) if self.message else None,
        )


_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "access.loa_differs": (RESPONDER, NO_AUTHN_CONTEXT),
    "access.level_too_low": (RESPONDER, NO_AUTHN_CONTEXT),
    "login.needed": (RESPONDER, NO_PASSIVE),
    "login.choice_needed": (RESPONDER, NO_PASSIVE),
    "claims.missing": (RESPONDER, REQUEST_DENIED),
    "claims.no_match": (RESPONDER, REQUEST_DENIED),
    "claims.illegal": (REQUESTER, REQUEST_DENIED),
    "access.no_commission": (RESPONDER, REQUEST_DENIED),
    "access.no_service_id": (RESPONDER, REQUEST_DENIED),
    "access.person_unknown": (RESPONDER, REQUEST_DENIED),
    "system.unknown": (RESPONDER, REQUEST_DENIED),
    "system.metadata": (RESPONDER, REQUEST_DENIED),
}
#: What Inera's IdP is known to say when the level of assurance is another than the one asked for.
_NON_MATCHING: Final = "Error during authentication: Non-matching Levels of Assurance"


def status_of(failure: str) -> SamlStatus:
    """Return the status of a failure of the table; what happens to a person and their card is AuthnFailed."""
    top, second = _CODES.get(failure, (RESPONDER, AUTHN_FAILED))
    message = _told(failure)
    if second == NO_AUTHN_CONTEXT:
        message = f"{_NON_MATCHING}. {message}"
    return SamlStatus(top, second, message)


def _told(failure: str) -> str:
    return f"{FAILURES[failure].cause} ({failure})" if failure in FAILURES else failure
