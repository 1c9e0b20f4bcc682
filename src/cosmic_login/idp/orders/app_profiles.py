"""The two apps an order may be meant for, and the certificates each shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosmic_login.idp.methods import OrderType

if TYPE_CHECKING:
    from cosmic_login.pki.oids import Kind


@dataclass(frozen=True)
class AppProfile:
    """An app: the word its QR codes begin with, the certificates it shows, and of which kind a phone gets one."""

    name: OrderType
    kinds: frozenset[Kind]
    device_kind: Kind
    #: Identities on phones a person may have at once; None for no limit.
    most_devices: int | None


SITHS_PROFILE: Final = AppProfile("siths", frozenset({"hsa", "person", "mobile"}), "mobile", 3)
BANKID_PROFILE: Final = AppProfile("bankid", frozenset({"bankid"}), "bankid", None)
APP_PROFILES: Final[dict[str, AppProfile]] = {face.name: face for face in (SITHS_PROFILE, BANKID_PROFILE)}

#: Kinds of certificates whose key lives in a phone: their holder has no card.
ON_PHONES: Final[frozenset[Kind]] = frozenset({"mobile", "bankid"})
