"""From a directory file's TOML to records that are right in themselves; how they fit together is ``directory``'s.

The format is described in docs/directory.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast, get_args

from cosmic_login.directory import checks
from cosmic_login.directory.model import (
    EMPLOYMENT_ATTRIBUTES,
    PERSON_ATTRIBUTES,
    Attributes,
    CardKind,
    CardSpec,
    CommissionRight,
    KeyType,
    Organisation,
)
from cosmic_login.profile.toml_table import Table, read_document

_T = TypeVar("_T")

#: The failure of every complaint.
MALFORMED = "directory.malformed"
#: Days from the day of issue. A CA has six years of history behind it and issues for ten years ahead.
EARLIEST_DAY, LATEST_DAY = -2000, 3600
#: What a commission can be for (Inera's values); the first is what is meant when nothing is said.
PURPOSES = (
    "Vård och behandling", "Kvalitetssäkring", "Annan dokumentation enligt lag", "Statistik", "Administration",
    "Kvalitetsregister",
)  # fmt: skip
#: The card's counters have four bits (ISO/IEC 7816-4, status word 63Cx).
MOST_TRIES = 15


@dataclass(frozen=True)
class Entry(Generic[_T]):
    """A record and the table it was read from."""

    value: _T
    table: Table = field(repr=False)


@dataclass(frozen=True)
class ServiceRow:
    """A service ID as written: ``organisation`` is a key."""

    hsa_id: str
    organisation: str
    title: str
    attributes: Attributes = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ProviderRow:
    """A care provider as written: ``organisation`` is a key."""

    hsa_id: str
    name: str
    organisation: str


@dataclass(frozen=True)
class UnitRow:
    """A unit of a care provider as written: ``provider`` is a key."""

    hsa_id: str
    name: str
    provider: str


@dataclass(frozen=True)
class CommissionRow:
    """A commission as written: ``unit`` is a key, ``service_id`` an HSA-id of the person's."""

    hsa_id: str
    name: str
    purpose: str
    service_id: str
    unit: str
    rights: tuple[CommissionRight, ...]


@dataclass(frozen=True)
class AdminCommissionRow:
    """An administrator's commission as written; ``sectors`` are keys of units, and whether those below count too."""

    hsa_id: str
    organisation: str
    sectors: tuple[tuple[Entry[str], bool], ...]


@dataclass(frozen=True)
class ScopeRow:
    """An authorization scope as written."""

    code: str
    name: str
    property_number: str
    property_name: str
    service_id: str
    admin_commissions: tuple[Entry[AdminCommissionRow], ...]


@dataclass(frozen=True)
class PersonRow:
    """A person as written."""

    personal_number: str = field(repr=False)
    given_name: str
    family_name: str
    service_ids: tuple[Entry[ServiceRow], ...]
    commissions: tuple[Entry[CommissionRow], ...] = ()
    authorization_scopes: tuple[Entry[ScopeRow], ...] = ()
    attributes: Attributes = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class DirectorySheet:
    """All that one file says, by key."""

    replace_default: bool = False
    organisations: dict[str, Entry[Organisation]] = field(default_factory=dict)
    persons: dict[str, Entry[PersonRow]] = field(default_factory=dict)
    cards: dict[str, Entry[CardSpec]] = field(default_factory=dict)
    providers: dict[str, Entry[ProviderRow]] = field(default_factory=dict)
    units: dict[str, Entry[UnitRow]] = field(default_factory=dict)


def parse(name: str, raw: bytes) -> DirectorySheet:
    """Read a file's bytes. Raises ``directory.malformed`` with ``name``, line and reason."""
    document = read_document(name, raw, MALFORMED)
    sheet = DirectorySheet(
        replace_default=document.flag("replace_default", default=False),
        organisations=_each(document, "organisations", _organisation),
        persons=_each(document, "persons", _person),
        cards=_each(document, "cards", _card),
        providers=_each(document, "providers", _provider),
        units=_each(document, "units", _unit),
    )
    document.done()
    return sheet


def _each(document: Table, section: str, read: Callable[[str, Table], _T]) -> dict[str, Entry[_T]]:
    found: dict[str, Entry[_T]] = {}
    for key, table in document.named(section, checks.key).items():
        found[key] = Entry(read(key, table), table)
        table.done()
    return found


def _organisation(_key: str, table: Table) -> Organisation:
    return Organisation(
        organisation_id=table.text("organisation_id", checks.organisation_id),
        name=table.text("name", checks.name),
        own_region=table.flag("own_region", default=False),
        remark=table.text("remark", checks.remark, ""),
    )


