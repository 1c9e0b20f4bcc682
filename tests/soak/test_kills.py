"""A thousand SIGKILLs at random moments: the trail is whole and true, nothing that was told is lost, nobody is in."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cosmic_login.app import World
from cosmic_login.audit.record import AuditRecord
from cosmic_login.core.failures import FAILURES
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from tests.e2e import warm
from tests.e2e.program import command, environment, login
from tests.soak.campaign import Campaign
from tests.unit.audit.kit import acknowledged, writer
from tests.unit.audit.test_crash import check_after_crash

TRIES = 3
#: Every so many victims live, so that it is known how long such a life lasts now; and people log in afterwards.
SPARED = 10
#: Bo has several service IDs.
PEOPLE = {"anna": (), "bo": ("--service-id", "TSTNMT2321000057-2002")}
PATIENCE_S = 120
_PIPES = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


@dataclass
class Victim:
    """A command that is killed at random moments of its life."""

    name: str
    words: Callable[[int], Sequence[str]]
    life_s: float = 1.0
    lives: int = 0

    @property
    def spared(self) -> bool:
        """Whether this life is to be lived to its end."""
        return self.lives % SPARED == 1


@dataclass
class Bereaved:
    """A profile whose programs are killed, and whose logins were told to somebody before."""

    root: Path
    run: Campaign
    told: Counter[str] = field(default_factory=Counter)

    def kill(self, victim: Victim) -> None:
        """Start a program, kill it at a random moment of its life, and look at what is left."""
        victim.lives += 1
        words = command(self.root, *victim.words(victim.lives))
        began = time.monotonic()
        with warm.start(words, environment({"CODE": "123456"}), **_PIPES) as process:
            with self._killing(process, victim):
                out, err = process.communicate(timeout=PATIENCE_S)
            status = process.returncode
        if victim.spared:
            assert status == 0, (victim.name, out, err)
            victim.life_s = time.monotonic() - began
        assert "Traceback" not in err, err
        assert status in {0, -signal.SIGKILL}, (victim.name, status, err)
        self.remember(out)
        self._count(victim, killed=status != 0)

    def kill_idp(self, victim: Victim) -> None:
        """Kill an IdP while people log in at it."""
        victim.lives += 1
        with warm.start(command(self.root, "idp"), environment(), **_PIPES) as process:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            bench = LoginBench(self.root, idp_url=ready["issuer"])
            try:
                bench.insert("anna-1")
                with self._killing(process, victim, always=True):
                    while (outcome := bench.login()).identity is not None:
                        self.told[outcome.identity.hsa_id] += 1
                        self.run.counts["told"] += 1
            finally:
                bench.close()
            assert outcome.failure is not None
            assert outcome.failure.code in FAILURES
            assert outcome.failure.code != "internal.error"
            self.run.counts[outcome.failure.code] += 1
            _, err = process.communicate(timeout=PATIENCE_S)
            assert "Traceback" not in err, err
        self._count(victim, killed=True)

    @contextlib.contextmanager
    def _killing(self, process: subprocess.Popen[str], victim: Victim, *, always: bool = False) -> Iterator[None]:
        killer = threading.Timer(self.run.random.random() * victim.life_s, process.kill)
        if always or not victim.spared:
            killer.start()
        try:
            yield
        finally:
            killer.cancel()

    def _count(self, victim: Victim, *, killed: bool) -> None:
        self.run.done += killed
        self.run.counts[f"{victim.name} {'killed' if killed else 'lived'}"] += 1
        self.look()
        if victim.spared:
            self.go_on()

    def remember(self, said: str) -> None:
        """Take down whose identity was told; what was cut short told nothing."""
        with contextlib.suppress(ValueError):
            identity = json.loads(said).get("identity")
            if identity:
                self.told[identity["employeeHsaId"]] += 1
                self.run.counts["told"] += 1

    def look(self) -> None:
        """See that the profile opens, that the trail is whole and true, and that no try was lost."""
        world = World(Profile.open(self.root))
        try:
            verdict = world.audit.verify()
            assert verdict.ok or "torn" in verdict.problem, verdict
            truly(list(world.audit.records()), self.told)
            for person in PEOPLE:
                # One is spent before a code is compared; who dies between the two has it back with the next login.
                assert world.cards.summary(f"{person}-1").tries_left >= TRIES - 1, person
        finally:
            world.close()
        assert [path.name for path in self.root.rglob("*.new")] == []

    def go_on(self) -> None:
        """Log in as if nothing had happened."""
        for person, more in PEOPLE.items():
            found = login(self.root, person, *more)
            assert "identity" in found, found
            self.remember(json.dumps(found))
        world = World(Profile.open(self.root))
        try:
            assert world.audit.verify().ok
            assert {world.cards.summary(f"{person}-1").tries_left for person in PEOPLE} == {TRIES}
        finally:
            world.close()


def truly(rows: Sequence[AuditRecord], told: Counter[str]) -> None:
    """See that whoever was told to be in is on the trail, each once, and nobody who did not ask."""
    asked = {row.login for row in rows if row.event == "login.attempted"}
    came = [row for row in rows if row.event == "login.succeeded"]
    assert {row.login for row in came} <= asked
    assert len({row.login for row in came}) == len(came), "somebody came in twice by one login"
    counted = Counter(row.service_id for row in came)
    assert told <= counted, (told, counted)
    assert {row.person for row in rows if row.event == "session.ended"} <= {row.person for row in came}


def login_words(number: int) -> Sequence[str]:
    person = tuple(PEOPLE)[number % len(PEOPLE)]
    return ("login", "--person", person, *PEOPLE[person], "--code-env", "CODE", "--json")


def phone_words(number: int) -> Sequence[str]:
    """Have a phone's whole day: it is activated for somebody, if that was not done, and confirms a login."""
    person, method = tuple(PEOPLE)[number % len(PEOPLE)], ("bankid", "siths-other-device")[number // 2 % 2]
    return ("login", "--method", method, "--person", person, *PEOPLE[person], "--code-env", "CODE", "--json")


def kill_writers(run: Campaign, folder: Path) -> None:
    """Kill who appends to a trail; the trail is another one every hundred times."""
    told: list[str] = []
    for number in run.rounds():
        if number % 100 == 0:
            told = []
        path = folder / f"{number // 100}.log"
        with writer(path, 100_000) as process:
            assert process.stdout is not None
            told += [process.stdout.readline().strip() for _ in range(run.random.randrange(1, 30))]
            process.kill()
            told += acknowledged(process)
        assert process.returncode == -signal.SIGKILL
        check_after_crash(path, told)
    run.counts["rows told"] += len(told)


def kill_programs(run: Campaign, root: Path, pictures: Path, only: Sequence[str] = ()) -> None:
    """Kill logins, phones, IdPs and windows, in turn."""
    victims = [
        Victim("login", login_words),
        Victim("phone", phone_words),
        Victim("idp", lambda _number: ("idp",)),
        Victim("window", lambda _number: ("demo", "--pictures", str(pictures))),
    ]
    victims = [victim for victim in victims if not only or victim.name in only]
    bereaved = Bereaved(root, run)
    for number in run.rounds(0):
        victim = victims[number % len(victims)]
        (bereaved.kill_idp if victim.name == "idp" else bereaved.kill)(victim)
    bereaved.go_on()


def test_killed_writers_and_programs(cosmic_profile: Path, tmp_path: Path) -> None:
    kill_writers(Campaign.short("kills", 3), tmp_path)
    kill_programs(Campaign.short("kills", 1), cosmic_profile, tmp_path, ("idp",))


@pytest.mark.soak
def test_a_thousand_kills(cosmic_profile: Path, tmp_path: Path) -> None:
    writers, programs = Campaign.whole("kills of writers", 300), Campaign.whole("kills of programs", 700)
    kill_writers(writers, tmp_path)
    writers.tell()
    kill_programs(programs, cosmic_profile, tmp_path)
    programs.tell()
