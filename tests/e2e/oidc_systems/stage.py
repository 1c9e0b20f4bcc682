"""Our IdP, OpenID Connect clients of others that log in at it, and what they show."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.e2e import browser as browsers
from tests.e2e.chromium import chromium
from tests.e2e.oidc_systems import apache as apaches
from tests.e2e.oidc_systems.client import Client, register
from tests.e2e.systems.keys import KeyPair
from tests.e2e.systems.processes import NODE_MODULES, address_of, serve
from tests.e2e.systems.stage import Level, Shows, Stage, serving

_HERE: Final = Path(__file__).parent
_LEVELS: Final[tuple[Level, ...]] = (2, 3)
#: Who cancelled, and who has another level: the codes stand in ``error_description``.
_CAUSES: Final = ("(order.cancelled)", "(access.loa_differs)")
SHOWS: Final = {
    "openid-client": Shows("Du är utloggad.", "AuthorizationResponseError: authorization response", *_CAUSES),
    "authlib": Shows("Du är utloggad.", "OAuthError: access_denied", *_CAUSES),
    "idpyoidc": Shows("Du är utloggad.", "access_denied", *_CAUSES),
    "mod_auth_openidc": Shows("Du är utloggad", "OpenID Connect Provider error: access_denied", *_CAUSES),
}
SYSTEMS: Final = tuple(SHOWS)
#: A client that is played by the test, and where at openid-client's site its frame is answered.
JOURNAL: Final = "journal"
SILENT: Final = "/silent"


def missing() -> str:
    """Tell why the systems cannot be run here (empty: they can)."""
    if not (NODE_MODULES / "openid-client").exists() or shutil.which("node") is None:
        return "node or openid-client is missing (npm, scripts/setup.sh)"
    return browsers.missing() or apaches.missing()


@contextlib.contextmanager
def stage(profile: Path, folder: Path, *, phone: bool = False) -> Iterator[Stage]:
    """Start everything; ``profile`` is one with its cards issued. ``phone``: activate its two apps too."""
    with contextlib.ExitStack() as stack:
        keys = KeyPair.make(folder)
        # The IdP tells Apache by itself that a session is over, and has to trust its certificate for that.
        trust = {"SSL_CERT_FILE": str(keys.certificate)}
        idp, device = stack.enter_context(serving(profile, phone=phone, env=trust))
        web = _mod_auth_openidc(stack, profile, _client("mod_auth_openidc", idp), keys)
        programs = {
            "openid-client": _openid_client(stack, profile, _client("openid-client", idp)),
            "authlib": _authlib(stack, profile, _client("authlib", idp)),
            "idpyoidc": _idpyoidc(stack, profile, _client("idpyoidc", idp)),
        }
        register(profile, _client(JOURNAL, idp), redirect_uris=[programs["openid-client"] + SILENT])
        enter: dict[tuple[str, Level], str] = {}
        for level in _LEVELS:
            enter["mod_auth_openidc", level] = f"{web.site}/openidc{level}/home"
            for name, site in programs.items():
                enter[name, level] = f"{site}/enter?loa={level}"
        yield Stage(stack.enter_context(chromium()), enter, device, SHOWS, web.log, idp["oidc"])


def _client(name: str, idp: dict[str, Any]) -> Client:
    return Client(name, secrets.token_urlsafe(24), idp["oidc"], idp["ca_file"])


def _openid_client(stack: contextlib.ExitStack, profile: Path, client: Client) -> str:
    command = ["node", str(_HERE / "openid_client.cjs"), client.told]
    site = address_of(serve(stack, command, {"NODE_EXTRA_CA_CERTS": client.ca_file}))
    _register(profile, client, site, frontchannel_logout_uri=f"{site}/ended")
    return site


def _authlib(stack: contextlib.ExitStack, profile: Path, client: Client) -> str:
    site = address_of(serve(stack, [sys.executable, "-m", "tests.e2e.oidc_systems.authlib_rp", client.told]))
    _register(profile, client, site, frontchannel_logout_uri=f"{site}/ended")
    return site


def _idpyoidc(stack: contextlib.ExitStack, profile: Path, client: Client) -> str:
    site = address_of(serve(stack, [sys.executable, "-m", "tests.e2e.oidc_systems.idpyoidc_rp", client.told]))
    # It looks for sessions that are over by sub: by sid only if a member of the IdP's metadata says so that is none.
    _register(profile, client, site, backchannel_logout_uri=f"{site}/ended", subject="pairwise")
    return site


def _register(profile: Path, client: Client, site: str, **members: str) -> None:
    register(profile, client, redirect_uris=[f"{site}/callback"], post_logout_redirect_uris=[f"{site}/out"], **members)


def _mod_auth_openidc(stack: contextlib.ExitStack, profile: Path, client: Client, keys: KeyPair) -> apaches.Apache:
    web = stack.enter_context(apaches.apache(client, keys))
    own = f"{web.site}/openidc/redirect_uri"
    register(
        profile,
        client,
        redirect_uris=[own],
        post_logout_redirect_uris=[f"{web.site}/out.html"],
        backchannel_logout_uri=f"{own}?logout=backchannel",
    )
    return web