def _person(_key: str, table: Table) -> PersonRow:
    row = PersonRow(
        personal_number=table.text("personal_number", checks.personal_number),
        given_name=table.text("given_name", checks.name),
        family_name=table.text("family_name", checks.name),
        service_ids=tuple(Entry(_service(part), part) for part in table.tables("service_ids")),
        commissions=tuple(Entry(_commission(part), part) for part in table.tables("commissions")),
        authorization_scopes=tuple(Entry(_scope(part), part) for part in table.tables("authorization_scopes")),
        attributes=_attributes(table, PERSON_ATTRIBUTES),
    )
    if problem := checks.common_name(row.given_name, row.family_name):
        raise table.failure("family_name", problem)
    return row


def _service(table: Table) -> ServiceRow:
    row = ServiceRow(
        hsa_id=table.text("hsa_id", checks.hsa_id),
        organisation=table.text("organisation", checks.key),
        title=table.text("title", checks.remark, ""),
        attributes=_attributes(table, EMPLOYMENT_ATTRIBUTES),
    )
    table.done()
    return row


def _attributes(table: Table, known: Sequence[str]) -> Attributes:
    """Read what else is said, by the names of claims: a text, or an array of texts."""
    below, found = table.below("attributes"), dict[str, tuple[str, ...]]()
    for name in known:
        if name in below.keys:
            one = below.is_text(name)
            found[name] = (below.text(name, checks.name),) if one else below.texts(name, checks.name)
    below.done()
    return found


def _provider(_key: str, table: Table) -> ProviderRow:
    return ProviderRow(
        hsa_id=table.text("hsa_id", checks.hsa_id),
        name=table.text("name", checks.name),
        organisation=table.text("organisation", checks.key),
    )


def _unit(_key: str, table: Table) -> UnitRow:
    return UnitRow(
        hsa_id=table.text("hsa_id", checks.hsa_id),
        name=table.text("name", checks.name),
        provider=table.text("provider", checks.key),
    )


def _commission(table: Table) -> CommissionRow:
    row = CommissionRow(
        hsa_id=table.text("hsa_id", checks.hsa_id),
        name=table.text("name", checks.name),
        purpose=table.choice("purpose", PURPOSES, PURPOSES[0]),
        service_id=table.text("service_id", checks.hsa_id),
        unit=table.text("unit", checks.key),
        rights=tuple(CommissionRight(*each.split(";")) for each in table.texts("rights", checks.right)),
    )
    table.done()
    return row


def _scope(table: Table) -> ScopeRow:
    row = ScopeRow(
        code=table.text("code", checks.scope_code),
        name=table.text("name", checks.name),
        property_number=table.text("property_number", checks.scope_number),
        property_name=table.text("property_name", checks.name),
        service_id=table.text("service_id", checks.hsa_id),
        admin_commissions=tuple(Entry(_admin(part), part) for part in table.tables("admin_commissions")),
    )
    table.done()
    return row


def _admin(table: Table) -> AdminCommissionRow:
    sectors = []
    for part in table.tables("sectors"):
        sectors.append((Entry(part.text("unit", checks.key), part), part.flag("with_units_below", default=False)))
        part.done()
    row = AdminCommissionRow(
        hsa_id=table.text("hsa_id", checks.hsa_id),
        organisation=table.text("organisation", checks.key),
        sectors=tuple(sectors),
    )
    table.done()
    return row


def _card(key: str, table: Table) -> CardSpec:
    usual = CardSpec(card=key, person="")
    spec = CardSpec(
        card=key,
        person=table.text("person", checks.key),
        kind=cast("CardKind", table.choice("kind", get_args(CardKind), usual.kind)),
        key_type=cast("KeyType", table.choice("key_type", get_args(KeyType), usual.key_type)),
        loa=table.whole("loa", 2, 3, usual.loa),
        reserve=table.flag("reserve", default=usual.reserve),
        activated=table.flag("activated", default=usual.activated),
        registered=table.flag("registered", default=usual.registered),
        revoked=table.flag("revoked", default=usual.revoked),
        blocked=table.flag("blocked", default=usual.blocked),
        foreign_issuer=table.flag("foreign_issuer", default=usual.foreign_issuer),
        signing_pair=table.flag("signing_pair", default=usual.signing_pair),
        valid_from_days=table.whole("valid_from_days", EARLIEST_DAY, LATEST_DAY, usual.valid_from_days),
        valid_days=table.whole("valid_days", EARLIEST_DAY, LATEST_DAY, usual.valid_days),
        tries=table.whole("tries", 1, MOST_TRIES, usual.tries),
        puk_tries=table.whole("puk_tries", 1, MOST_TRIES, usual.puk_tries),
        code=table.text("code", checks.code, usual.code),
        signature_code=table.text("signature_code", checks.code, usual.signature_code),
        puk=table.text("puk", checks.puk, usual.puk),
    )
    if spec.valid_days <= spec.valid_from_days:
        raise table.failure("valid_days", "must be later than valid_from_days")
    return spec
