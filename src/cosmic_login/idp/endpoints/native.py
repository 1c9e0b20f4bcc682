"""The authorization challenge endpoint of the native client (draft-ietf-oauth-first-party-apps), and its cancel."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cosmic_login.core.identity import MACHINE_NAME_LENGTH, ServiceId
from cosmic_login.idp.changes import Changes
from cosmic_login.idp.endpoints.wire import BadRequest, empty, known_reason, oauth_error, read_form, wait_of
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.provider.claims import Claims
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.logins import (
    LoginGranted,
    LoginPending,
    LoginRefused,
    LoginRequest,
    Logins,
    ServiceIdChoice,
)
from cosmic_login.idp.services import Limit
from cosmic_login.idp.store.base import Refusal

_CODE_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in base64url
_NONCE = re.compile(r"[!-~]{8,256}")
_SERVICE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class NativeLoginEndpoints:
    """HTTP around ``Logins``."""

    def __init__(self, logins: Logins, clients: ClientRegistry, limit: Limit, changes: Changes) -> None:
        self._changes = changes
        self._logins = logins
        self._clients = clients
        self._limit = limit

    async def challenge(self, request: Request) -> Response:
        """Begin a login, or tell how it goes."""
        form = await read_form(request)
        try:
            if "auth_session" in form:
                return _answer(await self._proceed(form, wait_of(request)))
            first = self._first(form)
            if first is None:
                return oauth_error("access_denied", failure="method.unavailable")
            wait = self._limit.wait(request.client.host if request.client else "")
            if wait:
                return _busy(wait)
            return _answer(self._logins.begin(first))
        except Refusal as refusal:
            if refusal.code == "order.unknown":
                return oauth_error("invalid_session", description="No such login.", failure=refusal.code)
            hint = refusal.hint if isinstance(refusal, LoginRefused) else ""
            return oauth_error("access_denied", failure=refusal.code, hint=hint)

    async def _proceed(self, form: dict[str, str], wait: float) -> LoginPending | ServiceIdChoice | LoginGranted:
        """Say where a login stands, at once or when that is another thing than its client knows."""
        known, service_id = form.get("known_hint", ""), _service_id(form)

        def look() -> LoginPending | ServiceIdChoice | LoginGranted:
            return self._logins.proceed(form["auth_session"], service_id)

        def same(found: LoginPending | ServiceIdChoice | LoginGranted) -> bool:
            return isinstance(found, LoginPending) and found.hint_code == known

        found = look()
        if not wait or not isinstance(found, LoginPending) or not same(found):
            return found
        return await self._changes.newer(found.login, wait, look, same)

    async def cancel(self, request: Request) -> Response:
        """Give a login up."""
        form = await read_form(request)
        if "auth_session" not in form:
            raise BadRequest("invalid_request", "auth_session is missing.")
        self._logins.cancel(form["auth_session"], known_reason(form.get("reason", "")))
        return empty()

    def _first(self, form: dict[str, str]) -> LoginRequest | None:
        """Check a first request; None when its login method is not available."""
        client = self._clients.find(form.get("client_id", ""))
        if client is None or "client_secret" in form:
            raise BadRequest("invalid_client", "The client is unknown.")
        scopes = tuple(scope for scope in form.get("scope", "").split(" ") if scope in client.scopes)
        if "openid" not in scopes:
            raise BadRequest("invalid_scope", "The scope openid is needed.")
        if form.get("code_challenge_method") != "S256" or not _CODE_CHALLENGE.fullmatch(form.get("code_challenge", "")):
            raise BadRequest("invalid_request", "PKCE with S256 is needed.")
        if not _NONCE.fullmatch(form.get("nonce", "")):
            raise BadRequest("invalid_request", "nonce is missing or malformed.")
        alg = form.get("id_token_signed_response_alg", client.id_token_algs[0])
        if alg not in client.id_token_algs:
            raise BadRequest("invalid_request", "id_token_signed_response_alg is not supported.")
        service_id = _service_id(form)
        if form.get("login_method") not in METHODS:
            return None
        return LoginRequest(
            client_id=client.client_id,
            scopes=scopes,
            code_challenge=form["code_challenge"],
            nonce=form["nonce"],
            method=form["login_method"],
            service_id=service_id,
            id_token_alg=alg,
            desk=_desk(form),
        )


def _service_id(form: dict[str, str]) -> str:
    service_id = form.get("service_id", "")
    if service_id and not _SERVICE_ID.fullmatch(service_id):
        raise BadRequest("invalid_request", "service_id is malformed.")
    return service_id


def _desk(form: dict[str, str]) -> str:
    desk = form.get("desk", "")
    if len(desk) > MACHINE_NAME_LENGTH or not desk.isprintable():
        raise BadRequest("invalid_request", "desk is malformed.")
    return desk


def _answer(outcome: LoginPending | ServiceIdChoice | LoginGranted) -> JSONResponse:
    if isinstance(outcome, LoginGranted):
        return JSONResponse({"authorization_code": outcome.authorization_code})
    login: Claims
    if isinstance(outcome, LoginPending):
        login = {
            "status": "pending",
            "hint_code": outcome.hint_code,
            "auto_start_token": outcome.auto_start_token,
            "expires_in": outcome.expires_in,
        }
        if outcome.qr:
            login |= {"start_in": outcome.start_in, "renewals_left": outcome.renewals_left, "rp": outcome.relying_party}
        if outcome.qr_data:
            login["qr_data"] = outcome.qr_data
    else:
        login = {"status": "choose_service_id", "service_ids": [_choice(each) for each in outcome.service_ids]}
    body = {"error": "insufficient_authorization", "auth_session": outcome.auth_session, "login": login}
    return JSONResponse(body, HTTPStatus.BAD_REQUEST)


def _choice(service_id: ServiceId) -> Claims:
    return {
        "hsa_id": service_id.hsa_id,
        "organization_name": service_id.organisation,
        "organization_id": service_id.organisation_id,
        "title": service_id.title,
        "own_region": service_id.own_region,
    }


def _busy(wait: int) -> JSONResponse:
    answer = oauth_error("temporarily_unavailable", failure="idp.busy", status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(wait)
    return answer
