"""What becomes of an authorization request: every rule it runs into, and what it asks for if it goes on.

No HTTP and no store: the door for browsers and ``client explain`` ask the same function, so they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.idp.claims.catalogue import CLAIMS, OPENID, SCOPES
from cosmic_login.idp.claims.choices import level_for
from cosmic_login.idp.claims.wanted import WantedClaim
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.oidc.claims_parameter import AskedClaim, BadClaims, ClaimsParameter, read_claims
from cosmic_login.idp.oidc.parameters import Parameters
from cosmic_login.idp.oidc.redirects import difference, is_registered
from cosmic_login.idp.oidc.rules import RuleFinding, RuleOutcome, found
from cosmic_login.idp.oidc.token_claims import OF_THE_TOKEN
from cosmic_login.idp.registry.systems import OidcClient, System, Systems
from cosmic_login.idp.web.quoting import shown
from cosmic_login.idp.web.request import WebRequest

#: Characters that a parameter may have; those that are not here, ``_OTHERS``.
_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"state": 8192, "nonce": 1024, "redirect_uri": 2048, "claims": 20_000, "id_token_hint": 20_000, "scope": 4096}
)
_OTHERS: Final = 2048
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CHALLENGE = re.compile("[A-Za-z0-9_-]{43}")  # SHA-256 in base64url (RFC 7636, section 4.2)
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( +[\x21\x23-\x5b\x5d-\x7e]+)* *")
_SECONDS = re.compile("[0-9]{1,9}")
_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_MAX_LANGUAGES: Final = 10
#: Levels that a login here can have.
_REACHED: Final = tuple(LOA_URI[level] for level in (2, 3))
#: Of these none may come twice even though where the answer goes would be known.
_IDENTITY: Final = frozenset({"client_id", "redirect_uri", "request_uri"})
#: They belong nowhere near a browser.
_SECRETS: Final = frozenset({"client_secret", "client_assertion", "access_token", "code_verifier"})
_USED: Final = frozenset(
    {
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "claims", "prompt",
        "max_age", "acr_values", "login_hint", "id_token_hint", "ui_locales", "code_challenge", "code_challenge_method",
        "request", "request_uri", "registration",
    }
)  # fmt: skip
#: Values that nobody has: what is asked for excludes itself.
NOBODYS: Final = ("",)
_URIS: Final[Mapping[str, str]] = {row.uri: name for name, row in CLAIMS.items()}


@dataclass(frozen=True)
class Preselection:
    """How a client names a way to log in beforehand: by ``value`` of this claim in ``claims.id_token``.

    That there is such a thing at Inera is public, the names are not: these are ours.
    """

    claim: str = "authenticationMethod"
    values: Mapping[str, str] = field(default_factory=lambda: {name: name for name in METHODS})


@dataclass(frozen=True)
class Judgement:
    """What was found. ``request`` is None when it does not go on; ``mode`` and ``state`` are for an error's answer."""

    findings: tuple[RuleFinding, ...]
    system: System | None = None
    redirect_uri: str = ""
    mode: str = "query"
    state: str = ""
    request: WebRequest | None = None

    @property
    def refusal(self) -> RuleFinding | None:
        """What it is refused for: first that nobody may be redirected, then what the system is told first."""
        for outcome in (RuleOutcome.PAGE, RuleOutcome.ERROR):
            for each in self.findings:
                if each.rule.outcome is outcome:
                    return each
        return None


class ForeignHint(ValueError):  # noqa: N818 - it says what the hint is
    """An ``id_token_hint`` that is no ID token of ours for the client that sends it."""


#: Tells whose ``id_token_hint`` (of a client) it is, by personal number; empty when that is forgotten.
Hints = Callable[[str, str], str]


def judge(
    parameters: Parameters,
    systems: Systems,
    *,
    hints: Hints | None = None,
    preselection: Preselection | None = None,
) -> Judgement:
    """Hold a request to every rule. ``hints`` is asked about an ID token; without it one is taken as it comes."""
    return _Judge(parameters, systems, hints, preselection or Preselection()).judgement()


