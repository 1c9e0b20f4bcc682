"""Sending a form to an address that another system registered; the status of the answer is all that matters."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

#: Seconds until there is a connection, and until there is an answer.
_CONNECT_S, _ANSWER_S = 3.0, 5.0


class FormSender:
    """Sends forms by HTTPS, and by HTTP to this machine. Follows no redirection, and uses no proxy of the environment.

    ``ca_file`` holds CAs that are trusted beside the system's own.
    """

    def __init__(self, ca_file: Path | None = None) -> None:
        self._ca_file = ca_file

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        trust = ssl.create_default_context()
        if self._ca_file is not None:
            trust.load_verify_locations(self._ca_file)
        return trust

    async def __call__(self, address: str, form: Mapping[str, str]) -> int:
        """Return the status of the answer, whose content is left unread. Raises ``OSError`` when there is none."""
        import httpx2  # noqa: PLC0415 - whoever serves does not wait for it

        try:
            _check(address)
            limits = httpx2.Timeout(_ANSWER_S, connect=_CONNECT_S)
            trust = self._trust if address.startswith("https:") else False
            client = httpx2.AsyncClient(timeout=limits, follow_redirects=False, trust_env=False, verify=trust)
            async with client, client.stream("POST", address, data=dict(form)) as answer:
                return answer.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise ConnectionError(type(error).__name__) from error


def _check(address: str) -> None:
    """Raise ``ValueError`` for an address that nothing is sent to."""
    parts = urlsplit(address)
    _ = parts.port  # raises for one that is none
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not _is_here(parts.hostname or ""):
        raise ValueError("neither HTTPS nor this machine")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
