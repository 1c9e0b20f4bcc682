"""Requests: opened by a QR code or a push, confirmed with the code, or declined."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast, get_args

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.net.challenge import b64url, check_clock, checked_challenge, signing_input
from cosmic_login.net.http import text
from cosmic_login.phone.locked_key import WrongCodeError, digits_of, wipe
from cosmic_login.phone.models import AppName, Asked, Battery, OrderKind, Waiting
from cosmic_login.phone.qr_payload import app_of, prefixes
from cosmic_login.phone.service import PASSING, AppService, rows_of
from cosmic_login.phone.signing import ALG, signed
from cosmic_login.phone.state import IdRecord, OpenRequest, PhoneState
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

    from cosmic_login.phone.device import Device, Seen

_log = logging.getLogger(__name__)
#: Kinds whose answer is a signature under a text.
_SIGNS = {"sign", "phone_sign", "payment"}
#: Failures of a phone or an e-ID that may have ended a request before this phone saw it.
_ANOTHERS = ("phone.code_", "phone.clock", "enrolment.", "certificate.", "signature.", "challenge.")
#: How long the service is told that a request is given up, in seconds.
_TELL_S = 2.0
#: No request is open for a day, in seconds.
_LONGEST_S = 86_400


class Requests:
    """What the apps do with requests, on one device."""

    def __init__(self, device: Device) -> None:
        self._device = device

    # -- looking -----------------------------------------------------------------------------------------------

    def asked(self) -> Asked | None:
        """Return the open request as it is shown."""
        state = self._device.file.read()
        request = self._device.open_request(state)
        record = None if request is None else state.find(request.app, request.device)
        return None if request is None or record is None else self._shown(request, record)

    async def waiting(self, app: AppName) -> tuple[Waiting, ...]:
        """Return what waits for the holders of an app's e-IDs."""
        self._device.need_power()
        state = self._device.file.read()
        self._device.need_app(state, app)
        found: list[Waiting] = []
        async with self._device.service(app) as service:
            for record in state.of(app):
                try:
                    answer = await service.post("waiting", {"device_token": record.token})
                except LoginFailure as failure:
                    if failure.code != "enrolment.unknown" or len(state.of(app)) == 1:
                        raise
                    continue  # removed from another phone; others here have theirs
                for row in rows_of(answer, "orders"):
                    party, token = text(row, "relying_party"), text(row, "auto_start_token")
                    found.append(Waiting(app, record.device, party, _kind(row), token))
        return tuple(found)

    # -- opening -----------------------------------------------------------------------------------------------

    async def scan(self, seen: Seen, app: AppName | None, device: str) -> Asked:
        """Open the request behind a QR code."""
        self._device.need_power()
        code = self._device.look(seen, prefixes(app))
        named = app_of(code, app)
        return await self._open(named, device, "scan", {"qr": code})

    async def start(self, waiting: Waiting) -> Asked:
        """Open a request that came without a QR code."""
        self._device.need_power()
        return await self._open(waiting.app, waiting.device, "start", {"auto_start_token": waiting.auto_start_token})

    async def _open(self, app: AppName, device: str, call: str, body: Mapping[str, str]) -> Asked:
        state = self._device.file.read()
        self._device.need_app(state, app)
        record, trouble = self._pick(state, app, device)
        async with self._device.service(app) as service:
            answer = await _opened(service, call, body)
            session = text(answer, "app_session")
            try:
                if trouble is not None:  # the service hears of it, so that whoever waits there is told
                    raise trouble
                request = await self._shown_to(service, record, answer, session)
                self._device.may_die(Battery.AFTER_SCAN)
            except LoginFailure as failure:
                if failure.code != "phone.battery":
                    await self._give_up(service, session, failure.code)
                raise
            except asyncio.CancelledError:  # the person has gone elsewhere
                await self._give_up(service, session, "order.declined")
                raise
        await self._keep(request)
        log_event(_log, "phone.asked", app=app, kind=request.kind)
        return self._shown(request, record)

    def _pick(self, state: PhoneState, app: AppName, device: str) -> tuple[IdRecord, LoginFailure | None]:
        """Return the e-ID to answer with, the newest that can be used, and what is wrong when none can."""
        records = [record for record in state.of(app) if device in {"", record.device}]
        if not records:
            raise LoginFailure("phone.id_unknown" if device else "phone.no_id", app)
        now = self._device.now()
        usable = [record for record in records if record.tries_left and record.until > now]
        if usable:
            return usable[-1], None
        newest = records[-1]
        if newest.until <= now:
            return newest, LoginFailure("enrolment.expired", newest.device)
        return newest, LoginFailure("phone.code_blocked", tries_left=0)

    async def _shown_to(
        self, service: AppService, record: IdRecord, answer: dict[str, Any], session: str
    ) -> OpenRequest:
        """Show the certificate to the service and check what it wants to have signed."""
        with _in_the_phones_words():
            check_clock(answer.get("server_time"), self._device.shown_time())
        certificate = base64.b64encode(record.certificate).decode()
        shown = await service.post("certificate", {"app_session": session, "certificate": certificate})
        expires_in = answer.get("expires_in")
        if not isinstance(expires_in, int) or not 0 <= expires_in < _LONGEST_S:
            raise LoginFailure("idp.nonsense", "expires_in is missing")
        transaction = answer.get("transaction")
        request = OpenRequest(
            app=record.app,
            device=record.device,
            session=session,
            challenge=text(shown, "challenge"),
            relying_party=text(answer, "relying_party"),
            organisation=str(answer.get("organization_name", "")),
            kind=_kind(answer),
            expires=self._device.now() + expires_in,
            text=str(answer.get("user_visible_data") or ""),
            text_format=str(answer.get("user_visible_data_format") or "plaintext"),
            transaction=transaction if isinstance(transaction, dict) else {},
            call_initiator=str(answer.get("call_initiator") or ""),
        )
        self._payload(request, record, service.issuer)
        _read(request.text)
        return request

    async def _keep(self, request: OpenRequest) -> None:
        """Put the request on the phone; an older one that is still open is declined."""
        with self._device.file.changing() as state:
            older = self._device.open_request(state)
            self._device.file.save(replace(state, request=request))
        if older is not None:
            async with self._device.service(older.app) as service:
                await self._give_up(service, older.session, "order.declined")

    # -- answering ---------------------------------------------------------------------------------------------

    async def confirm(self, code: Code) -> None:
        """Answer the open request."""
        with code:
            self._device.need_power()
            request, block = self._need(), digits_of(code)
        async with self._device.service(request.app) as service:
            try:
                key, record = await asyncio.to_thread(self._judge, request, block)
            except LoginFailure as failure:
                if failure.code == "phone.code_blocked":
                    await self._give_up(service, request.session, failure.code)
                raise
            self._device.may_die(Battery.BEFORE_ANSWER)
            try:
                await service.connect()
                payload = self._payload(request, record, service.issuer)
                jws = signed(signing_input(payload, record.certificate, ALG), key)
                await service.post("complete", {"app_session": request.session, "jws": jws})
            except LoginFailure as failure:
                if failure.code not in PASSING | {"phone.clock"}:
                    self._drop(request)
                raise
        self._drop(request)
        log_event(_log, "phone.answered", app=request.app, kind=request.kind)

    async def decline(self) -> None:
        """Say no."""
        self._device.need_power()
        request = self._need()
        async with self._device.service(request.app) as service:
            with contextlib.suppress(LoginFailure):
                await service.post("cancel", {"app_session": request.session, "reason": "order.declined"})
        self._drop(request)

    def _need(self) -> OpenRequest:
        state = self._device.file.read()
        if state.request is None:
            raise LoginFailure("phone.nothing_asked")
        request = self._device.open_request(state)
        if request is None:
            self._drop(state.request)
            raise LoginFailure("order.expired", "its time on the phone is over")
        return request

    def _judge(self, request: OpenRequest, block: bytearray) -> tuple[ec.EllipticCurvePrivateKey, IdRecord]:
        """Return the key that the code opens. The try is counted, and on the disk, before the code is judged.

        The request stays until the service has taken the answer or ended it. Runs on a worker thread.
        """
        file = self._device.file
        try:
            with file.changing() as state:
                record = state.find(request.app, request.device)
                if record is None or state.request != request:
                    raise LoginFailure("phone.nothing_asked", "another program has answered")
                if not record.tries_left:
                    raise self._blocked(state)
                counted = state.with_id(record.counted())
                file.save(counted)
                try:
                    key = record.key.unlock(block, record.key_id)
                except WrongCodeError:
                    left = record.counted().tries_left
                    if not left:
                        raise self._blocked(counted) from None
                    raise LoginFailure("phone.code_wrong", tries_left=left) from None
                file.save(counted.with_id(record.restored()))
                log_event(_log, "phone.accepted", app=request.app)
                return key, record
        finally:
            wipe(block)

    async def practice(self, code: Code) -> Code | None:
        """Return the training's code if it is that of the e-ID that is asked for; wipe it otherwise. Costs no try."""
        request = self._device.file.read().request
        record = None if request is None else self._device.file.read().find(request.app, request.device)
        if record is not None and record.tries_left and await asyncio.to_thread(_opens, record, digits_of(code)):
            return code
        code.wipe()
        return None

    def _blocked(self, state: PhoneState) -> LoginFailure:
        self._device.file.save(replace(state, request=None))
        return LoginFailure("phone.code_blocked", tries_left=0)

    def _drop(self, request: OpenRequest) -> None:
        with self._device.file.changing() as state:
            if state.request == request:
                self._device.file.save(replace(state, request=None))

    # -- within ------------------------------------------------------------------------------------------------

    async def _give_up(self, service: AppService, session: str, reason: str) -> None:
        """Tell the service, as far as it can be told, so that nothing is left pending there."""
        with contextlib.suppress(LoginFailure, TimeoutError):
            body = {"app_session": session, "reason": reason}
            async with asyncio.timeout(_TELL_S):
                await service.post("cancel", body)

    def _payload(self, request: OpenRequest, record: IdRecord, issuer: str) -> bytes:
        """Return what is to be signed, when it is for this order, this key, this time, and what the person reads."""
        with _in_the_phones_words():
            payload = checked_challenge(
                request.challenge,
                certificate=record.certificate,
                purpose="sign" if request.kind in _SIGNS else "authenticate",
                audience=issuer,
                now=self._device.shown_time(),
            )
        if json.loads(payload).get("shown", "") != _shown_digest(request):
            raise LoginFailure("challenge.mismatch", "what is shown is not what is to be signed")
        return payload

    def _shown(self, request: OpenRequest, record: IdRecord) -> Asked:
        return Asked(
            app=request.app,
            relying_party=request.relying_party,
            organisation=request.organisation,
            kind=request.kind,
            holder=record.holder,
            tries_left=record.tries_left,
            expires_in=max(0, int(request.expires - self._device.now())),
            text=_read(request.text),
            text_format=request.text_format,
            transaction=request.transaction,
            call_initiator=request.call_initiator,
        )


