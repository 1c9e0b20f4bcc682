"""What mends it: the settings of the client libraries that run into a rule, by the rule's code.

Settings are written as in each library's own code and documents (openid-client 6.9, Authlib 1.9, mod_auth_openidc 2.4,
idpyoidc 5.0, Spring Security 6; node-saml 5.1, mod_auth_mellon 0.18, Shibboleth SP 3.4, pysaml2 7.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cosmic_login.idp.pages.marks import OWN


@dataclass(frozen=True)
class Mend:
    """What mends a rule: a setting of a ``library``, or, without one, what to do (Swedish, translated as pages are)."""

    library: str
    text: str


def _rows(text: str) -> tuple[Mend, ...]:
    """Read one setting a line: the library, a colon, the setting."""
    rows = [line.strip().partition(": ") for line in text.strip().splitlines()]
    return tuple(Mend(library, setting) for library, _, setting in rows)


def _do(*texts: str) -> tuple[Mend, ...]:
    return tuple(Mend("", text) for text in texts)


_SCOPES: Final = """
    openid-client: buildAuthorizationUrl(config, { scope: 'openid' })
    Authlib: client_kwargs={'scope': 'openid'}
    mod_auth_openidc: OIDCScope "openid"
    idpyoidc: scopes_supported: ['openid']
    Spring Security: spring.security.oauth2.client.registration.ID.scope: openid
"""
_PKCE: Final = """
    openid-client: calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'
    Authlib: client_kwargs={'code_challenge_method': 'S256'}
    mod_auth_openidc: OIDCPKCEMethod S256
    idpyoidc: add_ons: pkce, kwargs: {'code_challenge_length': 64, 'code_challenge_method': 'S256'}
    Spring Security: OAuth2AuthorizationRequestCustomizers.withPkce()
"""
_REDIRECT: Final = """
    openid-client: buildAuthorizationUrl(config, { redirect_uri })
    Authlib: authorize_redirect(request, redirect_uri)
    mod_auth_openidc: OIDCRedirectURI
    idpyoidc: redirect_uris
    Spring Security: spring.security.oauth2.client.registration.ID.redirect-uri
"""
_CODE: Final = """
    openid-client: buildAuthorizationUrl(config, …), without useCodeIdTokenResponseType
    Authlib: authorize_params={'response_type': 'code'}
    mod_auth_openidc: OIDCResponseType code
    idpyoidc: response_types_supported: ['code']
    Spring Security: authorization-grant-type: authorization_code
"""
_MODE: Final = """
    openid-client: buildAuthorizationUrl(config, …), without useJwtResponseMode
    mod_auth_openidc: OIDCResponseMode query
    idpyoidc: response_modes_supported: ['query']
"""
_OBJECT: Final = """
    openid-client: buildAuthorizationUrl, or buildAuthorizationUrlWithPAR, and not …WithJAR
    mod_auth_openidc: without OIDCRequestObject
    idpyoidc: without request_parameter, and without the add_on jar
"""
_CLAIMS: Final = """
    openid-client: buildAuthorizationUrl(config, { claims: JSON.stringify(…) })
    Authlib: authorize_redirect(…, claims=json.dumps(…))
    mod_auth_openidc: OIDCAuthRequestParams claims=… (URL-encoded)
    idpyoidc: request_args: {'claims': …}
    Spring Security: additionalParameters(params -> params.put("claims", …))
"""
_ACR: Final = """
    openid-client: buildAuthorizationUrl(config, { acr_values: 'http://id.sambi.se/loa/loa3' })
    Authlib: authorize_redirect(…, acr_values='http://id.sambi.se/loa/loa3')
    mod_auth_openidc: OIDCAuthRequestParams acr_values=http%3A%2F%2Fid.sambi.se%2Floa%2Floa3
    idpyoidc: request_args: {'acr_values': ['http://id.sambi.se/loa/loa3']}
    Spring Security: additionalParameters(params -> params.put("acr_values", "http://id.sambi.se/loa/loa3"))
