"""``idp_server``: an IdP in a process of its own, on a profile or on a database, at which systems are registered."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.testing.idp_server import IdpServer
from cosmic_login.testing.watched import UnmetFault
from tests.postgres import server
from tests.unit.idp.saml.kit import Sp


@pytest.fixture
def http(idp_server: IdpServer) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        verify=ssl.create_default_context(cafile=str(idp_server.ca_file)), trust_env=False, follow_redirects=False
    ) as client:
        yield client


def asked(idp_server: IdpServer, http: httpx2.Client, client_id: str) -> int:
    """Return the status by which a request of a client is answered: 303 leads to the login's page."""
    found = http.get(f"{idp_server.oidc}/.well-known/openid-configuration").json()
    assert found["issuer"] == idp_server.oidc
    query = {"client_id": client_id, "redirect_uri": "http://127.0.0.1:1/back", "response_type": "code"}
    return http.get(found["authorization_endpoint"], params={**query, "scope": "openid"}).status_code


def test_systems_are_registered_while_it_runs(idp_server: IdpServer, http: httpx2.Client) -> None:
    assert idp_server.pid != os.getpid()
    assert asked(idp_server, http, "https://journal.example") == 400
    made = idp_server.register("https://journal.example", "http://127.0.0.1:1/back", scopes=["employee"], min_loa=3)
    assert made.client_id == "https://journal.example"
    assert len(made.secret) >= 32
    assert asked(idp_server, http, "https://journal.example") == 303
    assert idp_server.register("app", "http://127.0.0.1:1/back", public=True).secret == ""
    for name, members, code in (
        ("https://journal.example", {}, "file.unwritable"),
        ("annat", {"claims": ["employeHsaId"]}, "system.malformed"),
        ("///", {}, "usage.invalid"),
    ):
        with pytest.raises(LoginFailure, match=code):
            idp_server.register(name, "http://127.0.0.1:1/back", **members)  # type: ignore[arg-type]
    sp = Sp()
    assert idp_server.register_saml(sp.key, sp.metadata()) == sp.key
    with pytest.raises(LoginFailure, match=r"usage\.invalid"):
        idp_server.register_saml("again", sp.metadata().encode())
    with pytest.raises(LoginFailure, match=r"system\."):
        idp_server.register_saml("other", "<no metadata/>")


def test_services_go_down_and_come_back(idp_server: IdpServer, http: httpx2.Client) -> None:
    idp_server.register("journal", "http://127.0.0.1:1/back")
    assert idp_server.outage("idp").failure == "idp.out_of_service"
    assert asked_or_none(idp_server, http) == 503
    idp_server.restore()
    assert asked_or_none(idp_server, http) == 303
    with pytest.raises(LoginFailure, match=r"control\.invalid"):
        idp_server.outage("nothing")


def asked_or_none(idp_server: IdpServer, http: httpx2.Client) -> int:
    query = {"client_id": "journal", "redirect_uri": "http://127.0.0.1:1/back", "response_type": "code"}
    return http.get(f"{idp_server.oidc}/authorize", params={**query, "scope": "openid"}).status_code


def test_a_fault_that_nothing_met_is_told(idp_server: IdpServer, http: httpx2.Client) -> None:
    idp_server.register("journal", "http://127.0.0.1:1/back")
    with pytest.raises(LoginFailure, match=r"control\.invalid"):
        idp_server.order_fault("journal", "nothing")
    idp_server.order_fault("journal", "down")
    idp_server.order_fault("journal", "loa-too-low")
    assert asked(idp_server, http, "journal") == 503
    with pytest.warns(UnmetFault) as told:
        idp_server.tell_unmet()
    assert [str(each.message) for each in told] == ["the fault loa-too-low was not met by journal"]
    idp_server.withdraw_faults()
    idp_server.tell_unmet()


def test_it_ends_with_the_test_and_says_why_it_does_not_start(cosmic_profile: Path, tmp_path: Path) -> None:
    running = IdpServer(cosmic_profile)
    pid = running.pid
    running.close()
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match=r"ended with 2: .*--port"):
        IdpServer(cosmic_profile, arguments=["--port", "no number"])


def test_it_keeps_everything_in_a_database_where_it_is_told_one(cosmic_profile: Path, tmp_path: Path) -> None:
    with server() as postgres:
        database = postgres.new_database()
        for each in (cosmic_profile, tmp_path / "other"):
            if each != cosmic_profile:
                shutil.copytree(cosmic_profile, each)
            running = IdpServer(each, database=database)
            try:
                trust = ssl.create_default_context(cafile=str(running.ca_file))
                with httpx2.Client(verify=trust, trust_env=False) as http:
                    keys = http.get(f"{running.oidc}/jwks.json").json()["keys"]
            finally:
                running.close()
            if each == cosmic_profile:
                first = keys
        assert keys == first, "the second one, on another profile, goes on with what the first has made"
