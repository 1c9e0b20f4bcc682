"""What processes and machines of one IdP have in common in the database, beside the tables of the store."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from cryptography import x509

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.store.base import LoginRow, LoginStatus
from cosmic_login.idp.store.listening import Listening
from cosmic_login.idp.store.postgres import PostgresStore
from cosmic_login.idp.store.shared_limits import SharedRateLimit, forget_limits
from cosmic_login.idp.store.shared_revocations import NEWS, SharedRevocations
from cosmic_login.idp.token_digests import digest
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.crl import Revocation
from cosmic_login.profile import Profile
from tests.postgres import Server, server

from .kit import SoftCard

PATIENCE_S = 60


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture
def stores(running: Server) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    dsn = running.new_database()
    one, other = PostgresStore(dsn), PostgresStore(dsn)
    yield one, other
    one.close()
    other.close()
    running.drop(dsn)


def test_hosts_let_in_so_many_together_and_each_address_has_its_own(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    hosts = [SharedRateLimit(each, "logins", burst=300, per_second=0.001) for each in stores]
    let_in = [hosts[number % 2].wait("127.0.0.1") for number in range(400)].count(0)
    assert 290 < let_in <= 300
    assert hosts[0].wait("127.0.0.1") + hosts[1].wait("127.0.0.1") >= 2
    assert hosts[1].wait("127.0.0.2") == 0
    assert SharedRateLimit(stores[0], "oidc", burst=1, per_second=1).wait("127.0.0.1") == 0
    forget_limits(stores[0])
    assert hosts[0].wait("127.0.0.1") > 0, "it was not full again"
    with stores[0].statements() as asked:
        kept = asked.execute("SELECT who FROM rate_limit").fetchall()
    assert kept
    assert "127.0.0" not in str(kept), "an address is somebody's"


class Machine:
    """Lists of a machine that shares its CAs with the others."""

    def __init__(self, *revoked: int) -> None:
        self.lists = {("person3", serial): Revocation(serial, datetime(2026, 1, 1, tzinfo=UTC)) for serial in revoked}

    def revoked(self) -> list[tuple[str, Revocation]]:
        return [(slug, each) for (slug, _), each in self.lists.items()]

    def take_over(self, revocations: Iterable[tuple[str, Revocation]]) -> None:
        self.lists |= {(slug, each.serial): each for slug, each in revocations}


def test_what_one_machine_revokes_is_on_the_lists_of_all(stores: tuple[PostgresStore, PostgresStore]) -> None:
    here, there = Machine(1, 2), Machine(2, 3)
    keepers = [SharedRevocations(store, machine) for store, machine in zip(stores, (here, there), strict=True)]
    for keeper in (*keepers, *keepers):
        keeper.keep()
    assert {serial for _, serial in here.lists} == {serial for _, serial in there.lists} == {1, 2, 3}
    here.lists["person3", 4] = Revocation(4, datetime(2026, 2, 1, tzinfo=UTC), x509.ReasonFlags.key_compromise)
    keepers[0].keep()
    keepers[1].keep()
    assert there.lists["person3", 4] == here.lists["person3", 4]


def test_a_list_takes_over_what_it_lacks_once(profile: Profile, pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock)
    slug = pki.slug_of(card.certificate.issuer)
    theirs = Revocation(card.certificate.serial_number, clock.now(), x509.ReasonFlags.key_compromise)
    before = pki.crl(card.certificate.issuer)
    pki.take_over([(slug, theirs), ("of-nobody", theirs)])
    assert [(slug, theirs)] == [each for each in pki.revoked() if each[1].serial == theirs.serial]
    after = pki.crl(card.certificate.issuer)
    assert after != before
    pki.take_over([(slug, theirs)])
    assert pki.crl(card.certificate.issuer) == after, "a list that says nothing new is not written"


def move(store: PostgresStore, login: str) -> None:
    with store.transaction() as work:
        work.add_login(LoginRow(login, digest(login), "o", "cosmic", "bankid", 0, 9e9, "{}"))
        work.settle_login(login, LoginStatus.OPEN, LoginStatus.FAILED)


def test_news_is_heard_again_after_the_database_was_restarted() -> None:
    heard, more = [], threading.Condition()

    def hear(message: str) -> None:
        with more:
            heard.append(message)
            more.notify_all()

    def hears(message: str, times: int = 1) -> bool:
        with more:
            return more.wait_for(lambda: heard.count(message) >= times, PATIENCE_S)

    with server() as running:
        store = PostgresStore(running.dsn())
        listening = Listening(running.dsn(), hear, lambda: None, NEWS)
        listening.start()
        assert hears("")
        move(store, "one")
        assert hears("one")
        running.restart()
        assert hears("", times=2), "what was told meanwhile is not known: everybody looks again"
        move(store, "two")
        assert hears("two")
        listening.stop()
        store.close()