"""
_PROMPT: Final = """
    openid-client: buildAuthorizationUrl(config, { prompt: 'login' })
    Authlib: authorize_redirect(…, prompt='login')
    mod_auth_openidc: OIDCAuthRequestParams prompt=login
    idpyoidc: request_args: {'prompt': 'login'}
    Spring Security: additionalParameters(params -> params.put("prompt", "login"))
"""
_MAX_AGE: Final = """
    openid-client: buildAuthorizationUrl(config, { max_age: '300' })
    Authlib: authorize_redirect(…, max_age=300)
    mod_auth_openidc: OIDCAuthRequestParams max_age=300
    idpyoidc: request_args: {'max_age': 300}
    Spring Security: additionalParameters(params -> params.put("max_age", "300"))
"""
_STATE: Final = """
    openid-client: buildAuthorizationUrl(config, { state: randomState() }), expectedState
    Authlib: authorize_redirect(…) makes one: do not write the address yourself
    mod_auth_openidc: sends one by itself
    idpyoidc: RPHandler.begin(…) makes one
    Spring Security: sends one by itself
"""
_NONCE: Final = """
    openid-client: buildAuthorizationUrl(config, { nonce: randomNonce() }), expectedNonce
    Authlib: with 'openid' in scope authorize_redirect(…) makes one
    mod_auth_openidc: sends one by itself
    idpyoidc: with 'openid' in scope it makes one
    Spring Security: with openid in scope it makes one
"""
_CLIENT: Final = """
    openid-client: discovery(server, clientId, …)
    Authlib: client_id
    mod_auth_openidc: OIDCClientID
    idpyoidc: client_id
    Spring Security: spring.security.oauth2.client.registration.ID.client-id
"""
_PROOF: Final = """
    openid-client: discovery(server, clientId, clientSecret, ClientSecretPost(clientSecret))
    Authlib: client_secret, client_kwargs={'token_endpoint_auth_method': 'client_secret_post'}
    mod_auth_openidc: OIDCClientSecret, OIDCProviderTokenEndpointAuth client_secret_post
    idpyoidc: client_secret, client_authn_methods
    Spring Security: client-secret, client-authentication-method: client_secret_post
"""
_KEYS: Final = """
    openid-client: PrivateKeyJwt(key)
    Authlib: client_auth_methods=[PrivateKeyJWT(token_endpoint)], token_endpoint_auth_method: 'private_key_jwt'
    mod_auth_openidc: OIDCProviderTokenEndpointAuth private_key_jwt, OIDCPrivateKeyFiles
    idpyoidc: client_authn_methods: private_key_jwt, key_conf
    Spring Security: client-authentication-method: private_key_jwt
"""
_AFTER: Final = """
    openid-client: buildEndSessionUrl(config, { id_token_hint, post_logout_redirect_uri })
    mod_auth_openidc: OIDCRedirectURI?logout=ADDRESS, OIDCRedirectURLsAllowed
    idpyoidc: post_logout_redirect_uris
    Spring Security: OidcClientInitiatedLogoutSuccessHandler.setPostLogoutRedirectUri(…)
"""
_ENTITY: Final = """
    node-saml: issuer
    mellon: MellonSPentityId, MellonSPMetadataFile
    Shibboleth: ApplicationDefaults entityID
    pysaml2: entityid
"""
_LOA: Final = """
    node-saml: authnContext: ['http://id.sambi.se/loa/loa3'] (its default is PasswordProtectedTransport)
    mellon: MellonAuthnContextClassRef "http://id.sambi.se/loa/loa3"
    Shibboleth: authnContextClassRef="http://id.sambi.se/loa/loa3"
    pysaml2: requested_authn_context: {'authn_context_class_ref': ['http://id.sambi.se/loa/loa3']}
"""
_COMPARISON: Final = """
    node-saml: racComparison: 'exact'
    mellon: MellonAuthnContextComparisonType "exact"
    Shibboleth: authnContextComparison="exact"
    pysaml2: requested_authn_context: {'comparison': 'exact'}
"""
_NAME_ID: Final = """
    node-saml: identifierFormat: null (its default is emailAddress)
    mellon: NameIDFormat of MellonSPMetadataFile
    Shibboleth: NameIDFormat, left out
    pysaml2: name_id_policy_format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
