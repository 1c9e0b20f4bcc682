"""People who log in at an IdP of several hosts without end, and what must be true of them afterwards, whatever befell.

Each step of a login goes to any of the hosts. A step that is refused or not answered ends the login, but for the last:
a code is handed in until somebody answers, for only then is it known what became of it.
"""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2
import psycopg

from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.store.table_reader import TableReader
from tests.unit.idp.kit import Client, Login, SoftCard, code_of, unb64

PATIENCE_S = 60
#: One in so many logins is tried to be had twice.
_GREEDY = 4
#: The hosts let one address begin so many logins at once (``IdpSettings.login_burst``); people have many addresses.
_ADDRESSES = itertools.count(1)


class Refused(Exception):  # noqa: N818 - an answer
    """A host answered with a failure of the table."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class People:
    """So many at once. ``hosts`` are base URLs and may change; ``counts`` is what came of it all."""

    hosts: list[str]
    cards: Sequence[SoftCard]
    seed: int = 1
    counts: Counter[str] = field(default_factory=Counter)
    #: The sessions of those who were told that they are in, and how often.
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mutex = threading.Condition()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._completed = 0

    def start(self) -> None:
        """Begin to log in."""
        for number, card in enumerate(self.cards):
            thread = threading.Thread(
                target=self._come_again, args=(card, Random(f"{self.seed} {number}")), daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End, with the logins that are under way."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), "a login hangs"

    def until(self, more: int, what: str = "completed") -> float:
        """Wait until so many more of something were counted; return the seconds that it took."""
        began = time.monotonic()
        with self._mutex:
            wanted = self.counts[what] + more
            met = self._mutex.wait_for(lambda: self.counts[what] >= wanted or bool(self.faults), PATIENCE_S)
            assert not self.faults, self.faults
            assert met, f"nothing {what} for a minute: {dict(self.counts)}"
        return time.monotonic() - began

    def _count(self, what: str) -> None:
        with self._mutex:
            self.counts[what] += 1
            self._mutex.notify_all()

    def _come_again(self, card: SoftCard, random: Random) -> None:
        for number in itertools.count():
            if self._over.is_set():
                return
            try:
                # Another address each time: no host knows how busy one of them is.
                place = next(_ADDRESSES)
                transport = httpx2.HTTPTransport(
                    verify=False, local_address=f"127.1.{place // 250 % 250}.{place % 250 + 1}"
                )
                with httpx2.Client(transport=transport, trust_env=False, timeout=PATIENCE_S) as http:
                    self._log_in(http, card, random, greedy=number % _GREEDY == 0)
            except Refused as refused:
                self._count(refused.code)
                if refused.code not in FAILURES or refused.code == "internal.error":
                    self.faults.append(f"{refused.status} {refused.code}")
            except httpx2.TransportError:
                self._count("not answered")
                self._over.wait(0.05)
            except Exception as error:
                with self._mutex:
                    self.faults.append(repr(error))
                    self._mutex.notify_all()
                raise

    def _log_in(self, http: httpx2.Client, card: SoftCard, random: Random, *, greedy: bool) -> None:
        def urls() -> dict[str, Any]:
            base = random.choice(self.hosts)
            found: dict[str, Any] = answered(lambda: http.get(f"{base}/.well-known/openid-configuration")).json()
            return found

        client = Client(http, urls())
        form, verifier = client.first_request()
        begun = answered(
            lambda: http.post(client.urls["authorization_challenge_endpoint"], data=form), waiting=True
        ).json()
        session, token = begun["auth_session"], begun["login"]["auto_start_token"]
        login = Login(http, urls(), verifier, form["nonce"], session, token)
        login.app_session = answered(login.start).json()["app_session"]
        shown = answered(lambda: login.show(card)).json()
        if not shown["registered"]:
            answered(lambda: login.app("register", jws=card.jws(unb64(shown["registration_challenge"]))))
        signed = card.jws(unb64(shown["challenge"]))
        login.urls = urls()
        answered(lambda: login.app("complete", jws=signed))
        if greedy:
            self._again(lambda: login.app("complete", jws=signed), "order")
        login.urls = urls()
        code = answered(login.look).json()["authorization_code"]
        self._redeem(login, code, urls)
        if greedy:
            self._again(lambda: login.redeem(code), "code")

    def _redeem(self, login: Login, code: str, urls: Callable[[], dict[str, Any]]) -> None:
        tries = 0
        while not self._over.is_set() or tries < 3:
            tries += 1
            try:
                login.urls = urls()
                answer = answered(lambda: login.redeem(code))
            except (httpx2.TransportError, Refused) as error:
                if isinstance(error, Refused) and error.status < 500:
                    # It was taken the time before, and the answer that said so was lost on its way.
                    self._count("in, but not told" if tries > 1 else error.code)
                    return
                self._count(error.code if isinstance(error, Refused) else "not answered")
                self._over.wait(0.05)
                continue
            with self._mutex:
                self.told[session_of(answer.json()["id_token"])] += 1
            self._count("completed")
            return
        self._count("given up")

    def _again(self, ask: Callable[[], httpx2.Response], what: str) -> None:
        """Try to have something twice; nobody may let it."""
        try:
            answered(ask)
        except Refused as refused:
            self._count(f"{what} refused the second time" if refused.status < 500 else refused.code)
        else:
            self.faults.append(f"{what} taken twice")


def answered(ask: Callable[[], httpx2.Response], *, waiting: bool = False) -> httpx2.Response:
    """Return a good answer; ``waiting``: one that says that the login is under way. Raises ``Refused``."""
    answer = ask()
    if answer.is_success or (waiting and answer.status_code == 400 and "auth_session" in answer.json()):
        return answer
    code = code_of(answer) or str(answer.json().get("error", ""))
    raise Refused({"invalid_grant": "token.invalid"}.get(code, code), answer.status_code)


def session_of(id_token: str) -> str:
    """Return the session that an ID token names."""
    part = id_token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["sid"])


@dataclass(frozen=True)
class Reckoning:
    """What the trail has of those who were told, and what it has twice."""

    completed: int
    in_the_trail: int
    lost: int
    twice: int

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"completed {self.completed}, in the trail {self.in_the_trail}, lost {self.lost}, twice {self.twice}"


def reckon(people: People, dsn: str, key: bytes) -> Reckoning:
    """Compare what people were told with the trail, which must be whole. ``dsn`` is asked without a relay."""
    assert not people.faults, people.faults
    reader = TableReader(dsn, key)
    verdict = reader.verify()
    assert verdict.ok, verdict
    rows = list(reader.records())
    came = Counter(row.login for row in rows if row.event == "login.succeeded")
    begun = Counter(row.login for row in rows if row.event == "login.attempted")
    with psycopg.connect(dsn) as database:
        kept = database.execute(b"SELECT sid, login FROM person_session").fetchall()
    login_of = {str(sid): str(login) for sid, login in kept}
    lost = [sid for sid in people.told if came[login_of.get(sid, "")] != 1]
    twice = [each for counted in (came, begun, people.told) for each, times in counted.items() if times > 1]
    assert set(came) <= set(begun), "somebody came in who never began"
    return Reckoning(sum(people.told.values()), len(came), len(lost), len(twice))


@contextmanager
def logging_in(people: People) -> Iterator[People]:
    """Have people log in until the block ends."""
    people.start()
    try:
        yield people
    finally:
        people.stop()
