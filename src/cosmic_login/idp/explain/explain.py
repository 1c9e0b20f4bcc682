"""From what a developer has at hand (an address, a form's body, XML) to what becomes of it, rule by rule."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.explain.advice import mends_of
from cosmic_login.idp.explain.authorization import of_authorization, of_logout, told
from cosmic_login.idp.explain.call import TokenCall, of_call, read_message
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.message import of_address, of_document, of_form, of_metadata, of_packed
from cosmic_login.idp.explain.told import Explained, Explanation, Verdict
from cosmic_login.idp.oidc.discovery import END_SESSION, TOKEN
from cosmic_login.idp.oidc.parameters import NotForm, Parameters
from cosmic_login.idp.oidc.rules import found
from cosmic_login.idp.xml import BadXml, Bounds, read_xml

_BOUNDS: Final = Bounds(size=1_000_000, elements=20_000)
_METADATA: Final = ("EntityDescriptor", "EntitiesDescriptor")
_ASKS: Final = frozenset({"client_id", "response_type", "redirect_uri", "scope", "request_uri"})
_REDEEMS: Final = frozenset({"grant_type", "code"})
_LEAVES: Final = frozenset({"post_logout_redirect_uri", "id_token_hint"})
#: A line of a log, or of what a browser sends: the address stands between two words.
_REQUEST_LINE: Final = re.compile(r"(?:GET|POST) (\S+)(?: HTTP/\d(?:\.\d)?)?")


def explain(text: str, grounds: Grounds) -> Explained:
    """Explain a request to log in or out, in either protocol, a call for tokens, or metadata of a service provider.

    Raises ``LoginFailure`` ``explain.unknown`` for what is none of these.
    """
    text = text.strip()
    call = read_message(text)
    if call is not None:
        if _is_call(_names(call.body)):
            return of_call(call, grounds)
        text = call.body  # a form that a browser sent
    if line := _REQUEST_LINE.fullmatch(text):
        text = line[1]
    if text.startswith("<"):
        return _xml(text.encode("utf-8", "replace"), grounds)
    explained = _parameters(text, grounds)
    if explained is not None:
        return explained
    if _is_base64(text):
        return of_packed(text, grounds)
    raise LoginFailure("explain.unknown", "no request of a system, and no metadata")


def _parameters(text: str, grounds: Grounds) -> Explained | None:
    """Explain an address, its query, or a form's body."""
    # A redirect URI in a query may be written out: what comes before the first question mark tells an address.
    before, mark, after = text.partition("?")
    is_address = bool(mark) and ("://" in before or before.startswith("/"))
    query = after.partition("#")[0] if is_address else text.lstrip("?")
    names = _names(query)
    if "SAMLRequest" in names:
        return of_address(before if "://" in before else "", query, grounds) if is_address else _form(query, grounds)
    if before.endswith(END_SESSION) or (names & _LEAVES and not names & (_ASKS - {"client_id"})):
        return of_logout(query, grounds)
    if before.endswith(TOKEN) or (not is_address and _is_call(names)):
        return of_call(TokenCall(query, in_address=is_address), grounds)
    return of_authorization(query, grounds) if names & _ASKS else None


def _names(query: str) -> set[str]:
    return {part.partition("=")[0] for part in query.split("&")}


def _is_call(names: set[str]) -> bool:
    """Whether a body is a call for tokens; a request for a login has its other names too."""
    return bool(names & _REDEEMS) and "response_type" not in names


def _form(body: str, grounds: Grounds) -> Explained:
    try:
        return of_form(dict(Parameters.read(body.encode("ascii")).values), grounds)
    except (NotForm, UnicodeEncodeError):
        return Explained("AuthnRequest", (replace(told(found("request.malformed")), answer="page request.malformed"),))


def _is_base64(text: str) -> bool:
    try:
        return len(text) >= 16 and bool(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return False


def _xml(document: bytes, grounds: Grounds) -> Explained:
    try:
        root = read_xml(document, _BOUNDS)
    except BadXml as error:
        wrong = Explanation(
            "xml",
            Verdict.REFUSED,
            "XML has to be well-formed, without a document type.",
            f"{error}.",
            mends_of("xml"),
            answer="page system.request",
        )
        return Explained("XML", (wrong,))
    if root.tag.rpartition("}")[2] in _METADATA:
        return of_metadata(document, grounds)
    return of_document(document, grounds)
