"""MD: handshake and whole login against a plain TLS handshake with a key in memory, all in one run; prints ratios.

Everything goes to the same listener of an embedded IdP, on loopback: Python's own TLS without and with a client
certificate whose key is in memory (RSA-2048), SITHS eID MD's handshake with the key in a virtual card (RSA and P-256,
TLS 1.2 and 1.3; with its request and answer), and whole logins by MD and by SITHS eID on this device.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from cosmic_login.app import DEFAULT_READER
from cosmic_login.authenticators.card.certificates import preferred
from cosmic_login.authenticators.card.md_exchange import MdExchange
from cosmic_login.authenticators.card.session import CardSession
from cosmic_login.authenticators.card.tls import TLS_1_2, TLS_1_3
from cosmic_login.core.secret import Code
from cosmic_login.net.server_trust import ServerTrust
from cosmic_login.testing.bench import LoginBench

CARDS = {"RSA": "anna-1", "P-256": "karin-1"}
VERSIONS = {"1.2": TLS_1_2, "1.3": TLS_1_3}


def plain_handshake(address: tuple[str, int], context: ssl.SSLContext) -> None:
    """Connect, shake hands, close."""
    with (
        socket.create_connection(address, 10) as plain,
        context.wrap_socket(plain, server_hostname=address[0]) as tls,
    ):
        tls.version()


def contexts(bench: LoginBench, directory: Path) -> dict[str, ssl.SSLContext]:
    """Python's TLS, without and with a client certificate whose key is in memory."""
    roots = directory / "ca.pem"
    roots.write_bytes(bench.world.trusted_roots())
    without, certain = (ssl.create_default_context(cafile=str(roots)) for _ in range(2))
    slot = bench.card(CARDS["RSA"]).state.slots[0]
    key = load_der_private_key(slot.private_key, None)
    pem = directory / "client.pem"
    certificate = x509.load_der_x509_certificate(slot.certificate).public_bytes(Encoding.PEM)
    pem.write_bytes(certificate + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certain.load_cert_chain(pem)
    return {"key in memory, server only": without, "key in memory, client certificate (RSA)": certain}


async def md_handshakes(bench: LoginBench, card: str, newest: tuple[int, int], times: int) -> list[float]:
    """Take the time of MD's exchanges: connection, handshake, request, answer; the card is open, its code verified."""
    bench.insert(card)
    client = bench.world.client()
    endpoint = (await client.discover())["mtls_endpoint"]
    trust = ServerTrust(bench.world.trusted_roots(), bench.world.clock)
    session = await CardSession(bench.readers, DEFAULT_READER).open()
    taken = []
    try:
        certificate = preferred(await session.certificates(), "hsa")
        await session.verify(Code("123456"))
        for _ in range(times):
            login = await client.begin("siths-md")
            exchange = MdExchange(endpoint, trust, newest)
            body = {"auto_start_token": login.auto_start_token}
            began = time.perf_counter()
            await session.work(
                lambda driver, exchange=exchange, body=body: exchange.post(  # type: ignore[misc]
                    "md", body, certificate=certificate.der,
                    sign=lambda scheme, digest: driver.sign_digest(certificate, scheme, digest),
                ),
                exchange.abort,
            )  # fmt: skip
            taken.append(time.perf_counter() - began)
    finally:
        await session.close()
        await bench.world.close_clients()
        bench.pull()
    return taken


def timed(times: int, call: Callable[[], object]) -> list[float]:
    """Take the time of each of several calls."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30, help="how often each is done (default: %(default)s)")
    times: int = parser.parse_args().times
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="cosmic-login-") as folder:
        bench = LoginBench(Path(folder) / "profile")
        try:
            bench.world.idp_base_url()
            url = urlsplit(asyncio.run(discovered(bench)))
            address = (str(url.hostname), int(url.port or 443))
            for name, context in contexts(bench, Path(folder)).items():
                plain_handshake(address, context)
                rows[name] = timed(times, lambda context=context: plain_handshake(address, context))  # type: ignore[misc]
            for kind, card in CARDS.items():
                for version, newest in VERSIONS.items():
                    name = f"MD handshake and answer, card {kind}, TLS {version}"
                    rows[name] = asyncio.run(md_handshakes(bench, card, newest, times))
            bench.insert(CARDS["RSA"])
            for method in ("siths-this-device", "siths-md"):
                bench.login(method=method)
                rows[f"whole login, {method} (RSA)"] = timed(
                    max(3, times // 3),
                    lambda method=method: bench.login(method=method),  # type: ignore[misc]
                )
        finally:
            bench.close()
    base = statistics.median(next(iter(rows.values())))
    for name, taken in rows.items():
        median = statistics.median(taken)
        print(f"{name:52} {median * 1000:8.2f} ms   {median / base:6.1f} x")


async def discovered(bench: LoginBench) -> str:
    """Return the address of the listener for client certificates."""
    client = bench.world.client()
    try:
        return (await client.discover())["mtls_endpoint"]
    finally:
        await bench.world.close_clients()


if __name__ == "__main__":
    main()