"""
_ACS: Final = """
    node-saml: callbackUrl (or disableRequestAcsUrl: true)
    mellon: MellonEndpointPath, and AssertionConsumerService of MellonSPMetadataFile
    Shibboleth: Sessions handlerURL, handlerSSL; acsIndex
    pysaml2: service.sp.endpoints.assertion_consumer_service: [(URL, BINDING_HTTP_POST)]
"""
_SERVICE: Final = """
    node-saml: attributeConsumingServiceIndex
    mellon: AttributeConsumingService of MellonSPMetadataFile
    Shibboleth: attributeIndex, and AttributeConsumingService of its metadata template
    pysaml2: prepare_for_authenticate(…, attribute_consuming_service_index='1'); required_attributes
"""
_SIGN: Final = """
    node-saml: privateKey, signatureAlgorithm: 'sha256' (its default is SHA-1)
    mellon: MellonSPPrivateKeyFile, MellonSignatureMethod rsa-sha256
    Shibboleth: ApplicationDefaults signing="front"
    pysaml2: authn_requests_signed: True, signing_algorithm, digest_algorithm
"""
_PLACE: Final = """
    node-saml: entryPoint
    mellon: MellonIdPMetadataFile
    Shibboleth: MetadataProvider of the IdP
    pysaml2: metadata of the IdP
"""
_FORCE: Final = """
    node-saml: forceAuthn: true, passive: true
    mellon: ?IsPassive=true of its login address
    Shibboleth: forceAuthn="true", isPassive="true"
    pysaml2: force_authn: True; prepare_for_authenticate(…, is_passive='true')
