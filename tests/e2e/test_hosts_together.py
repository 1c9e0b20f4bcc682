"""Two hosts at one database: what happens at one is known at the other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import httpx2
import pytest
from cryptography.x509.oid import NameOID

from cosmic_login.app import World
from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.profile import Profile
from tests.postgres import server
from tests.soak.hosts import Host, hosts, until
from tests.soak.test_logins import Someone, people
from tests.unit.idp.kit import Client, Login, SoftCard, code_of


@dataclass
class Pair:
    """Two hosts, and who logs in at them."""

    hosts: list[Host]
    people: list[Someone]
    http: httpx2.Client

    def urls(self, number: int) -> Client:
        """Return a client of one of them."""
        issuer = self.hosts[number].issuer
        return Client(self.http, self.http.get(f"{issuer}/.well-known/openid-configuration").json())

    def begun_at_one_and_looked_at_from_the_other(self) -> tuple[Login, Login]:
        """Begin a login at the first; return it as it is seen there, and at the other."""
        here, there = self.urls(0), self.urls(1)
        begun = here.begin()
        return begun, replace(begun, urls=there.urls)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("hosts")
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(server())
        somebody = people(folder / "one", 2)
        both = stack.enter_context(hosts(folder / "one", running.new_database(), [folder / "other"], workers=1))
        http = stack.enter_context(httpx2.Client(trust_env=False, verify=False, timeout=60))
        yield Pair(both, somebody, http)


def test_who_waits_at_one_is_told_what_happens_at_the_other(pair: Pair) -> None:
    here, there = pair.begun_at_one_and_looked_at_from_the_other()
    asked = {"auth_session": here.auth_session, "known_hint": "outstandingTransaction"}
    waiting = {"Prefer": "wait=20"}
    with ThreadPoolExecutor(1) as aside:
        found = aside.submit(
            lambda: httpx2.post(
                here.urls["authorization_challenge_endpoint"], data=asked, headers=waiting, timeout=60, trust_env=False
            )
        )
        there.authenticate(pair.people[0].soft)
        told = found.result().json()
    # The first news is that the app has taken the order up; who looks late sees more.
    assert told.get("login", {}).get("hint_code") != "outstandingTransaction", told
    assert here.redeem(there.code() if "authorization_code" not in told else told["authorization_code"]).is_success


def test_who_waits_in_vain_is_told_what_is_known(pair: Pair) -> None:
    here, _ = pair.begun_at_one_and_looked_at_from_the_other()
    asked = {"auth_session": here.auth_session, "known_hint": "outstandingTransaction"}
    url = here.urls["authorization_challenge_endpoint"]
    for wish in ("wait=1", "respond-async, wait=1", "wait=0", "wait=-1", "wait=x", "return=minimal"):
        told = pair.http.post(url, data=asked, headers={"Prefer": wish}).json()
        assert told["login"]["hint_code"] == "outstandingTransaction", wish
    here.cancel("order.cancelled")


def test_a_card_that_is_revoked_at_one_is_refused_at_the_other(pair: Pair) -> None:
    someone, clock = pair.people[1], ManualClock(SystemClock().now())
    world = World(Profile.open(pair.hosts[0].root))
    try:
        second = SoftCard.issue(world.pki, clock, _number(someone), card_number="97522789999999999999")
        world.pki.revoke(second.certificate)  # as `card revoke` does, in a process beside the IdP
    finally:
        world.close()

    def refused() -> bool:
        login = pair.urls(1).begin()
        login.start()
        answer = login.show(second)
        login.cancel("order.cancelled")
        return not answer.is_success and code_of(answer) == "certificate.revoked"

    until(refused, "that the card is refused")


def test_who_waits_while_a_host_is_stopped_has_an_answer(pair: Pair) -> None:
    here, there = pair.begun_at_one_and_looked_at_from_the_other()
    asked = {"auth_session": there.auth_session, "known_hint": "outstandingTransaction"}
    before = _connections(pair.hosts[1])
    with ThreadPoolExecutor(1) as aside:
        found = aside.submit(
            lambda: httpx2.post(
                there.urls["authorization_challenge_endpoint"],
                data=asked,
                headers={"Prefer": "wait=25"},
                timeout=60,
                trust_env=False,
            )
        )
        until(lambda: _connections(pair.hosts[1]) > before, "that the request is there")
        for _ in range(3):  # one process, one loop: what came before is heard before
            assert pair.http.get(f"{pair.hosts[1].issuer}/health/live").is_success
        pair.hosts[1].stop()
        told = found.result().json()
    assert told["login"]["hint_code"] == "outstandingTransaction"
    pair.hosts[1].begin()
    pair.hosts[1].serves()
    here.cancel("order.cancelled")


def _connections(host: Host) -> int:
    """How many connections to a host are open."""
    port = int(host.issuer.rpartition(":")[2])
    return sum(
        each.status == "ESTABLISHED" and each.laddr.port == port
        for process in host.those_who_serve()
        for each in process.net_connections()
    )


def _number(someone: Someone) -> str:
    return str(someone.soft.certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value)
