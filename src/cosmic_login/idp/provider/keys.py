"""Signing keys: kept in the store (sealed), named by kid, published before they sign and as long as they matter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cosmic_login.core.clock import Clock, is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.provider.clients import ID_TOKEN_ALGS
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.store.base import KeyRow, Store, Transaction
from cosmic_login.profile.vault import Vault

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, KeyParameters, RSAKey

    JoseKey = ECKey | RSAKey

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_RSA_BITS = 2048
#: When a key began to sign that signs nothing but one answer, aside from all others: never, so that no other answer is.
_ASIDE = 0.0
#: So many of those are published at once; the oldest makes room.
_MOST_ASIDE = 8


@dataclass(frozen=True)
class SigningKey:
    """A key ready to sign with ``alg``; it is loaded once, because checking an RSA key takes 36 ms."""

    kid: str
    alg: str
    private: PrivateKey = field(repr=False)
    #: It signed one answer alone, because that was ordered (``KeyRing.aside``).
    aside: bool = False

    @cached_property
    def jose(self) -> JoseKey:
        """The key as JWTs are signed with it, and as clients are told its public half."""
        return _jose(self.private, self.kid, self.alg)


class KeyRing:
    """The IdP's signing keys. Any number of processes may share one store: each reads what the others made."""

    def __init__(self, store: Store, vault: Vault, clock: Clock, settings: IdpSettings) -> None:
        """Make the first keys if there are none, and rotate what is due.

        Raises ``LoginFailure`` ``profile.damaged`` when a key was sealed by another profile or changed.
        """
        self._store, self._vault, self._clock, self._settings = store, vault, clock, settings
        self._loaded: dict[str, SigningKey] = {}
        with store.transaction() as work:
            rows = self._maintain(work)
        for row in rows:
            self._load(row)

    def signing(self, work: Transaction, alg: str) -> SigningKey:
        """Return the key that signs with ``alg`` now: the newest that has begun to, else the oldest there is.

        None has begun when the clock was set back after the first were made. All are published, so any will do.
        """
        now = self._clock.now().timestamp()
        mine = [row for row in work.signing_keys() if row.alg == alg and not _is_aside(row)]
        if not mine:
            raise LoginFailure("profile.damaged", f"no key signs {alg}")
        return self._load(next((row for row in reversed(mine) if row.active <= now), mine[0]))

    def published(self) -> list[SigningKey]:
        """Return every key a client may meet: the next, the present, and the past as long as they matter."""
        with self._store.transaction() as work:
            return [self._load(row) for row in work.signing_keys()]

    def find(self, kid: str) -> SigningKey | None:
        """Return a published key by its kid."""
        return next((key for key in self.published() if key.kid == kid), None)

    def aside(self, work: Transaction, alg: str) -> SigningKey:
        """Make a key that signs one answer, is published from now on as long as that matters, and signs nothing else.

        It is what a client meets when keys were rotated while somebody logged in, and no other client does.
        """
        work.lock_keys()
        now = self._clock.now().timestamp()
        before = sorted((row for row in work.signing_keys() if _is_aside(row)), key=lambda row: row.created)
        for row in before[: max(0, len(before) + 1 - _MOST_ASIDE)]:
            work.drop_key(row.kid)
            self._loaded.pop(row.kid, None)
        row = self._new(alg, now, _ASIDE)
        work.add_key(row)
        work.retire_key(row.kid, now)
        return self._load(row)

    def maintain(self) -> None:
        """Rotate what is due and forget what has had its time; cheap, called now and then."""
        with self._store.transaction() as work:
            self._maintain(work)

    def rotate(self) -> None:
        """Publish a successor of every key now; each signs after ``key_ahead`` seconds."""
        now = self._clock.now().timestamp()
        with self._store.transaction() as work:
            work.lock_keys()
            for alg in ID_TOKEN_ALGS:
                self._succeed(work, alg, now)

    def take_over(self) -> None:
        """Have the successor of every key sign from now on, for who shall see what a client does then.

        Where none is published yet, one is made, and no client had the time to read it.
        """
        now = self._clock.now().timestamp()
        with self._store.transaction() as work:
            work.lock_keys()
            for alg in ID_TOKEN_ALGS:
                self._succeed(work, alg, now)
                before, last = [row for row in work.signing_keys() if row.alg == alg][-2:]
                work.date_key(before.kid, before.created, min(before.active, now - 1))  # before its successor
                work.retire_key(before.kid, now)
                work.date_key(last.kid, last.created, now)

    def _maintain(self, work: Transaction) -> list[KeyRow]:
        work.lock_keys()
        now = self._clock.now().timestamp()
        for alg in ID_TOKEN_ALGS:
            self._bring_back(work, alg, now)
        known = work.signing_keys()
        for alg in ID_TOKEN_ALGS:
            mine = [row for row in known if row.alg == alg]
            if not mine:
                work.add_key(self._new(alg, now, now))
            elif mine[-1].active + self._settings.key_life - self._settings.key_ahead <= now:
                self._succeed(work, alg, now)
        keep = max(self._settings.id_token_life, self._settings.access_token_life, self._settings.session_life)
        for row in known:
            if row.retired is not None and row.retired + keep <= now:
                work.drop_key(row.kid)
        return work.signing_keys()

    def _bring_back(self, work: Transaction, alg: str, now: float) -> None:
        """Have keys that were made in what is now the future begin now, or none would be rotated until then."""
        mine = [row for row in work.signing_keys() if row.alg == alg]
        if not any(is_ahead(row.created, now) for row in mine):
            return
        for row in mine[:-1]:
            active = row.active if _is_aside(row) else min(row.active, now - 1)  # before its successor
            work.date_key(row.kid, min(row.created, now), active)
            work.retire_key(row.kid, now if row.retired is None else min(row.retired, now))
        work.date_key(mine[-1].kid, min(mine[-1].created, now), now)

    def _succeed(self, work: Transaction, alg: str, now: float) -> None:
        last = [row for row in work.signing_keys() if row.alg == alg][-1]
        if last.active > now:
            return  # a successor is published already
        successor = self._new(alg, now, now + self._settings.key_ahead)
        work.retire_key(last.kid, successor.active)
        work.add_key(successor)

    def _new(self, alg: str, now: float, active: float) -> KeyRow:
        key = generate(alg)
        der = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        kid = _jose(key).thumbprint()[:16]
        row = KeyRow(kid, alg, b"", created=now, active=active)
        return replace(row, sealed=self._vault.seal(der, _label(row)))

    def _load(self, row: KeyRow) -> SigningKey:
        if row.kid not in self._loaded:
            der = self._vault.unseal(row.sealed, _label(row))
            # The seal proves that the key is the one we made; checking its primes again would cost 36 ms.
            key = serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
            if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
                raise LoginFailure("profile.damaged", "a signing key is of another kind")
            self._loaded[row.kid] = SigningKey(row.kid, row.alg, key, _is_aside(row))
        return self._loaded[row.kid]


def generate(alg: str) -> PrivateKey:
    """Return a new key that signs with ``alg``."""
    if alg == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _is_aside(row: KeyRow) -> bool:
    return row.active == _ASIDE


def _label(row: KeyRow) -> str:
    return f"signing-key:{row.alg}:{row.kid}"


def _jose(key: PrivateKey, kid: str = "", alg: str = "") -> JoseKey:
    from joserfc import jwk  # noqa: PLC0415 - until somebody needs a key, nobody waits for it

    parameters: KeyParameters = {"kid": kid, "alg": alg, "use": "sig"} if kid else {}
    if isinstance(key, rsa.RSAPrivateKey):
        return jwk.RSAKey.import_key(key, parameters)
    return jwk.ECKey.import_key(key, parameters)
