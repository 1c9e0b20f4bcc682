"""The IdP's further doors: TLS listeners beside the issuer's own address, each with an application of its own.

A door that is in ``LISTENERS`` is opened by every IdP; its address is in ``IdpServices.doors`` under its name.
"""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from cosmic_login.idp.endpoints import mtls
from cosmic_login.idp.rp.app import BANKID_PATH, SITHS_PATH
from cosmic_login.idp.rp.listener import RP_LISTENER, SITHS_RP, build_rp_app
from cosmic_login.idp.rp.parties import asking
from cosmic_login.idp.server.lazy_routes import LazyApp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.identity import ServerIdentity, server_context

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.pki.authority import TrainingPki


@dataclass(frozen=True)
class Listener:
    """One listener. ``path`` is what callers add to the address; ``tls`` makes the context of its handshakes.

    Without ``tls`` the door is plain HTTP, behind a proxy or on loopback. ``host`` is the address that it listens on,
    where that is another than the others'. ``ending`` is called when the server begins to end, on its loop: what lasts
    (streams, say) is to be over then.
    ``late`` tells whether certificate and context may wait for the first connection: where nothing that an operator
    gave can be wrong with them, most doors of an IdP are never come to, and each takes a fifth of its start.
    ``also`` are names and paths of what else is served there. The application tells every mishap and outage in its own
    words, and lets nothing out.
    """

    name: str
    path: str
    app: Callable[[Provider], ASGIApp]
    tls: Callable[[TrainingPki, IdpSettings, ServerIdentity], ssl.SSLContext] | None
    also: tuple[tuple[str, str], ...] = ()
    host: str = ""
    ending: Callable[[], Awaitable[None]] | None = None
    late: Callable[[IdpSettings], bool] = lambda _settings: False


def plain(_pki: TrainingPki, _settings: IdpSettings, own: ServerIdentity) -> ssl.SSLContext:
    """Return a context for handshakes in which nobody is asked for a certificate."""
    return server_context(own)


def _mtls(provider: Provider) -> ASGIApp:
    """Return the door for client certificates; browsers come to it where they can log in at all."""
    if "web" not in provider.services.doors:
        return mtls.build_md_app(provider)

    def with_pages() -> ASGIApp:
        from cosmic_login.idp.pages.md import MdPages  # noqa: PLC0415 - templates, which others do without
        from cosmic_login.idp.pages.spoken import Spoken  # noqa: PLC0415
        from cosmic_login.idp.pages.ways_out import MD_PATH  # noqa: PLC0415

        pages = MdPages(provider)
        return Spoken(mtls.build_md_app(provider, pages.routes(), {MD_PATH: pages.out}), pages.cookies)

    return LazyApp(with_pages)


#: Every door there is, beside the issuer's own.
LISTENERS: tuple[Listener, ...] = (
    Listener(mtls.NAME, "", _mtls, mtls.proving, late=lambda _settings: True),
    Listener(
        RP_LISTENER,
        BANKID_PATH,
        build_rp_app,
        asking,
        also=((SITHS_RP, SITHS_PATH),),
        late=lambda settings: not settings.bankid_trust,
    ),
)


def _web(provider: Provider) -> ASGIApp:
    from cosmic_login.idp.server.web_door import build_web_app  # noqa: PLC0415 - templates, which others do without

    return build_web_app(provider)


def addresses_of(issuer: str, doors: Mapping[str, str]) -> dict[str, str]:
    """Return where everything is, by the names that programs are told it by."""
    below = {"oidc": f"{doors['web']}/oidc", "saml": f"{doors['web']}/saml"} if "web" in doors else {}
    own = {"mtls": "mtls", "bankid": RP_LISTENER, "siths_rp": SITHS_RP, "lab": "lab", "control_v1": "control-v1"}
    return {
        "issuer": issuer,
        "siths": f"{issuer}/siths",
        **{name: doors[door] for name, door in own.items() if door in doors},
        "control": f"{issuer}/control",
        **below,
    }


#: The door for browsers, of an IdP that other systems use: ``LISTENERS`` and this.
WEB = Listener("web", "", _web, plain, late=lambda _settings: True)
