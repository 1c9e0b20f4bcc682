"""A SAML system that is not ours: it writes requests by hand and reads answers with signxml."""

from __future__ import annotations

import base64
import html
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote_plus, unquote

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from signxml import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConfiguration,
    SignatureMethod,
    XMLSigner,
    XMLVerifier,
)

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import System
from tests.unit.idp.web.kit import Browser

NS = {
    "saml2": "urn:oasis:names:tc:SAML:2.0:assertion",
    "saml2p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
EMPLOYEE = "http://sambi.se/attributes/1/employeeHsaId"
GIVEN, SURNAME = "http://sambi.se/attributes/1/givenName", "http://sambi.se/attributes/1/surname"
NUMBER = "http://sambi.se/attributes/1/personalIdentityNumber"
COMMISSION = "http://sambi.se/attributes/1/commissionHsaId"
LOA2, LOA3 = "http://id.sambi.se/loa/loa2", "http://id.sambi.se/loa/loa3"

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One for all systems of the run that need it: making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def self_signed(key: Key, *, ended: bool = True) -> x509.Certificate:
    """Make a system's certificate, which ran out long ago: only its key counts."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sp")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    until = start + timedelta(days=300 if ended else 20_000)
    return x509.CertificateBuilder(name, name, key.public_key(), 1, start, until).sign(key, hashes.SHA256())


@dataclass
class Sp:
    """A service provider. What it has of ``key`` it signs with and has its answers encrypted for."""

    key: str = "https://journal.example/metadata"
    signer: Key | None = None
    encrypt: bool = False
    logout: str = f"<md:SingleLogoutService Binding='{BINDING}HTTP-Redirect' Location='http://127.0.0.1:1/slo?x=1'/>"
    services: str = (
        "<md:AttributeConsumingService index='1'><md:ServiceName xml:lang='sv'>Alla</md:ServiceName>"
        f"<md:RequestedAttribute Name='{EMPLOYEE}' isRequired='true'/><md:RequestedAttribute Name='{GIVEN}'/>"
        f"<md:RequestedAttribute Name='{SURNAME.upper()}'/><md:RequestedAttribute Name='urn:nothing'/>"
        "</md:AttributeConsumingService>"
        "<md:AttributeConsumingService index='2'><md:ServiceName xml:lang='sv'>Nummer</md:ServiceName>"
        f"<md:RequestedAttribute Name='{NUMBER}'/></md:AttributeConsumingService>"
        "<md:AttributeConsumingService index='3'><md:ServiceName xml:lang='sv'>Ingen</md:ServiceName>"
        "<md:RequestedAttribute Name='urn:nothing' isRequired='true'/></md:AttributeConsumingService>"
        "<md:AttributeConsumingService index='4'><md:ServiceName xml:lang='sv'>Uppdrag</md:ServiceName>"
        f"<md:RequestedAttribute Name='{COMMISSION}' isRequired='true'/></md:AttributeConsumingService>"
    )
    signs: bool = False
    audiences: tuple[str, ...] = ()
    sent: int = field(default=0)

    @property
    def acs(self) -> str:
        return "http://127.0.0.1:1/acs"

    def metadata(self) -> str:
        certificate = ""
        if self.signer is not None:
            text = base64.b64encode(self_signed(self.signer).public_bytes(Encoding.DER)).decode()
            certificate = (
                f"<md:KeyDescriptor><ds:KeyInfo xmlns:ds='{NS['ds']}'><ds:X509Data><ds:X509Certificate>{text}"
                "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            )
        return (
            f"<md:EntityDescriptor xmlns:md='{NS['md']}' entityID='{self.key}'><md:SPSSODescriptor "
            f"protocolSupportEnumeration='{NS['saml2p']}' AuthnRequestsSigned='{str(self.signs).lower()}'>{certificate}"
            f"{self.logout}<md:AssertionConsumerService Binding='{BINDING}HTTP-Artifact' "
            "Location='http://127.0.0.1:1/art' index='0'/>"
            f"<md:AssertionConsumerService Binding='{BINDING}HTTP-POST' Location='{self.acs}' index='1' "
            f"isDefault='true'/><md:AssertionConsumerService Binding='{BINDING}HTTP-POST' "
            f"Location='http://127.0.0.1:1/acs2' index='2'/>{self.services}</md:SPSSODescriptor></md:EntityDescriptor>"
        )

    def system(self) -> System:
        from dataclasses import replace

        found = read_metadata(self.metadata().encode(), name=self.key.split("/")[2])
        assert found.saml is not None
        return replace(found, saml=replace(found.saml, encrypt=self.encrypt, audiences=self.audiences))

    # -- requests --------------------------------------------------------------------------------------------------
    def message(self, name: str, at: datetime, inner: str = "", **changed: str | None) -> str:
        """Write a message; attributes that are None are left out."""
        self.sent += 1
        attributes: dict[str, str | None] = {
            "ID": f"_r{self.sent}",
            "Version": "2.0",
            "IssueInstant": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        issuer = changed.pop("issuer", f"<saml2:Issuer>{self.key}</saml2:Issuer>") or ""
        attributes |= changed
        text = "".join(f" {key}={quoted(value)}" for key, value in attributes.items() if value is not None)
        return (
            f"<saml2p:{name} xmlns:saml2p='{NS['saml2p']}' xmlns:saml2='{NS['saml2']}'{text}>{issuer}{inner}"
            f"</saml2p:{name}>"
        )

    def query(self, text: str | bytes, state: str | None = "s&1", kind: str = "SAMLRequest", alg: str = "") -> str:
        """Return an address's query, signed if the system has a key."""
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(text.encode() if isinstance(text, str) else text) + packer.flush()
        query = f"{kind}={quote_plus(base64.b64encode(packed).decode())}"
        if state is not None:
            query += f"&RelayState={quote_plus(state)}"
        if self.signer is None:
            return query
        alg = alg or (RSA_SHA256 if isinstance(self.signer, rsa.RSAPrivateKey) else ECDSA_SHA256)
        query += f"&SigAlg={quote_plus(alg)}"
        return f"{query}&Signature={quote_plus(base64.b64encode(raw_signature(self.signer, query.encode())).decode())}"

    def form(self, text: str | bytes, state: str | None = "s&1", kind: str = "SAMLRequest") -> dict[str, str]:
        """Return a form's fields, the document signed if the system has a key."""
        data = text.encode() if isinstance(text, str) else text
        if self.signer is not None:
            data = signed_document(data, self.signer)
        fields = {kind: base64.b64encode(data).decode()}
        return fields | ({"RelayState": state} if state is not None else {})


def principals(*values: tuple[str, str]) -> str:
    matches = "".join(f"<psc:MatchValue Name='{name}'>{value}</psc:MatchValue>" for name, value in values)
    return (
        "<saml2p:Extensions><psc:PrincipalSelection xmlns:psc='http://id.swedenconnect.se/authn/1.0/"
        f"principal-selection/ns'>{matches}</psc:PrincipalSelection></saml2p:Extensions>"
    )


def quoted(text: str) -> str:
    return f'"{html.escape(text)}"'


def raw_signature(key: Key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def signed_document(data: bytes, key: Key, **changed: Any) -> bytes:
    """Sign a document as SPs do, the signature after the issuer."""
    method = SignatureMethod.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256
    options: dict[str, Any] = {
        "signature_algorithm": method,
        "digest_algorithm": DigestAlgorithm.SHA256,
        "c14n_algorithm": CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    } | changed
    root = etree.fromstring(data)
    root.insert(1, etree.SubElement(root, f"{{{NS['ds']}}}Signature", Id="placeholder"))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = self_signed(key, ended=False).public_bytes(Encoding.PEM).decode()
    made = XMLSigner(**options).sign(root, key=pem, cert=certificate, reference_uri=root.get("ID"))
    return bytes(etree.tostring(made))


@dataclass(frozen=True)
class Answer:
    """What the browser carried to a system."""

    address: str
    fields: dict[str, str]
    #: The address as it came, when the message is in it.
    query: str = ""

    @property
    def document(self) -> bytes:
        raw = base64.b64decode(self.fields.get("SAMLResponse") or self.fields["SAMLRequest"])
        return raw if raw.startswith(b"<") else zlib.decompress(raw, -15)

    @property
    def root(self) -> Any:
        return etree.fromstring(self.document)

    def find(self, path: str) -> Any:
        return self.root.find(path, NS)

    def text(self, path: str) -> str:
        found = self.find(path)
        assert found is not None, etree.tostring(self.root)
        return str(found.text)

    @property
    def status(self) -> tuple[str, str]:
        """The last parts of the two codes."""
        codes = [each.get("Value").rpartition(":")[2] for each in self.root.iter(f"{{{NS['saml2p']}}}StatusCode")]
        return codes[0], codes[1] if len(codes) > 1 else ""

    @property
    def message(self) -> str:
        return self.text("saml2p:Status/saml2p:StatusMessage")

    def attributes(self) -> dict[str, list[str]]:
        return {
            each.get("Name"): [value.text for value in each]
            for each in self.root.iterfind("saml2:Assertion/saml2:AttributeStatement/saml2:Attribute", NS)
        }

    def verify(self, certificate: x509.Certificate) -> None:
        """Check both signatures with signxml."""
        places = ["./"]
        if self.find("saml2:Assertion") is not None:
            places.append(f"./{{{NS['saml2']}}}Assertion/")
        for place in places:
            config = SignatureConfiguration(location=place, verification_time=certificate.not_valid_before_utc)
            found = XMLVerifier().verify(self.document, x509_cert=certificate, id_attribute="ID", expect_config=config)
            assert not isinstance(found, list)
            assert found.signed_xml is not None
            wanted = "Response" if place == "./" else "Assertion"
            assert etree.QName(found.signed_xml).localname in {wanted, "LogoutResponse", "LogoutRequest"}


class Visitor:
    """A person in a browser who uses systems."""

    def __init__(self, browser: Browser, clock: ManualClock) -> None:
        self.browser, self._clock = browser, clock

    def ask(self, sp: Sp, inner: str = "", *, by: str = "Redirect", **changed: str | None) -> None:
        """Go to the IdP with an AuthnRequest, by an address or by a form of another site."""
        usual = {
            "Destination": str(self.browser.http.base_url).rstrip("/")
            + f"/saml/sso/HTTP-{by.upper() if by == 'post' else by}"
        }
        self.send(sp, sp.message("AuthnRequest", self._clock.now(), inner, **{**usual, **changed}), by=by)

    def send(
        self,
        sp: Sp,
        text: str | bytes,
        *,
        by: str = "Redirect",
        place: str = "sso",
        kind: str = "SAMLRequest",
        state: str | None = "s&1",
    ) -> None:
        if by == "Redirect":
            self.browser.open(f"/saml/{place}/HTTP-Redirect?{sp.query(text, state, kind)}")
        else:
            self.post(sp.form(text, state, kind), place)

    def post(self, form: dict[str, str], place: str = "sso") -> None:
        """Send a form as a browser does from another site: without cookies."""
        http = self.browser.http
        kept = list(http.cookies.jar)
        http.cookies.clear()
        response = http.post(f"/saml/{place}/HTTP-POST", data=form, headers={"Origin": "https://journal.example"})
        for each in kept:
            http.cookies.jar.set_cookie(each)
        self.browser._follow(response)

    def authenticate(self, card: Any) -> Answer:
        self.browser.press("method", "siths-this-device")
        self.browser.authenticate(card)
        return self.answer()

    def answer(self) -> Answer:
        """Return what the page that stands sends to a system."""
        return answer_of(self.browser)


def answer_of(browser: Browser) -> Answer:
    if browser.told:
        told, browser.told = dict(browser.told), {}
        return Answer("", told, browser.left_to)
    forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', browser.page, re.DOTALL)
    assert len(forms) == 1, browser.page
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', each)) for each in re.findall("<input([^>]*)>", forms[0][1])]
    fields = {html.unescape(each["name"]): html.unescape(each["value"]) for each in inputs}
    assert set(fields) <= {"SAMLResponse", "SAMLRequest", "RelayState"}, browser.page
    browser.page = ""
    return Answer(html.unescape(forms[0][0]), fields)


def failure_of(browser: Browser) -> str:
    """Return the failure's code that the page that stands tells."""
    found = re.search(r"\b(?:system|web|request|internal|claims|access)\.[a-z_]+\b", browser.page)
    assert found, browser.page
    return found[0]


def idp_certificates(http: httpx2.Client) -> Sequence[x509.Certificate]:
    root = etree.fromstring(http.get("/saml").content)
    return [
        x509.load_der_x509_certificate(base64.b64decode(each.text))
        for each in root.iterfind(".//md:KeyDescriptor[@use='signing']//ds:X509Certificate", NS)
    ]


def unb64(escaped: str) -> bytes:
    return base64.b64decode(unquote(escaped))


def logged(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    """Return the fields of each line of the log that tells of an event."""
    return [vars(each)["cosmic_fields"] for each in caplog.records if each.getMessage() == event]
