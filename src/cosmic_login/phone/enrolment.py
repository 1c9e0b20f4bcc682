"""E-IDs on the phone: activated by a one-time QR code, listed, removed."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.net.challenge import b64url
from cosmic_login.net.http import moment, text
from cosmic_login.phone.locked_key import LockedKey, digits_of, wipe
from cosmic_login.phone.models import AppName, EId, EnrolledEId
from cosmic_login.phone.qr_payload import app_of, prefixes
from cosmic_login.phone.service import rows_of
from cosmic_login.phone.signing import ALG, signed
from cosmic_login.phone.state import IdRecord
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.phone.device import Device, Seen

_log = logging.getLogger(__name__)
_PROOF = {"alg": ALG, "typ": "activation+jws"}


class Enrolment:
    """What the apps do with e-IDs, on one device."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def ids(self, app: AppName) -> tuple[EId, ...]:
        """Return the e-IDs in an app as a list shows them."""
        state = self._device.file.read()
        self._device.need_app(state, app)
        return tuple(self._described(record) for record in state.of(app))

    async def activate(self, app: AppName, qr: Seen, code: Code, device_name: str) -> EId:
        """Make a key, have it certified, keep it under the code."""
        with code:
            self._device.need_power()
            self._device.need_app(self._device.file.read(), app)
            activation = self._device.look(qr, prefixes(app, activation=True))
            app_of(activation, app, activation=True)
            block = digits_of(code)
        key_id = secrets.token_hex(8)
        key, locked = await asyncio.to_thread(_new_key, block, key_id)
        body = {
            "activation": activation,
            "public_key": base64.b64encode(_public(key.public_key())).decode(),
            "proof": _proof(activation, key),
            "device_name": device_name,
        }
        async with self._device.service(app) as service:
            answer = await service.post("activate", body)
        record = _record(
            answer, key, app=app, device_name=device_name, key_id=key_id, locked=locked, now=self._device.now()
        )
        await self._keep(record)
        log_event(_log, "phone.activated", app=app)
        return self._described(record)

    async def remove(self, app: AppName, device: str) -> None:
        """Remove an e-ID at the service, then here."""
        self._device.need_power()
        state = self._device.file.read()
        self._device.need_app(state, app)
        record = state.find(app, device)
        if record is None:
            await self._remove_elsewhere(state.of(app), device)
            return
        await self._take_back(record)
        with self._device.file.changing() as state:
            self._device.file.save(state.without(record))
        log_event(_log, "phone.removed", app=app)

    async def everywhere(self, app: AppName) -> tuple[EnrolledEId, ...]:
        """Return what the service knows of the e-IDs of the people who have one here."""
        self._device.need_power()
        state = self._device.file.read()
        self._device.need_app(state, app)
        here = {record.device for record in state.of(app)}
        found: dict[str, EnrolledEId] = {}
        async with self._device.service(app) as service:
            for record in state.of(app):
                for row in rows_of(await service.post("devices", {"device_token": record.token}), "devices"):
                    device = text(row, "device")
                    found[device] = EnrolledEId(
                        app=app,
                        device=device,
                        device_name=str(row.get("name", "")),
                        since=moment(row, "since"),
                        valid_until=moment(row, "valid_until"),
                        here=device in here,
                    )
        return tuple(sorted(found.values(), key=lambda enrolled: enrolled.since))

    async def _remove_elsewhere(self, records: tuple[IdRecord, ...], device: str) -> None:
        """Remove an e-ID from a phone that is not this one: the person has another of their own here."""
        for record in records:
            async with self._device.service(record.app) as service:
                try:
                    await service.post("remove", {"device_token": record.token, "device": device})
                except LoginFailure as failure:
                    if failure.code != "enrolment.unknown":
                        raise
                else:
                    log_event(_log, "phone.removed", app=record.app)
                    return
        raise LoginFailure("phone.id_unknown", device[:40])

    async def _take_back(self, record: IdRecord) -> None:
        async with self._device.service(record.app) as service:
            try:
                await service.post("remove", {"device_token": record.token, "device": record.device})
            except LoginFailure as failure:
                if failure.code != "enrolment.unknown":  # it was removed from another phone
                    raise

    async def _keep(self, record: IdRecord) -> None:
        """Put the e-ID on the phone; older ones of the same person in this app are taken back."""
        with self._device.file.changing() as state:
            older = [other for other in state.of(record.app) if other.person == record.person]
            self._device.file.save(state.without(*older).with_id(record))
        for other in older:
            with contextlib.suppress(LoginFailure):  # its key is gone; the person can remove it from any phone
                await self._take_back(other)

    def _described(self, record: IdRecord) -> EId:
        expired = record.until <= self._device.now()
        return EId(
            app=record.app,
            device=record.device,
            holder=record.holder,
            device_name=record.device_name,
            since=datetime.fromtimestamp(record.since, UTC),
            valid_until=datetime.fromtimestamp(record.until, UTC),
            tries_left=record.tries_left,
            state="expired" if expired else "ok" if record.tries_left else "blocked",
        )


def _new_key(block: bytearray, key_id: str) -> tuple[ec.EllipticCurvePrivateKey, LockedKey]:
    """Make a key pair and lock it. Takes a while: runs on a worker thread."""
    try:
        key = ec.generate_private_key(ec.SECP256R1())
        return key, LockedKey.lock(key, block, key_id)
    finally:
        wipe(block)


def _public(key: Any) -> bytes:  # noqa: ANN401 - any public key
    spki: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return spki


def _proof(activation: str, key: ec.EllipticCurvePrivateKey) -> str:
    header = b64url(json.dumps(_PROOF, separators=(",", ":")).encode())
    return signed(f"{header}.{b64url(activation.encode())}", key)


def _record(
    answer: dict[str, Any],
    key: ec.EllipticCurvePrivateKey,
    *,
    app: AppName,
    device_name: str,
    key_id: str,
    locked: LockedKey,
    now: float,
) -> IdRecord:
    """Return the e-ID that the service answered with. Raises ``idp.nonsense``, also for another key's certificate."""
    try:
        der = base64.b64decode(text(answer, "certificate"), validate=True)
        certificate = x509.load_der_x509_certificate(der)
        if _public(certificate.public_key()) != _public(key.public_key()):
            raise LoginFailure("idp.nonsense", "a certificate of another key")
        numbers = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        until = certificate.not_valid_after_utc.timestamp()
    except (ValueError, TypeError) as error:
        raise LoginFailure("idp.nonsense", f"the certificate: {type(error).__name__}") from None
    return IdRecord(
        app=app,
        device=text(answer, "device"),
        device_name=device_name,
        holder=text(answer, "holder"),
        person=str(numbers[0].value) if numbers else "",
        since=now,
        until=until,
        key_id=key_id,
        token=text(answer, "device_token"),
        certificate=der,
        key=locked,
    )
