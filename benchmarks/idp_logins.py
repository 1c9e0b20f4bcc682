"""Logins per second of the IdP, as a ratio to as many bare Starlette requests in the same run.

A login is six requests (begin, start, certificate, complete, look, token) with a software key in place of a card, an
order in SQLite, and two rows of the audit trail that are on the disk before the answer. Both servers run in a thread
of this process and are asked turn and turn about, over one keep-alive connection each.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from _flow.cards import b64, issued
from cosmic_login.core.clock import SystemClock
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile

ROUNDS, LOGINS, REQUESTS = 9, 15, 6


class Person:
    """Somebody with a registered card, at the IdP's door."""

    def __init__(self, http: httpx2.Client, pki: TrainingPki, directory: Directory) -> None:
        self._http = http
        person, card = next(
            (person, card)
            for person in directory.persons.values()
            for card in person.cards
            if card.registered and person.service_ids
        )
        self._service_id = person.service_ids[0].hsa_id
        self._card = issued(pki, person, card, ec.generate_private_key(ec.SECP256R1()))

    def log_in(self) -> None:
        """Log in once."""
        verifier = secrets.token_urlsafe(48)
        first = {
            "client_id": "cosmic",
            "scope": "openid",
            "code_challenge": b64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "nonce": secrets.token_urlsafe(24),
            "login_method": "siths-this-device",
            "service_id": self._service_id,
        }
        begun = self._http.post("/authorize-challenge", data=first).json()
        session = self._app("start", auto_start_token=begun["login"]["auto_start_token"])["app_session"]
        shown = self._app("certificate", app_session=session, certificate=self._card.certificate)
        self._app("complete", app_session=session, jws=self._card.jws(shown["challenge"]))
        granted = self._http.post("/authorize-challenge", data={"auth_session": begun["auth_session"]}).json()
        form = {
            "grant_type": "authorization_code",
            "code": granted["authorization_code"],
            "client_id": "cosmic",
            "code_verifier": verifier,
        }
        assert "id_token" in self._http.post("/token", data=form).json()

    def _app(self, call: str, **members: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.post(f"/siths/{call}", json=members).raise_for_status().json()
        return answer


@contextmanager
def bare_starlette() -> Iterator[str]:
    """Run a server that reads a form and answers a constant."""

    async def answer(request: Request) -> JSONResponse:
        await request.form()
        return JSONResponse({"error": "insufficient_authorization"})

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)  # a client may connect before the server serves; it then waits for it
    app = Starlette(routes=[Route("/", answer, methods=["POST"])])
    config = uvicorn.Config(app, log_config=None, access_log=False, log_level="warning", timeout_keep_alive=75)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def seconds(work: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile, clock = Profile.open(Path(folder) / "profile"), SystemClock()
        pki, directory = TrainingPki.open(profile, clock), Directory.load()
        lax = IdpSettings(login_burst=1_000_000)
        with (
            EmbeddedIdp.start(profile, pki=pki, directory=directory, settings=lax) as idp,
            bare_starlette() as bare_url,
            httpx2.Client(base_url=idp.base_url, trust_env=False) as http,
            httpx2.Client(base_url=bare_url, trust_env=False) as bare,
        ):
            person = Person(http, pki, directory)
            form = {"client_id": "cosmic", "scope": "openid", "nonce": "n" * 32}

            def bare_request() -> None:
                bare.post("/", data=form).json()

            seconds(person.log_in, 5)
            seconds(bare_request, 5 * REQUESTS)
            pairs = [
                (seconds(person.log_in, LOGINS) / LOGINS, seconds(bare_request, LOGINS * REQUESTS) / LOGINS)
                for _ in range(ROUNDS)
            ]
    login = statistics.median(pair[0] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(f"logins per second: {1 / login:.0f}")
    print(f"one login / {REQUESTS} bare Starlette requests: {ratio:.2f}")


if __name__ == "__main__":
    main()
