"""A person's own logins, found in the audit trail."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cosmic_login.audit.trail import TAKEN_BACK
from cosmic_login.gui.ports.session import OwnLogin

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosmic_login.app import World
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.core.identity import Identity

#: How many are shown; older ones are for ``cosmic-login audit show``.
SHOWN = 100
_OUTCOMES = frozenset({"login.succeeded", "login.failed"})


def numbers_of(world: World, identity: Identity) -> frozenset[str]:
    """Return what the trail may call the person: every HSA-id, and the personal number where it is known here."""
    ids = {identity.hsa_id, *(str(each) for each in identity.claims.get("allEmployeeHsaIds", ()))}
    person = world.directory.by_number(identity.hsa_id)
    known = () if person is None else (person.personal_number, *(each.hsa_id for each in person.service_ids))
    claimed = str(identity.claims.get("personalIdentityNumber", ""))
    return frozenset({*ids, *known, claimed}) - {""}


def logins_of(numbers: Collection[str], records: Iterable[AuditRecord]) -> list[OwnLogin]:
    """Return the last logins, and attempts, of whom ``numbers`` belong to; the newest first."""
    found: deque[tuple[str, OwnLogin]] = deque(maxlen=SHOWN)
    for record in records:
        if record.event in _OUTCOMES and (record.person in numbers or record.service_id in numbers):
            failure = record.reason if record.event == "login.failed" else ""
            own = OwnLogin(record.time, record.method, record.loa, record.organisation, failure)
            found.append((str(record.seq), own))
        elif record.event == TAKEN_BACK:
            found = deque((row for row in found if row[0] != record.extra.get("row")), maxlen=SHOWN)
    return [own for _, own in reversed(found)]
