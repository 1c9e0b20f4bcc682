"""A profile that the program of commit 64dde93 left is opened by this one, and nothing in it is lost.

Read from outside: by commands, the window and the plug-in. The clock stands on the day after the profile was made, so
that its certificates are valid in years to come.
"""

from __future__ import annotations

import asyncio
import functools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.prompts import CodePurpose, EnterCode, ShowQr
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from cosmic_login.testing.robot import Robot
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment, run, wait_for_event
from tests.unpacking import unpack

OLD = Path(__file__).parents[1] / "data" / "profile_64dde93"
SAID: dict[str, Any] = json.loads((OLD / "said.json").read_text(encoding="utf-8"))
NOW = datetime.fromisoformat(SAID["made"]) + timedelta(days=1)
PHONE_CODE = "739146"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    unpack(OLD / "profile.tar.gz", tmp_path)  # git does not keep the modes
    return tmp_path / "profile"


@pytest.fixture
def bench(profile: Path) -> Iterator[LoginBench]:
    bench = LoginBench(profile, ManualClock(NOW))
    yield bench
    bench.close()


def in_rfc3339(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write times as the program does now; that one had blanks and offsets in them."""
    text = re.sub(r'"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00"', r'"\1T\2Z"', json.dumps(rows))
    found: list[dict[str, Any]] = json.loads(text)
    return found


def said_now(profile: Path, *arguments: str) -> Any:
    offset = int((NOW - datetime.now(UTC)).total_seconds())
    done = run(profile, *arguments, "--json", env={"COSMIC_LOGIN_CLOCK_OFFSET": str(offset)})
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_settings_cards_phones_and_trail_read_as_they_did(profile: Path) -> None:
    now = functools.partial(said_now, profile)
    settings = now("settings", "show")  # settings that have come since are as they are in a new profile
    assert {name: value for name, value in settings.items() if name in SAID["settings"]} == SAID["settings"]
    issued = {path.stem for path in (profile / "cards").glob("*.card")}
    cards, said = now("card", "list"), in_rfc3339(SAID["cards"])
    for row in [*cards, *said]:
        if row["card"] not in issued:
            del row["not_after"]  # counted from the day it is asked for
    assert [
        {name: row[name] for name in old} for row, old in zip(cards, said, strict=True)
    ] == said  # members are only added
    asked = [phone | {"asked": None} for phone in in_rfc3339(SAID["phones"])]  # an order that waited has run out since
    assert now("phone", "list") == asked
    assert run(profile, "audit", "verify").returncode == 0
    assert now("audit", "show")[: len(SAID["audit"])] == SAID["audit"]
    found = {row["name"]: row["status"] for row in now("doctor")}
    assert {found[name] for name in ("profile", "vault", "settings", "pki", "directory", "audit")} == {"ok"}


def test_cards_log_in_with_the_codes_they_had(bench: LoginBench) -> None:
    farid = Robot()
    assert name_of(bench, "farid-1", farid) == "Farid Nykortsson"
    assert [asked.purpose for asked in farid.asked_for(EnterCode)] == [CodePurpose.AUTHENTICATE]  # still registered
    bo = Robot(service_id="TSTNMT2321000057-2002")
    assert name_of(bench, "bo-1", bo) == "Bo Provberg"
    assert [asked.tries_left for asked in bo.asked_for(EnterCode)] == [2]
    greta = Robot(codes=("246802",))
    assert name_of(bench, "greta-1", greta) == "Greta Samordning"
    assert name_of(bench, "eva-1", Robot(codes=("246802",))) == "Eva Låskod"
    assert name_of(bench, "maj-r1") == "Maj Larmsson"
    assert name_of(bench, "olle-1", Robot(service_id="TSTNMT2321000057-9002")) == "Olle Provsson"
    assert name_of(bench, "karin-1", method="siths-md") == "Karin Kurvström"
    assert name_of(bench, "lars-1") == "certificate.revoked"
    assert [row.seq for row in bench.audit()] == list(range(1, len(bench.audit()) + 1))


def test_phones_log_in_with_the_e_ids_they_had(bench: LoginBench) -> None:
    bench.world.pause = lambda _seconds: asyncio.sleep(0.02)
    anna, bo = TestPhone(bench.world, "anna"), TestPhone(bench.world, "Bos telefon")
    assert name_by_phone(bench, anna, "siths-other-device") == "Anna Testsson"
    assert name_by_phone(bench, anna, "bankid") == "Anna Testsson"
    assert name_by_phone(bench, bo, "bankid") == "Bo Provberg"
    assert name_by_phone(bench, bo, "siths-other-device") == "phone.code_blocked"


def test_the_window_opens_where_it_was(profile: Path) -> None:
    place = profile / "window.json"
    written = place.stat().st_mtime_ns
    process = warm.start(command(profile), environment())
    try:
        wait_for_event(process, "window.started")
    finally:
        process.terminate()
        assert process.wait(TIMEOUT_S) == 0
    assert place.stat().st_mtime_ns != written
    assert json.loads(place.read_bytes()) == SAID["window"]


def name_of(bench: LoginBench, card: str, robot: Robot | None = None, *, method: str = "siths-this-device") -> str:
    """Log in with a card; return the name of who is logged in, or the failure."""
    bench.insert(card)
    outcome = bench.login(robot, method=method)
    bench.pull()
    return outcome.identity.name if outcome.identity is not None else str(outcome.failure and outcome.failure.code)


def name_by_phone(bench: LoginBench, phone: TestPhone, method: str) -> str:
    robot = Robot().on(ShowQr, phone.reaction(code=PHONE_CODE))
    outcome = bench.login(robot, method=method)
    return outcome.identity.name if outcome.identity is not None else str(outcome.failure and outcome.failure.code)
