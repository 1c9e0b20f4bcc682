"""What mends it: the settings of the client libraries that run into a rule, by the rule's code.

Each line names the library and the setting, as it is written in that library's own documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ADVICE: Final[Mapping[str, tuple[str, ...]]] = {
    # -- OpenID Connect --------------------------------------------------------------------------------------------
    "client.unknown": (
        "here: cosmic-login client add",
        "at Inera clients are registered by hand; there is no dynamic registration",
    ),
    "redirect.unregistered": (
        "mod_auth_openidc: OIDCRedirectURI, to the letter",
        "Authlib: url_for(…, _external=True) gives the address that the proxy shows, not your own",
        "register every address that is used, with its port and its slash",
    ),
    "redirect.fragment": ("a fragment is allowed in a post-logout address only",),
    "response_type.unsupported": ("openid-client: response_type 'code'", "only the code flow is served"),
    "object.unsupported": ("leave request out; send the parameters themselves, or push them (PAR)",),
    "pkce.needed": (
        "openid-client: code_challenge with calculatePKCECodeChallenge",
        "Authlib: code_challenge_method='S256'",
        "mod_auth_openidc: OIDCPKCEMethod S256",
    ),
    "pkce.plain": ("Authlib: code_challenge_method='S256'", "mod_auth_openidc: OIDCPKCEMethod S256, not plain"),
    "scope.openid": ("put openid first in scope",),
    "scope.filtered": ("register the scope's claims: cosmic-login client add --scope",),
    "claims.malformed": ("Authlib: claims is a JSON text, not a dictionary: json.dumps(…)",),
    "claims.filtered": ("register the claim: cosmic-login client add --claim",),
    "claims.unknown": (
        "names are compared to the letter: healthcareProviderId but healthCareProviderHsaId (docs/claims.md)",
    ),
    "claims.illegal": ("ask for organizationName with a commission, or for allCommissions and choose yourself",),
    "acr.unreachable": ("acr_values: http://id.sambi.se/loa/loa3, and loa2 beside it if reserve cards are welcome",),
    "acr.unknown": ("levels are URIs: http://id.sambi.se/loa/loa2 and …/loa3",),
    "hint.foreign": ("id_token_hint is the ID token of this issuer; its address is compared with its port",),
    "nonce.absent": ("openid-client: expectedNonce", "Authlib and mod_auth_openidc send one by themselves"),
    "state.absent": ("openid-client: expectedState",),
    # -- SAML ------------------------------------------------------------------------------------------------------
    "loa": (
        "node-saml: authnContext: ['http://id.sambi.se/loa/loa3'] (its default is PasswordProtectedTransport)",
        "mellon: MellonAuthnContextClassRef",
        "Shibboleth: authnContextClassRef in SSO",
        "levels are compared exactly: name loa2 and loa3 if both will do",
    ),
    "name_id": (
        "node-saml: identifierFormat: null (its default is emailAddress)",
        "Shibboleth: NameIDFormat in SSO",
        "transient or persistent are given",
    ),
    "acs": (
        "name an address of your metadata whose binding is HTTP-POST; Artifact and PAOS get no answer here",
        "import the metadata again after a change: cosmic-login client import-metadata",
    ),
    "service": ("AttributeConsumingServiceIndex has to be one of your metadata; without it the default's is meant",),
    "attributes": ('docs/claims.md has the names; isRequired="true" ends the login where the value is missing',),
    "principal": ("several values of PrincipalSelection have all to match, not one of them",),
    "deflated": ("node-saml: skipRequestCompression: true with authnRequestBinding: 'HTTP-POST'",),
    "signature": (
        "node-saml: privateKey and signatureAlgorithm: 'sha256'",
        "mellon: MellonSPPrivateKeyFile; the certificate in the metadata has to be its own",
    ),
    "unknown": ("here: cosmic-login client import-metadata FILE",),
    "metadata": (
        "at least one AssertionConsumerService with HTTP-POST, and an AttributeConsumingService for attributes",
    ),
    "metadata.no_attributes": ("without an AttributeConsumingService no attribute is sent",),
    "metadata.logout": (
        "node-saml publishes HTTP-POST alone and refuses posted LogoutResponses with validateInResponseTo: 'always'",
        "publish SingleLogoutService with HTTP-Redirect too",
    ),
}
