"""The words of the phone: apps, the e-IDs on it, what is asked, and what can go wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

AppName = Literal["siths", "bankid"]
APPS: tuple[AppName, ...] = ("siths", "bankid")
#: After these the next code on the screen is read: this one was too old, or somebody else's.
READ_THE_NEXT: frozenset[str] = frozenset({"qr.stale", "qr.unknown", "qr.used"})
OrderKind = Literal["auth", "sign", "payment", "phone_auth", "phone_sign"]


@dataclass(frozen=True)
class EId:
    """One e-ID in an app, as a list shows it.

    ``device`` is the name that the service gave this phone's e-ID; ``since`` is when it was activated. ``state`` is
    ``ok``, ``blocked`` (wrong code too many times) or ``expired`` (too old).
    """

    app: AppName
    device: str
    holder: str
    device_name: str
    since: datetime
    valid_until: datetime
    tries_left: int
    state: Literal["ok", "blocked", "expired"]


@dataclass(frozen=True)
class EnrolledEId:
    """One of a person's e-IDs as their service knows it, on whichever phone; ``here``: on this one."""

    app: AppName
    device: str
    device_name: str
    since: datetime
    valid_until: datetime
    here: bool


@dataclass(frozen=True)
class Asked:
    """What the app shows before anybody types a code: who asks for what, and of whom.

    ``text`` is what the relying party wants to be read (decoded; may be empty), in ``text_format`` (``plaintext`` or
    ``simpleMarkdownV1``). ``transaction`` is filled for payments, ``call_initiator`` (``user`` or ``RP``) for calls.
    ``expires_in`` are the whole seconds left when this was made.
    """

    app: AppName
    relying_party: str
    organisation: str
    kind: OrderKind
    holder: str
    tries_left: int
    expires_in: int
    text: str = ""
    text_format: str = "plaintext"
    transaction: Mapping[str, object] = field(default_factory=dict)
    call_initiator: str = ""


@dataclass(frozen=True)
class Waiting:
    """A request that waits for this phone's person without a QR code (a call, or an order by personal number)."""

    app: AppName
    device: str
    relying_party: str
    kind: OrderKind
    auto_start_token: str = field(repr=False)


class Battery(StrEnum):
    """When the battery dies."""

    LASTS = "lasts"
    AFTER_SCAN = "after-scan"  # the request has been opened, no code has been typed
    BEFORE_ANSWER = "before-answer"  # the code was right, the answer has not been sent


@dataclass(frozen=True)
class Faults:
    """What goes wrong on purpose. ``phone.faults = Faults(no_network=True)``; ``Faults()`` mends everything.

    ``slow_s`` is what every call takes longer, in seconds: from ``PATIENCE_S`` on the app gives up. ``clock_off_s``
    puts the phone's clock ahead (or behind). A dead battery stays dead until ``Phone.power_on``.
    """

    no_network: bool = False
    slow_s: float = 0.0
    clock_off_s: float = 0.0
    camera_refused: bool = False
    battery: Battery = Battery.LASTS
