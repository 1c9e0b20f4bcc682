"""SAML as one of the protocols: how logins and log-outs are told."""

from __future__ import annotations

import base64
import hmac
import json
import logging
import secrets
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.idp.claims.catalogue import CLAIMS
from cosmic_login.idp.registry.systems import POST, REDIRECT, Endpoint, SamlProvider, System, Systems
from cosmic_login.idp.saml import faulty
from cosmic_login.idp.saml.answers import NameId, Reply, Statement, response, values_of
from cosmic_login.idp.saml.identity import SamlIdentities
from cosmic_login.idp.saml.logout_messages import LogoutHead, logout_request, logout_response
from cosmic_login.idp.saml.messages import Outgoing, carried, sent
from cosmic_login.idp.saml.names import PARTIAL_LOGOUT, PERSISTENT, SUCCESS
from cosmic_login.idp.saml.statuses import SamlStatus, status_of
from cosmic_login.idp.saml.writing import Node
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Transaction
from cosmic_login.idp.store.web_statements import PartyRow, SsoRow
from cosmic_login.idp.web.fault_spots import loa_below
from cosmic_login.idp.web.request import Delivery, Farewell, Leaver, WebGrant, WebRequest

_log = logging.getLogger("cosmic_login.idp.saml")


class SamlFace:
    """Answers systems; ``entity`` is what the IdP is called. A ``Face`` and a ``Parting``."""

    def __init__(self, services: IdpServices, systems: Systems, identities: SamlIdentities, entity: str) -> None:
        self._services, self._systems, self._identities, self._entity = services, systems, identities, entity

    # -- logins ----------------------------------------------------------------------------------------------------
    def granted(self, work: Transaction, granted: WebGrant) -> Delivery:
        """Return the answer that says who it is."""
        system, request = granted.system, granted.request
        now, settings = self._services.clock.now(), self._services.settings
        key = _encryption_key(system)
        name_id, session_index = self._name_id(granted), _new_id()
        allowed = request.reply["attributes"]
        assert isinstance(allowed, list)  # noqa: S101 - told to the type checker: ours
        audiences = request.reply["audiences"]
        assert isinstance(audiences, list)  # noqa: S101
        attributes = {CLAIMS[name].uri: values_of(granted.claims[name]) for name in allowed if name in granted.claims}
        said = Statement(
            id=_new_id(),
            name_id=name_id,
            audiences=(system.key, *audiences),
            until=now + timedelta(seconds=settings.saml_answer_life),
            authenticated=datetime.fromtimestamp(granted.evidence.at, UTC),
            context=LOA_URI[granted.evidence.loa],
            session_index=session_index,
            attributes={name: values for name, values in attributes.items() if values},
        )
        work.add_party(
            PartyRow(
                granted.session.sid, "saml", system.key, session_index, now.timestamp(), json.dumps(asdict(name_id))
            )
        )
        return self._told(work, granted, said, key)

    def _told(self, work: Transaction, granted: WebGrant, said: Statement, key: rsa.RSAPublicKey | None) -> Delivery:
        """Return what the browser carries, with what is wrong with it when that was ordered."""
        fault, request = granted.fault, granted.request
        now = self._services.clock.now()
        told = faulty.AnswerDraft(self._reply(request, now), said, loa_below(request, granted.system))
        by, told = faulty.signer(fault, self._identities, work, now), faulty.altered(fault, told)
        message = response(told.reply, SamlStatus(), by, told.said, key)
        return replace(carried(_to(request, message)), delay=fault.delay if fault else 0.0)

    def _reply(self, request: WebRequest, now: datetime) -> Reply:
        return Reply(_new_id(), str(request.reply["id"]), str(request.reply["acs"]), self._entity, now)

    def refused(self, work: Transaction, request: WebRequest, failure: str) -> Delivery:
        """Return the answer that nothing came of it."""
        return self._refusal(work, request, status_of(failure))

    def _refusal(self, work: Transaction, request: WebRequest, status: SamlStatus) -> Delivery:
        reply = self._reply(request, self._services.clock.now())
        return carried(_to(request, response(reply, status, self._identities.signing(work), None)))

    def answer(self, request: WebRequest, status: SamlStatus) -> Delivery:
        """Return the answer to a request that was refused before a login began."""
        with self._services.store.transaction() as work:
            return self._refusal(work, request, status)

    def _name_id(self, granted: WebGrant) -> NameId:
        system, form = granted.system.key, str(granted.request.reply["name_id"])
        if form != PERSISTENT:
            return NameId(_new_id(), form, self._entity, system)
        key = self._services.vault.derive("saml-name-id")
        mac = hmac.digest(key, f"{system}\0{granted.person.personal_number}".encode(), "sha256")
        return NameId(base64.urlsafe_b64encode(mac[:24]).decode(), form, self._entity, system)

    # -- log-outs --------------------------------------------------------------------------------------------------
    def ended(self, work: Transaction, session: SsoRow, parties: list[PartyRow]) -> None:
        """Do nothing: SAML systems are told in the browser."""

    def farewell(self, work: Transaction, session: SsoRow, party: PartyRow) -> Farewell:
        """Return the request that a system log its user out."""
        system = self._systems.find("saml", party.system)
        place = logout_place(system.saml) if system is not None and system.saml is not None else None
        if system is None or place is None:
            _log.warning(
                "%.200s has no address for log-outs by HTTP-Redirect or HTTP-POST; it is not told", party.system
            )
            return Farewell()
        by, number = self._identities.signing(work), _new_id()
        name_id = NameId(**json.loads(party.facts))
        head = LogoutHead(number, self._entity, place.location, self._services.clock.now())
        message = logout_request(head, name_id, party.name, by if place.binding == POST else None)
        return Farewell(sent(Outgoing("SAMLRequest", message, place.location, place.binding), by), name=number)

    def parted(self, work: Transaction, leaver: Leaver, *, complete: bool) -> Delivery | None:
        """Return the answer to the request that began a log-out; None when there is no address for one."""
        system = self._systems.find("saml", leaver.system)
        if system is None or system.saml is None:
            return None
        status = SamlStatus(SUCCESS, "" if complete else PARTIAL_LOGOUT)
        state = leaver.reply["relay_state"]
        return self.logged_out(
            work, system.saml, str(leaver.reply["id"]), status, None if state is None else str(state)
        )

    def logged_out(
        self, work: Transaction, provider: SamlProvider, number: str, status: SamlStatus, relay_state: str | None
    ) -> Delivery | None:
        """Return the answer to a system's request to log out; None when there is no address for one."""
        place = logout_place(provider)
        if place is None:
            return None
        address, by = place.response_location or place.location, self._identities.signing(work)
        head = LogoutHead(_new_id(), self._entity, address, self._services.clock.now())
        message = logout_response(head, number, status, by if place.binding == POST else None)
        return sent(Outgoing("SAMLResponse", message, address, place.binding, relay_state), by)


def _to(request: WebRequest, message: Node) -> Outgoing:
    """Return an answer on its way to the system that asked."""
    state = request.reply["relay_state"]
    return Outgoing("SAMLResponse", message, str(request.reply["acs"]), POST, None if state is None else str(state))


def logout_place(provider: SamlProvider) -> Endpoint | None:
    """Return where a system hears of log-outs in the browser: by HTTP-Redirect if it does, else by HTTP-POST."""
    for binding in (REDIRECT, POST):
        for each in provider.logout:
            if each.binding == binding:
                return each
    return None


def _new_id() -> str:
    """Return an xs:ID with 160 bits of randomness (saml-core-2.0-os, section 1.3.4)."""
    return "_" + secrets.token_hex(20)


def _encryption_key(system: System) -> rsa.RSAPublicKey | None:
    """Return the key that answers to a system are encrypted for. Raises ``LoginFailure`` ``system.metadata``."""
    if system.saml is None or not system.saml.encrypt:
        return None
    for each in system.saml.encryption:
        key = each.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            return key
    raise LoginFailure("system.metadata", "answers are to be encrypted, and the metadata have no RSA key for it")
