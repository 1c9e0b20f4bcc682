"""Requests that are wrong, right, or in between, and what is to be said of each.

Every one is explained (``test_explain``) and sent to the running doors (``test_doors``). ``FACTS`` says which of the
published rules, and of the pitfalls of widely used libraries, each of them stands for.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwk

from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.claims.choices import Level
from cosmic_login.idp.oidc.client_authentication import ASSERTION_TYPE
from cosmic_login.idp.registry.systems import FixedSystems, OidcClient, System
from tests.unit.idp.oidc.kit import assertion, basic
from tests.unit.idp.saml.kit import BINDING, EMPLOYEE, GIVEN, LOA2, LOA3, NS, NUMBER, Sp, principals

BACK = "http://127.0.0.1:1/back"
#: As a live client has it registered: with a fragment.
OUT = "http://127.0.0.1:1/out#/loggedout/m"
SECRET = "a-secret-of-the-tests"
CHALLENGE = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
WITHOUT_PKCE: dict[str, str | None] = {"code_challenge": None, "code_challenge_method": None}
LOA1 = "http://id.sambi.se/loa/loa1"

# -- the systems ---------------------------------------------------------------------------------------------------


def _client(key: str, *claims: str, **members: Any) -> System:
    client = OidcClient((BACK,), secret=SECRET, post_logout_redirect_uris=(OUT,))
    of_client = {name: members.pop(name) for name in list(members) if name in OidcClient.__dataclass_fields__}
    return System(key, "oidc", f"{key} (övning)", frozenset(claims), oidc=replace(client, **of_client), **members)


def _services(*services: str) -> str:
    return "".join(
        f"<md:AttributeConsumingService index='{number}'><md:ServiceName xml:lang='sv'>x</md:ServiceName>{inner}"
        "</md:AttributeConsumingService>"
        for number, inner in enumerate(services, 1)
    )


def _attributes(*names: str, required: bool = False) -> str:
    uris = [CLAIMS[each].uri if each in CLAIMS else each for each in names]
    flag = " isRequired='true'" if required else ""
    return "".join(f"<md:RequestedAttribute Name='{each}'{flag}/>" for each in uris)


@cache
def _key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


#: What a system asks for, and what a person who has several has to choose: the published table, row by row.
CHOICES: tuple[tuple[tuple[str, ...], Level | None], ...] = (
    (("personalIdentityNumber", "credentialGivenName"), Level.NONE),
    (("employeeHsaId",), Level.SERVICE_ID),
    (("organizationHsaId",), Level.ORGANISATION),
    (("organizationName",), Level.ORGANISATION),
    (("organizationHsaId", "organizationName"), Level.ORGANISATION),
    (("commissionHsaId",), Level.COMMISSION),
    (("organizationName", "commissionHsaId"), Level.COMMISSION),
    (("organizationHsaId", "commissionHsaId"), None),
    (("allEmployeeHsaIds",), Level.NONE),
    (("allCommissions",), Level.NONE),
    (("allCommissions", "commissionPurpose"), Level.COMMISSION),
    (("userOrganizationHsaId", "commissionHsaId"), None),
)

PLAIN = Sp(services=_services(_attributes("employeeHsaId", required=True), _attributes("personalIdentityNumber"),
           _attributes("urn:nothing"), _attributes("urn:nothing", required=True),
           _attributes(CLAIMS["x509IssuerName"].uri.replace("x509IssuerName", "X509IssuerName")),
           _attributes("employeeHsaId")))  # fmt: skip
SIGNING = Sp("https://schema.example/metadata", signer=_key(1), signs=True, services=PLAIN.services)
STRANGER = replace(SIGNING, signer=_key(2))
UNSIGNED = replace(SIGNING, signer=None)
ENCRYPTED = Sp("https://krypt.example/metadata", signer=_key(3), encrypt=True, services=PLAIN.services)
BARE = Sp("https://bare.example/metadata", services="")
NARROW = Sp("https://narrow.example/metadata", services=PLAIN.services)
OVER = Sp("https://over.example/metadata", services=PLAIN.services)
AUDIENCES = Sp("https://audience.example/metadata", audiences=("https://idp.example/oidc",), services=PLAIN.services)
CHOOSING = Sp("https://choices.example/metadata", services=_services(*(_attributes(*names) for names, _ in CHOICES)))
NOBODY = Sp("https://nobody.example/metadata")
DEAF = Sp("https://deaf.example/metadata", logout="", services=PLAIN.services)


def _ran_out(system: System) -> System:
    assert system.saml is not None
    return replace(system, saml=replace(system.saml, valid_until=datetime(2020, 1, 1, tzinfo=UTC)))


_KEY: Final = jwk.ECKey.import_key(_key(4))
STRANGE_KEY: Final = jwk.ECKey.import_key(_key(5))
_JWKS: Final[dict[str, object]] = {"keys": [_KEY.as_dict(private=False)]}
SYSTEMS = FixedSystems(
    (
        _client("journal.example", "employeeHsaId", "given_name", "family_name"),
        _client("app.example", auth_methods=("none",), secret=""),
        _client("all.example", *CLAIMS),
        _client("card.example", "employeeHsaId", methods=("siths-this-device",)),
        PLAIN.system(),
        SIGNING.system(),
        ENCRYPTED.system(),
        BARE.system(),
        replace(NARROW.system(), claims=frozenset({"personalIdentityNumber"})),
        _ran_out(OVER.system()),
        AUDIENCES.system(),
        CHOOSING.system(),
        DEAF.system(),
        _client("keys.example", auth_methods=("private_key_jwt",), secret="", jwks=_JWKS),
    )
)

# -- authorization requests ----------------------------------------------------------------------------------------
GOOD: dict[str, str | None] = {
    "client_id": "journal.example",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid",
    "state": "abcdefgh",
    "nonce": "abcdefgh",
    **CHALLENGE,
}


def claims(*, userinfo: dict[str, object] | None = None, **id_token: object) -> dict[str, str | None]:
    asked = {"id_token": id_token} | ({"userinfo": userinfo} if userinfo else {})
    return {"claims": json.dumps(asked)}


def all_claims(*names: str) -> dict[str, str | None]:
    return {"client_id": "all.example", **claims(**dict.fromkeys(names))}


def query(changed: dict[str, str | None], more: str = "") -> str:
    """Return an authorization request; what is None is left out, ``more`` stands behind it as it is."""
    values = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return urlencode(values) + more


@dataclass(frozen=True)
class Oidc:
    """An authorization request; ``rule`` is what it has to be told, empty when there is nothing to say."""

    changed: dict[str, str | None] = field(default_factory=dict)
    rule: str = ""
    more: str = ""

    @property
    def query(self) -> str:
        return query(self.changed, self.more)


WRONG_OIDC: dict[str, Oidc] = {
    "no client_id": Oidc({"client_id": None}, "client.missing"),
    "a client that nobody registered": Oidc({"client_id": "nobody"}, "client.unknown"),
    "client_id in other letters": Oidc({"client_id": "Journal.Example"}, "client.unknown"),
    "client_id twice": Oidc({}, "request.repeated", "&client_id=journal.example"),
    "no redirect_uri": Oidc({"redirect_uri": None}, "redirect.missing"),
    "a slash more": Oidc({"redirect_uri": BACK + "/"}, "redirect.unregistered"),
    "another port": Oidc({"redirect_uri": "http://127.0.0.1:2/back"}, "redirect.unregistered"),
    "another scheme": Oidc({"redirect_uri": "https://127.0.0.1:1/back"}, "redirect.unregistered"),
    "another host": Oidc({"redirect_uri": "http://localhost:1/back"}, "redirect.unregistered"),
    "other letters": Oidc({"redirect_uri": "http://127.0.0.1:1/Back"}, "redirect.unregistered"),
    "a query more": Oidc({"redirect_uri": BACK + "?a=b"}, "redirect.unregistered"),
    "a fragment": Oidc({"redirect_uri": BACK + "#x"}, "redirect.fragment"),
    "a form that is none": Oidc({}, "request.malformed", "&state=%zz"),
    "state twice": Oidc({}, "parameter.repeated", "&state=x"),
    "a long state": Oidc({"state": "s" * 9000}, "parameter.too_long"),
    "a line break in state": Oidc({"state": "a\r\nb"}, "parameter.characters"),
    "no response_type": Oidc({"response_type": None}, "response_type.missing"),
    "the implicit flow": Oidc({"response_type": "id_token"}, "response_type.unsupported"),
    "the hybrid flow": Oidc({"response_type": "code id_token"}, "response_type.unsupported"),
    "an answer in the fragment": Oidc({"response_mode": "fragment"}, "response_mode.unsupported"),
    "a request object": Oidc({"request": "eyJ"}, "object.unsupported"),
    "a request object elsewhere": Oidc({"request_uri": "https://journal.example/r"}, "object.uri_unsupported"),
    "registration by the way": Oidc({"registration": "{}"}, "registration.unsupported"),
    "a public client without PKCE": Oidc({"client_id": "app.example", **WITHOUT_PKCE}, "pkce.needed"),
    "PKCE plain": Oidc({"code_challenge_method": "plain"}, "pkce.plain"),
    "PKCE with no method": Oidc({"code_challenge_method": None}, "pkce.plain"),
    "a challenge that is none": Oidc({"code_challenge": "short"}, "pkce.malformed"),
    "a method without a challenge": Oidc({"code_challenge": None}, "pkce.method_alone"),
    "no openid": Oidc({"scope": "profile"}, "scope.openid"),
    "no scope": Oidc({"scope": None}, "scope.openid"),
    "scopes in quotes": Oidc({"scope": 'openid "profile"'}, "scope.malformed"),
    "claims of a Python dictionary": Oidc({"claims": "{'id_token': None}"}, "claims.malformed"),
    "a claim that is a list": Oidc({"claims": '{"id_token": {"employeeHsaId": []}}'}, "claims.malformed"),
    "essential that is a text": Oidc(
        {"claims": '{"id_token": {"employeeHsaId": {"essential": "true"}}}'}, "claims.malformed"
    ),
    "essential and not allowed": Oidc(claims(commissionHsaId={"essential": True}), "claims.essential"),
    "essential in userinfo and not allowed": Oidc(
        claims(userinfo={"commissionHsaId": {"essential": True}}), "claims.essential"
    ),
    "an authorization scope that is demanded and not allowed": Oidc(
        claims(authorizationScope={"essential": True, "value": "OVN"}), "claims.essential"
    ),
    "organisation and commission": Oidc(all_claims("organizationHsaId", "commissionHsaId"), "claims.illegal"),
    "organisation and commission by scopes": Oidc(
        {"client_id": "all.example", "scope": "openid organization commission"}, "claims.illegal"
    ),
    "the user's organisation and commission": Oidc(
        all_claims("userOrganizationHsaId", "commissionHsaId"), "claims.illegal"
    ),
    "a level that there is not": Oidc({"acr_values": "http://id.sambi.se/loa/loa4"}, "acr.unreachable"),
    "a level that nobody has": Oidc({"acr_values": LOA1}, "acr.unreachable"),
    "levels that exclude each other": Oidc(
        {"acr_values": LOA2, **claims(acr={"essential": True, "value": LOA3})}, "acr.unreachable"
    ),
    "prompt none and login": Oidc({"prompt": "none login"}, "prompt.none_alone"),
    "prompt create": Oidc({"prompt": "create"}, "prompt.unknown"),
    "max_age in words": Oidc({"max_age": "soon"}, "max_age.malformed"),
    "an ID token that is not ours": Oidc({"id_token_hint": "a.b.c"}, "hint.foreign"),
}
#: What goes on, with a word about it.
NOTED_OIDC: dict[str, Oidc] = {
    "as Authlib asks by itself": Oidc(WITHOUT_PKCE, "pkce.absent"),
    "as mod_auth_openidc asks by itself": Oidc({**WITHOUT_PKCE, "prompt": "login"}, "pkce.absent"),
    "a scope that is not allowed": Oidc({"scope": "openid commission"}, "scope.filtered"),
    "a scope that there is not": Oidc({"scope": "openid email"}, "scope.unknown"),
    "a claim that is not allowed": Oidc(claims(commissionHsaId=None), "claims.filtered"),
    "a claim that is misspelt": Oidc(claims(healthCareProviderId=None), "claims.unknown"),
    "an essential claim that there is not": Oidc(claims(shoeSize={"essential": True}), "claims.unknown"),
    "values that exclude each other": Oidc(
        claims(given_name={"value": "Anna"}, userinfo={"given_name": {"value": "Bo"}}), "claims.contradiction"
    ),
    "a level of others beside ours": Oidc({"acr_values": f"urn:high {LOA3}"}, "acr.unknown"),
    "a way that there is not": Oidc(claims(authenticationMethod={"value": "freja"}), "method.unknown"),
    "a way that the client has not": Oidc(
        {"client_id": "card.example", **claims(authenticationMethod={"value": "bankid"})}, "method.inactive"
    ),
    "consent": Oidc({"prompt": "consent"}, "prompt.consent"),
    "no state": Oidc({"state": None}, "state.absent"),
    "no nonce": Oidc({"nonce": None}, "nonce.absent"),
    "the secret in the address": Oidc({"client_secret": SECRET}, "secret.exposed"),
    "Keycloak's hint": Oidc({"kc_idp_hint": "siths"}, "parameter.ignored"),
}
RIGHT_OIDC: dict[str, Oidc] = {
    "the least": Oidc(),
    "as openid-client asks": Oidc(claims(employeeHsaId=None)),
    "as a live client asks": Oidc(claims(employeeHsaId=None, given_name=None, family_name=None)),
    "what everybody may have": Oidc(claims(acr=None, amr=None)),
    "a claim by its full name": Oidc(claims(**{EMPLOYEE: None})),
    "an essential claim": Oidc(claims(employeeHsaId={"essential": True})),
    "a claim with values": Oidc(claims(employeeHsaId={"values": ["TSTNMT2321000057-1001", "x"]})),
    "a claim in both answers": Oidc(claims(given_name=None, userinfo={"given_name": None})),
    "claims by a scope": Oidc({"client_id": "all.example", "scope": "openid commission"}),
    "claims by a scope and by name": Oidc(
        {"client_id": "all.example", "scope": "openid commission", **claims(commissionHsaId=None)}
    ),
    "a person named beforehand": Oidc(
        {"client_id": "all.example", **claims(personalIdentityNumber={"value": "199001132384"})}
    ),
    "an authorization scope": Oidc({"client_id": "all.example", **claims(authorizationScope={"value": "OVN"})}),
    "a way named beforehand": Oidc(claims(authenticationMethod={"value": "siths-this-device"})),
    "level 3": Oidc({"acr_values": LOA3}),
    "level 2 or 3": Oidc({"acr_values": f"{LOA2} {LOA3}"}),
    "a level by claims": Oidc(claims(acr={"essential": True, "values": [LOA2, LOA3]})),
    "a login anew": Oidc({"prompt": "login"}),
    "nobody is to be asked": Oidc({"prompt": "none"}),
    "not too old": Oidc({"max_age": "300"}),
    "an answer by form": Oidc({"response_mode": "form_post"}),
    "a language": Oidc({"ui_locales": "sv en"}),
    "a name to begin with": Oidc({"login_hint": "somebody"}),
    "a public client with PKCE": Oidc({"client_id": "app.example"}),
}

# -- AuthnRequests -------------------------------------------------------------------------------------------------
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_NAME_ID = "urn:oasis:names:tc:SAML:2.0:nameid-format:"


def context(*values: str, comparison: str = "exact") -> str:
    refs = "".join(f"<saml2:AuthnContextClassRef>{each}</saml2:AuthnContextClassRef>" for each in values)
    return f'<saml2p:RequestedAuthnContext Comparison="{comparison}">{refs}</saml2p:RequestedAuthnContext>'


def policy(attributes: str) -> str:
    return f"<saml2p:NameIDPolicy {attributes}/>"


def audience(value: str) -> str:
    return (
        f"<saml2:Conditions><saml2:AudienceRestriction><saml2:Audience>{value}</saml2:Audience>"
        "</saml2:AudienceRestriction></saml2:Conditions>"
    )


@dataclass(frozen=True)
class Saml:
    """An AuthnRequest; ``rule`` is what it has to be told, empty when there is nothing to say.

    ``edit`` is done to its text, ``of_query`` to the query of the address that it comes in. ``age``: seconds since it
    was written. ``only``: the one binding by which it can come.
    """

    sp: Sp = field(default_factory=lambda: PLAIN)
    rule: str = ""
    inner: str = ""
    changed: dict[str, str | None] = field(default_factory=dict)
    edit: Callable[[str], str] | None = None
    of_query: Callable[[str], str] | None = None
    of_form: Callable[[dict[str, str]], dict[str, str]] | None = None
    state: str | None = "s"
    age: float = 0
    only: str = ""

    def text(self, now: datetime, place: str) -> str:
        usual: dict[str, str | None] = {"Destination": place, "AttributeConsumingServiceIndex": "2"}
        if self.sp is BARE:
            del usual["AttributeConsumingServiceIndex"]
        written = self.sp.message(
            "AuthnRequest", now - timedelta(seconds=self.age), self.inner, **{**usual, **self.changed}
        )
        return self.edit(written) if self.edit else written

    def address(self, now: datetime, door: str) -> str:
        """Return it in an address (HTTP-Redirect)."""
        place = f"{door}/saml/sso/HTTP-Redirect"
        made = self.sp.query(self.text(now, place), self.state)
        return f"{place}?{self.of_query(made) if self.of_query else made}"

    def form(self, now: datetime, door: str) -> dict[str, str]:
        """Return it in a form (HTTP-POST)."""
        made = self.sp.form(self.text(now, f"{door}/saml/sso/HTTP-POST"), self.state)
        return self.of_form(made) if self.of_form else made


@dataclass(frozen=True)
class Out(Saml):
    """A LogoutRequest; ``inner`` is what it says of the person."""

    inner: str = "<saml2:NameID>x</saml2:NameID><saml2p:SessionIndex>y</saml2p:SessionIndex>"

    def text(self, now: datetime, place: str) -> str:
        written = self.sp.message(
            "LogoutRequest", now - timedelta(seconds=self.age), self.inner, **{"Destination": place, **self.changed}
        )
        return self.edit(written) if self.edit else written

    def address(self, now: datetime, door: str) -> str:
        place = f"{door}/saml/slo/HTTP-Redirect"
        made = self.sp.query(self.text(now, place), self.state)
        return f"{place}?{self.of_query(made) if self.of_query else made}"

    def form(self, now: datetime, door: str) -> dict[str, str]:
        made = self.sp.form(self.text(now, f"{door}/saml/slo/HTTP-POST"), self.state)
        return self.of_form(made) if self.of_form else made


def _deflated(form: dict[str, str]) -> dict[str, str]:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(base64.b64decode(form["SAMLRequest"])) + packer.flush()
    return form | {"SAMLRequest": base64.b64encode(packed).decode()}


def _doctype(text: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY a "b">]>{text}'


def _moved_signature(text: str) -> str:
    return text.replace("</saml2:Issuer>", f"</saml2:Issuer><ds:Signature xmlns:ds='{NS['ds']}'/>")


WRONG_SAML: dict[str, Saml] = {
    "node-saml's level": Saml(rule="loa.unreachable", inner=context(PASSWORD)),
    "level 1": Saml(rule="loa.unreachable", inner=context(LOA1)),
    "a level at least": Saml(rule="loa.comparison", inner=context(LOA3, comparison="minimum")),
    "node-saml's NameID": Saml(rule="name_id.format", inner=policy(f'Format="{EMAIL}"')),
    "another system's NameID": Saml(rule="name_id.qualifier", inner=policy('SPNameQualifier="https://x.example"')),
    "an address that nobody registered": Saml(
        rule="acs.unregistered", changed={"AssertionConsumerServiceURL": "https://x.example/acs"}
    ),
    "an address with a slash more": Saml(
        rule="acs.unregistered", changed={"AssertionConsumerServiceURL": PLAIN.acs + "/"}
    ),
    "the address of Artifact": Saml(
        rule="acs.unregistered", changed={"AssertionConsumerServiceURL": "http://127.0.0.1:1/art"}
    ),
    "an index of nothing": Saml(rule="acs.unregistered", changed={"AssertionConsumerServiceIndex": "7"}),
    "index and address": Saml(
        rule="acs.malformed",
        changed={"AssertionConsumerServiceIndex": "1", "AssertionConsumerServiceURL": PLAIN.acs},
    ),
    "an answer by PAOS": Saml(rule="acs.binding", changed={"ProtocolBinding": BINDING + "PAOS"}),
    "a service of nothing": Saml(rule="service.unknown", changed={"AttributeConsumingServiceIndex": "9"}),
    "a service in words": Saml(rule="service.malformed", changed={"AttributeConsumingServiceIndex": "all"}),
    "a required attribute that there is not": Saml(
        rule="attribute.required", changed={"AttributeConsumingServiceIndex": "4"}
    ),
    "a required attribute that is not allowed": Saml(
        NARROW, "attribute.required", changed={"AttributeConsumingServiceIndex": "1"}
    ),
    "organisation and commission by attributes": Saml(
        CHOOSING, "attributes.illegal", changed={"AttributeConsumingServiceIndex": "8"}
    ),
    "the user's organisation and commission by attributes": Saml(
        CHOOSING, "attributes.illegal", changed={"AttributeConsumingServiceIndex": "12"}
    ),
    "two persons at once": Saml(rule="principal.contradiction", inner=principals((EMPLOYEE, "a"), (EMPLOYEE, "b"))),
    "a MatchValue of nothing": Saml(rule="principal.empty", inner=principals((EMPLOYEE, ""))),
    "a Subject": Saml(
        rule="subject.unsupported", inner="<saml2:Subject><saml2:NameID>x</saml2:NameID></saml2:Subject>"
    ),
    "IsPassive perhaps": Saml(rule="boolean.malformed", changed={"IsPassive": "perhaps"}),
    "an ID of a number": Saml(rule="id.malformed", changed={"ID": "1"}),
    "SAML 1.1": Saml(rule="version.other", changed={"Version": "1.1"}),
    "no IssueInstant": Saml(rule="time.malformed", changed={"IssueInstant": None}),
    "a clock ahead": Saml(rule="time.future", age=-3600),
    "another IdP's address": Saml(rule="destination.other", changed={"Destination": "https://idp.example/saml/sso"}),
    "signed for nowhere": Saml(SIGNING, "destination.missing", changed={"Destination": None}),
    "no Issuer": Saml(rule="issuer.malformed", changed={"issuer": ""}),
    "metadata that nobody registered": Saml(NOBODY, "issuer.unknown"),
    "metadata that ran out": Saml(OVER, "metadata.over"),
    "not signed as promised": Saml(UNSIGNED, "signature.missing"),
    "signed by another key": Saml(STRANGER, "signature.wrong"),
    "an address signed with SHA-1": Saml(
        SIGNING, "signature.wrong", of_query=lambda made: made.replace("ecdsa-sha256", "ecdsa-sha1"), only="Redirect"
    ),
    "an address escaped anew": Saml(
        SIGNING, "signature.wrong", of_query=lambda made: made.replace("RelayState=s", "RelayState=%73"),
        only="Redirect",
    ),
    "a signature within an address": Saml(rule="signature.place", edit=_moved_signature, only="Redirect"),
    "a key of the wrong kind": Saml(ENCRYPTED, "encryption.key"),
    "a document type": Saml(rule="message.unread", edit=_doctype),
    "a bomb": Saml(rule="message.unread", edit=lambda text: text + " " * 3_000_000, only="Redirect"),
    "an address that is not deflated": Saml(
        rule="message.unread",
        of_query=lambda _: "SAMLRequest=" + quote(base64.b64encode(b"<a/>" * 9).decode()), only="Redirect",
    ),
    "a log-out": Saml(rule="message.kind", edit=lambda text: text.replace("AuthnRequest", "LogoutRequest")),
}  # fmt: skip
WRONG_OUT: dict[str, Saml] = {
    "not signed, with a key in the metadata": Out(UNSIGNED, "logout.unsigned"),
    "signed by another key": Out(STRANGER, "signature.wrong"),
    "a signature within an address": Out(rule="signature.place", edit=_moved_signature, only="Redirect"),
    "signed for nowhere": Out(SIGNING, "destination.missing", changed={"Destination": None}),
    "another IdP's address": Out(rule="destination.other", changed={"Destination": "https://idp.example/saml/slo"}),
    "metadata that nobody registered": Out(NOBODY, "issuer.unknown"),
    "metadata that ran out": Out(OVER, "metadata.over"),
    "no Issuer": Out(rule="issuer.malformed", changed={"issuer": ""}),
    "an ID of a number": Out(rule="id.malformed", changed={"ID": "1"}),
    "SAML 1.1": Out(rule="version.other", changed={"Version": "1.1"}),
    "no IssueInstant": Out(rule="time.malformed", changed={"IssueInstant": None}),
    "a clock ahead": Out(rule="time.future", age=-3600),
    "over": Out(rule="logout.over", changed={"NotOnOrAfter": "2000-01-01T00:00:00Z"}),
    "until some day": Out(rule="time.malformed", changed={"NotOnOrAfter": "some day"}),
    "nobody": Out(rule="logout.name_id", inner=""),
    "an encrypted name": Out(rule="logout.name_id", inner="<saml2:EncryptedID/>"),
    "a document type": Out(rule="message.unread", edit=_doctype),
}
NOTED_OUT: dict[str, Saml] = {
    "every session": Out(rule="logout.everywhere", inner="<saml2:NameID>x</saml2:NameID>"),
    "nowhere to answer": Out(DEAF, "logout.unanswered"),
    "node-saml's form": Out(rule="message.deflated", of_form=_deflated, only="POST"),
}
RIGHT_OUT: dict[str, Saml] = {
    "the least": Out(),
    "signed": Out(SIGNING),
    "in time": Out(changed={"NotOnOrAfter": "2999-01-01T00:00:00Z"}),
    "without a destination": Out(changed={"Destination": None}),
}
NOTED_SAML: dict[str, Saml] = {
    "node-saml's form": Saml(rule="message.deflated", of_form=_deflated, only="POST"),
    "no service in the metadata": Saml(BARE, "attributes.none"),
    "an attribute that there is not": Saml(rule="attribute.unknown", changed={"AttributeConsumingServiceIndex": "3"}),
    "an attribute that is not allowed": Saml(
        NARROW, "attribute.not_allowed", changed={"AttributeConsumingServiceIndex": "6"},
    ),
    "an attribute in other letters": Saml(rule="attribute.case", changed={"AttributeConsumingServiceIndex": "5"}),
    "a MatchValue of another name": Saml(rule="principal.unknown", inner=principals(("urn:nothing", "x"))),
    "another's level beside ours": Saml(rule="loa.unknown", inner=context(PASSWORD, LOA3)),
    "an audience that nobody registered": Saml(rule="audience.unregistered", inner=audience("https://x.example")),
}  # fmt: skip
RIGHT_SAML: dict[str, Saml] = {
    "the least of SAML": Saml(),
    "unsigned": Saml(changed={"ForceAuthn": "false"}),
    "signed": Saml(SIGNING),
    "no index: the first service": Saml(changed={"AttributeConsumingServiceIndex": None}),
    "SAML level 3": Saml(inner=context(LOA3)),
    "SAML level 2 or 3": Saml(inner=context(LOA2, LOA3)),
    "transient": Saml(inner=policy(f'Format="{_NAME_ID}transient"')),
    "persistent": Saml(inner=policy(f'Format="{_NAME_ID}persistent" AllowCreate="true"')),
    "no NameID's format": Saml(inner=policy('AllowCreate="true"')),
    "its own NameID": Saml(inner=policy(f'SPNameQualifier="{PLAIN.key}"')),
    "the address by index": Saml(changed={"AssertionConsumerServiceIndex": "2"}),
    "the address itself": Saml(changed={"AssertionConsumerServiceURL": PLAIN.acs}),
    "ForceAuthn": Saml(changed={"ForceAuthn": "true"}),
    "IsPassive": Saml(changed={"IsPassive": "1"}),
    "somebody named beforehand": Saml(inner=principals((NUMBER, "199001132384"), (EMPLOYEE, "TSTNMT2321000057-1001"))),
    "letters that XML escapes": Saml(inner=principals((EMPLOYEE, "Öberg &amp; &lt;Söner&gt;"))),
    "Shibboleth's RelayState": Saml(state="ss:mem:" + "0123456789abcdef" * 5),
    "no RelayState": Saml(state=None),
    "an audience that is registered": Saml(AUDIENCES, inner=audience("https://idp.example/oidc")),
}

# -- metadata ------------------------------------------------------------------------------------------------------
_POST_ACS = (
    f"<md:AssertionConsumerService Binding='{BINDING}HTTP-POST' Location='{PLAIN.acs}' index='1' isDefault='true'/>"
)
_KEYS = SIGNING.metadata().partition("<md:KeyDescriptor>")[2].partition("</md:KeyDescriptor>")[0]
_REDIRECT_SLO = f"<md:SingleLogoutService Binding='{BINDING}HTTP-Redirect' Location='http://127.0.0.1:1/slo'/>"


def metadata(*, acs: str = _POST_ACS, slo: str = _REDIRECT_SLO, keys: str = "", services: str = PLAIN.services,
             root: str = "EntityDescriptor", attributes: str = "") -> str:  # fmt: skip
    """Return metadata of a system, right unless something is changed."""
    keys = keys or f"<md:KeyDescriptor>{_KEYS}</md:KeyDescriptor>"
    good = _services(_attributes("employeeHsaId", required=True)) if services is PLAIN.services else services
    return (
        f"<md:{root} xmlns:md='{NS['md']}' entityID='{PLAIN.key}'{attributes}><md:SPSSODescriptor "
        f"protocolSupportEnumeration='{NS['saml2p']}'>{keys}{slo}{acs}{good}</md:SPSSODescriptor></md:{root}>"
    )


_USES = "".join(f"<md:KeyDescriptor use='{use}'>{_KEYS}</md:KeyDescriptor>" for use in ("signing", "encryption"))
_OTHER_ACS = "".join(
    f"<md:AssertionConsumerService Binding='{binding}' Location='http://127.0.0.1:1/{index}' index='{index}'/>"
    for index, binding in ((5, BINDING + "HTTP-Artifact"), (6, BINDING + "PAOS"))
)
WRONG_METADATA: dict[str, tuple[str, str]] = {
    "metadata without an address": (metadata(acs=""), "metadata"),
    "metadata with Artifact alone": (metadata(acs=_OTHER_ACS), "metadata"),
    "metadata of an IdP": (metadata().replace("SPSSODescriptor", "IDPSSODescriptor"), "metadata"),
    "two attribute services of one index": (
        metadata(services=_services(_attributes("employeeHsaId")) * 2), "metadata"
    ),
    "metadata of organisation and commission": (
        metadata(services=_services(_attributes("organizationHsaId", "commissionHsaId"))), "attributes.illegal"
    ),
    "metadata that require what there is not": (
        metadata(services=_services(_attributes("urn:nothing", required=True))), "attribute.required"
    ),
    "old metadata": (metadata(attributes=" validUntil='2020-01-01T00:00:00Z'"), "metadata.over"),
    "metadata with a document type": (_doctype(metadata()), "xml"),
    "half the metadata": (metadata()[:-9], "xml"),
}  # fmt: skip
NOTED_METADATA: dict[str, tuple[str, str]] = {
    "mellon's addresses": (metadata(acs=_POST_ACS + _OTHER_ACS), "metadata.bindings"),
    "mellon's metadata of no attributes": (metadata(services=""), "attributes.none"),
    "node-saml's log-out": (metadata(slo=_REDIRECT_SLO.replace("HTTP-Redirect", "HTTP-POST")), "metadata.logout"),
    "metadata without a key": (metadata(keys=" "), "metadata.no_key"),
    "metadata with a misspelt attribute": (
        metadata(services=_services(_attributes("http://sambi.se/attributes/1/employeHsaId"))),
        "attribute.unknown",
    ),
    "metadata in other letters": (
        metadata(services=_services(_attributes(GIVEN.upper()))), "attribute.case"
    ),
}  # fmt: skip
RIGHT_METADATA: dict[str, str] = {
    "metadata": metadata(),
    "metadata with SOAP first": metadata(
        slo=f"<md:SingleLogoutService Binding='{BINDING}SOAP' Location='http://127.0.0.1:1/soap'/>{_REDIRECT_SLO}"
    ),
    "Shibboleth's two keys": metadata(keys=_USES),
    "metadata of one system in a collection": (
        f"<md:EntitiesDescriptor xmlns:md='{NS['md']}'>{metadata()}</md:EntitiesDescriptor>"
    ),
}

# -- log-outs ------------------------------------------------------------------------------------------------------


def hint(client: str) -> str:
    """Return what looks like an ID token for a client."""
    parts = [{"alg": "RS256"}, {"aud": client}]
    encoded = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


LOGOUTS: dict[str, tuple[dict[str, str], str]] = {
    "as a live client logs out": ({"id_token_hint": hint("journal.example"), "post_logout_redirect_uri": OUT}, ""),
    "the fragment left out": (
        {"client_id": "journal.example", "post_logout_redirect_uri": OUT.partition("#")[0]}, "logout.unregistered"
    ),
    "the fragment left out, with an ID token": (
        {"id_token_hint": hint("journal.example"), "post_logout_redirect_uri": OUT.partition("#")[0]}, "logout.stays"
    ),
    "out of nobody": ({"post_logout_redirect_uri": OUT}, "logout.unregistered"),
    "out of a client that nobody registered": (
        {"client_id": "nobody", "post_logout_redirect_uri": OUT}, "logout.client"
    ),
    "another client's ID token": (
        {"id_token_hint": hint("journal.example"), "client_id": "app.example"}, "logout.other_client"
    ),
    "no ID token": ({"client_id": "journal.example", "post_logout_redirect_uri": OUT}, "logout.asked"),
}  # fmt: skip

# -- calls for tokens ----------------------------------------------------------------------------------------------
_VERIFIER = "v" * 43


@dataclass(frozen=True)
class Token:
    """A call for tokens; ``rule`` is what it runs into, empty when there is nothing to say against it.

    What is None is left out. ``proof`` are further members, made for the time and for the issuer; ``head`` is the
    header Authorization, which cannot be seen in a body alone.
    """

    changed: dict[str, str | None] = field(default_factory=dict)
    rule: str = ""
    head: str = ""
    more: str = ""
    kind: str = "application/x-www-form-urlencoded"
    query: str = ""
    proof: Callable[[float, str], dict[str, str]] | None = None

    def body(self, now: datetime, issuer: str) -> str:
        members: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": "a-code-that-nobody-has",
            "redirect_uri": BACK,
            "code_verifier": _VERIFIER,
            "client_id": "journal.example",
            "client_secret": SECRET,
            **self.changed,
            **(self.proof(now.timestamp(), issuer) if self.proof else {}),
        }
        return urlencode({name: value for name, value in members.items() if value is not None}) + self.more

    def message(self, now: datetime, issuer: str) -> str:
        """Return it as it goes over the wire."""
        head = f"Authorization: {self.head}\r\n" if self.head else ""
        return (
            f"POST /oidc/token{self.query} HTTP/1.1\r\nHost: x\r\nContent-Type: {self.kind}\r\n{head}\r\n"
            f"{self.body(now, issuer)}"
        )


_BY_HEAD: dict[str, str | None] = {"client_id": None, "client_secret": None}
_PUBLIC: dict[str, str | None] = {"client_id": "app.example", "client_secret": None}
_BY_KEY: dict[str, str | None] = {
    "client_id": "keys.example", "client_secret": None, "client_assertion_type": ASSERTION_TYPE,
}  # fmt: skip


def _asserted(key: jwk.ECKey = _KEY, **changed: object) -> Callable[[float, str], dict[str, str]]:
    def made(now: float, issuer: str) -> dict[str, str]:
        return {"client_assertion": assertion(key, now, "keys.example", issuer, **changed)}

    return made


WRONG_TOKEN: dict[str, Token] = {
    "parameters in the address": Token(rule="call.malformed", query="?code=x"),
    "JSON": Token(rule="call.malformed", kind="application/json"),
    "letters of another kind": Token(rule="call.malformed", more="&x=%ff"),
    "a parameter twice": Token(rule="call.repeated", more="&code=x"),
    "two proofs": Token(rule="proof.two_ways", head=basic("journal.example", SECRET)),
    "Basic of nothing": Token(_BY_HEAD, "proof.basic", head="Basic x"),
    "a token in the place of Basic": Token(_BY_HEAD, "proof.basic", head="Bearer x"),
    "an assertion of no type": Token(
        _BY_KEY | {"client_assertion_type": None}, "proof.assertion_type", proof=_asserted()
    ),
    "another client's name": Token(
        {"client_id": "all.example", "client_secret": None}, "proof.other_client", head=basic("journal.example", SECRET)
    ),
    "nobody": Token({"client_id": "nobody"}, "proof.client"),
    "no name": Token({"client_id": None}, "proof.client"),
    "a secret of a public client": Token({"client_id": "app.example"}, "proof.method"),
    "a secret in the place of a key": Token({"client_id": "keys.example"}, "proof.method"),
    "no proof, as its head shows": Token({"client_secret": None}, "proof.method"),
    "another secret": Token({"client_secret": "x"}, "proof.secret"),
    "another secret in the header": Token(_BY_HEAD, "proof.secret", head=basic("journal.example", "x")),
    "another key": Token(_BY_KEY, "proof.assertion", proof=_asserted(STRANGE_KEY)),
    "for another": Token(_BY_KEY, "proof.assertion_claims", proof=_asserted(aud="https://idp.example")),
    "by another": Token(_BY_KEY, "proof.assertion_claims", proof=_asserted(iss="journal.example")),
    "too old": Token(_BY_KEY, "proof.assertion_claims", proof=_asserted(exp=1)),
    "good for ever": Token(_BY_KEY, "proof.assertion_claims", proof=_asserted(exp=99_999_999_999)),
    "without a name": Token(_BY_KEY, "proof.assertion_claims", proof=_asserted(jti=None)),
    "a password": Token({"grant_type": "password"}, "grant.type"),
    "no grant": Token({"grant_type": None}, "grant.missing"),
    "no code": Token({"code": None}, "grant.missing"),
    "no address": Token({"redirect_uri": None}, "grant.missing"),
    "a short verifier": Token({"code_verifier": "v"}, "grant.verifier"),
    "an address that nobody registered": Token({"redirect_uri": BACK + "/"}, "grant.redirect"),
    "a public client without PKCE": Token(_PUBLIC | {"code_verifier": None}, "grant.pkce"),
}
RIGHT_TOKEN: dict[str, Token] = {
    "a secret in the form": Token(),
    "without PKCE": Token({"code_verifier": None}),
    "a secret in the header": Token(_BY_HEAD, head=basic("journal.example", SECRET)),
    "and the name in the form": Token({"client_secret": None}, head=basic("journal.example", SECRET)),
    "a public client": Token(_PUBLIC),
    "a key": Token(_BY_KEY, proof=_asserted()),
    "a key without a name": Token(_BY_KEY | {"client_id": None}, proof=_asserted()),
}
