"""The door of the relying parties: one TLS listener for both of their interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from cosmic_login.idp.endpoints.ratelimit import limit_of
from cosmic_login.idp.orders.app_profiles import BANKID_PROFILE, SITHS_PROFILE
from cosmic_login.idp.rp.app import RpApp
from cosmic_login.idp.rp.completion import Completions
from cosmic_login.idp.rp.orders import RpOrders, Written
from cosmic_login.idp.rp.parties import Parties
from cosmic_login.idp.rp.requests import BANKID, SITHS

if TYPE_CHECKING:
    from cosmic_login.idp.provider.provider import Provider

#: The name of the door; its address is that of BankID's interface. What else is there has a name of its own.
RP_LISTENER, SITHS_RP = "bankid", "siths-rp"


def build_rp_app(provider: Provider) -> ASGIApp:
    """Return the application behind the door."""
    services, settings = provider.services, provider.services.settings
    completions = Completions(services.pki, provider.ocsp)
    provider.relying.complete_with(BANKID_PROFILE.name, completions.bankid)
    provider.relying.complete_with(SITHS_PROFILE.name, completions.siths)
    provider.relying.on_ended(Written(services))
    shared = (services, provider.engine, provider.outages)
    return RpApp(
        RpOrders(BANKID_PROFILE.name, BANKID, *shared),
        RpOrders(SITHS_PROFILE.name, SITHS, *shared),
        Parties(services.pki, services.clock),
        limit_of(services, "rp", burst=settings.rp_burst, per_second=settings.rp_calls_per_second),
    )
