"""What each rule says, for people who read a page or the command line: Swedish here, English in the pages' catalogue.

The rules' own texts (``idp/oidc/rules.py``, ``idp/saml/rules.py``) are English, for logs and for answers to systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cosmic_login.idp.pages.marks import OWN

CAUSES: Final[Mapping[str, str]] = {
    # -- OpenID Connect: who asks, and where the answer goes -------------------------------------------------------
    "request.malformed": OWN("Parametrarna är inte formulärkodade i UTF-8, eller fler än 64."),
    "request.repeated": OWN("client_id, redirect_uri och request_uri får stå en gång var."),
    "client.missing": OWN("client_id saknas."),
    "client.unknown": OWN("Ingen klient är registrerad här med detta client_id."),
    "redirect.missing": OWN("redirect_uri saknas."),
    "redirect.fragment": OWN("redirect_uri får inte ha något fragment (det som står efter #)."),
    "redirect.unregistered": OWN("redirect_uri är inte tecken för tecken en av de registrerade."),
    "pushed.unknown": OWN("request_uri är inte en som IdP:n gav ut, eller är redan använd eller för gammal."),
    "pushed.other_client": OWN("client_id är inte den klients som lämnade begäran i förväg (PAR)."),
    "pushed.elsewhere": OWN("Begäran lämnades i förväg (PAR). Den prövades då, och tas en gång."),
    # -- the form --------------------------------------------------------------------------------------------------
    "parameter.repeated": OWN("En parameter står mer än en gång."),
    "parameter.too_long": OWN("En parameter är längre än vad som tas emot."),
    "parameter.characters": OWN("En parameter innehåller styrtecken."),
    "response_type.missing": OWN("response_type saknas."),
    "response_type.unsupported": OWN("response_type är inte code."),
    "response_mode.unsupported": OWN("response_mode är varken query eller form_post."),
    "object.unsupported": OWN("Begäran är lagd i ett signerat objekt (request), vilket inte stöds."),
    "object.uri_unsupported": OWN("request_uri pekar på ett objekt hos någon annan, vilket inte stöds."),
    "registration.unsupported": OWN("Parametern registration stöds inte."),
    "pkce.needed": OWN("En publik klient, som inte har någon hemlighet, måste använda PKCE."),
    "pkce.plain": OWN("code_challenge_method är inte S256. Utelämnad betyder den plain."),
    "pkce.malformed": OWN("code_challenge är inte 43 tecken base64url, som S256 ger."),
    "pkce.method_alone": OWN("code_challenge_method står utan code_challenge."),
    "pkce.absent": OWN("PKCE används inte. En klient med hemlighet får det."),
    # -- scopes and claims -----------------------------------------------------------------------------------------
    "scope.malformed": OWN("scope är inte namn med mellanslag emellan."),
    "scope.openid": OWN("scope innehåller inte openid."),
    "scope.unknown": OWN("Ett scope finns inte och struntas i."),
    "scope.filtered": OWN("Klienten får inget av ett scope, som tyst tas bort."),
    "claims.malformed": OWN("Parametern claims är inte JSON som standarden har den."),
    "claims.unknown": OWN("Ett attribut (claim) finns inte och struntas i."),
    "claims.filtered": OWN("Klienten får inte ett attribut (claim), som tyst tas bort."),
    "claims.contradiction": OWN("Två begärda värden på ett attribut utesluter varandra. Ingen kan logga in."),
    "claims.essential": OWN("Ett attribut som krävs (essential) får klienten inte. Då misslyckas inloggningen."),
    "claims.illegal": OWN("Det som begärs kräver två val, organisation och medarbetaruppdrag. Man gör ett."),
    # -- how the person proves who they are ------------------------------------------------------------------------
    "acr.unreachable": OWN("Ingen av de begärda tillitsnivåerna finns här. De jämförs exakt."),
    "acr.unknown": OWN("En av de begärda tillitsnivåerna finns inte och struntas i."),
    "prompt.none_alone": OWN("prompt=none står inte ensamt."),
    "prompt.unknown": OWN("prompt har ett värde som inte finns."),
    "prompt.consent": OWN("Samtycke frågas det inte efter här. Registreringen bestämmer."),
    "max_age.malformed": OWN("max_age är inte ett antal sekunder."),
    "hint.foreign": OWN("id_token_hint är inte en ID-token härifrån för den här klienten."),
    "hint.unknown": OWN("Sessionen i id_token_hint är glömd. Den pekar inte ut någon."),
    "method.unknown": OWN("Ett förvalt inloggningssätt finns inte och struntas i."),
    "method.inactive": OWN("Ett förvalt inloggningssätt är inte aktivt för klienten och struntas i."),
    # -- good to know ----------------------------------------------------------------------------------------------
    "state.absent": OWN("state saknas. Då hör svaret inte till den webbläsare som frågade."),
    "nonce.absent": OWN("nonce saknas. Då hör ID-token inte till begäran."),
    "secret.exposed": OWN("En hemlighet står i webbläsarens adress. Byt den."),
    "parameter.ignored": OWN("En parameter används inte här och struntas i."),
    # -- log-out ---------------------------------------------------------------------------------------------------
    "logout.repeated": OWN("En parameter står mer än en gång."),
    "logout.other_client": OWN("client_id är inte den klients som id_token_hint är för."),
    "logout.client": OWN("Ingen klient är registrerad här med detta client_id."),
    "logout.unregistered": OWN("post_logout_redirect_uri är inte tecken för tecken en av de registrerade."),
    "logout.stays": OWN("Sessionen avslutas, men webbläsaren stannar hos IdP:n: adressen är inte registrerad."),
    "logout.asked": OWN("id_token_hint saknas. Då frågas personen om hen vill logga ut."),
    # -- SAML: the message, and who asks ---------------------------------------------------------------------------
    "message.unread": OWN("Meddelandet går inte att läsa: det ska vara XML i base64, i en adress packat dessförinnan."),
    "message.kind": OWN("SAMLRequest innehåller ingen AuthnRequest."),
    "issuer.malformed": OWN("Det ska finnas en Issuer, och den ska vara systemets entityID."),
    "issuer.unknown": OWN("Metadata för detta entityID är inte registrerade här."),
    "metadata.over": OWN("Systemets metadata har gått ut (validUntil)."),
    "signature.missing": OWN("Begäran är inte signerad, fast systemets metadata säger AuthnRequestsSigned."),
    "signature.place": OWN("Signaturen står i meddelandet. I en adress ska den stå bredvid."),
    "signature.wrong": OWN("Signaturen är inte gjord med en nyckel i systemets metadata, över hela meddelandet."),
    "signature.unseen": OWN("Signaturen syns inte i meddelandet. I en adress står den bredvid."),
    "id.malformed": OWN("ID är inte ett xs:ID: det börjar inte med en bokstav eller _."),
    "version.other": OWN("Version är inte 2.0."),
    "destination.missing": OWN("Ett signerat meddelande saknar Destination."),
    "destination.other": OWN("Destination är en annan adress än den som meddelandet skickas till."),
    "time.malformed": OWN("IssueInstant är ingen tid."),
    "time.future": OWN("IssueInstant ligger i framtiden. Systemets klocka går före."),
    "time.past": OWN("Begäran är gammal. Skickas den nu avvisas den; här prövas den som när den skrevs."),
    "message.replayed": OWN("Begäran är redan använd."),
    # -- where the answer goes -------------------------------------------------------------------------------------
    "acs.malformed": OWN("Adressen för svaret anges med ett nummer eller i klartext, inte både och."),
    "acs.binding": OWN("ProtocolBinding är inte HTTP-POST. Svar kommer bara så."),
    "acs.unregistered": OWN("Adressen för svaret är inte tecken för tecken en HTTP-POST-adress i systemets metadata."),
    # -- what is no SAML, and what no login could fulfil -----------------------------------------------------------
    "boolean.malformed": OWN("ForceAuthn och IsPassive ska vara true eller false."),
    "service.malformed": OWN("AttributeConsumingServiceIndex är inget tal."),
    "principal.empty": OWN("Ett MatchValue i PrincipalSelection är tomt."),
    "encryption.key": OWN("Svaret ska krypteras, men systemets metadata har ingen RSA-nyckel för det."),
    "subject.unsupported": OWN("Begäran pekar ut personen med Subject, vilket inte stöds."),
    "service.unknown": OWN("AttributeConsumingServiceIndex finns inte i systemets metadata."),
    "attribute.required": OWN("Ett attribut med isRequired går inte att få. Då misslyckas inloggningen."),
    "attributes.illegal": OWN("Det som begärs kräver två val, organisation och medarbetaruppdrag. Man gör ett."),
    "principal.contradiction": OWN("PrincipalSelection har två olika värden på samma attribut. Alla måste stämma."),
    "loa.comparison": OWN("Tillitsnivåer jämförs bara exakt (Comparison)."),
    "loa.unreachable": OWN("Ingen av de begärda tillitsnivåerna finns här. De jämförs exakt."),
    "name_id.format": OWN("NameID av det begärda slaget ges inte, bara transient och persistent."),
    "name_id.qualifier": OWN("NameIDPolicy begär ett annat systems namn (SPNameQualifier)."),
    # -- SAML: log-out ---------------------------------------------------------------------------------------------
    "logout.unsigned": OWN("Begäran om utloggning är inte signerad, fast systemets metadata har en nyckel."),
    "logout.over": OWN("Begäran om utloggning har gått ut (NotOnOrAfter)."),
    "logout.name_id": OWN("NameID saknas eller är krypterat. Då går det inte att säga vem som loggar ut."),
    "logout.everywhere": OWN("SessionIndex saknas. Då avslutas alla sessioner med detta NameID."),
    "logout.unanswered": OWN("Metadata har ingen SingleLogoutService för webbläsaren. Då får systemet inget svar."),
    # -- good to know ----------------------------------------------------------------------------------------------
    "message.deflated": OWN(
        "Meddelandet är packat, vilket hör till adresser. Vår tar det i ett formulär, andra kanske inte."
    ),
    "attributes.none": OWN("Metadata har ingen AttributeConsumingService. Då skickas inga attribut."),
    "attribute.unknown": OWN("Ett attribut finns inte och tas tyst bort."),
    "attribute.not_allowed": OWN("Systemet får inte ett attribut, som tyst tas bort."),
    "attribute.case": OWN("Ett attributs namn är skrivet med andra stora och små bokstäver. Här förstås det ändå."),
    "principal.unknown": OWN("Ett MatchValue har ett namn som inte finns i IdP:ns metadata och struntas i."),
    "loa.unknown": OWN("En av de begärda tillitsnivåerna finns inte och struntas i."),
    "audience.unregistered": OWN("En ytterligare mottagare (Audience) är inte registrerad och tas bort."),
    # -- documents -------------------------------------------------------------------------------------------------
    "xml": OWN("Det är inte välformad XML, eller så har den en dokumenttyp."),
    "metadata": OWN("Metadata går inte att registrera."),
    "metadata.bindings": OWN("Svar skickas bara med HTTP-POST. Andra bindningar används inte."),
    "metadata.logout": OWN("SingleLogoutService saknar HTTP-Redirect."),
    "metadata.no_key": OWN("Metadata har ingen nyckel. Vem som helst kan fråga i systemets namn."),
}
