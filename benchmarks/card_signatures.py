"""Signatures per second: driver and virtual card in one process, against the bare cryptography library.

Rounds alternate, so that a busy machine slows both alike; what counts is the median of the rounds' ratios.
Aim: at least 0.8 for RSA-2048, the key of ordinary cards. (With P-256 a signature takes so little that the four
commands it takes weigh more; the figure is there to be honest.)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from cosmic_login.cards.idprime import IdPrimeCard, Scheme
from cosmic_login.cards.reader import Leave
from cosmic_login.cards.virtual import keys
from cosmic_login.cards.virtual.card import KeyOnCard, VirtualCard
from cosmic_login.core.secret import Code

AIM = 0.8
DATA = b"a challenge of about the usual length " * 8


class Wire:
    """The shortest way from driver to card."""

    reader, atr = "wire", VirtualCard.ATR

    def __init__(self, card: VirtualCard) -> None:
        self.transmit = card.transmit

    def close(self, leave: Leave = Leave.UNPOWER) -> None: ...


def self_signed(key: keys.PrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Benchmark")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def by_card(key: keys.PrivateKey, scheme: Scheme) -> Callable[[], bytes]:
    card = VirtualCard.make("benchmark", [KeyOnCard(key, self_signed(key))])
    card.power_on()
    driver = IdPrimeCard(Wire(card))
    driver.open()
    certificate = driver.certificates()[0]
    with Code("123456") as code:
        driver.verify(code)
    return lambda: driver.sign(certificate, scheme, DATA)


def by_library(key: keys.PrivateKey, scheme: Scheme) -> Callable[[], bytes]:
    """Sign as the card does, with a key loaded from the same bytes and nothing made twice."""
    loaded = serialization.load_der_private_key(keys.dump(key), None, unsafe_skip_rsa_key_validation=True)
    prehashed = Prehashed(hashes.SHA256())
    if isinstance(loaded, ec.EllipticCurvePrivateKey):
        ecdsa = ec.ECDSA(prehashed)
        return lambda: loaded.sign(hashlib.sha256(DATA).digest(), ecdsa)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    pad = padding.PKCS1v15() if scheme is Scheme.RS256 else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    return lambda: loaded.sign(hashlib.sha256(DATA).digest(), pad, prehashed)


def per_second(sign: Callable[[], bytes], count: int) -> float:
    begin = time.perf_counter()
    for _ in range(count):
        sign()
    return count / (time.perf_counter() - begin)


def measure(key: keys.PrivateKey, scheme: Scheme, rounds: int, count: int) -> dict[str, float]:
    card, library = by_card(key, scheme), by_library(key, scheme)
    for sign in (card, library):
        per_second(sign, max(3, count // 10))
    ratios, speeds = [], []
    for number in range(rounds):
        pair = {}
        for name, sign in (("card", card), ("library", library))[:: 1 if number % 2 else -1]:
            pair[name] = per_second(sign, count)
        ratios.append(pair["card"] / pair["library"])
        speeds.append(pair["card"])
    return {"ratio": round(statistics.median(ratios), 3), "card_per_second": round(statistics.median(speeds))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument(
        "--count", type=int, default=6, help="signatures per round; few, so that a round is shorter than a time slice"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rsa_key, ec_key = keys.generate("rsa2048"), keys.generate("ec256")
    found = {
        "RS256 RSA-2048": measure(rsa_key, Scheme.RS256, options.rounds, options.count),
        "PS256 RSA-2048": measure(rsa_key, Scheme.PS256, options.rounds, options.count),
        "ES256 P-256": measure(ec_key, Scheme.ES256, options.rounds, options.count * 4),
    }
    if options.json:
        print(json.dumps({"aim": AIM, "signatures": found}))
    else:
        for name, row in found.items():
            print(f"{name}: {row['ratio']:.2f} of the bare library ({row['card_per_second']:.0f} a second)")
        print(f"aim for RSA-2048: {AIM}")
    return 0 if min(row["ratio"] for name, row in found.items() if "RSA" in name) >= AIM else 1


if __name__ == "__main__":
    raise SystemExit(main())
