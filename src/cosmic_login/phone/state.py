"""All that a phone keeps: its apps, the e-IDs in them, the request that is open. JSON, sealed by the phone's file."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast

from cosmic_login.phone.locked_key import LockedKey
from cosmic_login.phone.models import APPS, AppName, OrderKind

FORMAT = 1
#: Wrong codes until an e-ID is blocked.
TRIES = 3


class PhoneStateError(ValueError):
    """The bytes are not a phone's state."""


@dataclass(frozen=True)
class IdRecord:
    """An e-ID: certificate, encrypted key, the token that says to the service which device this is, and its counter.

    Times are Unix seconds. ``person`` is the number in the certificate, ``key_id`` ties the encrypted key to this
    record.
    """

    app: AppName
    device: str
    device_name: str
    holder: str
    person: str = field(repr=False)
    since: float
    until: float
    key_id: str
    token: str = field(repr=False)
    certificate: bytes = field(repr=False)
    key: LockedKey = field(repr=False)
    tries_left: int = TRIES

    def counted(self) -> IdRecord:
        """Return it with one try less."""
        return replace(self, tries_left=max(0, self.tries_left - 1))

    def restored(self) -> IdRecord:
        """Return it with all its tries."""
        return replace(self, tries_left=TRIES)


@dataclass(frozen=True)
class OpenRequest:
    """A request that was opened and waits for the code. ``expires`` is by this machine's clock."""

    app: AppName
    device: str
    session: str = field(repr=False)
    challenge: str = field(repr=False)
    relying_party: str
    organisation: str
    kind: OrderKind
    expires: float
    text: str = field(default="", repr=False)
    text_format: str = "plaintext"
    transaction: Mapping[str, object] = field(default_factory=dict, repr=False)
    call_initiator: str = ""


@dataclass(frozen=True)
class PhoneState:
    """A whole phone. Values do not change; every change makes a new state that the file keeps."""

    installed: tuple[AppName, ...] = ()
    ids: tuple[IdRecord, ...] = ()
    request: OpenRequest | None = None

    def of(self, app: AppName) -> tuple[IdRecord, ...]:
        """Return an app's e-IDs, newest last."""
        return tuple(record for record in self.ids if record.app == app)

    def find(self, app: AppName, device: str) -> IdRecord | None:
        """Return one e-ID, or None."""
        return next((record for record in self.of(app) if record.device == device), None)

    def with_id(self, changed: IdRecord) -> PhoneState:
        """Return the state with an e-ID in place of the one of the same app and device, or added at the end."""
        if self.find(changed.app, changed.device) is None:
            return replace(self, ids=(*self.ids, changed))
        same = (changed.app, changed.device)
        return replace(self, ids=tuple(changed if (r.app, r.device) == same else r for r in self.ids))

    def without(self, *gone: IdRecord) -> PhoneState:
        """Return the state without some e-IDs, and without the request that one of them was to answer."""
        names = {(record.app, record.device) for record in gone}
        request = self.request
        if request is not None and (request.app, request.device) in names:
            request = None
        return replace(self, ids=tuple(r for r in self.ids if (r.app, r.device) not in names), request=request)

    def dump(self) -> bytes:
        """Return the state as bytes. They hold tokens: seal them."""
        plain = {
            "installed": self.installed,
            "ids": [_pack(record) for record in self.ids],
            "request": None if self.request is None else _pack(self.request),
        }
        return json.dumps({"format": FORMAT, "phone": plain}).encode()

    @classmethod
    def load(cls, raw: bytes) -> PhoneState:
        """Read what ``dump`` wrote. Raises ``PhoneStateError``."""
        try:
            whole = json.loads(raw)
            if whole["format"] != FORMAT:
                raise PhoneStateError("a format that this program does not know")
            plain = whole["phone"]
            request = plain["request"]
            return cls(
                installed=tuple(cast("AppName", app) for app in plain["installed"] if app in APPS),
                ids=tuple(_record(row) for row in plain["ids"]),
                request=None if request is None else OpenRequest(**request),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PhoneStateError(type(error).__name__) from None


def _record(row: dict[str, Any]) -> IdRecord:
    key = {name: _unpacked(value) for name, value in row.pop("key").items()}
    return IdRecord(**{name: _unpacked(value) for name, value in row.items()}, key=LockedKey(**key))


def _pack(value: Any) -> Any:  # noqa: ANN401 - any dataclass of this module
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, IdRecord | OpenRequest | LockedKey):
        return {part.name: _pack(getattr(value, part.name)) for part in fields(value)}
    return value


def _unpacked(value: Any) -> Any:  # noqa: ANN401 - what JSON gave
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"], validate=True)
    return value
