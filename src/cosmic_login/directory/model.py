"""People, service IDs and cards, as the directory file describes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cosmic_login.core.identity import ServiceId

#: The first digits of the card number, a block that real cards' numbers do not use here.
_NUMBER_PREFIX = "9752279"
_NUMBER_DIGITS = 19

KeyType = Literal["rsa2048", "ec256"]
#: A card to log in with, or one for doors only (R26).
CardKind = Literal["siths", "pass"]


@dataclass(frozen=True, repr=False)
class CardSpec:
    """One card as ordered: who it is for, what is on it, and how it starts its life.

    ``valid_from_days`` and ``valid_days`` are relative to the day of issue (negative: already passed).
    The codes are training codes, written in the directory file; they are kept out of ``repr``.
    """

    card: str
    person: str
    kind: CardKind = "siths"
    key_type: KeyType = "rsa2048"
    loa: int = 3
    reserve: bool = False
    #: Whether a reserve card counts as activated from the start.
    activated: bool = True
    registered: bool = True
    revoked: bool = False
    blocked: bool = False
    #: Issued by a CA of the same name that is not ours: for showing ``certificate.untrusted``.
    foreign_issuer: bool = False
    signing_pair: bool = False
    valid_from_days: int = -30
    valid_days: int = 5 * 365
    tries: int = 3
    puk_tries: int = 10
    code: str = "123456"
    signature_code: str = "654321"
    puk: str = "12345678"

    @property
    def number(self) -> str:
        """The card's number of 19 digits: always the same for the same card, the last a check digit (Luhn)."""
        free = _NUMBER_DIGITS - len(_NUMBER_PREFIX) - 1
        number = int.from_bytes(hashlib.sha256(self.card.encode()).digest()[:8], "big") % 10**free
        digits = f"{_NUMBER_PREFIX}{number:0{free}d}"
        doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[::-2])
        total = sum(doubled) + sum(int(digit) for digit in digits[-2::-2])
        return digits + str(-total % 10)

    def __repr__(self) -> str:
        return f"<CardSpec {self.card} of {self.person}>"


@dataclass(frozen=True)
class CommissionRight:
    """What a commission lets its holder do, with which information, and how far."""

    activity: str
    information_class: str
    scope: str

    @property
    def text(self) -> str:
        """The form in which assertions carry it."""
        return f"{self.activity};{self.information_class};{self.scope}"


@dataclass(frozen=True)
class Commission:
    """A commission ("medarbetaruppdrag"): what one of a person's service IDs may do at one unit, and what for."""

    hsa_id: str
    name: str
    purpose: str
    employee_hsa_id: str
    unit_hsa_id: str
    unit_name: str
    provider_hsa_id: str
    provider_name: str
    provider_id: str = ""  # the care provider's organisation number
    rights: tuple[CommissionRight, ...] = ()


@dataclass(frozen=True)
class Sector:
    """A unit that an administrator's commission reaches, with the units below it or not."""

    unit_hsa_id: str
    unit_name: str
    with_units_below: bool = False


@dataclass(frozen=True)
class AdminCommission:
    """An administrator's commission: which organisation answers for it, and how far it reaches."""

    hsa_id: str
    organisation_id: str
    sectors: tuple[Sector, ...] = ()


@dataclass(frozen=True)
class AuthorizationScope:
    """What a person may administer in a service. ``property_code`` is the code and a number."""

    code: str
    name: str
    property_code: str
    property_name: str
    employee_hsa_id: str
    admin_commissions: tuple[AdminCommission, ...] = ()


#: What else a directory file may say of a person, and of one of their service IDs, by the names of claims.
PERSON_ATTRIBUTES = (
    "healthcareProfessionalLicense", "healthcareProfessionalLicenseIdentityNumber",
    "healthCareProfessionalLicenceSpeciality", "personalPrescriptionCode", "groupPrescriptionCode",
)  # fmt: skip
EMPLOYMENT_ATTRIBUTES = (
    "occupationalCode", "paTitleCode", "systemRole", "pharmacyIdentifier", "mail", "telephoneNumber",
    "mobileTelephoneNumber",
)  # fmt: skip
Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Person:
    """One fictional person with a published test number (personal or coordination number, 12 digits)."""

    key: str
    personal_number: str = field(repr=False)
    given_name: str
    family_name: str
    service_ids: tuple[ServiceId, ...]
    cards: tuple[CardSpec, ...]
    commissions: tuple[Commission, ...] = ()
    authorization_scopes: tuple[AuthorizationScope, ...] = ()
    #: By name; one value or several.
    attributes: Attributes = field(default_factory=dict, repr=False)
    #: The same of each service ID, by its HSA-id.
    employments: Mapping[str, Attributes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def coordination_number(self) -> bool:
        """Whether the number is a coordination number (day of birth plus 60; 60 when the day is unknown)."""
        return int(self.personal_number[6:8]) >= 60


@dataclass(frozen=True)
class Organisation:
    """An organisation; ``own_region`` marks the one whose Cosmic this is."""

    organisation_id: str
    name: str
    own_region: bool = False
    #: A marking for trainers, such as "övning", where the name itself must read like the real one.
    remark: str = ""
