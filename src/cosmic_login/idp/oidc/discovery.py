"""What the issuer says of itself (OpenID Connect Discovery 1.0, RFC 8414), and its public keys."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.identity import LOA_URI
from cosmic_login.core.languages import LANGUAGES
from cosmic_login.idp.claims.catalogue import CLAIMS, SCOPES
from cosmic_login.idp.oidc.token_claims import OF_THE_TOKEN
from cosmic_login.idp.provider.clients import ID_TOKEN_ALGS
from cosmic_login.idp.provider.keys import KeyRing

#: Below the door's address. Inera's is called the same.
OIDC_PATH: Final = "/oidc"
DISCOVERY: Final = "/.well-known/openid-configuration"
JWKS: Final = "/jwks.json"
AUTHORIZE: Final = "/authorize"
PUSHED: Final = "/par"
TOKEN: Final = "/token"  # noqa: S105 - a path
INTROSPECT: Final = "/token/introspect"
REVOKE: Final = "/token/revoke"
USERINFO: Final = "/userinfo"
END_SESSION: Final = "/end_session"

#: Algorithms of clients' assertions: none that is symmetric, so that no public key is ever taken for a secret.
ASSERTION_ALGS: Final = ("RS256", "PS256", "ES256")
AUTH_METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
#: Anybody's page may read what anybody may read; a key that is new is fetched when a token names it.
_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}


def oidc_metadata(issuer: str, *, notices: bool) -> dict[str, object]:
    """Return the discovery document. ``notices``: clients can be told of log-outs without a browser.

    It does not announce ``iss`` in answers, for there is none.
    """
    proving = list(AUTH_METHODS)
    confidential = [each for each in proving if each != "none"]
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE,
        "pushed_authorization_request_endpoint": issuer + PUSHED,
        "require_pushed_authorization_requests": False,
        "token_endpoint": issuer + TOKEN,
        "userinfo_endpoint": issuer + USERINFO,
        "jwks_uri": issuer + JWKS,
        "end_session_endpoint": issuer + END_SESSION,
        "introspection_endpoint": issuer + INTROSPECT,
        "revocation_endpoint": issuer + REVOKE,
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code"],
        "acr_values_supported": [LOA_URI[2], LOA_URI[3]],
        # The standard has no word for one that is new at every login; of its two this is the nearer.
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": sorted(ID_TOKEN_ALGS, reverse=True),
        "token_endpoint_auth_methods_supported": proving,
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGS),
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGS),
        "revocation_endpoint_auth_methods_supported": proving,
        "revocation_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGS),
        "code_challenge_methods_supported": ["S256"],
        "claim_types_supported": ["normal"],
        "claims_supported": list(dict.fromkeys((*OF_THE_TOKEN, *CLAIMS))),
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "require_request_uri_registration": False,
        "prompt_values_supported": ["none", "login", "select_account", "consent"],
        "ui_locales_supported": list(LANGUAGES),
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        "backchannel_logout_supported": notices,
        "backchannel_logout_session_supported": notices,
    }


class OidcDiscovery:
    """What anybody may read, from any page."""

    def __init__(self, issuer: str, keys: KeyRing, *, notices: bool) -> None:
        self._metadata, self._keys = oidc_metadata(issuer, notices=notices), keys

    async def configuration(self, request: Request) -> Response:
        """Answer the discovery document."""
        return _public(request, self._metadata)

    async def jwks(self, request: Request) -> Response:
        """Answer the public keys: the next, the present, and those that still matter."""
        return _public(request, {"keys": [key.jose.as_dict(private=False) for key in self._keys.published()]})


def _public(request: Request, members: dict[str, object]) -> Response:
    if request.method == "OPTIONS":
        headers = {"Access-Control-Allow-Methods": "GET", "Access-Control-Allow-Headers": "*"}
        return Response(status_code=204, headers=_PUBLIC | headers)
    return JSONResponse(members, headers=_PUBLIC | {"X-Content-Type-Options": "nosniff"})
