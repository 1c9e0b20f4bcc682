"""Care providers, their units, and what people may do there: how the entries of a directory file fit together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cosmic_login.directory.model import AdminCommission, AuthorizationScope, Commission, Sector
from cosmic_login.directory.parse import DirectorySheet, Entry, PersonRow, ScopeRow


@dataclass(frozen=True)
class LinkedUnit:
    """A unit with its care provider. ``provider_id`` is the provider's organisation number."""

    hsa_id: str
    name: str
    provider_hsa_id: str
    provider_name: str
    provider_id: str


def linked_units(sheet: DirectorySheet) -> Mapping[str, LinkedUnit]:
    """Return the units by their keys. Raises ``directory.malformed`` for keys that are not there, and HSA-ids twice."""
    for provider in sheet.providers.values():
        if provider.value.organisation not in sheet.organisations:
            raise provider.table.failure("organisation", "there is no organisation with this key")
    seen: set[str] = set()
    named = [(each.value.hsa_id, each.table) for each in sheet.providers.values()]
    named += [(each.value.hsa_id, each.table) for each in sheet.units.values()]
    for hsa_id, table in named:
        if hsa_id in seen:
            raise table.failure("hsa_id", "stands twice")
        seen.add(hsa_id)
    found: dict[str, LinkedUnit] = {}
    for key, unit in sheet.units.items():
        if unit.value.provider not in sheet.providers:
            raise unit.table.failure("provider", "there is no provider with this key")
        row = sheet.providers[unit.value.provider].value
        organisation = sheet.organisations[row.organisation].value
        found[key] = LinkedUnit(unit.value.hsa_id, unit.value.name, row.hsa_id, row.name, organisation.organisation_id)
    return found


def commissions_of(row: PersonRow, units: Mapping[str, LinkedUnit]) -> tuple[Commission, ...]:
    """Return a person's commissions. Raises ``directory.malformed``."""
    mine, seen, found = {entry.value.hsa_id for entry in row.service_ids}, set[str](), []
    for entry in row.commissions:
        commission = entry.value
        if commission.service_id not in mine:
            raise entry.table.failure("service_id", "is none of this person's")
        if commission.unit not in units:
            raise entry.table.failure("unit", "there is no unit with this key")
        if commission.hsa_id in seen:
            raise entry.table.failure("hsa_id", "stands twice")
        seen.add(commission.hsa_id)
        unit = units[commission.unit]
        found.append(
            Commission(
                hsa_id=commission.hsa_id,
                name=commission.name,
                purpose=commission.purpose,
                employee_hsa_id=commission.service_id,
                unit_hsa_id=unit.hsa_id,
                unit_name=unit.name,
                provider_hsa_id=unit.provider_hsa_id,
                provider_name=unit.provider_name,
                provider_id=unit.provider_id,
                rights=commission.rights,
            )
        )
    return tuple(found)


def scopes_of(sheet: DirectorySheet, row: PersonRow, units: Mapping[str, LinkedUnit]) -> tuple[AuthorizationScope, ...]:
    """Return a person's authorization scopes. Raises ``directory.malformed``."""
    mine = {entry.value.hsa_id for entry in row.service_ids}
    for entry in row.authorization_scopes:
        if entry.value.service_id not in mine:
            raise entry.table.failure("service_id", "is none of this person's")
    return tuple(_scope(sheet, entry.value, units) for entry in row.authorization_scopes)


def _scope(sheet: DirectorySheet, scope: ScopeRow, units: Mapping[str, LinkedUnit]) -> AuthorizationScope:
    admins = []
    for admin in scope.admin_commissions:
        if admin.value.organisation not in sheet.organisations:
            raise admin.table.failure("organisation", "there is no organisation with this key")
        organisation = sheet.organisations[admin.value.organisation].value
        sectors = tuple(_sector(unit, below, units) for unit, below in admin.value.sectors)
        admins.append(AdminCommission(admin.value.hsa_id, organisation.organisation_id, sectors))
    return AuthorizationScope(
        code=scope.code,
        name=scope.name,
        property_code=f"{scope.code};{scope.property_number}",
        property_name=scope.property_name,
        employee_hsa_id=scope.service_id,
        admin_commissions=tuple(admins),
    )


def _sector(unit: Entry[str], below: bool, units: Mapping[str, LinkedUnit]) -> Sector:
    if unit.value not in units:
        raise unit.table.failure("unit", "there is no unit with this key")
    found = units[unit.value]
    return Sector(found.hsa_id, found.name, below)
