"""OpenID Connect as one of the protocols: how logins and log-outs are told."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping

from cosmic_login.core.identity import LOA_URI
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.claims.release import ClaimValues, amr_of
from cosmic_login.idp.oidc import faulty
from cosmic_login.idp.oidc.errors import described, description_of, error_of
from cosmic_login.idp.oidc.notices import Notices
from cosmic_login.idp.oidc.redirects import is_after_logout, is_registered, with_parameters
from cosmic_login.idp.provider.claims import subject_identifier
from cosmic_login.idp.registry.systems import OidcClient, System, Systems
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal, Transaction
from cosmic_login.idp.store.oidc_statements import OidcCodeRow
from cosmic_login.idp.store.web_statements import PartyRow, SsoRow
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.idp.web.fault_spots import loa_below
from cosmic_login.idp.web.request import Delivery, Farewell, Leaver, WebGrant, WebRequest


class OidcFace:
    """Answers clients. A ``Face`` and a ``Parting``; ``issuer`` is what they know the IdP by."""

    def __init__(self, services: IdpServices, systems: Systems, notices: Notices, issuer: str) -> None:
        self._services, self._systems, self._notices, self._issuer = services, systems, notices, issuer
        self._subject_key = services.vault.derive("oidc-subject")
        self._sid_key = services.vault.derive("oidc-sid")

    # -- logins ----------------------------------------------------------------------------------------------------
    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        """Return the answer with a code that the client can exchange. Raises ``Refusal`` ``system.address``."""
        request, system, client = granted.request, granted.system, self._proven(granted.request)
        person = str(request.reply["person"])
        if person and person != granted.person.personal_number:
            return self.error(request.reply, *self._told("login.needed"))
        sid, now = self.sid_of(granted.session.sid, system.key), self._services.seconds()
        sub = self._subject(work, granted, sid)
        if not sub:
            return self.error(request.reply, *self._told("claims.no_match"))
        of_token = {
            "sub": sub,
            "sid": sid,
            "auth_time": granted.evidence.at,
            "acr": LOA_URI[granted.evidence.loa],
            "amr": amr_of(granted.evidence, granted.method, system.amr),
        }
        nonce = str(request.reply["nonce"])
        id_token = {**self._named(request, "id_token", granted), **of_token} | ({"nonce": nonce} if nonce else {})
        grant = {
            "redirect_uri": request.reply["redirect_uri"],
            "challenge": request.reply["challenge"],
            "scope": request.reply["scope"],
            "alg": client.id_token_alg,
            "login": granted.login,
            "id_token": id_token,
            "userinfo": {**self._named(request, "userinfo", granted), "sub": sub},
            "state": request.state,
            "fault": granted.brought,
            "too_low": loa_below(request, system),
        }
        code, expires = new_handle(), now + self._services.settings.code_life
        work.add_oidc_code(OidcCodeRow(digest(code), granted.session.sid, system.key, expires, json.dumps(grant)))
        work.add_party(PartyRow(granted.session.sid, "oidc", system.key, sid, now, json.dumps({"sub": sub})))
        return _answer(faulty.reply(granted.fault, request.reply), {"code": code})

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        """Return the answer that nothing came of it. Raises ``Refusal`` when nobody may be redirected any more."""
        self._proven(request)
        if request.passive and request.reply["person"] and failure == "claims.no_match":
            failure = "login.needed"  # somebody is logged in, but not whom the hint names (Core 1.0, 3.1.2.1)
        return self.error(request.reply, *self._told(failure))

    def error(self, reply: Mapping[str, object], error: str, description: str) -> Delivery:
        """Return an error's answer. There is no ``iss`` in it: a widely used client takes that for another message."""
        return _answer(reply, {"error": error, "error_description": described(description)})

    def _told(self, failure: str) -> tuple[str, str]:
        return error_of(failure, unmet=self._services.settings.oidc_unmet_error), description_of(failure)

    def _proven(self, request: WebRequest) -> OidcClient:
        """Return the client if its redirect URI still is one: a registration may have changed since it asked."""
        system = self._systems.find("oidc", request.system)
        if system is None or system.oidc is None:
            raise Refusal("system.unknown", f"the client {request.system[:200]!r} is not registered any more")
        if not is_registered(str(request.reply["redirect_uri"]), system.oidc, learned=system.learned):
            raise Refusal("system.address", f"a redirect URI of {request.system[:200]!r} is not registered any more")
        return system.oidc

    def _named(self, request: WebRequest, answer: str, granted: WebGrant) -> ClaimValues:
        """Return the claims of one of the two answers, by the names that the client knows them by."""
        names = request.reply[answer]
        assert isinstance(names, list)  # noqa: S101 - told to the type checker: ours
        return named(names, granted.claims, granted.system)

    def _subject(self, work: Transaction, granted: WebGrant, sid: str) -> str:
        """Return ``sub``; empty when the client wanted to hear of somebody else."""
        wanted = granted.request.reply["sub"]
        assert isinstance(wanted, list)  # noqa: S101 - told to the type checker: ours
        if granted.system.subject == "pairwise":
            sub = self.pairwise(granted.system.key, granted.person)
            return sub if not wanted or sub in wanted else ""
        if not wanted:
            return new_handle()
        before = next((each for each in work.parties(granted.session.sid) if each.name == sid), None)
        known = str(json.loads(before.facts)["sub"]) if before is not None and before.face == "oidc" else ""
        return known if known in wanted else ""

    def pairwise(self, client: str, person: Person) -> str:
        """Return the ``sub`` that stays the same for a client and a person."""
        return subject_identifier(self._subject_key, client, person)

    def sid_of(self, session: str, client: str) -> str:
        """Return what a client calls a session: the same each time, and no two clients call it the same."""
        return hmac.digest(self._sid_key, f"{client}\0{session}".encode(), "sha256").hex()[:32]

    # -- log-outs --------------------------------------------------------------------------------------------------
    def ended(self, work: Transaction, session: SsoRow, parties: list[PartyRow]) -> None:
        """Take back codes and tokens, and tell the clients that have an address for it."""
        work.drop_oidc_of_session(session.sid)
        for party in parties:
            system = self._systems.find("oidc", party.system)
            if system is not None and self._told_without_browser(system):
                # A transient one is new at every login: what ends is the session, not one of its logins.
                sub = str(json.loads(party.facts)["sub"]) if system.subject == "pairwise" else ""
                self._notices.note(work, system, party.name, sub, session.login)

    def _told_without_browser(self, system: System) -> bool:
        return self._notices.open and system.oidc is not None and bool(system.oidc.backchannel_logout_uri)

    def farewell(self, work: Transaction, session: SsoRow, party: PartyRow) -> Farewell:
        """Return what the browser loads for a client (OpenID Connect Front-Channel Logout 1.0)."""
        system = self._systems.find("oidc", party.system)
        if system is None or system.oidc is None:
            return Farewell()
        told, uri = self._told_without_browser(system), system.oidc.frontchannel_logout_uri
        if not uri:
            return Farewell(told=told)
        address = with_parameters(uri, {"iss": self._issuer, "sid": party.name})
        return Farewell(Delivery(address), framed=True, told=told)

    def parted(self, work: Transaction, leaver: Leaver, *, complete: bool) -> Delivery | None:
        """Return where the client wanted the browser to go; None when that is nowhere, or not registered any more."""
        uri, state = str(leaver.reply.get("uri", "")), str(leaver.reply.get("state", ""))
        system = self._systems.find("oidc", leaver.system)
        if not uri or system is None or not is_after_logout(uri, system):
            return None
        return Delivery(with_parameters(uri, {"state": state} if state else {}))


def named(names: Iterable[str], values: ClaimValues, system: System) -> ClaimValues:
    """Return those of the claims that there are, by the names that a system knows them by."""
    known = [name for name in names if name in values]
    return {CLAIMS[name].uri if system.claim_names == "uri" else name: values[name] for name in known}


def _answer(reply: Mapping[str, object], members: Mapping[str, str]) -> Delivery:
    uri, state = str(reply["redirect_uri"]), str(reply["state"])
    told = {**members, **({"state": state} if state else {})}
    if reply["mode"] == "form_post":
        return Delivery(uri, told)
    return Delivery(with_parameters(uri, told))
