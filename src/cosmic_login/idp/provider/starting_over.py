"""Starting the exercise over: what the IdP has learnt of cards and phones is forgotten, and what was ordered ends.

All services serve, and no system meets a fault any more.

The signing keys, sessions, logins under way and the audit trail stay: what happened has happened.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from cryptography import x509

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.faults import FaultOrders
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.services import IdpServices

#: The row in the audit trail.
STARTED_OVER = "training.reset"


@dataclass(frozen=True)
class ForgottenRows:
    """What was brought back: the services that were out, and how many e-IDs, activation codes and cards there were."""

    services: tuple[str, ...]
    phones: int
    codes: int
    cards: int


class StartingOver:
    """Does it in one transaction: all of it, or nothing."""

    def __init__(self, services: IdpServices, outages: Outages, faults: FaultOrders) -> None:
        self._services, self._outages, self._faults = services, outages, faults

    def start_over(self, *, again: bool = False) -> ForgottenRows:
        """Forget and tell. ``again``: a program that had begun it died, and this one goes on."""
        services = self._services
        with services.store.transaction() as work:
            served = tuple(self._outages.end_all(work))
            self._faults.end_all(work)
            enrolled = work.enrolments_in_use()
            for row in enrolled:
                work.remove_enrolment(row.device, services.seconds())
                with contextlib.suppress(LoginFailure):  # of a CA that is gone: nobody takes it anyway
                    services.pki.revoke(
                        x509.load_der_x509_certificate(row.certificate), x509.ReasonFlags.cessation_of_operation
                    )
            found = ForgottenRows(served, len(enrolled), work.drop_activations(), work.forget_cards())
            told = {"phones": str(found.phones), "codes": str(found.codes), "cards": str(found.cards)}
            told |= {"services": " ".join(served)} if served else {}
            services.audit.append(STARTED_OVER, extra=told | ({"again": "true"} if again else {}))
        return found
