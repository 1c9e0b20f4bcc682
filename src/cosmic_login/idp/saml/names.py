"""Names of SAML 2.0 and of XML signatures and encryption, as they stand in messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cosmic_login.core.identity import LOA_URI

#: The prefixes of what is written here; readers look for ``saml2:`` and ``saml2p:`` in the text.
NAMESPACES: Final[Mapping[str, str]] = {
    "saml2": "urn:oasis:names:tc:SAML:2.0:assertion",
    "saml2p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "mdattr": "urn:oasis:names:tc:SAML:metadata:attribute",
    "psc": "http://id.swedenconnect.se/authn/1.0/principal-selection/ns",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

# The same for reading: ElementTree's names.
SAML: Final = f"{{{NAMESPACES['saml2']}}}"
SAMLP: Final = f"{{{NAMESPACES['saml2p']}}}"
PSC: Final = f"{{{NAMESPACES['psc']}}}"
DS: Final = f"{{{NAMESPACES['ds']}}}"

_NAME_ID: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
TRANSIENT, PERSISTENT, ENTITY = _NAME_ID + "transient", _NAME_ID + "persistent", _NAME_ID + "entity"
UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"

_STATUS: Final = "urn:oasis:names:tc:SAML:2.0:status:"
SUCCESS, REQUESTER, RESPONDER = _STATUS + "Success", _STATUS + "Requester", _STATUS + "Responder"
AUTHN_FAILED, NO_AUTHN_CONTEXT = _STATUS + "AuthnFailed", _STATUS + "NoAuthnContext"
NO_PASSIVE, INVALID_NAME_ID_POLICY = _STATUS + "NoPassive", _STATUS + "InvalidNameIDPolicy"
REQUEST_DENIED, REQUEST_UNSUPPORTED = _STATUS + "RequestDenied", _STATUS + "RequestUnsupported"
PARTIAL_LOGOUT: Final = _STATUS + "PartialLogout"

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
URI_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
DEFLATE: Final = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = NAMESPACES["ds"] + "enveloped-signature"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
AES256_GCM: Final = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
RSA_OAEP: Final = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
ENCRYPTED_ELEMENT: Final = "http://www.w3.org/2001/04/xmlenc#Element"

#: Levels of assurance by their URIs; those that a login here can have are 2 and 3.
LOA_OF: Final[Mapping[str, int]] = {uri: level for level, uri in LOA_URI.items()}

#: What a request may say of the person beforehand (PrincipalSelection), as our metadata tell.
PRINCIPAL_NAMES: Final = (
    "http://sambi.se/attributes/1/personalIdentityNumber",
    "urn:credential:personalIdentityNumber",
    "http://sambi.se/attributes/1/employeeHsaId",
    "urn:credential:employeeHsaId",
    "http://sambi.se/attributes/1/commissionHsaId",
    "http://sambi.se/attributes/1/organizationIdentifier",
    "urn:userOrganizationIdentifier",
    "urn:userOrganizationHsaId",
    "urn:orgAffiliation",
    "urn:userOrgAffiliation",
)
