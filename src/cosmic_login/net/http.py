"""HTTP to the IdP, with everything that can go wrong on the way turned into a failure of the table."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cosmic_login.core.ca_file import load_cas
from cosmic_login.core.failures import FAILURES, FailureClass, LoginFailure

CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 10.0
#: An answer has to be there whole after this, however busily it drips.
WHOLE_ANSWER_S = 20.0
MAX_BODY = 1 << 20
#: What OpenSSL's verdicts on a server's certificate mean (X509_V_ERR_*); all others: nobody we trust has issued it.
_VERDICTS = {9: "server.expired", 10: "server.expired", 62: "server.wrong_name", 64: "server.wrong_name"}
_LONGEST_HINT = 64
#: What the client says of a server that died, or a line that broke, before its answer was whole. The same error tells
#: of an answer that is no HTTP, so the words are all there is (tests/unit/net/test_bad_servers.py holds them to it).
_CUT_SHORT = ("Server disconnected", "peer closed connection")
#: How often a request is said again that nobody heard; each time somebody else had been there to hear it.
_TRIES = 20


def checked_base_url(url: str) -> str:
    """Return the base URL without a trailing slash.

    Raises ``idp.address`` unless it is https, or http to this very machine (RFC 8252, section 8.3: the literal
    loopback address).
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise LoginFailure("idp.address", str(error)) from None
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment or parts.username:
        raise LoginFailure("idp.address", f"not a base URL: {parts.scheme}://{host}")
    if parts.scheme == "http" and not _is_loopback(host):
        raise LoginFailure("idp.address", f"http to {host}, which is another machine")
    return url.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class _Answer:
    """An answer that was read whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what the content says. Raises ``ValueError``, ``RecursionError``."""
        return json.loads(self.content)


class Http:
    """One keep-alive client. Redirects are not followed and proxies of the environment are not used.

    An answer is bounded in size and in time before it is kept, whatever the other side is. ``back`` is asked when
    nobody listens at the address: True when it is worth trying again, since somebody does now. What was refused like
    that has not been heard by anybody, so it is always safe to say again; and so is what only asks (GET), when it was
    cut short.
    """

    def __init__(
        self,
        base_url: str,
        ca_file: str = "",
        *,
        within: float = WHOLE_ANSWER_S,
        back: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """``within`` seconds an answer has to be there. Raises ``ca_file.unusable``."""
        import httpx2  # noqa: PLC0415 - 40 ms that must not stand before the first paint

        self._errors, self._within, self._back = httpx2, within, back
        verify: Any = True
        if ca_file:
            import ssl  # noqa: PLC0415

            verify = load_cas(
                Path(ca_file).expanduser(), "--idp-ca", lambda pem: ssl.create_default_context(cadata=pem)
            )
        elif base_url.startswith("http://"):
            verify = False  # plain HTTP to loopback: no need to load the system's CA list (20 ms)
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(ANSWER_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            follow_redirects=False,
            trust_env=False,
            verify=verify,
            # Nothing compressed: what is small on the wire must not be large here.
            headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "cosmic-login"},
        )

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """GET a JSON object; anything but 200 is a failure."""
        return self._object(await self._send("GET", url, headers=dict(headers or {})), {200})[1]

    async def form(self, url: str, fields: Mapping[str, str], expect: set[int]) -> tuple[int, dict[str, Any]]:
        """POST a form; return status and JSON object when the status is one of ``expect``."""
        return self._object(await self._send("POST", url, data=dict(fields)), expect)

    async def json(
        self,
        url: str,
        body: Mapping[str, Any],
        expect: set[int],
        headers: Mapping[str, str] | None = None,
        *,
        verb: str = "POST",
    ) -> tuple[int, dict[str, Any]]:
        """Send a JSON object; return status and JSON object when the status is one of ``expect``."""
        return self._object(await self._send(verb, url, json=dict(body), headers=dict(headers or {})), expect)

    async def date(self, url: str) -> str:
        """Return the time that the server says it is (RFC 9110, section 6.6.1), as it says it; or nothing."""
        return (await self._send("GET", url)).headers.get("date", "")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, verb: str, url: str, **arguments: Any) -> _Answer:  # noqa: ANN401
        errors = self._errors
        try:
            answer = await self._request(verb, url, arguments)
        except (TimeoutError, errors.TimeoutException) as error:
            raise LoginFailure("idp.timeout", type(error).__name__) from None
        except (errors.RemoteProtocolError, errors.DecodingError) as error:
            # What programs run for each other talks no nonsense: it was cut short.
            if self._back is not None or any(said in str(error) for said in _CUT_SHORT):
                raise LoginFailure("idp.unreachable", f"{type(error).__name__}: cut short") from None
            raise LoginFailure("idp.nonsense", type(error).__name__) from None
        except errors.TransportError as error:
            raise _of_tls(error) or LoginFailure("idp.unreachable", f"{type(error).__name__}: {error}") from None
        except (errors.InvalidURL, errors.UnsupportedProtocol, UnicodeError) as error:
            raise LoginFailure("idp.nonsense", f"the IdP named an address that is none: {error}") from None
        if answer.status == 429:
            raise LoginFailure("idp.busy", f"Retry-After: {answer.headers.get('retry-after', '')}")
        if answer.status >= 500:
            raise _trouble(answer)
        return answer

    async def _request(self, verb: str, url: str, arguments: dict[str, Any]) -> _Answer:
        back = self._back
        for _ in range(_TRIES):
            try:
                async with asyncio.timeout(self._within):
                    answer = await self._read(verb, url, arguments)
            except self._errors.TransportError as error:
                heard = verb != "GET" and not isinstance(error, self._errors.ConnectError)
                if back is None or heard or not await back():
                    raise
            else:
                if back is None or not _unheard(answer) or not await back():
                    return answer
        raise LoginFailure("idp.unreachable", "it comes and goes")

    async def _read(self, verb: str, url: str, arguments: dict[str, Any]) -> _Answer:
        async with self._client.stream(verb, url, **arguments) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise LoginFailure("idp.nonsense", "the answer is packed, which nobody asked for")
            content = bytearray()
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > MAX_BODY:
                    raise LoginFailure("idp.nonsense", f"more than {MAX_BODY} bytes")
            return _Answer(response.status_code, response.headers, bytes(content))

    def _object(self, answer: _Answer, expect: set[int]) -> tuple[int, dict[str, Any]]:
        status = answer.status
        if status not in expect:
            raise LoginFailure("idp.nonsense", f"HTTP {status}")
        if status == 204:
            return status, {}
        try:
            body = answer.json()
        except (ValueError, RecursionError):
            raise LoginFailure("idp.nonsense", "the answer is not JSON") from None
        if not isinstance(body, dict):
            raise LoginFailure("idp.nonsense", "the answer is not a JSON object")
        if b"\\ud" in answer.content.lower() and not is_whole(body):
            raise LoginFailure("idp.nonsense", "there is half a character in the answer")
        return status, body


