"""RSA keys of cards, made once in a run and taken again: making them was a twentieth of what the tests compute."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from cosmic_login.cards.virtual import keys
from cosmic_login.idp.provider import keys as provider_keys

#: More than one test makes, so that no two keys of its cards are the same.
MANY = 48

Generate = Callable[..., keys.PrivateKey]


class KeptKeys:
    """Stands before ``keys.generate``: makes the first keys of a run by it, and gives them out in turn afterwards."""

    def __init__(self, generate: Generate, folder: Path) -> None:
        self._generate, self._folder = generate, folder
        self._turns = itertools.cycle(range(MANY))
        self._loaded: dict[int, keys.PrivateKey] = {}
        self._fresh = False

    def __call__(self, key_type: str) -> keys.PrivateKey:
        """Return a key of that type."""
        if self._fresh or key_type != "rsa2048":
            return self._generate(key_type)
        turn = next(self._turns)
        if turn not in self._loaded:
            self._loaded[turn] = self._read(self._folder / f"{turn}.der")
        return self._loaded[turn]

    def _read(self, path: Path) -> keys.PrivateKey:
        if path.exists():
            key = load_der_private_key(path.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
            assert isinstance(key, rsa.RSAPrivateKey)
            return key
        key = self._generate("rsa2048")
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        unfinished.rename(path)  # another worker may have made one meanwhile: both are good
        return key

    def without(self, make: Callable[[Path, Sequence[str]], None]) -> Callable[[Path, Sequence[str]], None]:
        """Return ``make`` with keys of its own: a test that has a copy of them gets other ones when it issues anew."""

        def made(root: Path, cards: Sequence[str]) -> None:
            self._fresh = True
            try:
                make(root, cards)
            finally:
                self._fresh = False

        return made


_signing_key = provider_keys.generate


def kept_signing_key(alg: str) -> provider_keys.PrivateKey:
    """Return a key for an IdP of a profile of its own, such as a lesson's: where cards' keys are kept, one of those."""
    return _signing_key(alg) if alg == "ES256" else keys.generate("rsa2048")
