"""Certificate profiles: what stands in each kind of certificate, as tables (RFC 5280, section 4.2).

The shape follows the person profile of SITHS: policy OID, card number, key usage, pointers to revocation lists
and OCSP. The pointers lead to placeholders on 127.0.0.1; the files they name lie in the profile directory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from cosmic_login.core.identity import TRAINING
from cosmic_login.pki.oids import CARD_NUMBER, FUNCTION_POLICY, NAME, PERSON_POLICIES, UPN, Kind, policy_for

#: Where the pointers in certificates lead; nobody needs to listen there.
POINTER_BASE = "http://127.0.0.1/pki"
ORGANISATION = "Cosmic Login training"

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
#: An extension and whether it is critical.
Extension = tuple[x509.ExtensionType, bool]


@dataclass(frozen=True)
class Role:
    """One place in the tree of CAs. ``policy`` is None for the root, which may vouch for any."""

    key: str
    name: str
    policy: x509.ObjectIdentifier | None
    family: str = "SITHS-like"

    def subject(self, generation: int) -> x509.Name:
        """Return the distinguished name; each generation has its own, so that a name means one key."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{TRAINING} {self.family} {self.name} v{generation}"),
            ]
        )


def _person_role(kind: Kind, loa: int) -> Role:
    if kind == "bankid":
        return Role(f"bankid{loa}", "Mobile CA", policy_for(kind, loa).oid, "BankID-like")
    words = {"hsa": "Person HSA-id", "person": "Person ID", "mobile": "Person ID Mobile"}
    # The real tree's names: HSA-id and ID carry their level, Mobile of level 3 does not.
    name = f"{words[kind]} {loa} CA" if kind != "mobile" or loa != 3 else f"{words[kind]} CA"
    return Role(f"{kind}{loa}", name, policy_for(kind, loa).oid)


ROOT = Role("root", "e-id Root CA", None)
FUNCTION = Role("function", "Function CA", FUNCTION_POLICY)
ISSUING = (*(_person_role(policy.kind, policy.loa) for policy in PERSON_POLICIES), FUNCTION)
ROLES = {role.key: role for role in (ROOT, *ISSUING)}


@dataclass(frozen=True)
class PersonRequest:
    """What a person's certificate is to say.

    ``serial_number`` is an HSA-id for kind ``hsa`` and a personal number of 12 digits otherwise. ``foreign`` asks for
    a look-alike CA of the same name outside the trusted set.
    """

    common_name: str
    given_name: str
    family_name: str
    organisation: str
    serial_number: str
    kind: Kind
    loa: int
    card_number: str
    usage: Literal["authenticate", "sign"]
    not_before: datetime
    not_after: datetime
    email: str = ""
    title: str = ""
    foreign: bool = False


_USAGE_BITS = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def key_usage(*names: str) -> x509.KeyUsage:
    """Return a key usage with the named bits set (names as ``x509.KeyUsage`` has them)."""
    return x509.KeyUsage(**{bit: bit in names for bit in _USAGE_BITS})


def policies(oid: x509.ObjectIdentifier) -> x509.CertificatePolicies:
    """Return the extension with this one policy."""
    return x509.CertificatePolicies([x509.PolicyInformation(oid, None)])


def key_identifiers(public_key: PublicKey, issuer_key: PublicKey) -> list[Extension]:
    """Subject and authority key identifiers (SHA-1 of the key, RFC 5280 4.2.1.2 method 1)."""
    return [
        (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), False),
    ]


def pointers(issuer_slug: str) -> list[Extension]:
    """Where the issuer's revocation list, OCSP responder and certificate would be found."""
    crl = x509.DistributionPoint(
        [x509.UniformResourceIdentifier(f"{POINTER_BASE}/crl/{issuer_slug}.crl")], None, None, None
    )
    ocsp = x509.UniformResourceIdentifier(f"{POINTER_BASE}/ocsp/{issuer_slug}")
    issuer = x509.UniformResourceIdentifier(f"{POINTER_BASE}/ca/{issuer_slug}.cer")
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(AuthorityInformationAccessOID.OCSP, ocsp),
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, issuer),
        ]
    )
    return [(x509.CRLDistributionPoints([crl]), False), (access, False)]


def authority_extensions(role: Role) -> list[Extension]:
    """Return what a CA's certificate has of its own: one CA below the root, none below that."""
    path_length = 1 if role.policy is None else 0
    found: list[Extension] = [
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (key_usage("key_cert_sign", "crl_sign"), True),
    ]
    if role.policy is not None:
        found.append((policies(role.policy), False))
    return found


