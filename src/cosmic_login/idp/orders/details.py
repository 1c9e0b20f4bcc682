"""What an order asks for, read out of the request it was made with.

The members are those of the published request bodies (docs/protocols.md), kept as they came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.idp.store.base import OrderRow


@dataclass(frozen=True)
class OrderDetails:
    """One order's request."""

    kind: str
    face: str
    qr: bool
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, order: OrderRow) -> OrderDetails:
        """Read what the store kept."""
        values = json.loads(order.details) if order.details else {}
        return cls(order.kind, order.face, order.qr_token is not None, values)

    @property
    def signs(self) -> bool:
        """Whether the person signs something, and does not only say who they are."""
        return self.kind in {"sign", "phone_sign", "payment"}

    @property
    def on_a_phone(self) -> bool:
        """Whether an app on a phone serves it, and not the card app."""
        return self.face == "bankid" or self.qr or self.kind.startswith("phone_")

    @property
    def shown(self) -> str:
        """All that the person reads: the text (base64, as it came) and the payment, as one text to be signed."""
        transaction = self.transaction
        text = self.text
        return text + ("." + json.dumps(transaction, sort_keys=True, separators=(",", ":")) if transaction else "")

    @property
    def text(self) -> str:
        """The text for the person, base64; empty when there is none."""
        return str(self.values.get("userVisibleData", ""))

    @property
    def text_format(self) -> str:
        """``plaintext`` or ``simpleMarkdownV1``."""
        return str(self.values.get("userVisibleDataFormat", "plaintext"))

    @property
    def hidden(self) -> str:
        """What is signed unseen, base64; empty when there is none."""
        return str(self.values.get("userNonVisibleData", ""))

    @property
    def transaction(self) -> Mapping[str, Any]:
        """The payment; empty when it is none."""
        found = self.values.get("userVisibleTransaction")
        return found if isinstance(found, dict) else {}

    @property
    def call_initiator(self) -> str:
        """Who called whom on the telephone: ``user`` or ``RP``; empty when nobody did."""
        return str(self.values.get("callInitiator", ""))

    def allows_policy(self, oid: str) -> bool:
        """Tell whether the relying party lets certificates of this policy in."""
        requirement = self.values.get("requirement")
        wanted = requirement.get("certificatePolicies") if isinstance(requirement, dict) else None
        return not wanted or oid in wanted
