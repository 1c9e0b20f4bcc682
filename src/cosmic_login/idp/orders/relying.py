"""Relying parties other than ourselves: what they get of an order, and what is written down of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509

from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.store.base import OrderRow, Transaction

if TYPE_CHECKING:
    from cosmic_login.directory.model import Person


@dataclass(frozen=True)
class Proof:
    """Everything that was verified when an order became complete.

    ``jws`` is the key's signature over ``challenge`` (JSON), which holds digests of what the person read;
    ``address`` is the app's IP address; ``person`` is None for somebody the directory does not know.
    """

    evidence: Evidence
    certificate: x509.Certificate
    challenge: str
    jws: str
    address: str
    person: Person | None


#: Puts together what the relying party gets of a complete order.
Completion = Callable[[Transaction, OrderRow, Proof], dict[str, object]]
#: Told of each order of a relying party that ended, complete or failed.
OnEnded = Callable[[Transaction, OrderRow], None]


class RelyingParties:
    """Where the API of a face says what becomes of its orders; one that says nothing gets nothing."""

    def __init__(self) -> None:
        self._completions: dict[str, Completion] = {}
        self._on_ended: list[OnEnded] = []

    def complete_with(self, face: str, completion: Completion) -> None:
        """Say what the relying parties of a face get of a complete order."""
        self._completions[face] = completion

    def on_ended(self, told: OnEnded) -> None:
        """Have ``told`` called inside the transaction in which an order ends."""
        self._on_ended.append(told)

    def completion(self, work: Transaction, order: OrderRow, proof: Proof) -> str:
        """Return the completion data as JSON."""
        found = self._completions.get(order.face)
        return json.dumps(found(work, order, proof)) if found else ""

    def ended(self, work: Transaction, order: OrderRow) -> None:
        """Tell that an order ended."""
        for told in self._on_ended:
            told(work, order)