def person_subject(request: PersonRequest) -> x509.Name:
    """Return the subject in the order of the SITHS profile."""
    parts = (
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, request.organisation),
        (NameOID.COMMON_NAME, request.common_name),
        (NameOID.SURNAME, request.family_name),
        (NameOID.GIVEN_NAME, request.given_name),
        (NameOID.TITLE, request.title),
        (NameOID.SERIAL_NUMBER, request.serial_number),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def person_extensions(request: PersonRequest, public_key: PublicKey) -> list[Extension]:
    """Return what a person's certificate has: one profile for log-in, one for signatures."""
    found: list[Extension] = [(x509.BasicConstraints(ca=False, path_length=None), True)]
    if request.usage == "sign":
        found.append((key_usage("content_commitment"), True))
        found.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False))
    else:
        # Key encipherment means RSA; an EC key only signs.
        wraps = ("key_encipherment",) if isinstance(public_key, rsa.RSAPublicKey) else ()
        found.append((key_usage("digital_signature", *wraps), True))
        purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SMARTCARD_LOGON]
        found.append((x509.ExtendedKeyUsage(purposes), False))
    found.append((policies(policy_for(request.kind, request.loa).oid), False))
    if request.card_number:
        found.append((x509.UnrecognizedExtension(CARD_NUMBER, printable_string(request.card_number)), False))
    if request.kind == "hsa":
        found.append((_person_names(request), False))
    return found


def _person_names(request: PersonRequest) -> x509.SubjectAlternativeName:
    principal = f"{request.serial_number}@cosmic-login.invalid".encode()
    names: list[x509.GeneralName] = [x509.OtherName(UPN, b"\x0c" + bytes([len(principal)]) + principal)]
    if request.email:
        names.append(x509.RFC822Name(request.email))
    return x509.SubjectAlternativeName(names)


def server_subject(name: str) -> x509.Name:
    """Return the subject of a server's certificate."""
    return _service_subject(name)


def server_extensions(names: Sequence[str]) -> list[Extension]:
    """Return what a TLS server's certificate has; each name is a DNS name or an IP address."""
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage("digital_signature"), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (policies(FUNCTION_POLICY), False),
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
    ]


def relying_party_subject(name: str) -> x509.Name:
    """Return the subject of a relying party's client certificate; ``ValueError`` when the name does not fit."""
    return _service_subject(name, (NAME, name))


def relying_party_extensions() -> list[Extension]:
    """Return what a relying party's client certificate has."""
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage("digital_signature"), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (policies(FUNCTION_POLICY), False),
    ]


def message_signer_subject(name: str) -> x509.Name:
    """Return the subject of a signer of messages; ``ValueError`` when the name does not fit."""
    return _service_subject(name)


def message_signer_extensions() -> list[Extension]:
    """Return what the certificate of a signer of messages has."""
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage("digital_signature"), True),
        (policies(FUNCTION_POLICY), False),
    ]


def ocsp_signer_subject(slug: str) -> x509.Name:
    """Return the subject of the OCSP signer of one CA."""
    return _service_subject(f"TRAINING OCSP signer {slug}")


def ocsp_signer_extensions() -> list[Extension]:
    """Return what an OCSP signer's certificate has (RFC 6960, section 4.2.2.2)."""
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage("digital_signature"), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False),
        (x509.OCSPNoCheck(), False),
    ]


def _service_subject(name: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "SE"),
        (NameOID.ORGANIZATION_NAME, ORGANISATION),
        *more,
        (NameOID.COMMON_NAME, name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


_PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")


def printable_string(text: str) -> bytes:
    """Encode a PrintableString of at most 127 characters in DER (X.690, 8.23; the alphabet of X.680, table 10)."""
    if not 0 < len(text) < 0x80 or not _PRINTABLE.issuperset(text):
        raise ValueError("not a short PrintableString")
    return bytes([0x13, len(text)]) + text.encode("ascii")


def read_printable_string(der: bytes) -> str:
    """Decode what ``printable_string`` makes; ``ValueError`` for anything else."""
    if len(der) < 3 or der[0] != 0x13 or der[1] != len(der) - 2 or der[1] > 0x7F:
        raise ValueError("not a short PrintableString")
    text = der[2:].decode("ascii", "replace")
    if not _PRINTABLE.issuperset(text):
        raise ValueError("not a PrintableString")
    return text
