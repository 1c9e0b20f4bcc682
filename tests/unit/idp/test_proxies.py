"""What proxies say of whom they ask for: heeded from trusted addresses, from their end of it, and nowhere else."""

from __future__ import annotations

import asyncio

import pytest
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from cosmic_login.idp.server.proxies import ForwardedRequests

PROXY, INNER, PERSON = "10.0.0.1", "10.0.0.2", "192.0.2.7"


def asked(peer: str, *headers: tuple[str, str]) -> tuple[str, str, list[str]]:
    """Return who asks, by which scheme, and for which host, as the application sees it."""
    seen: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    raw = [(name.encode(), value.encode()) for name, value in (("host", "here:1"), *headers)]
    scope = {"type": "http", "client": (peer, 5), "scheme": "http", "headers": raw}
    before = list(raw)
    asyncio.run(ForwardedRequests(app, [PROXY, INNER, "2001:DB8::1"])(scope, None, None))  # type: ignore[arg-type]
    assert raw == before, "what the server gave is left as it is"
    (found,) = seen
    return found["client"][0], found["scheme"], Headers(scope=found).getlist("host")


FOR, PROTO, HOST = "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"


@pytest.mark.parametrize(
    ("peer", "headers", "found"),
    [
        (PROXY, ((FOR, PERSON), (PROTO, "https"), (HOST, "idp.test")), (PERSON, "https", ["idp.test"])),
        (PERSON, ((FOR, "192.0.2.9"), (PROTO, "https"), (HOST, "evil.test")), (PERSON, "http", ["here:1"])),
        # What the person wrote comes first, what the proxy saw comes last.
        (
            PROXY,
            ((FOR, f"127.0.0.1, {PERSON}"), (HOST, "evil.test, idp.test:8443")),
            (PERSON, "http", ["idp.test:8443"]),
        ),
        (PROXY, ((FOR, "127.0.0.1"), (FOR, f"{PERSON}, {INNER}")), (PERSON, "http", ["here:1"])),
        (PROXY, ((FOR, f"nonsense, {INNER}"),), (INNER, "http", ["here:1"])),
        (PROXY, ((FOR, f"{PERSON}, nonsense"),), (PROXY, "http", ["here:1"])),
        (PROXY, ((FOR, f"{PERSON}:4711"),), (PERSON, "http", ["here:1"])),
        (PROXY, ((FOR, "[2001:db8::7]:4711"),), ("2001:db8::7", "http", ["here:1"])),
        (PROXY, ((FOR, "2001:db8::7"),), ("2001:db8::7", "http", ["here:1"])),
        (f"::ffff:{PROXY}", ((FOR, f"::ffff:{PERSON}"),), (PERSON, "http", ["here:1"])),
        ("2001:db8:0::1", ((FOR, PERSON),), (PERSON, "http", ["here:1"])),
        (PROXY, ((PROTO, "gopher"), (HOST, "a b")), (PROXY, "http", ["here:1"])),
        (PROXY, ((HOST, "idp.test\t"), (PROTO, "http, https")), (PROXY, "https", ["idp.test"])),
        (PROXY, ((HOST, "evil.test/x"), (FOR, "")), (PROXY, "http", ["here:1"])),
    ],
)
def test_the_proxys_end_of_what_is_said_holds(
    peer: str, headers: tuple[tuple[str, str], ...], found: tuple[str, str, list[str]]
) -> None:
    assert asked(peer, *headers) == found
