"""A service provider's metadata (saml-metadata-2.0-os), read into the system that it describes.

What is wrong is told with the element and the rule. A signature on the metadata is not looked at: whoever registers it
vouches for it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.registry.systems import POST, AttributeService, Endpoint, SamlProvider, System
from cosmic_login.idp.xml import BadXml, Bounds, Element, read_xml

MD: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_UI: Final = "{urn:oasis:names:tc:SAML:metadata:ui}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
_BOUNDS: Final = Bounds(size=1_000_000, elements=20_000)
_LEAST_RSA: Final = 2048
#: The longest entityID (saml-metadata-2.0-os, section 2.2.1).
_LONGEST_ID: Final = 1024


def read_metadata(xml: bytes, *, name: str = "") -> System:
    """Return the system that metadata describe; ``name`` is what people are shown, if not what the metadata say.

    ``claims`` of the system are left empty: the attributes that it may have are those of its attribute services.
    Raises ``LoginFailure`` ``system.metadata``, whose detail names the element and the rule.
    """
    try:
        root = read_xml(xml, _BOUNDS)
    except BadXml as error:
        raise LoginFailure("system.metadata", f"the document: {error}") from error
    entity = _entity(root)
    key = entity.get("entityID", "")
    if not key or len(key) > _LONGEST_ID or key != key.strip():
        raise _wrong("EntityDescriptor/@entityID", f"has to be a URI of at most {_LONGEST_ID} characters")
    descriptor = _descriptor(entity)
    certificates = list(_keys(descriptor))
    provider = SamlProvider(
        acs=_consumers(descriptor),
        logout=tuple(
            _endpoint(each, f"SingleLogoutService[{place}]")
            for place, each in enumerate(descriptor.iterfind(f"{MD}SingleLogoutService"), 1)
        ),
        attribute_services=_attribute_services(descriptor),
        signing=tuple(each for use, each in certificates if use != "encryption"),
        encryption=tuple(each for use, each in certificates if use != "signing"),
        name_id_formats=tuple((each.text or "").strip() for each in descriptor.iterfind(f"{MD}NameIDFormat")),
        signs_requests=_boolean(descriptor, "AuthnRequestsSigned", "SPSSODescriptor"),
        valid_until=_valid_until(entity, descriptor),
    )
    return System(key=key, face="saml", name=name or _name(entity, descriptor, key), claim_names="uri", saml=provider)


def _wrong(element: str, rule: str) -> LoginFailure:
    return LoginFailure("system.metadata", f"{element}: {rule}")


def _entity(root: Element) -> Element:
    if root.tag == f"{MD}EntitiesDescriptor":
        entities = root.findall(f"{MD}EntityDescriptor")
        if len(entities) != 1:
            raise _wrong("EntitiesDescriptor", "has to hold one EntityDescriptor: a file describes one system")
        return entities[0]
    if root.tag != f"{MD}EntityDescriptor":
        raise _wrong("the root element", f"has to be EntityDescriptor of the namespace {MD[1:-1]}")
    return root


def _descriptor(entity: Element) -> Element:
    found = entity.findall(f"{MD}SPSSODescriptor")
    if not found:
        raise _wrong("SPSSODescriptor", "is missing: these are not the metadata of a service provider")
    for each in found:
        if _PROTOCOL in each.get("protocolSupportEnumeration", "").split():
            return each
    raise _wrong("SPSSODescriptor/@protocolSupportEnumeration", f"has to name {_PROTOCOL}")


def _consumers(descriptor: Element) -> tuple[Endpoint, ...]:
    found = descriptor.findall(f"{MD}AssertionConsumerService")
    if not found:
        raise _wrong("AssertionConsumerService", "is missing: there has to be one at least")
    made: list[Endpoint] = []
    for place, each in enumerate(found, 1):
        called = f"AssertionConsumerService[{place}]"
        index = _index(each, called)
        if any(index == other.index for other in made):
            raise _wrong(f"{called}/@index", f"{index} is used twice")
        made.append(_endpoint(each, called, index))
    if not any(each.binding == POST for each in made):
        raise _wrong("AssertionConsumerService", f"one has to have the binding {POST}: answers come by no other")
    return tuple(made)


def _endpoint(element: Element, called: str, index: int = 0) -> Endpoint:
    binding = element.get("Binding", "")
    if not binding:
        raise _wrong(f"{called}/@Binding", "is missing")
    return Endpoint(
        binding=binding,
        location=_address(element, "Location", called, needed=True),
        index=index,
        default=_boolean(element, "isDefault", called),
        response_location=_address(element, "ResponseLocation", called, needed=False),
    )


def _address(element: Element, attribute: str, called: str, *, needed: bool) -> str:
    """Return an address that a browser may be sent to."""
    text = element.get(attribute, "")
    if not text and not needed:
        return ""
    called = f"{called}/@{attribute}"
    if not text:
        raise _wrong(called, "is missing")
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError as error:
        raise _wrong(called, "is not an address") from error
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not plain or found.scheme not in {"https", "http"} or not found.hostname or port == 0:
        raise _wrong(called, "has to be a whole https or http address")
    if found.username is not None or "#" in text:
        raise _wrong(called, "may hold neither a user's name nor a fragment")
    return text


def _index(element: Element, called: str) -> int:
    text = element.get("index", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 0xFFFF):
        raise _wrong(f"{called}/@index", "has to be a number from 0 to 65535")
    return int(text)


def _boolean(element: Element, attribute: str, called: str) -> bool:
    text = element.get(attribute, "false").strip()
    if text not in {"true", "false", "1", "0"}:
        raise _wrong(f"{called}/@{attribute}", "has to be true or false")
    return text in {"true", "1"}


def _keys(descriptor: Element) -> Iterator[tuple[str, x509.Certificate]]:
    """Return the certificates with their use; an empty one means both (saml-metadata-2.0-os, section 2.4.1.1)."""
    for place, each in enumerate(descriptor.iterfind(f"{MD}KeyDescriptor"), 1):
        called, use = f"KeyDescriptor[{place}]", each.get("use", "")
        if use not in {"", "signing", "encryption"}:
            raise _wrong(f"{called}/@use", "has to be signing or encryption")
        found = each.findall(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
        if not found:
            raise _wrong(f"{called}/KeyInfo/X509Data/X509Certificate", "is missing: a key comes in a certificate")
        for certificate in found:
            yield use, _certificate(certificate.text or "", f"{called}/KeyInfo/X509Data/X509Certificate")


def _certificate(text: str, called: str) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
        key = certificate.public_key()
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise _wrong(called, "is not a certificate in base64") from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA:
        raise _wrong(called, f"its RSA key has {key.key_size} bits; {_LEAST_RSA} are the least")
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise _wrong(called, "its key is neither RSA nor EC")
    return certificate


def _attribute_services(descriptor: Element) -> tuple[AttributeService, ...]:
    made: list[AttributeService] = []
    for place, each in enumerate(descriptor.iterfind(f"{MD}AttributeConsumingService"), 1):
        called = f"AttributeConsumingService[{place}]"
        index = _index(each, called)
        if any(index == other.index for other in made):
            raise _wrong(f"{called}/@index", f"{index} is used twice")
        if each.find(f"{MD}ServiceName") is None:  # it may be empty; pysaml2 writes it so
            raise _wrong(f"{called}/ServiceName", "is missing")
        wanted: list[tuple[str, bool]] = []
        for number, attribute in enumerate(each.iterfind(f"{MD}RequestedAttribute"), 1):
            within = f"{called}/RequestedAttribute[{number}]"
            name = attribute.get("Name", "").strip()
            if not name:
                raise _wrong(f"{within}/@Name", "is missing")
            wanted.append((name, _boolean(attribute, "isRequired", within)))
        if not wanted:
            raise _wrong(f"{called}/RequestedAttribute", "is missing: there has to be one at least")
        name = _in_language(each.findall(f"{MD}ServiceName"))
        made.append(AttributeService(index, _boolean(each, "isDefault", called), name, tuple(wanted)))
    return tuple(made)


def _valid_until(*elements: Element) -> datetime | None:
    """Return the earliest moment at which the metadata run out."""
    moments: list[datetime] = []
    for each in elements:
        text = each.get("validUntil")
        if text is None:
            continue
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError as error:
            raise _wrong(f"{each.tag.rpartition('}')[2]}/@validUntil", "is not a time") from error
        moments.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return min(moments, default=None)


def _name(entity: Element, descriptor: Element, key: str) -> str:
    """Return what a system calls itself, in Swedish if it does."""
    for found in (
        descriptor.findall(f"{MD}Extensions/{_UI}UIInfo/{_UI}DisplayName"),
        descriptor.findall(f"{MD}AttributeConsumingService/{MD}ServiceName"),
        entity.findall(f"{MD}Organization/{MD}OrganizationDisplayName"),
    ):
        if said := _in_language(found):
            return said
    return key


def _in_language(elements: list[Element]) -> str:
    texts = [(each.get(f"{_XML}lang", "").lower(), " ".join((each.text or "").split())) for each in elements]
    texts = [(language, text) for language, text in texts if text]
    for wanted in ("sv", "en"):
        for language, text in texts:
            if language.partition("-")[0] == wanted:
                return text
    return texts[0][1] if texts else ""
