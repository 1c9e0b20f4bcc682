"""Several processes, and several machines, that serve one IdP from one database: as processes, killed and restarted."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psutil  # type: ignore[import-untyped]
import pytest

from cosmic_login.core.clock import SystemClock
from cosmic_login.idp.server import hangups
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, log_events, login, run
from tests.postgres import Server, server
from tests.unit.idp.kit import Client, Login, SoftCard

ANNA = "199001262386"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@contextlib.contextmanager
def serving(profile: Path, *arguments: str, first: signal.Signals | None = None) -> Iterator[dict[str, Any]]:
    words = command(profile, "idp", *arguments)
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if first is None:
        process = warm.start(words, environment(), **piped)
    else:  # what the test holds for it, it must inherit from the test
        process = subprocess.Popen(words, env=environment(), text=True, **piped)  # type: ignore[call-overload]
    try:
        if first is not None:
            process.send_signal(first)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield {"process": process, **json.loads(line)}
    finally:
        process.terminate()
        _, err = process.communicate(timeout=TIMEOUT_S)
        assert not any(word in err for word in ("Traceback", "Fatal Python error")), err
        assert process.returncode in {0, -9}


def lives(process: psutil.Process) -> bool:
    """Whether a process is there and has not ended: one that ended may be gone between two looks."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def workers(idp: dict[str, Any]) -> list[psutil.Process]:
    """Return the workers that live."""
    return list(filter(lives, psutil.Process(idp["process"].pid).children()))


def until(met: Any) -> None:
    end = time.monotonic() + TIMEOUT_S
    while not met():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)


def told(profile: Path, event: str) -> int:
    return sum(row["event"] == event for row in log_events(profile))


def succeeded(profile: Path, dsn: str) -> int:
    reader = TableReader(dsn, Profile.look(profile).vault.derive("audit"))
    assert reader.verify().ok
    return sum(record.event == "login.succeeded" for record in reader.records())


def test_two_workers_serve_one_is_killed_and_nothing_is_lost(tmp_path: Path, postgres: Server) -> None:
    profile, dsn = tmp_path / "profile", postgres.new_database()
    with serving(profile, "--database", dsn, "--workers", "2") as idp:
        begun = workers(idp)
        assert len(begun) == 2
        for _ in range(2):
            assert "identity" in login(profile, "anna", "--idp", idp["issuer"])
        begun[0].send_signal(signal.SIGKILL)
        until(lambda: begun[0] not in (now := workers(idp)) and len(now) == 2)
        assert "identity" in login(profile, "anna", "--idp", idp["issuer"])
        with httpx2.Client(trust_env=False, verify=False) as http:
            until(lambda: http.get(f"{idp['issuer']}/health/ready").status_code == 200)
            text = http.get(f"{idp['issuer']}/metrics").text
        assert 'cosmic_logins_total{method="siths-this-device",outcome="succeeded"} 3.0' in text
        assert succeeded(profile, dsn) == 3
        others = workers(idp)
        idp["process"].send_signal(signal.SIGKILL)  # whoever started them is gone: they end by themselves
        psutil.wait_procs(others, timeout=TIMEOUT_S)
        assert not list(filter(lives, others))


def test_what_is_begun_at_one_machine_goes_on_at_another(tmp_path: Path, postgres: Server) -> None:
    one, other, dsn = tmp_path / "one", tmp_path / "other", postgres.new_database()
    with serving(one, "--database", dsn) as first, serving(other, "--database", dsn) as second:
        profile = Profile.open(one)
        pki = TrainingPki.open(profile, SystemClock())
        card = SoftCard.issue(pki, SystemClock(), ANNA)  # type: ignore[arg-type]
        with httpx2.Client(trust_env=False, verify=False) as http:
            here, there = (
                Client(http, http.get(f"{idp['issuer']}/.well-known/openid-configuration").json())
                for idp in (first, second)
            )
            begun = here.begin()
            app = Login(http, there.urls, "", "", "", begun.auto_start_token)
            app.authenticate(card)
            elsewhere = Login(http, there.urls, begun.verifier, begun.nonce, begun.auth_session, "")
            code = elsewhere.look().json()["authorization_code"]
            assert begun.redeem(code).status_code == 200
            keys = [http.get(each.urls["jwks_uri"]).json() for each in (here, there)]
            assert keys[0] == keys[1]
        assert succeeded(one, dsn) == 1
        shown = run(one, "audit", "show", "--json", "--database", dsn)
        assert [row["event"] for row in json.loads(shown.stdout)][-1] == "login.succeeded"
        assert json.loads(run(other, "audit", "verify", "--json", "--database", dsn).stdout)["ok"]
        assert succeeded(other, dsn) == 1  # the same trail, by the same key


def test_a_profile_of_another_idp_is_refused(tmp_path: Path, postgres: Server) -> None:
    dsn = postgres.new_database()
    with serving(tmp_path / "one", "--database", dsn):
        pass
    assert run(tmp_path / "two", "card", "issue", "anna-1").returncode == 0
    done = run(tmp_path / "two", "idp", "--database", dsn)
    assert (done.returncode, "database.other" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("address", "code"), [("nonsense", "database.address"), ("postgresql://x@/y?host=/nowhere", "database.unreachable")]
)
def test_a_database_that_is_none_is_told_in_one_line(tmp_path: Path, address: str, code: str) -> None:
    done = run(tmp_path / "profile", "idp", "--database", address, "--workers", "2")
    assert done.returncode == 1
    assert code in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
    assert not (tmp_path / "profile" / "idp.address").exists()


@pytest.mark.parametrize("count", [1, 2])
def test_a_hangup_during_the_start_is_heard_once_it_serves(tmp_path: Path, count: int) -> None:
    profile = tmp_path / "profile"
    # Held for the program before its first line already: what comes sooner than that, no program can hold.
    with hangups.held(), serving(profile, "--workers", str(count), first=signal.SIGHUP):
        until(lambda: told(profile, "idp.certificate_read") == count)


def test_a_hangup_while_a_worker_is_replaced_ends_nobody(tmp_path: Path) -> None:
    with serving(tmp_path / "profile", "--workers", "2") as idp:
        first = workers(idp)
        first[0].kill()
        until(lambda: any(each not in first for each in workers(idp)))
        idp["process"].send_signal(signal.SIGHUP)
        until(lambda: told(tmp_path / "profile", "idp.certificate_read") == 2)
    assert told(tmp_path / "profile", "idp.worker_died") == 1


def test_workers_end_without_a_word(tmp_path: Path) -> None:
    with serving(tmp_path / "profile", "--workers", "2") as idp:  # looks at what was said, when it is ended
        assert len(workers(idp)) == 2
