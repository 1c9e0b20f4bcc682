"""Discovery (OpenID Connect Discovery 1.0, RFC 8414) and the published keys (RFC 7517)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse

from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.provider.claims import CLAIMS, Claims
from cosmic_login.idp.provider.clients import ID_TOKEN_ALGS
from cosmic_login.idp.provider.keys import KeyRing


class Paths:
    """Where each endpoint is, below the issuer."""

    DISCOVERY = "/.well-known/openid-configuration"
    JWKS = "/jwks.json"
    CHALLENGE = "/authorize-challenge"
    CANCEL = "/authorize-challenge/cancel"
    TOKEN = "/token"  # noqa: S105 - a path
    USERINFO = "/userinfo"
    END_SESSION = "/end_session"
    SITHS = "/siths"
    BANKID = "/bankid"
    CONTROL = "/control"
    HEALTH = "/health"
    METRICS = "/metrics"
    MINASIDOR = "/minasidor"
    PKI = "/pki"
    #: Where errors have the shape of the apps' face (docs/protocols.md, section 3).
    APPS = (SITHS + "/", BANKID + "/", CONTROL + "/", MINASIDOR + "/")


#: What the addresses of the further doors are called in the discovery document.
_DOORS = {"bankid": "bankid_rp_endpoint", "siths-rp": "siths_rp_endpoint", "mtls": "mtls_endpoint"}


def metadata(issuer: str, doors: Mapping[str, str]) -> Claims:
    """Return what of the discovery document never changes. ``doors``: the further listeners by their names."""
    return {
        **{_DOORS[name]: address for name, address in doors.items() if name in _DOORS},
        "issuer": issuer,
        "jwks_uri": issuer + Paths.JWKS,
        "authorization_challenge_endpoint": issuer + Paths.CHALLENGE,
        "authorization_challenge_cancel_endpoint": issuer + Paths.CANCEL,
        "token_endpoint": issuer + Paths.TOKEN,
        "userinfo_endpoint": issuer + Paths.USERINFO,
        "end_session_endpoint": issuer + Paths.END_SESSION,
        "siths_app_endpoint": issuer + Paths.SITHS,
        "bankid_app_endpoint": issuer + Paths.BANKID,
        "minasidor_endpoint": issuer + Paths.MINASIDOR,
        "pki_endpoint": issuer + Paths.PKI,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(ID_TOKEN_ALGS),
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "personal_identity_number"],
        "claims_supported": list(CLAIMS),
        "acr_values_supported": ["http://id.sambi.se/loa/loa2", "http://id.sambi.se/loa/loa3"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


class DiscoveryEndpoints:
    """What anybody may read."""

    def __init__(self, issuer: str, doors: Mapping[str, str], keys: KeyRing, outages: Outages) -> None:
        self._metadata = metadata(issuer, doors)
        self._keys = keys
        self._outages = outages

    async def configuration(self, _request: Request) -> JSONResponse:
        """Answer the discovery document, with the ways to log in as they are now."""
        available = self._outages.available()
        methods = [{"method": each, "available": available[each]} for each in METHODS]
        return JSONResponse({**self._metadata, "cosmic_login_methods": methods})

    async def jwks(self, _request: Request) -> JSONResponse:
        """Answer the public keys."""
        return JSONResponse({"keys": [key.jose.as_dict(private=False) for key in self._keys.published()]})
