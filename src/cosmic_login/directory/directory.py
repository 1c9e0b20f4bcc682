"""The training world's people, organisations and cards, put together from the shipped file and the user's."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import ServiceId
from cosmic_login.directory.commissions import LinkedUnit, commissions_of, linked_units, scopes_of
from cosmic_login.directory.model import CardSpec, Organisation, Person
from cosmic_login.directory.parse import MALFORMED, DirectorySheet, PersonRow, parse
from cosmic_login.profile import Profile, read_bytes
from cosmic_login.profile.toml_table import malformed

_T = TypeVar("_T")
#: What the shipped file is called in complaints.
DEFAULT_NAME = "default.toml"


@dataclass(frozen=True)
class Directory:
    """Who there is. ``organisations`` is by organisation number, ``persons`` by the key in the file."""

    organisations: Mapping[str, Organisation]
    persons: Mapping[str, Person]

    @classmethod
    def load(
        cls, profile: Profile | None = None, extra: Path | None = None, *, people: bytes | None = None
    ) -> Directory:
        """Read the shipped file, then the profile's own if there are any, then ``extra``.

        A later file adds to the earlier ones and takes the place of entries with the same key, or of everything
        when it says ``replace_default = true``. ``people`` is read in the place of the profile's ``people.toml``.
        Raises ``directory.malformed`` with file, line and reason.
        """
        merged, last = _shipped(), DEFAULT_NAME
        for path in _files(profile, extra, people):
            asked = people is not None and profile is not None and path == profile.people_file
            raw = people if asked else read_bytes(path)
            if raw is None:
                raise LoginFailure("directory.malformed", f"{path}: there is no such file")
            merged, last = _merge(merged, parse(str(path), raw)), str(path)
        return _link(merged, last)

    def by_number(self, serial_number: str) -> Person | None:
        """Return who has this personal number (12 digits) or HSA-id, as certificates carry them; None for nobody."""
        for person in self.persons.values():
            if serial_number == person.personal_number:
                return person
            if any(serial_number == service_id.hsa_id for service_id in person.service_ids):
                return person
        return None

    def person(self, key_or_number_or_name: str) -> Person:
        """Return the person with this key, personal number (with or without hyphen), HSA-id or full name.

        Raises ``person.unknown``, also when two people have the name.
        """
        text = key_or_number_or_name.strip()
        found = self.persons.get(text) or self.by_number(re.sub(r"(?<=^\d{8})[-+](?=\d{4}$)", "", text))
        if found is not None:
            return found
        named = [person for person in self.persons.values() if person.name.casefold() == text.casefold()]
        if len(named) == 1:
            return named[0]
        shown = "" if re.search(r"\d{6}", text) else text[:40]
        raise LoginFailure("person.unknown", "several people have this name" if named else shown)

    def card(self, card: str) -> CardSpec:
        """Return the card with this id; raises ``card.unknown``."""
        for spec in self._cards():
            if spec.card == card:
                return spec
        raise LoginFailure("card.unknown", card[:40])

    def cards_of(self, person_key: str) -> tuple[CardSpec, ...]:
        """Return the person's cards in the order of the files; raises ``person.unknown``."""
        if person_key not in self.persons:
            raise LoginFailure("person.unknown", person_key[:40])
        return self.persons[person_key].cards

    def _cards(self) -> Iterable[CardSpec]:
        return (spec for person in self.persons.values() for spec in person.cards)


class LiveDirectory:
    """A directory that may be read again while others hold it: ``directory`` is the same object all the time.

    Whoever looks twice may see people of before and people of after; whoever looks once sees one or the other.
    """

    def __init__(self, profile: Profile) -> None:
        """Read the files. Raises ``directory.malformed``."""
        self._profile = profile
        now = Directory.load(profile)
        self._organisations, self._persons = _Present(now.organisations), _Present(now.persons)
        self.directory = Directory(self._organisations, self._persons)

    def read_again(self) -> None:
        """Take over what the files say now. Raises ``directory.malformed``, and then nothing has changed."""
        now = Directory.load(self._profile)
        self._organisations.now, self._persons.now = now.organisations, now.persons


