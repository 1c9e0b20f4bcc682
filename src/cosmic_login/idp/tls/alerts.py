"""Has a TLS server tell the client why it refuses its certificate.

OpenSSL has an alert ready for every refusal (RFC 8446, section 6.2: ``certificate_expired``, ``unknown_ca`` …), but
asyncio closes the connection on a failed handshake without sending what is ready.
"""

from __future__ import annotations

import ssl


class TellingConnection(ssl.SSLObject):
    """Holds a refusal back until the client has heard of it: until it closes, or the handshake's time is up."""

    def do_handshake(self) -> None:
        """Shake hands. After a refusal it asks for more to read, which has the alert sent; what comes is not heeded."""
        if getattr(self, "_refused", False):
            raise ssl.SSLWantReadError
        try:
            super().do_handshake()
        except ssl.SSLCertVerificationError:
            self._refused = True
            raise ssl.SSLWantReadError from None
