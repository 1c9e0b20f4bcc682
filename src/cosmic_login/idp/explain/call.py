"""A call for tokens, which a system makes by itself, held to the rules of OAuth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cosmic_login.idp.explain.authorization import told
from cosmic_login.idp.explain.grounds import Grounds
from cosmic_login.idp.explain.told import Explained
from cosmic_login.idp.oidc.calls import FORM, read_call
from cosmic_login.idp.oidc.client_authentication import ClientAuthentication
from cosmic_login.idp.oidc.client_endpoints import redemption
from cosmic_login.idp.oidc.errors import OauthError
from cosmic_login.idp.oidc.grants import Redemption
from cosmic_login.idp.oidc.parameters import Parameters
from cosmic_login.idp.oidc.redirects import is_registered
from cosmic_login.idp.oidc.rules import RuleFinding, found
from cosmic_login.idp.registry.systems import System

_KIND = "token request"


@dataclass(frozen=True)
class TokenCall:
    """What a system sent. ``whole``: its head is known too, and so that nothing else stood in it."""

    body: str = field(repr=False)
    authorization: str = field(default="", repr=False)
    kind: str = FORM
    in_address: bool = False
    whole: bool = False


def read_message(text: str) -> TokenCall | None:
    """Read a call as it goes over the wire, head and body; None where it has no such head."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first, *lines = head.split("\n")
    words = first.split(" ")
    if len(words) < 2 or words[0] != "POST" or not lines:
        return None
    headers = {name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return TokenCall(body.strip(), headers.get("authorization", ""), kind, "?" in words[1], whole=True)


def of_call(call: TokenCall, grounds: Grounds) -> Explained:
    """Explain a call for tokens. Whether the code is good, and is this client's, only the IdP knows."""
    try:
        form = read_call(call.body.encode("utf-8", "replace"), call.kind, in_address=call.in_address)
    except OauthError as error:
        return Explained(_KIND, (told(_finding(error)),))
    return Explained(_KIND, tuple(told(each) for each in _findings(call, form, grounds)))


def _findings(call: TokenCall, form: Parameters, grounds: Grounds) -> Iterator[RuleFinding]:
    clients = ClientAuthentication(
        grounds.systems,
        grounds.audiences,
        now=grounds.now.timestamp,
        life=grounds.assertion_life,
        take=lambda _client, _name, _until: True,
        learn=lambda _client, _facts: None,  # to explain a call is not to take it
    )
    system = None
    try:
        system = clients.client(form.values, call.authorization)
    except OauthError as error:
        system = None if call.whole else _confidential(form, grounds)
        yield found("proof.unseen") if system is not None and error.rule == "proof.method" else _finding(error)
    try:
        asked = redemption(form)
    except OauthError as error:
        yield _finding(error)
        return
    if system is not None and system.oidc is not None and not system.learned:
        yield from _of_the_code(asked, system)


def _of_the_code(asked: Redemption, system: System) -> Iterator[RuleFinding]:
    """Yield what no code of the system's can have been asked for with."""
    client = system.oidc
    assert client is not None  # noqa: S101 - told to the type checker: its caller has looked
    if not is_registered(asked.redirect_uri, client):
        yield found("grant.redirect", detail="It is not registered.")
    if client.public and not asked.verifier:
        yield found("grant.pkce")


def _confidential(form: Parameters, grounds: Grounds) -> System | None:
    """Return the client of a body that holds no proof, where it may stand in a header."""
    if form.get("client_secret") or form.get("client_assertion"):
        return None
    return grounds.systems.find("oidc", form.get("client_id"))


def _finding(error: OauthError) -> RuleFinding:
    finding = found(error.rule)
    return finding if error.description == finding.rule.text else found(error.rule, detail=error.description)
