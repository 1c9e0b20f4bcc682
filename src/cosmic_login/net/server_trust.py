"""Whom a TLS connection leads to: chain, name and time of a server's certificate, for TLS that we drive ourselves."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from cryptography import x509


class ServerTrust:
    """The roots that servers are trusted by. ``pem``: one or more certificates (RFC 7468)."""

    def __init__(self, pem: bytes, clock: Clock) -> None:
        """Read the roots. Raises ``server.untrusted`` when there is none, or what is there cannot be read."""
        from cryptography import x509  # noqa: PLC0415 - after the first paint
        from cryptography.x509.verification import Store  # noqa: PLC0415

        self._clock = clock
        try:
            self._store = Store(x509.load_pem_x509_certificates(pem))
        except ValueError as error:
            raise LoginFailure("server.untrusted", f"no roots to trust: {type(error).__name__}") from None

    def check(self, chain: Sequence[bytes], host: str) -> None:
        """Check a server's certificates (DER, its own first) for ``host``, a name or an IP address, now.

        Raises ``server.untrusted``, ``server.wrong_name`` or ``server.expired``.
        """
        from cryptography import x509  # noqa: PLC0415
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
        from cryptography.x509.verification import PolicyBuilder, VerificationError  # noqa: PLC0415

        try:
            leaf, *above = (x509.load_der_x509_certificate(bytes(der)) for der in chain)
            subject = _general_name(host)
            policy = PolicyBuilder().store(self._store).time(self._clock.now())
            policy.build_server_verifier(subject).verify(leaf, above)
        except VerificationError as error:
            raise LoginFailure(self._reason(leaf, subject), str(error)) from None
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LoginFailure("server.untrusted", type(error).__name__) from None

    def _reason(self, leaf: x509.Certificate, subject: x509.DNSName | x509.IPAddress) -> str:
        """Return the failure that tells most about a certificate that is refused already."""
        now = self._clock.now()
        if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
            return "server.expired"
        return "server.untrusted" if _names(leaf, subject) else "server.wrong_name"


def _general_name(host: str) -> x509.DNSName | x509.IPAddress:
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _names(leaf: x509.Certificate, subject: x509.DNSName | x509.IPAddress) -> bool:
    from cryptography import x509  # noqa: PLC0415

    try:
        return subject in leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
