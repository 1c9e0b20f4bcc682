"""What a card's TLS connection speaks with OpenSSL: every cipher, and nothing that was changed on the way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.authenticators.card.tls import TLS_1_2, TLS_1_3, CardTls, TLSError
from cosmic_login.core.clock import SystemClock
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

#: Version, what the server allows (of 1.3 it takes what it likes best), tlslite-ng's name of it, and who computes it.
SPOKEN = [
    (TLS_1_2, "ECDHE+AES128+AESGCM", "aes128gcm", "openssl"),
    (TLS_1_2, "ECDHE+AES256+AESGCM", "aes256gcm", "openssl"),
    (TLS_1_2, "ECDHE+CHACHA20", "chacha20-poly1305", "python"),
    (TLS_1_3, "", "aes256gcm", "openssl"),
]
LONG = bytes(range(256)) * 300  # several records


@pytest.fixture
def context(cosmic_profile: Path, tmp_path: Path) -> ssl.SSLContext:
    """Return the server's side, with a certificate of its own."""
    chain, key = TrainingPki.open(Profile.open(cosmic_profile), SystemClock()).issue_server(["localhost"])
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    )
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


@contextlib.contextmanager
def answering(context: ssl.SSLContext, *, spoil: bool = False) -> Iterator[CardTls]:
    """Give a client's end whose other one sends back what it is sent; ``spoil`` changes a bit of that on the way."""
    ours, theirs = socket.socketpair()
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(into, out, server_side=True)
    told: list[str] = []

    def serve() -> None:
        try:
            answer()
        except ssl.SSLError as error:
            told.append(error.reason)

    def answer() -> None:
        shaken = False
        while said := theirs.recv(1 << 16):
            into.write(said)
            with contextlib.suppress(ssl.SSLWantReadError):
                if not shaken:
                    server.do_handshake()
                    shaken = True
                    theirs.sendall(out.read())
                while True:
                    server.write(server.read(1 << 16))
            sent = bytearray(out.read())
            if shaken and spoil and sent:
                sent[-1] ^= 1
            theirs.sendall(sent)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with ours, theirs:
        ours.settimeout(60)
        try:
            yield CardTls(ours, lambda _chain: None)
        finally:
            with contextlib.suppress(OSError):  # tlslite-ng has closed it
                ours.shutdown(socket.SHUT_RDWR)
            thread.join()
    assert told == (["SSLV3_ALERT_BAD_RECORD_MAC"] if spoil else [])


@pytest.mark.parametrize(("version", "allowed", "name", "by"), SPOKEN, ids=str)
def test_what_is_sent_comes_back(
    context: ssl.SSLContext, version: tuple[int, int], allowed: str, name: str, by: str
) -> None:
    if allowed:
        context.set_ciphers(allowed)
    with answering(context) as client:
        client.shake_hands("localhost", newest=version)
        assert (client.getCipherName(), client.getCipherImplementation()) == (name, by)
        client.sendall(LONG)
        assert client.read(max=len(LONG), min=len(LONG)) == LONG


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3], ids=str)
def test_what_was_changed_on_the_way_is_not_taken(context: ssl.SSLContext, version: tuple[int, int]) -> None:
    with answering(context, spoil=True) as client:
        client.shake_hands("localhost", newest=version)
        client.sendall(b"a question")
        with pytest.raises(TLSError, match="bad_record_mac"):
            client.read(min=1)
