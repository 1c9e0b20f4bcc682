"""Metadata of service providers: what is taken from them, and what is told of wrong ones."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import ARTIFACT, POST, REDIRECT, AttributeService, Endpoint

SP = "https://sp.example/metadata"


def certificate(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sp")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=9))
    signed = made.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    return base64.encodebytes(signed.public_bytes(Encoding.DER)).decode()


EC_CERT = certificate(ec.generate_private_key(ec.SECP256R1()))
OTHER_CERT = certificate(ec.generate_private_key(ec.SECP256R1()))


def key(use: str, text: str = EC_CERT) -> str:
    return (
        f"<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:X509Data>"
        f"<ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def metadata(**parts: str) -> str:
    """Write metadata as one of the well-known SPs would, with some parts other than usual."""
    usual = {
        "entity": f"entityID='{SP}' validUntil='2027-01-01T00:00:00Z'",
        "descriptor": "protocolSupportEnumeration='urn:oasis:names:tc:SAML:1.1:protocol "
        "urn:oasis:names:tc:SAML:2.0:protocol' AuthnRequestsSigned='true'",
        "extensions": "<md:Extensions><mdui:UIInfo xmlns:mdui='urn:oasis:names:tc:SAML:metadata:ui'>"
        "<mdui:DisplayName xml:lang='en'>The ward</mdui:DisplayName>"
        "<mdui:DisplayName xml:lang='sv'>Avdelningen &amp; co</mdui:DisplayName></mdui:UIInfo></md:Extensions>",
        "keys": key(" use='signing'") + key(" use='encryption'", OTHER_CERT),
        "logout": "<md:SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:SOAP' "
        f"Location='https://sp.example/soap'/><md:SingleLogoutService Binding='{REDIRECT}' "
        "Location='https://sp.example/slo' ResponseLocation='https://sp.example/slo-done'/>",
        "formats": "<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>",
        "consumers": f"<md:AssertionConsumerService Binding='{ARTIFACT}' Location='https://sp.example/art' index='0'/>"
        f"<md:AssertionConsumerService Binding='{POST}' Location='https://sp.example/acs?x=1' "
        "index='1' isDefault='1'/>",
        "services": "<md:AttributeConsumingService index='1' isDefault='true'><md:ServiceName xml:lang='sv'>Vård"
        "</md:ServiceName><md:RequestedAttribute Name='http://sambi.se/attributes/1/employeeHsaId' isRequired='true'/>"
        "<md:RequestedAttribute Name='urn:name'/></md:AttributeConsumingService>",
    }
    parts = usual | parts
    return (
        f"<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' {parts['entity']}>"
        f"<md:SPSSODescriptor {parts['descriptor']}>{parts['extensions']}{parts['keys']}{parts['logout']}"
        f"{parts['formats']}{parts['consumers']}{parts['services']}</md:SPSSODescriptor></md:EntityDescriptor>"
    )


def test_everything_that_is_used_is_taken() -> None:
    system = read_metadata(metadata().encode())
    assert (system.key, system.face, system.name) == (SP, "saml", "Avdelningen & co")
    provider = system.saml
    assert provider is not None
    assert provider.acs == (
        Endpoint(ARTIFACT, "https://sp.example/art", 0),
        Endpoint(POST, "https://sp.example/acs?x=1", 1, default=True),
    )
    assert [each.binding.rpartition(":")[2] for each in provider.logout] == ["SOAP", "HTTP-Redirect"]
    assert provider.logout[1].response_location == "https://sp.example/slo-done"
    assert provider.attribute_services == (
        AttributeService(
            1,
            default=True,
            name="Vård",
            wanted=(("http://sambi.se/attributes/1/employeeHsaId", True), ("urn:name", False)),
        ),
    )
    own, other = (x509.load_der_x509_certificate(base64.b64decode(each)) for each in (EC_CERT, OTHER_CERT))
    assert (provider.signing, provider.encryption) == ((own,), (other,))
    assert provider.signs_requests
    assert provider.name_id_formats == ("urn:oasis:names:tc:SAML:2.0:nameid-format:transient",)
    assert provider.valid_until == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_key_without_a_use_is_for_both_and_a_name_may_be_given() -> None:
    system = read_metadata(metadata(keys=key("")).encode("utf-8"), name="Vårdsystemet")
    assert system.name == "Vårdsystemet"
    assert system.saml is not None
    assert system.saml.signing == system.saml.encryption != ()


def test_a_system_is_called_what_it_says_somewhere_or_by_its_key() -> None:
    organisation = (
        "<md:Organization><md:OrganizationDisplayName xml:lang='en'>Org</md:OrganizationDisplayName></md:Organization>"
    )
    assert read_metadata(metadata(extensions="").encode()).name == "Vård"
    bare = metadata(extensions="", services="", keys="", logout="", formats="")
    assert (
        read_metadata(bare.replace("</md:EntityDescriptor>", organisation + "</md:EntityDescriptor>").encode()).name
        == "Org"
    )
    assert read_metadata(bare.encode()).name == SP


def test_one_system_in_a_collection_is_read_and_two_are_not() -> None:
    one = metadata().replace(" xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'", "")
    wrapped = "<md:EntitiesDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'>{}</md:EntitiesDescriptor>"
    assert read_metadata(wrapped.format(one).encode()).key == SP
    with pytest.raises(LoginFailure, match="EntitiesDescriptor: has to hold one"):
        read_metadata(wrapped.format(one + one).encode())


SHORT_RSA = certificate(rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505
ACS = "<md:AssertionConsumerService {}/>"
FULL = f"Binding='{POST}' Location='https://sp.example/acs' index='1'"
SERVICE = "<md:AttributeConsumingService {}</md:AttributeConsumingService>"
NAMED = "index='1'><md:ServiceName xml:lang='sv'>V</md:ServiceName>"
WANTED = "<md:RequestedAttribute Name='urn:name'/>"

#: What is wrong, and the element that has to be named.
WRONG: dict[str, tuple[Callable[[], str], str]] = {
    "not XML": (lambda: "metadata", "the document: something else than an element"),
    "a DOCTYPE": (lambda: "<!DOCTYPE a>" + metadata(), "the document: it has a document type"),
    "another root": (lambda: "<a/>", "the root element: has to be EntityDescriptor"),
    "no entityID": (lambda: metadata(entity=""), "EntityDescriptor/@entityID: "),
    "a long entityID": (lambda: metadata(entity=f"entityID='{'u' * 1025}'"), "EntityDescriptor/@entityID: "),
    "validUntil": (lambda: metadata(entity=f"entityID='{SP}' validUntil='soon'"), "EntityDescriptor/@validUntil: "),
    "an IdP's": (lambda: metadata().replace("SPSSO", "IDPSSO"), "SPSSODescriptor: is missing"),
    "SAML 1": (
        lambda: metadata(descriptor="protocolSupportEnumeration='urn:oasis:names:tc:SAML:1.1:protocol'"),
        "SPSSODescriptor/@protocolSupportEnumeration",
    ),
    "no boolean": (
        lambda: metadata(
            descriptor="protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol' AuthnRequestsSigned='yes'"
        ),
        "SPSSODescriptor/@AuthnRequestsSigned: has to be true or false",
    ),
    "no ACS": (lambda: metadata(consumers=""), "AssertionConsumerService: is missing"),
    "no POST": (
        lambda: metadata(consumers=ACS.format(FULL.replace("HTTP-POST", "PAOS"))),
        "AssertionConsumerService: one has to have the binding",
    ),
    "no binding": (
        lambda: metadata(consumers=ACS.format("Location='https://sp.example/acs' index='1'")),
        r"AssertionConsumerService\[1\]/@Binding: is missing",
    ),
    "no index": (lambda: metadata(consumers=ACS.format(FULL[:-9])), r"AssertionConsumerService\[1\]/@index"),
    "a negative index": (
        lambda: metadata(consumers=ACS.format(FULL.replace("'1'", "'-1'"))),
        r"AssertionConsumerService\[1\]/@index",
    ),
    "an index twice": (
        lambda: metadata(consumers=ACS.format(FULL) * 2),
        r"AssertionConsumerService\[2\]/@index: 1 is used twice",
    ),
    "no ServiceName": (
        lambda: metadata(services=SERVICE.format("index='1'>" + WANTED)),
        r"AttributeConsumingService\[1\]/ServiceName: is missing",
    ),
    "no attribute": (
        lambda: metadata(services=SERVICE.format(NAMED)),
        r"AttributeConsumingService\[1\]/RequestedAttribute: is missing",
    ),
    "an attribute without name": (
        lambda: metadata(services=SERVICE.format(NAMED + "<md:RequestedAttribute/>")),
        r"AttributeConsumingService\[1\]/RequestedAttribute\[1\]/@Name: is missing",
    ),
    "services of one index": (
        lambda: metadata(services=SERVICE.format(NAMED + WANTED) * 2),
        r"AttributeConsumingService\[2\]/@index: 1 is used twice",
    ),
    "another use": (lambda: metadata(keys=key(" use='both'")), r"KeyDescriptor\[1\]/@use"),
    "no certificate": (
        lambda: metadata(keys="<md:KeyDescriptor/>"),
        r"KeyDescriptor\[1\]/KeyInfo/X509Data/X509Certificate: is missing",
    ),
    "no base64": (lambda: metadata(keys=key("", "å")), r"KeyDescriptor\[1\].*: is not a certificate"),
    "another DER": (lambda: metadata(keys=key("", "MAA=")), r"KeyDescriptor\[1\].*: is not a certificate"),
    "a short key": (lambda: metadata(keys=key("", SHORT_RSA)), r"KeyDescriptor\[1\].*: its RSA key has 1024 bits"),
    "another kind of key": (
        lambda: metadata(keys=key("", certificate(ed25519.Ed25519PrivateKey.generate()))),
        r"KeyDescriptor\[1\].*: its key is neither RSA nor EC",
    ),
}


@pytest.mark.parametrize(("made", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_element(made: Callable[[], str], told: str) -> None:
    with pytest.raises(LoginFailure, match=told) as caught:
        read_metadata(made().encode())
    assert caught.value.code == "system.metadata"


@pytest.mark.parametrize(
    "address",
    [
        "", "javascript:alert(1)", "data:text/html,x", "//sp.example/acs", "/acs", "https:///acs",
        "https://sp.example/acs#x", "https://sp.example:99999/", "https://sp.example:0/", "https://[::1/",
        "https://sp.example/\u00e5", "https://sp.example/a b", "https://sp.example\\@evil.example/", "ftp://sp.example/",
        "https://a@sp.example/acs", "mailto:a@sp.example",
    ],
)  # fmt: skip
def test_an_address_that_no_browser_should_be_sent_to_is_refused(address: str) -> None:
    for parts in (
        {"consumers": f"<md:AssertionConsumerService Binding='{POST}' Location='{address}' index='1'/>"},
        {"logout": f"<md:SingleLogoutService Binding='{POST}' Location='{address}'/>"},
    ):
        with pytest.raises(LoginFailure, match=r"Service\[1\]/@Location") as caught:
            read_metadata(metadata(**parts).encode())
        assert caught.value.code == "system.metadata"
