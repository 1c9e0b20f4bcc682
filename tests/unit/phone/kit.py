"""A phone with an e-ID and an open request, made without any service: for what happens on the phone alone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.locked_key import LockedKey
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.sealed_state import PhoneFile
from cosmic_login.phone.state import IdRecord, OpenRequest, PhoneState
from cosmic_login.profile import Profile

NAME, CODE, WRONG = "Annas telefon", "739146", "281905"
#: Nobody listens there.
NOWHERE = "http://127.0.0.1:1"


def a_record(device: str = "d1", *, code: str = CODE, key_id: str = "k1", tries_left: int = 3) -> IdRecord:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, "199001132399")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=700))
        .sign(key, hashes.SHA256())
    )
    return IdRecord(
        app="siths",
        device=device,
        device_name="Telefon",
        holder="Anna Testsson",
        person="199001132399",
        since=now.timestamp(),
        until=(now + timedelta(days=700)).timestamp(),
        key_id=key_id,
        token="device-token-of-the-test",
        certificate=certificate.public_bytes(Encoding.DER),
        key=LockedKey.lock(key, bytearray(code.encode()), key_id),
        tries_left=tries_left,
    )


def a_request(device: str = "d1", *, session: str = "app-session-of-the-test") -> OpenRequest:
    return OpenRequest(
        app="siths",
        device=device,
        session=session,
        challenge="challenge-of-the-test",
        relying_party="Cosmic",
        organisation="Region Jönköpings län",
        kind="auth",
        expires=datetime.now(UTC).timestamp() + 180,
    )


def prepare(profile: Profile, state: PhoneState | None = None) -> PhoneFile:
    """Put a phone with one e-ID and an open request into the profile."""
    file = PhoneFile(profile, NAME)
    with file.changing():
        file.save(state or PhoneState(("siths",), (a_record(),), a_request()))
    return file


def a_phone(profile: Profile, clock: Clock | None = None) -> Phone:
    return Phone(profile, NAME, NOWHERE, clock or SystemClock())


def main() -> None:
    """Try a code as a program of its own; print the failure. ``die``: end by SIGKILL where the code would be judged."""
    import asyncio
    import os
    import signal

    root, code, how = sys.argv[1:]
    if how == "die":
        LockedKey.unlock = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment,method-assign]
    phone = a_phone(Profile.open(Path(root)))
    try:
        asyncio.run(phone.confirm(Code(code)))
    except LoginFailure as failure:
        print(failure.code, failure.tries_left)


if __name__ == "__main__":
    main()
