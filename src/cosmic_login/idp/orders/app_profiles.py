"""The two apps an order may be meant for, and the ways of logging in that go through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cosmic_login.idp.settings import BANKID, SITHS_MD, SITHS_OTHER_DEVICE, SITHS_THIS_DEVICE

if TYPE_CHECKING:
    from cosmic_login.pki.oids import Kind

AppName = Literal["siths", "bankid", "md"]


@dataclass(frozen=True)
class AppProfile:
    """An app: the word its QR codes begin with, the certificates it shows, and of which kind a phone gets one."""

    name: AppName
    kinds: frozenset[Kind]
    device_kind: Kind
    #: Identities on phones a person may have at once; None for no limit.
    most_devices: int | None


SITHS_PROFILE: Final = AppProfile("siths", frozenset({"hsa", "person", "mobile"}), "mobile", 3)
BANKID_PROFILE: Final = AppProfile("bankid", frozenset({"bankid"}), "bankid", None)
APP_PROFILES: Final[dict[str, AppProfile]] = {face.name: face for face in (SITHS_PROFILE, BANKID_PROFILE)}

#: Kinds of certificates whose key lives in a phone: their holder has no card.
ON_PHONES: Final[frozenset[Kind]] = frozenset({"mobile", "bankid"})


@dataclass(frozen=True)
class AppMethod:
    """A way of logging in by an order for an app; ``qr``: it is started by reading a code.

    ``md`` is no app: the order is completed by TLS with the card's key (``cosmic_login.idp.endpoints.mtls``).
    """

    name: str
    face: AppName
    qr: bool


APP_METHODS: Final[dict[str, AppMethod]] = {
    method.name: method
    for method in (
        AppMethod(SITHS_THIS_DEVICE, "siths", qr=False),
        AppMethod(SITHS_OTHER_DEVICE, "siths", qr=True),
        AppMethod(BANKID, "bankid", qr=True),
        AppMethod(SITHS_MD, "md", qr=False),
    )
}