def _opens(record: IdRecord, block: bytearray) -> bool:
    """Whether a code opens the key. Takes a while: runs on a worker thread."""
    try:
        record.key.unlock(block, record.key_id)
    except WrongCodeError:
        return False
    finally:
        wipe(block)
    return True


async def _opened(service: AppService, call: str, body: Mapping[str, str]) -> dict[str, Any]:
    """Open the request. What ended it was another phone's trouble, if it was a phone's: not told as this one's."""
    try:
        return await service.post(call, body)
    except LoginFailure as failure:
        if failure.code.startswith(_ANOTHERS):
            raise LoginFailure("order.unknown", f"ended with {failure.code}") from None
        raise


@contextlib.contextmanager
def _in_the_phones_words() -> Iterator[None]:
    """Say of the phone's clock what others say of a computer's."""
    try:
        yield
    except LoginFailure as failure:
        if failure.code == "clock.skew":
            raise LoginFailure("phone.clock", failure.detail) from None
        raise


def _kind(row: Any) -> OrderKind:  # noqa: ANN401 - whatever the service sent
    kind = text(row, "kind")
    if kind not in get_args(OrderKind):
        raise LoginFailure("idp.nonsense", f"a request of kind {kind[:40]}")
    return cast("OrderKind", kind)


def _read(base64_text: str) -> str:
    try:
        return base64.b64decode(base64_text, validate=True).decode()
    except ValueError:
        raise LoginFailure("idp.nonsense", "the text to be read is not base64 of UTF-8") from None


def _shown_digest(request: OpenRequest) -> str:
    """Return the digest of all that the person reads (docs/protocols.md, section 3); empty when that is nothing."""
    shown = request.text
    if request.transaction:
        shown += "." + json.dumps(request.transaction, sort_keys=True, separators=(",", ":"))
    return b64url(hashlib.sha256(shown.encode()).digest()) if shown else ""
