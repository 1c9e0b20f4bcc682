"""What a client is told when something comes to nothing: OAuth's codes (RFC 6749, OpenID Connect Core 1.0, 3.1.2.6).

Which code Inera's IdP gives for what is not public; these follow the standards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.pages.texts import Texts

_ENGLISH: Final = Texts("en")
#: What the English texts, and quotations in them, have instead.
_IN_ASCII: Final = str.maketrans('\u2018\u2019\u201c\u201d\u2013"\\', "''''-'/")
#: What appendix A.8 of RFC 6749 leaves out.
_NOT_ALLOWED: Final = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")

#: A level of assurance that was not met (OpenID Connect Core Unmet Authentication Requirements 1.0).
UNMET: Final = "unmet_authentication_requirements"
_UNMET_BY: Final = frozenset({"access.loa_differs", "access.level_too_low"})

_CODES: Final[Mapping[str, str]] = {
    "login.needed": "login_required",
    "login.choice_needed": "interaction_required",
    "system.unknown": "unauthorized_client",
    "system.request": "invalid_request",
    "internal.error": "server_error",
    "method.unavailable": "temporarily_unavailable",
    "certificate.revocation_unknown": "temporarily_unavailable",
    "siths.out_of_service": "temporarily_unavailable",
    "bankid.out_of_service": "temporarily_unavailable",
}
#: The same for whole families of the failure table.
_FAMILIES: Final[Mapping[str, str]] = {
    "idp": "temporarily_unavailable",
    "profile": "temporarily_unavailable",
    "database": "temporarily_unavailable",
}


def error_of(failure: str, *, unmet: bool = False) -> str:
    """Return OAuth's code for a failure of the table; what happens to a person and their card is access_denied.

    ``unmet``: a level of assurance that was not met has its own code, which not every client knows.
    """
    if unmet and failure in _UNMET_BY:
        return UNMET
    return _CODES.get(failure) or _FAMILIES.get(failure.partition(".")[0], "access_denied")


def description_of(failure: str) -> str:
    """Return what a person would be told, with the failure's code for whoever is asked for help.

    In English: Swedish has letters that ``error_description`` may not have (RFC 6749, section 4.1.2.1).
    """
    return described(f"{_ENGLISH.failure(failure)[0]} ({failure})" if failure in FAILURES else failure)


def described(text: str) -> str:
    """Return a text in the characters that ``error_description`` may have; of others the letter without its marks."""
    letters = unicodedata.normalize("NFKD", text.translate(_IN_ASCII))
    return _NOT_ALLOWED.sub("?", "".join(each for each in letters if not unicodedata.combining(each)))


class OauthError(Exception):
    """A call that is refused in JSON (RFC 6749, section 5.2). ``authenticate`` is for the header WWW-Authenticate.

    ``rule`` is the one of ``rules.CALL_RULES`` that the call runs into, if it is one of them.
    """

    def __init__(
        self,
        error: str,
        description: str = "",
        status: int = HTTPStatus.BAD_REQUEST,
        authenticate: str = "",
        rule: str = "",
    ) -> None:
        super().__init__(error)
        self.error, self.description, self.status, self.authenticate = error, description, status, authenticate
        self.rule = rule
