"""Where an IdP's doors are (OpenID Connect Discovery 1.0, and members of our own: docs/protocols.md, section 1)."""

from __future__ import annotations

from collections.abc import Sequence

from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import Http, text


async def discovered(http: Http, base_url: str, names: Sequence[str], elsewhere: Sequence[str] = ()) -> dict[str, str]:
    """Return the named members of the IdP's metadata. All lie within the issuer, which is ``base_url``.

    ``elsewhere`` are endpoints that not every IdP has, on addresses of their own: https, whose certificate says whose.

    Raises ``idp.nonsense`` when they belong to somebody else, and what HTTP leads to.
    """
    document = await http.get(f"{base_url}/.well-known/openid-configuration")
    if text(document, "issuer") != base_url:  # section 4.3
        raise LoginFailure("idp.nonsense", f"the issuer calls itself {document['issuer']}")
    found = {name: text(document, name) for name in names}
    if not all(url.startswith(f"{base_url}/") for name, url in found.items() if name != "issuer"):
        raise LoginFailure("idp.nonsense", "an endpoint lies outside the issuer")
    outside = {name: text(document, name) for name in elsewhere if name in document}
    if not all(url.startswith("https://") for url in outside.values()):
        raise LoginFailure("idp.nonsense", "an endpoint for certificates without TLS")
    return found | outside