class _Judge:
    def __init__(
        self, parameters: Parameters, systems: Systems, hints: Hints | None, preselection: Preselection
    ) -> None:
        self._sent, self._systems, self._hints, self._preselection = parameters, systems, hints, preselection
        self._findings: list[RuleFinding] = []

    def find(self, code: str, parameter: str = "", detail: str = "") -> None:
        """Note a rule that the request runs into."""
        self._findings.append(found(code, parameter, detail))

    def judgement(self) -> Judgement:
        """Ask one rule after another."""
        system, redirect_uri = self._who(), self._sent.get("redirect_uri")
        state = "" if "state" in self._sent.repeated or not self._may_echo() else self._sent.get("state")
        mode = self._mode()
        self._form()
        self._unsupported()
        challenge = self._pkce(system)
        scopes = self._scopes()
        claims = self._claims()
        released = _Release(self, system, scopes, claims, self._preselection.claim)
        wanted = self._wanted(released)
        loa, methods = self._levels(claims), self._methods(system, claims)
        force, passive = self._prompt()
        max_age = self._max_age()
        person = self._hinted()
        if person:
            wanted = [*wanted, WantedClaim("personalIdentityNumber", essential=True, values=(person,))]
        self._advice()
        judged = Judgement(tuple(self._findings), system, redirect_uri, mode, state)
        if judged.refusal is not None or system is None:
            return judged
        sub = claims.id_token.get("sub", AskedClaim()).values
        reply = {
            "redirect_uri": redirect_uri,
            "mode": mode,
            "state": state,
            "nonce": self._sent.get("nonce"),
            "challenge": challenge,
            "scope": " ".join(released.scopes),
            "id_token": released.id_token,
            "userinfo": released.userinfo,
            "sub": list(sub),
            "person": person,
        }
        request = WebRequest(
            face="oidc",
            system=system.key,
            wanted=tuple(wanted),
            loa=loa,
            methods=methods,
            force=force or max_age == 0,
            passive=passive,
            max_age=max_age,
            hint=self._sent.get("login_hint"),
            locales=self._locales(),
            reply=reply,
        )
        return Judgement(judged.findings, system, redirect_uri, mode, state, request)

    # -- who asks, and where the answer goes -----------------------------------------------------------------------
    def _who(self) -> System | None:
        if twice := sorted(self._sent.repeated & _IDENTITY):
            self.find("request.repeated", twice[0])
        key = self._sent.get("client_id")
        if not key:
            self.find("client.missing", "client_id")
            return None
        system = self._systems.find("oidc", key)
        if system is None or system.oidc is None:
            self.find("client.unknown", "client_id", f"There is no client '{shown(key)}'.")
            return None
        self._where(system, system.oidc)
        return system

    def _where(self, system: System, client: OidcClient) -> None:
        uri = self._sent.get("redirect_uri")
        if not uri:
            self.find("redirect.missing", "redirect_uri")
        elif "#" in uri:
            self.find("redirect.fragment", "redirect_uri")
        elif len(uri) > _LENGTHS["redirect_uri"] or _CONTROL.search(uri) or not uri.isascii():
            self.find("redirect.unregistered", "redirect_uri", "It is too long, or holds what no address does.")
        elif not is_registered(uri, client, learned=system.learned):
            self.find("redirect.unregistered", "redirect_uri", difference(uri, client))

    # -- the form --------------------------------------------------------------------------------------------------
    def _may_echo(self) -> bool:
        state = self._sent.get("state")
        return len(state) <= _LENGTHS["state"] and _CONTROL.search(state) is None

    def _form(self) -> None:
        for name in sorted(self._sent.repeated - _IDENTITY):
            self.find("parameter.repeated", shown(name), f"'{shown(name)}' comes more than once.")
        for name, value in sorted(self._sent.values.items()):
            if name in _IDENTITY:
                continue
            if len(value) > _LENGTHS.get(name, _OTHERS):
                most = _LENGTHS.get(name, _OTHERS)
                self.find("parameter.too_long", shown(name), f"'{shown(name)}' has more than {most} characters.")
            elif name in _USED and name != "claims" and _CONTROL.search(value):
                self.find("parameter.characters", name, f"'{name}' does.")
        kind = self._sent.get("response_type")
        if not kind:
            self.find("response_type.missing", "response_type")
        elif kind != "code":
            self.find("response_type.unsupported", "response_type")

    def _mode(self) -> str:
        mode = self._sent.get("response_mode")
        if mode in {"", "query", "form_post"}:
            return mode or "query"
        self.find("response_mode.unsupported", "response_mode")
        return "query"

    def _unsupported(self) -> None:
        if self._sent.get("request"):
            self.find("object.unsupported", "request")
        if self._sent.get("request_uri"):
            self.find("object.uri_unsupported", "request_uri")
        if self._sent.get("registration"):
            self.find("registration.unsupported", "registration")

    def _pkce(self, system: System | None) -> str:
        challenge, method = self._sent.get("code_challenge"), self._sent.get("code_challenge_method")
        public = system is not None and system.oidc is not None and system.oidc.public and not system.learned
        if not challenge:
            if method:
                self.find("pkce.method_alone", "code_challenge_method")
            elif public:
                self.find("pkce.needed", "code_challenge")
            else:
                self.find("pkce.absent", "code_challenge")
        elif method != "S256":
            self.find("pkce.plain", "code_challenge_method")
        elif not _CHALLENGE.fullmatch(challenge):
            self.find("pkce.malformed", "code_challenge")
        return challenge

    # -- scopes and claims -----------------------------------------------------------------------------------------
    def _scopes(self) -> tuple[str, ...]:
        scope = self._sent.get("scope")
        if scope and not _SCOPE.fullmatch(scope.lstrip(" ")):
            self.find("scope.malformed", "scope")
            return ()
        scopes = tuple(dict.fromkeys(self._sent.words("scope")))
        if OPENID not in scopes:
            self.find("scope.openid", "scope")
        for each in scopes:
            if each not in SCOPES:
                self.find("scope.unknown", "scope", f"There is no scope '{shown(each)}'.")
        return tuple(each for each in scopes if each in SCOPES)

    def _claims(self) -> ClaimsParameter:
        text = self._sent.get("claims")
        try:
            return read_claims(text) if len(text) <= _LENGTHS["claims"] else ClaimsParameter()
        except BadClaims as error:
            self.find("claims.malformed", "claims", str(error))
            return ClaimsParameter()

    def _wanted(self, released: _Release) -> list[WantedClaim]:
        wanted = released.wanted()
        self.find_all("claims.contradiction", [each.name for each in wanted if each.values == NOBODYS])
        try:
            level_for(wanted)
        except LoginFailure:
            self.find("claims.illegal", "claims")
        return wanted

    # -- how the person shall prove who they are -------------------------------------------------------------------
    def _levels(self, claims: ClaimsParameter) -> tuple[str, ...]:
        """Return the levels of which one has to be met: those of ``acr_values``, and of an essential ``acr``."""
        asked = claims.id_token.get("acr", AskedClaim())
        lists = [tuple(self._sent.words("acr_values")), asked.values if asked.essential else ()]
        lists = [each for each in lists if each]
        if not lists:
            return ()
        for each in {value for values in lists for value in values if value not in LOA_URI.values()}:
            self.find("acr.unknown", "acr_values", f"There is no level '{shown(each)}'.")
        met = tuple(level for level in _REACHED if all(level in values for values in lists))
        if not met:
            self.find("acr.unreachable", "acr_values", f"There are {' and '.join(_REACHED)}.")
        return met

    def _methods(self, system: System | None, claims: ClaimsParameter) -> tuple[str, ...]:
        asked = claims.id_token.get(self._preselection.claim, AskedClaim()).values
        methods = []
        for each in asked:
            method = self._preselection.values.get(each)
            if method is None:
                self.find("method.unknown", "claims", f"There is no way to log in '{shown(each)}'.")
            elif system is not None and method not in system.methods:
                self.find("method.inactive", "claims", f"The client has not the way to log in '{method}'.")
            else:
                methods.append(method)
        return tuple(methods)

    def _prompt(self) -> tuple[bool, bool]:
        """Return whether the person has to prove themselves anew, and whether nobody may be asked anything."""
        prompt = set(self._sent.words("prompt"))
        if unknown := prompt - {"none", "login", "select_account", "consent"}:
            self.find("prompt.unknown", "prompt", f"There is no '{shown(min(unknown))}'.")
        if "none" in prompt and len(prompt) > 1:
            self.find("prompt.none_alone", "prompt")
        if "consent" in prompt:
            self.find("prompt.consent", "prompt")
        # There is one session, of one person: who wants to be somebody else logs in anew.
        return bool(prompt & {"login", "select_account"}), "none" in prompt

    def _max_age(self) -> float | None:
        max_age = self._sent.get("max_age")
        if not max_age:
            return None
        if not _SECONDS.fullmatch(max_age):
            self.find("max_age.malformed", "max_age")
            return None
        return float(max_age)

    def _hinted(self) -> str:
        hint = self._sent.get("id_token_hint")
        if not hint or self._hints is None:
            return ""
        try:
            person = self._hints(hint, self._sent.get("client_id"))
        except ForeignHint:
            self.find("hint.foreign", "id_token_hint")
            return ""
        if not person:
            self.find("hint.unknown", "id_token_hint")
        return person

    def _locales(self) -> tuple[str, ...]:
        words = self._sent.words("ui_locales")[:_MAX_LANGUAGES]
        return tuple(each for each in words if _LANGUAGE.fullmatch(each))

    # -- good to know ----------------------------------------------------------------------------------------------
    def _advice(self) -> None:
        for name in ("state", "nonce"):
            if not self._sent.get(name):
                self.find(f"{name}.absent", name)
        for name in sorted(self._sent.values):
            if name in _SECRETS:
                self.find("secret.exposed", name)
            elif name not in _USED:
                self.find("parameter.ignored", shown(name), f"'{shown(name)}' is one.")

    def find_all(self, code: str, names: Iterable[str]) -> None:
        """Note a rule for several claims."""
        for name in names:
            self.find(code, "claims", f"'{shown(name)}' is one.")