"""
_CLOCK: Final = _do(OWN("Ställ systemets klocka (NTP). Den får skilja några minuter."))
_GIVEN: Final = _do(
    OWN("Registrera attributet: cosmic-login client add --claim NAMN, eller alla i ett scope: --scope NAMN."),
    OWN("Hos Inera registreras varje attribut för sig; bara openid får alla."),
)
_NAMES: Final = _do(
    OWN("Namn jämförs bokstav för bokstav: healthcareProviderId men healthCareProviderHsaId (docs/claims.md)."),
)
_TWO_CHOICES: Final = _do(
    OWN("Begär organizationName i stället för organizationHsaId: det följer med medarbetaruppdraget."),
    OWN("Eller begär allCommissions, och låt personen välja i systemet."),
)
_EXACT: Final = _do(OWN("Nivåer jämförs exakt: räcker både 2 och 3 ska båda nämnas."))
_IMPORT: Final = _do(OWN("Registrera systemets metadata: cosmic-login client import-metadata FIL, igen när de ändras."))
_TO_THE_LETTER: Final = _do(
    OWN("Registrera varje adress som används, med port och sista snedstreck: cosmic-login client add --redirect-uri."),
    OWN("Bakom en proxy: den adress som webbläsaren ser, inte den egna."),
)

ADVICE: Final[Mapping[str, tuple[Mend, ...]]] = {
    # -- OpenID Connect --------------------------------------------------------------------------------------------
    "request.malformed": _do(OWN("Koda varje värde, med biblioteket: ingen hopfogad text.")),
    "request.repeated": _do(OWN("Låt biblioteket skriva adressen, och lägg inget till den.")),
    "client.missing": _rows(_CLIENT),
    "client.unknown": (
        *_do(
            OWN("Registrera den här: cosmic-login client add."),
            OWN("Hos Inera registreras klienter för hand; dynamisk registrering finns inte."),
        ),
        *_rows(_CLIENT),
    ),
    "redirect.missing": _rows(_REDIRECT),
    "redirect.unregistered": (*_TO_THE_LETTER, *_rows(_REDIRECT)),
    "redirect.fragment": (
        *_do(OWN("Ett fragment får bara finnas i adressen efter utloggning.")),
        *_rows(_REDIRECT),
    ),
    "pushed.elsewhere": _do(OWN("Klistra in det som skickades till /oidc/par.")),
    "parameter.repeated": _do(OWN("Låt biblioteket skriva adressen, och lägg inget till den.")),
    "parameter.too_long": _do(OWN("Behåll det långa i systemet, och låt state vara en nyckel till det.")),
    "parameter.characters": _do(OWN("Koda varje värde, med biblioteket: ingen hopfogad text.")),
    "response_type.missing": _rows(_CODE),
    "response_type.unsupported": _rows(_CODE),
    "response_mode.unsupported": _rows(_MODE),
    "object.unsupported": _rows(_OBJECT),
    "object.uri_unsupported": _rows(_OBJECT),
    "registration.unsupported": _rows("idpyoidc: client_id and client_secret in the settings, no dynamic registration"),
    "pkce.needed": _rows(_PKCE),
    "pkce.plain": _rows(_PKCE),
    "pkce.malformed": _rows(_PKCE),
    "pkce.method_alone": _rows(_PKCE),
    "pkce.absent": _rows(_PKCE),
    "scope.malformed": _rows(_SCOPES),
    "scope.openid": _rows(_SCOPES),
    "scope.unknown": (*_NAMES, *_rows(_SCOPES)),
    "scope.filtered": (*_GIVEN, *_rows(_SCOPES)),
    "claims.malformed": _rows(_CLAIMS),
    "claims.unknown": (*_NAMES, *_rows(_CLAIMS)),
    "claims.filtered": (*_GIVEN, *_rows(_CLAIMS)),
    "claims.contradiction": (
        *_do(OWN("Hos Inera måste alla värden stämma. Nämn ett, i id_token eller i userinfo.")),
        *_rows(_CLAIMS),
    ),
    "claims.essential": (*_GIVEN, *_rows(_CLAIMS)),
    "claims.illegal": (*_TWO_CHOICES, *_rows(_CLAIMS)),
    "acr.unreachable": (*_EXACT, *_rows(_ACR)),
    "acr.unknown": _rows(_ACR),
    "prompt.none_alone": _rows(_PROMPT),
    "prompt.unknown": _rows(_PROMPT),
    "prompt.consent": _rows(_PROMPT),
    "max_age.malformed": _rows(_MAX_AGE),
    "hint.foreign": _do(OWN("Skicka den ID-token som kom härifrån; utfärdaren jämförs med port och allt.")),
    "hint.unknown": _do(OWN("Utelämna id_token_hint, eller logga in på nytt.")),
    "method.unknown": (
        *_do(OWN("Namn och värden är våra: Inera publicerar dem inte. Se cosmic-login client show.")),
        *_rows(_CLAIMS),
    ),
    "method.inactive": (
        *_do(OWN("Nämn sättet i systemets fil: methods. Se cosmic-login client show.")),
        *_rows(_CLAIMS),
    ),
    "state.absent": _rows(_STATE),
    "nonce.absent": _rows(_NONCE),
    "secret.exposed": (
        *_do(OWN("Hemligheten hör till anropet till /oidc/token. Byt den: cosmic-login client add.")),
        *_rows(_PROOF),
    ),
    "parameter.ignored": _do(OWN("Utelämna parametern. Andra IdP:ers tillägg (kc_idp_hint) betyder inget här.")),
    # -- log-out ---------------------------------------------------------------------------------------------------
    "logout.repeated": _rows(_AFTER),
    "logout.other_client": _rows(_AFTER),
    "logout.client": _rows(_CLIENT),
    "logout.unregistered": (
        *_do(OWN("Registrera adressen, med fragment om den har det: cosmic-login client add --post-logout-uri.")),
        *_rows(_AFTER),
    ),
    "logout.stays": (
        *_do(OWN("Registrera adressen, med fragment om den har det: cosmic-login client add --post-logout-uri.")),
        *_rows(_AFTER),
    ),
    "logout.asked": _rows(_AFTER),
    # -- a call for tokens -----------------------------------------------------------------------------------------
    "call.malformed": _do(OWN("Skicka POST med application/x-www-form-urlencoded, utan något i adressen.")),
    "call.repeated": _do(OWN("Låt biblioteket skriva anropet, och lägg inget till det.")),
    "proof.two_ways": _rows(_PROOF),
    "proof.basic": (
        *_do(OWN("Formulärkoda client_id och hemlighet var för sig, före base64 (RFC 6749, 2.3.1).")),
        *_rows(_PROOF),
    ),
    "proof.assertion_type": _rows(_KEYS),
    "proof.other_client": _rows(_CLIENT),
    "proof.client": (*_do(OWN("Registrera den här: cosmic-login client add.")), *_rows(_CLIENT)),
    "proof.method": (
        *_do(OWN("Nämn sättet i klientens fil: auth_methods. Se cosmic-login client show.")),
        *_rows(_PROOF),
    ),
    "proof.secret": _do(OWN("Byt hemligheten: cosmic-login client add skriver ut en ny, en gång.")),
    "proof.assertion": (*_do(OWN("Registrera klientens publika nycklar: jwks_file.")), *_rows(_KEYS)),
    "proof.assertion_claims": (
        *_do(OWN("iss och sub är client_id, aud utfärdaren eller /oidc/token, exp inom en timme.")),
        *_rows(_KEYS),
    ),
    "proof.unseen": _do(OWN("Klistra in hela anropet, med rubrikerna före kroppen.")),
    "grant.type": _do(OWN("Bara authorization_code finns här, som hos Inera.")),
    "grant.missing": _do(OWN("Låt biblioteket byta koden: den kom till redirect_uri, och gäller i 60 sekunder.")),
    "grant.verifier": _rows(_PKCE),
    "grant.redirect": (*_TO_THE_LETTER, *_rows(_REDIRECT)),
    "grant.pkce": _rows(_PKCE),
    # -- SAML ------------------------------------------------------------------------------------------------------
    "message.unread": _rows("""
        node-saml: authnRequestBinding: 'HTTP-Redirect' (its default)
        mellon: SingleSignOnService with HTTP-Redirect in MellonIdPMetadataFile
        Shibboleth: outgoingBindings
        pysaml2: prepare_for_authenticate(…, binding=BINDING_HTTP_REDIRECT)
    """),
    "message.kind": _do(OWN("En LogoutRequest hör till /saml/slo, ett svar (SAMLResponse) till systemet.")),
    "issuer.malformed": _rows(_ENTITY),
    "issuer.unknown": (*_IMPORT, *_rows(_ENTITY)),
    "metadata.over": (
        *_IMPORT,
        *_rows("""
            Shibboleth: validUntil of the metadata that were handed out, left out
            pysaml2: valid_for
        """),
    ),
    "signature.missing": _rows(_SIGN),
    "signature.place": _rows("""
        node-saml: authnRequestBinding: 'HTTP-Redirect' with privateKey signs the address
        pysaml2: prepare_for_authenticate(…, binding=BINDING_HTTP_REDIRECT, sign=True)
    """),
    "signature.wrong": (*_IMPORT, *_rows(_SIGN)),
    "signature.unseen": _do(OWN("Klistra in hela adressen, eller hela formuläret.")),
    "id.malformed": _rows("node-saml: generateUniqueId: () => '_' + …"),
    "version.other": _do(OWN("Systemet talar SAML 1.1. Ställ in SAML 2.0.")),
    "destination.missing": _rows(_PLACE),
    "destination.other": (*_do(OWN("Hämta IdP:ns metadata på nytt: /saml.")), *_rows(_PLACE)),
    "time.malformed": _CLOCK,
    "time.future": _CLOCK,
    "time.past": _CLOCK,
    "acs.malformed": _rows(_ACS),
    "acs.binding": _rows(_ACS),
    "acs.unregistered": (*_IMPORT, *_rows(_ACS)),
    "boolean.malformed": _rows(_FORCE),
    "service.malformed": _rows(_SERVICE),
    "service.unknown": (*_IMPORT, *_rows(_SERVICE)),
    "attribute.required": (*_NAMES, *_rows(_SERVICE)),
    "attribute.unknown": _NAMES,
    "attribute.not_allowed": _do(OWN("Nämn attributet i systemets fil: claims; tomt betyder alla som metadata begär.")),
    "attribute.case": _NAMES,
    "attributes.illegal": (*_TWO_CHOICES, *_rows(_SERVICE)),
    "attributes.none": _rows(_SERVICE),
    "principal.empty": _rows("""
        node-saml: samlAuthnRequestExtensions
        pysaml2: prepare_for_authenticate(…, extensions=…)
    """),
    "principal.contradiction": _do(
        OWN("Hos Inera måste alla värden stämma; Sweden Connect läser dem som alternativ. Nämn ett av varje.")
    ),
    "principal.unknown": _do(OWN("Namnen står i IdP:ns metadata: RequestedPrincipalSelection.")),
    "encryption.key": _rows("""
        node-saml: decryptionPvk, decryptionCert
        mellon: KeyDescriptor use="encryption" of MellonSPMetadataFile
        Shibboleth: CredentialResolver use="encryption"
        pysaml2: encryption_keypairs
    """),
    "subject.unsupported": (
        *_do(OWN("Peka ut personen med PrincipalSelection i Extensions.")),
        *_rows("pysaml2: prepare_for_authenticate(…), without subject"),
    ),
    "loa.comparison": (*_EXACT, *_rows(_COMPARISON)),
    "loa.unreachable": (*_EXACT, *_rows(_LOA)),
    "loa.unknown": _rows(_LOA),
    "name_id.format": _rows(_NAME_ID),
    "name_id.qualifier": _rows("""
        node-saml: spNameQualifier, left out
        Shibboleth: SPNameQualifier, left out
    """),
    "message.deflated": _rows("node-saml: skipRequestCompression: true, with authnRequestBinding: 'HTTP-POST'"),
    "logout.unsigned": _rows("""
        node-saml: privateKey
        mellon: MellonSPPrivateKeyFile
        Shibboleth: ApplicationDefaults signing="front"
        pysaml2: logout_requests_signed: True
    """),
    "logout.over": _CLOCK,
    "logout.name_id": (
        *_do(OWN("Skicka NameID som det kom vid inloggningen, i klartext, och SessionIndex.")),
        *_rows("""
            Shibboleth: ApplicationDefaults encryption="false"
            pysaml2: global_logout(name_id), with the name_id of the login
        """),
    ),
    "logout.everywhere": _rows("""
        node-saml: user.sessionIndex of the profile, kept until logout
        pysaml2: global_logout(name_id) sends the session_index that it kept
    """),
    "logout.unanswered": _rows("""
        node-saml: logoutCallbackUrl
        mellon: SingleLogoutService of MellonSPMetadataFile
        Shibboleth: Logout of Sessions
        pysaml2: service.sp.endpoints.single_logout_service: [(URL, BINDING_HTTP_REDIRECT)]
    """),
    "audience.unregistered": _do(OWN("Nämn mottagaren i systemets fil: audiences.")),
    # -- documents -------------------------------------------------------------------------------------------------
    "xml": _do(OWN("Spara dokumentet som det skickades, utan DOCTYPE, i UTF-8.")),
    "metadata": _do(
        OWN("Minst en AssertionConsumerService med HTTP-POST, och en AttributeConsumingService för attributen."),
    ),
    "metadata.bindings": _do(OWN("Artifact och PAOS kan stå kvar; minst en HTTP-POST behövs.")),
    "metadata.logout": (
        *_do(OWN("Lägg till SingleLogoutService med HTTP-Redirect.")),
        *_rows("node-saml: logoutCallbackUrl is published as HTTP-POST, which validateInResponseTo: 'always' refuses"),
    ),
    "metadata.no_key": _rows("""
        node-saml: privateKey, publicCert, generateServiceProviderMetadata(…, publicCert)
        mellon: MellonSPCertFile
        Shibboleth: CredentialResolver use="signing"
        pysaml2: key_file, cert_file
    """),
}  # fmt: skip


def mends_of(rule: str) -> tuple[Mend, ...]:
    """Return what mends a rule."""
    return ADVICE.get(rule, ())