class _Present(Mapping[str, _T]):
    """A mapping whose contents are replaced as a whole."""

    def __init__(self, now: Mapping[str, _T]) -> None:
        self.now = now

    def __getitem__(self, key: str) -> _T:
        return self.now[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.now)

    def __len__(self) -> int:
        return len(self.now)


@functools.cache  # every environment of a process begins with it
def _shipped() -> DirectorySheet:
    return parse(DEFAULT_NAME, resources.files("cosmic_login.directory").joinpath(DEFAULT_NAME).read_bytes())


def _files(profile: Profile | None, extra: Path | None, people: bytes | None) -> list[Path]:
    own = () if profile is None else (profile.directory_file, profile.people_file)
    files = [path for path in own if path.exists() or (people is not None and path.name == "people.toml")]
    return files if extra is None else [*files, extra]


def _merge(earlier: DirectorySheet, later: DirectorySheet) -> DirectorySheet:
    if later.replace_default:
        return later
    return DirectorySheet(
        organisations=earlier.organisations | later.organisations,
        persons=earlier.persons | later.persons,
        cards=earlier.cards | later.cards,
        providers=earlier.providers | later.providers,
        units=earlier.units | later.units,
    )


def _link(sheet: DirectorySheet, last: str) -> Directory:
    """Check how the entries fit together, and put them together."""
    _check_organisations(sheet, last)
    _check_people(sheet)
    cards: dict[str, list[CardSpec]] = {key: [] for key in sheet.persons}
    for entry in sheet.cards.values():
        if entry.value.person not in cards:
            raise entry.table.failure("person", "there is no person with this key")
        cards[entry.value.person].append(entry.value)
    units = linked_units(sheet)
    persons = {key: _person(sheet, key, entry.value, cards[key], units) for key, entry in sheet.persons.items()}
    organisations = {entry.value.organisation_id: entry.value for entry in sheet.organisations.values()}
    return Directory(MappingProxyType(organisations), MappingProxyType(persons))


def _person(
    sheet: DirectorySheet, key: str, row: PersonRow, cards: list[CardSpec], units: Mapping[str, LinkedUnit]
) -> Person:
    service_ids: list[ServiceId] = []
    for entry in row.service_ids:
        service = entry.value
        if service.organisation not in sheet.organisations:
            raise entry.table.failure("organisation", "there is no organisation with this key")
        organisation = sheet.organisations[service.organisation].value
        service_ids.append(
            ServiceId(
                hsa_id=service.hsa_id,
                organisation=organisation.name,
                organisation_id=organisation.organisation_id,
                title=service.title,
                own_region=organisation.own_region,
            )
        )
    return Person(
        key,
        row.personal_number,
        row.given_name,
        row.family_name,
        tuple(service_ids),
        tuple(cards),
        commissions_of(row, units),
        scopes_of(sheet, row, units),
        row.attributes,
        {entry.value.hsa_id: entry.value.attributes for entry in row.service_ids if entry.value.attributes},
    )


def _check_organisations(sheet: DirectorySheet, last: str) -> None:
    seen: set[str] = set()
    own = [entry for entry in sheet.organisations.values() if entry.value.own_region]
    for entry in sheet.organisations.values():
        if entry.value.organisation_id in seen:
            raise entry.table.failure("organisation_id", "another organisation has this number")
        seen.add(entry.value.organisation_id)
    if not own:
        raise malformed(last, 1, "no organisation is marked own_region = true", MALFORMED)
    if len(own) > 1:
        raise own[-1].table.failure("own_region", "another organisation is the own region already")


def _check_people(sheet: DirectorySheet) -> None:
    numbers: set[str] = set()
    hsa_ids: set[str] = set()
    for entry in sheet.persons.values():
        if entry.value.personal_number in numbers:
            raise entry.table.failure("personal_number", "another person has this number")
        numbers.add(entry.value.personal_number)
        for service in entry.value.service_ids:
            if service.value.hsa_id in hsa_ids:
                raise service.table.failure("hsa_id", "stands twice")
            hsa_ids.add(service.value.hsa_id)