class _Release:
    """What a system gets of what it asks for: which claims, and in which of the two answers."""

    def __init__(
        self,
        judge: _Judge,
        system: System | None,
        scopes: tuple[str, ...],
        claims: ClaimsParameter,
        preselects: str,
    ) -> None:
        self._system = system
        by_scope = [name for scope in scopes for name in SCOPES[scope] if _released(name)]
        asked = {_short(name): each for name, each in claims.id_token.items()}
        asked_userinfo = {_short(name): each for name, each in claims.userinfo.items()}
        ours = {*CLAIMS, *OF_THE_TOKEN, preselects}
        judge.find_all("claims.unknown", dict.fromkeys(n for n in (*asked, *asked_userinfo) if n not in ours))
        said = preselects in asked and bool(asked[preselects].values)
        if said:  # its value says how to log in, not what the claim has to be, nor that it is wanted
            asked[preselects] = AskedClaim(asked[preselects].essential)
        #: Scopes that the token's answer tells of.
        self.scopes = [each for each in scopes if each == OPENID or any(self._may(name) for name in SCOPES[each])]
        for each in scopes:
            if each not in self.scopes:
                judge.find("scope.filtered", "scope", f"'{each}' is one.")
        known = [name for name in dict.fromkeys((*asked, *asked_userinfo)) if _released(name)]
        essential = {n for each in (asked, asked_userinfo) for n, claim in each.items() if claim.essential}
        forbidden = [name for name in known if not self._may(name)]
        left_out = [name for name in forbidden if name not in essential and not (said and name == preselects)]
        judge.find_all("claims.filtered", left_out)
        judge.find_all("claims.essential", [name for name in forbidden if name in essential])
        self._asked = {name: [each[name] for each in (asked, asked_userinfo) if name in each] for name in known}
        self._scoped = [name for name in by_scope if self._may(name)]
        self.id_token = self._names((*self._scoped, *asked))
        self.userinfo = self._names((*self._scoped, *asked_userinfo))

    def _may(self, name: str) -> bool:
        return self._system is not None and (self._system.learned or name in self._system.claims)

    def _names(self, names: Iterable[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if _released(name) and self._may(name)]

    def wanted(self) -> list[WantedClaim]:
        """Return the claims of both answers. Values asked for in both have to be in both."""
        return [self._one(name) for name in self._names((*self._scoped, *self._asked))]

    def _one(self, name: str) -> WantedClaim:
        asked = self._asked.get(name, [])
        lists = [each.values for each in asked if each.values]
        values = tuple(each for each in lists[0] if all(each in more for more in lists)) if lists else ()
        # Values that exclude each other: nobody has them, and that has to show.
        if lists and not values:
            values = NOBODYS
        return WantedClaim(name, essential=any(each.essential for each in asked), values=values)


def _released(name: str) -> bool:
    return name in CLAIMS and name not in OF_THE_TOKEN


def _short(name: str) -> str:
    """Return the short name of a claim that may be called by its URI."""
    return _URIS.get(name, name)
