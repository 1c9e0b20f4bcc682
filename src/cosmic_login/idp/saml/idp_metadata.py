"""What the IdP says of itself to SAML systems (saml-metadata-2.0-os); its entityID is where this is to be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.registry.systems import POST, REDIRECT
from cosmic_login.idp.saml.names import LOA_OF, NAMESPACES, PERSISTENT, PRINCIPAL_NAMES, TRANSIENT, URI_FORMAT
from cosmic_login.idp.saml.writing import Node, SigningIdentity, key_info, node, text_of

#: Where the IdP is found below its entityID, by what is done there.
PLACES: Final = {
    REDIRECT: ("/sso/HTTP-Redirect", "/slo/HTTP-Redirect"),
    POST: ("/sso/HTTP-POST", "/slo/HTTP-POST"),
}
METADATA_TYPE: Final = "application/samlmetadata+xml"
_ASSURANCE: Final = "urn:oasis:names:tc:SAML:attribute:assurance-certification"


def places_of(bases: frozenset[str], what: int) -> Mapping[str, frozenset[str]]:
    """Return what the addresses of single sign-on (0) or single log-out (1) are called, by binding."""
    return {binding: frozenset(base + paths[what] for base in bases) for binding, paths in PLACES.items()}


def own_metadata(entity: str, identities: Sequence[SigningIdentity]) -> str:
    """Return the document. ``identities`` are the keys that sign: the one that does now, and an announced successor."""
    levels = [node("saml2:AttributeValue", uri) for uri in LOA_OF]
    certification = node("saml2:Attribute", *levels, Name=_ASSURANCE, NameFormat=URI_FORMAT)
    names = [node("psc:MatchValue", Name=each) for each in PRINCIPAL_NAMES]
    descriptor = node(
        "md:IDPSSODescriptor",
        node("md:Extensions", node("psc:RequestedPrincipalSelection", *names)),
        *(node("md:KeyDescriptor", key_info(each.certificate_text), use="signing") for each in identities),
        *(_place("md:SingleLogoutService", binding, entity + slo) for binding, (_, slo) in PLACES.items()),
        node("md:NameIDFormat", TRANSIENT),
        node("md:NameIDFormat", PERSISTENT),
        *(_place("md:SingleSignOnService", binding, entity + sso) for binding, (sso, _) in PLACES.items()),
        *(node("saml2:Attribute", Name=row.uri, NameFormat=URI_FORMAT) for row in CLAIMS.values()),
        WantAuthnRequestsSigned="false",
        protocolSupportEnumeration=NAMESPACES["saml2p"],
    )
    whole = node(
        "md:EntityDescriptor",
        node("md:Extensions", node("mdattr:EntityAttributes", certification)),
        descriptor,
        entityID=entity,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text_of(whole)}\n'


def _place(name: str, binding: str, location: str) -> Node:
    return node(name, Binding=binding, Location=location)