def _unheard(answer: _Answer) -> bool:
    """Whether an IdP that ends says that it has not done what it was asked."""
    return answer.status == 503 and _trouble(answer).code == "idp.unreachable"


def _of_tls(error: BaseException) -> LoginFailure | None:
    """Return the failure by which TLS ended; None when it was not TLS."""
    import ssl  # noqa: PLC0415

    found: BaseException | None = error
    while found is not None and not isinstance(found, ssl.SSLError):
        found = found.__cause__ or found.__context__
    if found is None:
        return None
    if not isinstance(found, ssl.SSLCertVerificationError):
        return LoginFailure("idp.nonsense", f"TLS: {found.reason or type(found).__name__}")
    code = _VERDICTS.get(found.verify_code, "server.untrusted")
    return LoginFailure(code, f"TLS: {found.verify_message}")


def _trouble(response: _Answer) -> LoginFailure:
    """Return why the IdP does not serve, when it says so itself (503) in words for a person who logs in."""
    failure = LoginFailure("idp.error", f"HTTP {response.status}")
    if response.status != 503:
        return failure
    with contextlib.suppress(ValueError, RecursionError):
        body = response.json()
        if isinstance(body, dict):
            return own_trouble(body) or failure
    return failure


def own_trouble(body: Mapping[str, Any]) -> LoginFailure | None:
    """Return the failure of an answer 503, or None when a person who logs in can do nothing with it.

    It may be of a login, or of what the IdP keeps: a full disk there is a full disk, and no moment's trouble.
    """
    said = refused(body)
    if said.code.startswith(("profile.", "audit.")):
        return LoginFailure(said.code, f"at the IdP. {said.detail}".strip())
    return said if said.info.failure_class in {FailureClass.AUTHENTICATION, FailureClass.LOGIN} else None


def is_whole(value: object) -> bool:
    """Whether all text in it is text: JSON can say half a character (a lone surrogate), and nothing else can."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def text(body: Mapping[str, Any], name: str) -> str:
    """Return a member that must be a non-empty string; ``idp.nonsense`` otherwise."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise LoginFailure("idp.nonsense", f"{name} is missing")
    return value


def moment(body: Mapping[str, Any], name: str) -> datetime:
    """Return a member that must be a time (Unix seconds); ``idp.nonsense`` otherwise, also for a year that is none."""
    value = body.get(name)
    if type(value) not in {int, float}:
        raise LoginFailure("idp.nonsense", f"{name} is missing")
    try:
        return datetime.fromtimestamp(value, UTC)  # type: ignore[arg-type]  # as was asked
    except (ValueError, OverflowError, OSError):
        raise LoginFailure("idp.nonsense", f"{name} is no time") from None


def refused(body: Mapping[str, Any]) -> LoginFailure:
    """Return the failure that an error answer names; an unknown code is ``idp.error`` with the code as detail."""
    named = body.get("failure")
    code = named.get("code") if isinstance(named, dict) else named
    detail = str(body.get("error_description") or body.get("details") or body.get("error") or "")[:200]
    told = named.get("hint_code") if isinstance(named, dict) else body.get("errorCode")
    hint = told[:_LONGEST_HINT] if isinstance(told, str) else ""
    if isinstance(code, str) and code in FAILURES:
        return LoginFailure(code, detail, hint=hint)
    return LoginFailure("idp.error", f"{code or body.get('error') or body.get('errorCode')}: {detail}"[:200])
