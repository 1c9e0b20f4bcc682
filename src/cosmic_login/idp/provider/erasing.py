"""Erasing a person: what the IdP keeps of them goes, whatever it is; the audit trail stays, with a row that says so.

The row names nobody, else it would be one more that does. What older rows say goes with their age (docs/audit.md).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.services import IdpServices

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person

#: The row in the audit trail.
ERASED = "person.erased"


@dataclass(frozen=True)
class ErasedRows:
    """How many there were of each: logins with their orders, sessions, e-IDs, activation codes, cards' registrations.

    ``rows`` counts those and what hung on them: codes, tokens, log-outs.
    """

    logins: int
    sessions: int
    devices: int
    codes: int
    cards: int
    rows: int


class PersonEraser:
    """Does it in one transaction: all of it, or nothing."""

    def __init__(self, services: IdpServices) -> None:
        self._services = services

    def erase(self, person: Person) -> ErasedRows:
        """Erase and tell. Logins under way end, sessions and tokens are worth nothing more; no system is told."""
        services = self._services
        with services.store.transaction() as work:
            for row in work.enrolments_in_use():
                if row.person == person.personal_number:
                    with contextlib.suppress(LoginFailure):  # of a CA that is gone: nobody takes it anyway
                        services.pki.revoke(
                            x509.load_der_x509_certificate(row.certificate), x509.ReasonFlags.cessation_of_operation
                        )
            gone = work.erase_person(person.personal_number, [each.hsa_id for each in person.service_ids])

            def count(*tables: str) -> int:
                return sum(gone.get(table, 0) for table in tables)

            found = ErasedRows(
                logins=count("login", "web_login"),
                sessions=count("person_session", "sso_session"),
                devices=count("enrolment"),
                codes=count("activation"),
                cards=count("registration", "card_activation"),
                rows=sum(gone.values()),
            )
            services.audit.append(ERASED, extra={name: str(number) for name, number in vars(found).items()})
        return found
