"""The training PKI of one profile: made on first use, renewed by itself, shared by any number of processes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.pki import ca, profiles
from cosmic_login.pki import crl as lists
from cosmic_login.pki.ca import Authority
from cosmic_login.pki.oids import policy_for
from cosmic_login.pki.profiles import PersonRequest, PublicKey
from cosmic_login.pki.store import AuthorityStore, Stamp
from cosmic_login.pki.validator import CertificateValidator
from cosmic_login.profile import Profile

PrivateKey = ec.EllipticCurvePrivateKey
#: Browsers and their kin refuse server certificates that live longer (CA/Browser Forum, 398 days).
SERVER_LIFETIME = timedelta(days=397)
#: What the certificates of a relying party, of a signer of messages and of an OCSP signer live. The last is short, as
#: nobody asks whether it is revoked (id-pkix-ocsp-nocheck, RFC 6960 4.2.2.2.1).
RELYING_PARTY_LIFETIME = timedelta(days=2 * 365)
MESSAGE_SIGNER_LIFETIME = timedelta(days=2 * 365)
OCSP_SIGNER_LIFETIME = timedelta(days=7)
_BACKDATE = timedelta(hours=1)

#: Encodings of CAs' names that are remembered.
_REMEMBERED = 64


class TrainingPki:
    """CAs, their revocation lists, and what they issue. Usable from several threads and processes at once."""

    def __init__(self, profile: Profile, clock: Clock) -> None:
        """Use ``open``."""
        self._profile = profile
        self._clock = clock
        self._store = AuthorityStore(profile)
        self._mutex = threading.RLock()
        self._authorities: tuple[Authority, ...] = ()
        self._by_name: dict[bytes, Authority] = {}
        self._stamp: Stamp | None = None
        self._lists: dict[str, tuple[Stamp | None, x509.CertificateRevocationList]] = {}
        self._foreign: dict[str, Authority] = {}

    @classmethod
    def open(cls, profile: Profile, clock: Clock) -> TrainingPki:
        """Open the profile's PKI; make it on first use and renew what is near its end.

        Raises ``LoginFailure``: ``profile.damaged`` (naming the file), ``profile.newer``, ``profile.readonly``,
        ``profile.full``, ``profile.in_use``. Damage is never mended silently: cards would lose their issuer.
        """
        pki = cls(profile, clock)
        pki._renew()
        now = clock.now()
        for authority in pki._authorities:
            if not authority.expired(now):
                pki._current_list(authority)
        return pki

    def roots(self) -> list[x509.Certificate]:
        """Return the roots that are trusted, all generations, newest last."""
        self._refresh()
        return [authority.certificate for authority in self._authorities if authority.is_root]

    def issuing(self) -> list[x509.Certificate]:
        """Return the certificates of the issuing CAs, all generations."""
        self._refresh()
        return [authority.certificate for authority in self._authorities if not authority.is_root]

    def issue_person(self, request: PersonRequest, public_key: PublicKey) -> x509.Certificate:
        """Issue a person's certificate by the CA of its kind and level.

        ``ValueError`` when there is no such CA, or when the certificate would outlive ``ca.LONGEST_LEAF``.
        """
        policy = policy_for(request.kind, request.loa)
        authority = self._serving(f"{policy.kind}{policy.loa}")
        if request.foreign:
            with self._mutex:
                if authority.slug not in self._foreign:
                    self._foreign[authority.slug] = ca.look_alike(authority, self._clock.now())
                authority = self._foreign[authority.slug]
        if request.not_after > self._clock.now() + ca.LONGEST_LEAF:
            raise ValueError("a card lives ten years at most")
        extensions = profiles.person_extensions(request, public_key)
        validity = (request.not_before, request.not_after)
        return authority.sign(profiles.person_subject(request), public_key, validity, extensions)

    def issue_server(self, names: Sequence[str]) -> tuple[list[x509.Certificate], PrivateKey]:
        """Issue a TLS server's certificate for DNS names and IP addresses; return it with its CA, and its key."""
        authority = self._serving(profiles.FUNCTION.key)
        key = ec.generate_private_key(ec.SECP256R1())
        now = self._clock.now()
        validity = (now - _BACKDATE, now + SERVER_LIFETIME)
        subject = profiles.server_subject(names[0])
        leaf = authority.sign(subject, key.public_key(), validity, profiles.server_extensions(names))
        return [leaf, authority.certificate], key

    def issue_relying_party(self, name: str) -> tuple[list[x509.Certificate], PrivateKey]:
        """Issue a TLS client certificate for a relying party; return it with its CA, and its key.

        ``ValueError`` for a name that a certificate cannot hold.
        """
        authority = self._serving(profiles.FUNCTION.key)
        key = ec.generate_private_key(ec.SECP256R1())
        now = self._clock.now()
        validity = (now - _BACKDATE, now + RELYING_PARTY_LIFETIME)
        subject = profiles.relying_party_subject(name)
        leaf = authority.sign(subject, key.public_key(), validity, profiles.relying_party_extensions())
        return [leaf, authority.certificate], key

    def issue_message_signer(self, name: str, public_key: PublicKey) -> x509.Certificate:
        """Issue a certificate for a key that signs messages to other systems (SAML).

        ``ValueError`` for a name that a certificate cannot hold.
        """
        authority = self._serving(profiles.FUNCTION.key)
        now = self._clock.now()
        validity = (now - _BACKDATE, now + MESSAGE_SIGNER_LIFETIME)
        subject = profiles.message_signer_subject(name)
        return authority.sign(subject, public_key, validity, profiles.message_signer_extensions())

    def issue_ocsp_signer(self, slug: str, public_key: PublicKey) -> x509.Certificate:
        """Let a key sign OCSP answers for the CA ``slug``. Raises ``certificate.untrusted`` when there is none."""
        authority = self._named(slug)
        now = self._clock.now()
        validity = (now - _BACKDATE, min(now + OCSP_SIGNER_LIFETIME, authority.certificate.not_valid_after_utc))
        return authority.sign(
            profiles.ocsp_signer_subject(slug), public_key, validity, profiles.ocsp_signer_extensions()
        )

    def find(self, slug: str) -> x509.Certificate | None:
        """Return the certificate of the CA whose files are called ``slug``, None when there is none."""
        try:
            return self._named(slug).certificate
        except LoginFailure as failure:
            if failure.code == "certificate.untrusted":
                return None
            raise

    def slug_of(self, name: x509.Name) -> str:
        """Return what a CA's files are called. Raises ``certificate.untrusted`` for a name that is not ours."""
        return self._issuer(name).slug

    def revoke(self, certificate: x509.Certificate, reason: x509.ReasonFlags = x509.ReasonFlags.unspecified) -> None:
        """Revoke a certificate of ours; the new list is on disk when this returns. Twice is as good as once.

        Raises ``certificate.untrusted`` for a certificate that is not ours.
        """
        authority = self._issuer(certificate.issuer)
        try:
            certificate.verify_directly_issued_by(authority.certificate)
        except (InvalidSignature, ValueError, TypeError):
            raise LoginFailure("certificate.untrusted", "not issued by this PKI") from None
        serial = certificate.serial_number

        def needed(current: x509.CertificateRevocationList) -> bool:
            return current.get_revoked_certificate_by_serial_number(serial) is None

        self._next_list(authority, needed, (lists.Revocation(serial, self._clock.now(), reason),))

    def revoked(self) -> list[tuple[str, lists.Revocation]]:
        """Return all that is on a list, each with what its CA's files are called."""
        self._refresh()
        return [
            (authority.slug, lists.revocation_of(entry))
            for authority in self._authorities
            for entry in self._current_list(authority)
        ]

    def take_over(self, revocations: Iterable[tuple[str, lists.Revocation]]) -> None:
        """Put on the lists what another machine with these CAs revoked; what is of another CA is passed by."""
        by_slug: dict[str, list[lists.Revocation]] = {}
        for slug, each in revocations:
            by_slug.setdefault(slug, []).append(each)
        self._refresh()
        for authority in self._authorities:
            new = by_slug.get(authority.slug, [])

            def needed(current: x509.CertificateRevocationList, new: Sequence[lists.Revocation] = tuple(new)) -> bool:
                return any(current.get_revoked_certificate_by_serial_number(each.serial) is None for each in new)

            if new:
                self._next_list(authority, needed, new)

    def crl(self, issuer: x509.Name) -> x509.CertificateRevocationList:
        """Return the current list of the CA with this name, made anew when its end is near.

        Raises ``certificate.untrusted`` for a name that is not ours, ``profile.damaged`` and kin. A list that could
        not be renewed is returned as long as it stands.
        """
        authority = self._issuer(issuer)
        current = self._current_list(authority)
        now = self._clock.now()
        if lists.is_fresh(current, now) or authority.expired(now):
            return current
        try:
            return self._next_list(authority, lambda found: not lists.is_fresh(found, now))
        except LoginFailure:
            if current.next_update_utc is not None and current.next_update_utc > now:
                return current
            raise

    def take_lists(self) -> dict[str, bytes]:
        """Return the revocation lists as they are now (DER), by what their CAs' files are called."""
        self._refresh()
        return {each.slug: self._current_list(each).public_bytes(Encoding.DER) for each in self._authorities}

    def put_lists(self, kept: Mapping[str, bytes]) -> None:
        """Have revoked what was revoked when ``kept`` was taken, and nothing else; numbers of lists go on.

        A CA that there was not then has revoked nothing.
        """
        self._refresh()
        with self._mutex, self._profile.lock("pki"):
            now = self._clock.now()
            for authority in self._authorities:
                current, raw = self._current_list(authority), kept.get(authority.slug)
                wanted = lists.next_list(authority, None, now) if raw is None else x509.load_der_x509_crl(raw)
                if {each.serial_number for each in wanted} != {each.serial_number for each in current}:
                    self._store.save_list(authority, lists.list_again(authority, current, wanted, now))

    def judge(self) -> CertificateValidator:
        """Return a judge of certificates that follows this PKI's lists."""
        return CertificateValidator(self)

    # -- authorities -----------------------------------------------------------------------------------------------

    def _issuer(self, name: x509.Name) -> Authority:
        self._refresh()
        encoded = name.public_bytes()  # comparing names compares every part of each, which every request would wait for
        known = self._by_name
        if (found := known.get(encoded)) is not None:
            return found
        for authority in self._authorities:
            if authority.certificate.subject == name:
                if len(known) < _REMEMBERED:  # a name can be encoded in several ways
                    known[encoded] = authority
                return authority
        raise LoginFailure("certificate.untrusted", f"no CA of ours is called {name.rfc4514_string()}")

    def _named(self, slug: str) -> Authority:
        self._refresh()
        for authority in self._authorities:
            if authority.slug == slug:
                return authority
        raise LoginFailure("certificate.untrusted", "no CA of ours has such files")

    def _serving(self, role: str) -> Authority:
        """Return the CA that issues now."""
        self._renew()
        return self._newest(role, self._clock.now(), self._authorities)

    @staticmethod
    def _newest(role: str, now: datetime, authorities: Sequence[Authority]) -> Authority:
        serving = [a for a in authorities if a.role == role and a.serves(now)]
        return max(serving, key=lambda authority: authority.generation)

    def _refresh(self) -> None:
        """Take over what another process wrote."""
        if self._store.stamp() == self._stamp and self._authorities:
            return
        with self._mutex:
            stamp = self._store.stamp()  # before reading: a change in between is seen again next time
            self._authorities = self._store.load()
            self._by_name = {}
            self._stamp = stamp

    def _renew(self) -> None:
        """Make the CAs that are missing or near their end, and the first list of each."""
        self._refresh()
        now = self._clock.now()
        if self._complete(now):
            return
        with self._mutex, self._profile.lock("pki"):
            authorities = list(self._store.load())
            for role in (profiles.ROOT, *profiles.ISSUING):
                if any(a.role == role.key and a.serves(now) for a in authorities):
                    continue
                parent = None if role is profiles.ROOT else self._newest(profiles.ROOT.key, now, authorities)
                generation = 1 + max((a.generation for a in authorities if a.role == role.key), default=0)
                authorities.append(ca.make_authority(role, generation, parent, now))
            self._store.save(authorities)
            for authority in authorities:
                if not authority.listed and self._store.load_list(authority) is None:
                    self._store.save_list(authority, lists.next_list(authority, None, now))
            self._store.save([replace(authority, listed=True) for authority in authorities])
        self._refresh()

    def _complete(self, now: datetime) -> bool:
        if not all(authority.listed for authority in self._authorities):
            return False
        serving = {authority.role for authority in self._authorities if authority.serves(now)}
        return serving == set(profiles.ROLES)

    # -- revocation lists ------------------------------------------------------------------------------------------

    def _current_list(self, authority: Authority) -> x509.CertificateRevocationList:
        """Return the list on disk; parsed and verified once per change of the file."""
        stamp = self._store.list_stamp(authority)
        cached = self._lists.get(authority.slug)
        if cached is not None and stamp is not None and cached[0] == stamp:
            return cached[1]
        found = self._store.load_list(authority)
        if found is None:
            raise LoginFailure("profile.damaged", f"{self._store.list_path(authority)}: missing")
        self._lists[authority.slug] = (stamp, found)
        return found

    def _next_list(
        self,
        authority: Authority,
        needed: Callable[[x509.CertificateRevocationList], bool],
        add: Sequence[lists.Revocation] = (),
    ) -> x509.CertificateRevocationList:
        """Write the next list, unless another process has made it needless in the meantime."""
        with self._mutex, self._profile.lock("pki"):
            current = self._current_list(authority)
            if not needed(current):
                return current
            self._store.save_list(authority, lists.next_list(authority, current, self._clock.now(), add))
        return self._current_list(authority)
