"""Parts shared by the tests of the PKI."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import PersonRequest, TrainingPki, ca, crl, profiles
from cosmic_login.pki.ca import Authority

HSA = "TSTNMT2321000057-1001"
NUMBER = "199001262386"
CARD = "9752270000000000001"


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def request(now: datetime, **changes: object) -> PersonRequest:
    usual = PersonRequest(
        common_name="Anna Testsson",
        given_name="Anna",
        family_name="Testsson",
        organisation="Region Jönköpings län",
        serial_number=HSA,
        kind="hsa",
        loa=3,
        card_number=CARD,
        usage="authenticate",
        not_before=now - timedelta(days=30),
        not_after=now + timedelta(days=365),
        title="Läkare",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def issue(pki: TrainingPki, now: datetime, **changes: object) -> x509.Certificate:
    return pki.issue_person(request(now, **changes), rsa_key().public_key())


def code_of(judge_call: object) -> str:
    """Run a call that must be refused; return the failure's code."""
    assert callable(judge_call)
    try:
        judge_call()
    except LoginFailure as failure:
        return failure.code
    raise AssertionError("nothing was refused")


@dataclass
class OwnTree:
    """A trusted root and CAs whose keys the test holds, to issue what ``TrainingPki`` never would."""

    now: datetime
    root: Authority = field(init=False)
    authorities: dict[str, Authority] = field(init=False)
    lists: dict[x509.Name, x509.CertificateRevocationList] = field(init=False)

    def __post_init__(self) -> None:
        self.root = ca.make_authority(profiles.ROOT, 1, None, self.now)
        self.authorities = {role.key: ca.make_authority(role, 1, self.root, self.now) for role in profiles.ISSUING}
        everyone = (self.root, *self.authorities.values())
        self.lists = {a.certificate.subject: crl.next_list(a, None, self.now) for a in everyone}

    def roots(self) -> list[x509.Certificate]:
        return [self.root.certificate]

    def issuing(self) -> list[x509.Certificate]:
        return [authority.certificate for authority in self.authorities.values()]

    def crl(self, issuer: x509.Name) -> x509.CertificateRevocationList:
        return self.lists[issuer]

    def person(self, role: str = "hsa3", **changes: object) -> x509.Certificate:
        """Issue a person's certificate from the CA ``role``, whatever the request says."""
        wish = request(self.now, **changes)
        extensions = profiles.person_extensions(wish, ec_key().public_key())
        return self.sign(role, profiles.person_subject(wish), extensions)

    def sign(self, role: str, subject: x509.Name, extensions: list[profiles.Extension]) -> x509.Certificate:
        validity = (self.now - timedelta(days=1), self.now + timedelta(days=365))
        return self.authorities[role].sign(subject, ec_key().public_key(), validity, extensions)
