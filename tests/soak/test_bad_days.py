"""Bad days of an IdP of two hosts at one database, while people log in: nothing is lost, nothing happens twice.

What befalls them stands in ``DAYS``. The hosts' clocks are a minute apart on all of them.
"""

from __future__ import annotations

import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from cosmic_login.profile import Profile
from tests.postgres import Server, server, small_disk
from tests.relay import Relay, relay
from tests.soak.campaign import Campaign
from tests.soak.hosts import Host, hosts, until
from tests.soak.people_logging_in import People, logging_in, reckon
from tests.soak.test_logins import people as with_cards

#: How many log in at once.
IN_FLIGHT = 4
#: What a database may be told as that is not there or says nothing.
AWAY = frozenset({"database.unreachable", "database.busy"})
#: … and all that people may be told in such a week; who was not answered had the connection cut by a SIGKILL.
MAY_BE_TOLD = AWAY | {"database.full", "not answered"}
#: What is counted beside that.
OF_COURSE = frozenset(
    {"completed", "in, but not told", "given up", "order refused the second time", "code refused the second time"}
    | {"in the trail", "lost", "twice"}
)


@dataclass
class Week:
    """All that misfortune can befall."""

    hosts: list[Host]
    people: People
    database: Server
    relay: Relay
    disk: Path | None
    random: Random
    #: Seconds from the end of each misfortune until somebody was in again.
    recovered: list[float] = field(default_factory=list)

    def again(self) -> None:
        """Somebody logs in again, without any help."""
        self.recovered.append(self.people.until(1))


def a_worker_is_killed(week: Week) -> None:
    host = week.random.choice(week.hosts)
    week.random.choice(host.those_who_serve()).send_signal(signal.SIGKILL)
    week.again()
    until(host.full, "another in its place")


def all_are_killed(week: Week) -> None:
    for host in week.hosts:
        host.kill()
    week.people.until(1, "not answered")
    for host in week.hosts:
        host.begin()  # as a service manager does
    for host in week.hosts:
        host.serves()
    week.again()


def the_hosts_are_restarted_in_turn(week: Week) -> None:
    for host in week.hosts:
        host.stop()
        host.begin()
        host.serves()
        week.again()


def the_database_is_restarted(week: Week) -> None:
    week.database.restart()
    week.again()


def the_database_is_stopped(week: Week) -> None:
    week.database.stop()
    week.people.until(4, "database.unreachable")
    week.database.go_on()
    week.again()


def the_database_is_slow(week: Week) -> None:
    week.relay.delay_s = 0.005
    week.people.until(2)
    week.relay.delay_s = 0.0
    week.again()


def the_database_is_silent(week: Week) -> None:
    before = sum(week.people.counts[code] for code in AWAY)
    week.relay.hold()
    until(lambda: sum(week.people.counts[code] for code in AWAY) > before + 2, "that it is told")
    week.relay.let_go()
    week.again()


def a_connection_is_cut_in_a_transaction(week: Week) -> None:
    for word, heard in ((b"COMMIT", True), (b"COMMIT", False), (b"INSERT INTO audit_row", True), (b"UPDATE", False)):
        week.relay.cut_at(word, heard=heard)
    until(lambda: not week.relay.to_cut, "that all are cut")
    week.again()


def the_databases_disk_is_full(week: Week) -> None:
    assert week.disk is not None
    ballast = week.disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    week.people.until(2, "database.full")
    ballast.unlink()
    week.again()


Day = Callable[[Week], None]
DAYS: Mapping[str, Day] = {
    day.__name__.replace("_", " "): day
    for day in (
        a_worker_is_killed, all_are_killed, the_hosts_are_restarted_in_turn, the_database_is_restarted,
        the_database_is_stopped, the_database_is_slow, the_database_is_silent,
        a_connection_is_cut_in_a_transaction, the_databases_disk_is_full,
    )
}  # fmt: skip


@contextlib.contextmanager
def week(folder: Path, seed: int) -> Iterator[Week]:
    """Have two hosts, a database with a disk of its own, and people who log in."""
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(server())
        disk = stack.enter_context(small_disk())
        direct = running.new_database(disk)
        wire = stack.enter_context(relay(running.socket))
        name = direct.partition("?")[0].rpartition("/")[2]
        dsn = f"postgresql://test@127.0.0.1:{wire.port}/{name}?sslmode=disable&gssencmode=disable"
        cards = [each.soft for each in with_cards(folder / "one", IN_FLIGHT)]
        wrong = {"COSMIC_LOGIN_CLOCK_OFFSET": "60"}
        both = stack.enter_context(hosts(folder / "one", dsn, [folder / "other"], [{}, wrong]))
        somebody = People([each.issuer for each in both], cards, seed)
        stack.enter_context(logging_in(somebody))
        somebody.until(2)
        made = Week(both, somebody, running, wire, disk, Random(seed))
        yield made
        somebody.stop()
        found = reckon(somebody, direct, Profile.look(folder / "one").vault.derive("audit"))
        somebody.counts.update({"in the trail": found.in_the_trail, "lost": found.lost, "twice": found.twice})
        assert (found.lost, found.twice) == (0, 0), found.line
        assert found.in_the_trail <= found.completed + somebody.counts["in, but not told"] + somebody.counts["given up"]


def live_through(run: Campaign, folder: Path) -> None:
    """Have one bad day after the other, and reckon up."""
    with week(folder, run.seed) as made:
        for number in run.rounds():
            name, day = tuple(DAYS.items())[number % len(DAYS)]
            made.people.until(IN_FLIGHT)
            if day is the_databases_disk_is_full and made.disk is None:
                run.counts["no right to mount a small disk"] += 1
                continue
            day(made)
            run.counts[name] += 1
            run.counts["slowest recovery (ms)"] = round(1000 * max(made.recovered))
    told = Counter({name: number for name, number in made.people.counts.items() if name not in OF_COURSE})
    run.counts.update(made.people.counts)
    run.tell()
    assert set(told) <= MAY_BE_TOLD, told


@pytest.mark.timeout(600)  # a dozen programs are started, killed and started again
def test_a_bad_week(tmp_path: Path) -> None:
    live_through(Campaign.short("bad days", len(DAYS)), tmp_path)


@pytest.mark.soak
def test_bad_weeks(tmp_path: Path) -> None:
    live_through(Campaign.whole("bad days", 100), tmp_path)
