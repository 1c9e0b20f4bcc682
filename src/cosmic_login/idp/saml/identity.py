"""With what the IdP signs in SAML: the key of its RS256 tokens, and a certificate for it from the training's CA."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.provider.keys import KeyRing, SigningKey
from cosmic_login.idp.saml.writing import SigningIdentity
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction

_ALG = "RS256"


class SamlIdentities:
    """The keys that sign. A certificate is made once for each and kept: systems know the key by it."""

    def __init__(self, services: IdpServices, keys: KeyRing) -> None:
        self._services, self._keys = services, keys
        self._known: dict[bytes, SigningIdentity] = {}

    def signing(self, work: Transaction) -> SigningIdentity:
        """Return what signs now."""
        return self._of(work, self._keys.signing(work, _ALG))

    def published(self) -> list[SigningIdentity]:
        """Return what signs now, its successor once that is announced, and what signed an answer aside from it."""
        published = [each for each in self._keys.published() if each.alg == _ALG]
        with self._services.store.transaction() as work:
            current = self._keys.signing(work, _ALG)
            place = next((n for n, each in enumerate(published) if each.kid == current.kid), 0)
            aside = [each for each in published[:place] if each.aside]
            return [self._of(work, each) for each in (*published[place:], *aside)]

    def aside(self, work: Transaction) -> SigningIdentity:
        """Return a new key that signs one answer alone, with its certificate."""
        return self._of(work, self._keys.aside(work, _ALG))

    def _of(self, work: Transaction, key: SigningKey) -> SigningIdentity:
        """Return a key with its certificate, which is the one in the store: another process may have made it."""
        now, kept = self._services.clock.now(), work.saml_certificate(key.kid)
        known = self._known.get(kept) if kept is not None else None
        if known is None and kept is not None:
            known = SigningIdentity(_private(key), x509.load_der_x509_certificate(kept))
        if known is None or not known.certificate.not_valid_before_utc <= now < known.certificate.not_valid_after_utc:
            private = _private(key)
            known = SigningIdentity(
                private, self._services.pki.issue_message_signer(self._name(), private.public_key())
            )
            kept = known.certificate.public_bytes(Encoding.DER)
            work.save_saml_certificate(key.kid, kept)
        assert kept is not None  # noqa: S101 - told to the type checker
        self._known[kept] = known
        return known

    def _name(self) -> str:
        called = f"TRAINING SAML {self._services.organization_name}".strip()
        return called.encode()[:64].decode(errors="ignore").strip()  # a common name has 64 bytes at most


def _private(key: SigningKey) -> rsa.RSAPrivateKey:
    found = key.private
    if not isinstance(found, rsa.RSAPrivateKey):
        raise LoginFailure("profile.damaged", "the key of RS256 is of another kind")
    return found
