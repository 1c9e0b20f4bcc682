"""Addresses that a browser is sent to with an answer: which are a client's own, and how an answer is added to one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlencode, urlsplit

from cosmic_login.idp.registry.addresses import is_here
from cosmic_login.idp.registry.systems import OidcClient, System

_LOOPBACK = ("127.0.0.1", "::1")


def is_registered(uri: str, client: OidcClient, *, learned: bool = False) -> bool:
    """Tell whether ``uri`` is a redirect URI of the client.

    Compared character for character. A public client's with a literal loopback address may name any port (RFC 8252,
    section 7.3). ``learned``: nobody registered the client, and any address on this machine will do.
    """
    if uri in client.redirect_uris:
        return True
    parts = _parts(uri)
    if parts is None or parts.username is not None or parts.password is not None or "#" in uri:
        return False
    if learned:
        return is_here(uri)
    if not client.public or parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        return False
    return any(_same_but_port(parts, known) for each in client.redirect_uris if (known := _parts(each)))


def is_after_logout(uri: str, system: System) -> bool:
    """Tell whether a client may have its user sent to ``uri`` after a log-out; as text: some have a fragment."""
    if system.oidc is None:
        return False
    return uri in system.oidc.post_logout_redirect_uris or (system.learned and is_here(uri))


def difference(uri: str, client: OidcClient) -> str:
    """Say in what ``uri`` differs from the registered one that is most like it; empty when none is like it."""
    parts = _parts(uri)
    if parts is None:
        return "It cannot be read as an address."
    best: tuple[int, str] = (0, "")
    for each in client.redirect_uris:
        known = _parts(each)
        if known is None:
            continue
        mine, theirs = _named(parts), _named(known)
        apart = [name for name in mine if mine[name] != theirs[name]]
        best = max(best, (len(mine) - len(apart), f"It differs in: {', '.join(apart) or 'upper and lower case'}."))
    return best[1]


def _named(parts: SplitResult) -> dict[str, str]:
    return {
        "scheme": parts.scheme,
        "host": parts.hostname or "",
        "port": str(_port(parts) or ""),
        "slash at the end": "/" if parts.path.endswith("/") else "",
        "path": parts.path.rstrip("/"),
        "query": parts.query,
    }


def _parts(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _port(parts: SplitResult) -> int | None:
    return parts.port


def _same_but_port(parts: SplitResult, known: SplitResult) -> bool:
    """Compare everything but the port; the host as it is written, so that no other name of it will do."""
    return (
        (parts.scheme, parts.hostname, parts.path, parts.query)
        == (known.scheme, known.hostname, known.path, known.query)
        and parts.netloc.rpartition("]")[2].count(":") <= 1
        and not known.fragment
    )


def with_parameters(uri: str, members: Mapping[str, str]) -> str:
    """Return an address with parameters added to its query; a fragment stays behind them as it is."""
    if not members:
        return uri
    address, mark, fragment = uri.partition("#")
    joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(members)}{mark}{fragment}"
