"""The clock runs away by years and is put right: every login that ought to work does, now and afterwards."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.prompts import ShowQr
from cosmic_login.core.secret import Code
from cosmic_login.run.phone_user import ScriptedPhoneUser
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import CODE, TestPhone
from cosmic_login.testing.robot import Robot
from tests.e2e.program import TIMEOUT_S, command, environment

WAYS = ("siths-this-device", "siths-md")
YEAR = timedelta(days=365)


def outcome(bench: LoginBench, card: str, method: str) -> str:
    """Log in and say how it ended."""
    bench.insert(card)
    try:
        found = bench.login(Robot(), method=method)
    finally:
        bench.pull()
    return "in" if found.identity is not None else str(found.failure and found.failure.code)


@pytest.mark.parametrize("method", WAYS)
def test_now_in_two_years_in_six_and_back(tmp_path: Path, method: str) -> None:
    clock = ManualClock()
    now, seen = clock.now(), {}
    # Each time the program is started anew. A card lives five years; greta's is first used, and issued, in six.
    for step, (years, cards) in enumerate(
        [(0, ["bo-1"]), (2, ["bo-1"]), (6, ["bo-1", "greta-1"]), (0, ["bo-1", "greta-1"])]
    ):
        clock.at = now + years * YEAR
        bench = LoginBench(tmp_path / "profile", clock)
        try:
            for card in cards:
                seen[step, card] = outcome(bench, card, method)
            assert bench.world.audit.verify().ok
        finally:
            bench.close()
    assert seen == {
        (0, "bo-1"): "in",
        (1, "bo-1"): "in",
        (2, "bo-1"): "certificate.expired",
        (2, "greta-1"): "in",
        (3, "bo-1"): "in",
        (3, "greta-1"): "in",
    }


def test_a_program_that_runs_on_while_the_clock_goes_there_and_back(tmp_path: Path) -> None:
    clock = ManualClock()
    now = clock.now()
    bench = LoginBench(tmp_path / "profile", clock)
    try:
        for off in (timedelta(0), -timedelta(seconds=30), -timedelta(days=1), 2 * YEAR, -2 * YEAR, timedelta(0)):
            clock.at = now + off
            bench.world.idp_base_url()
            assert bench.world._idp is not None
            bench.world._idp.provider.sweep()
            for method in WAYS:
                assert outcome(bench, "bo-1", method) in ({"in"} if off > -2 * YEAR else {"certificate.not_yet_valid"})
        assert bench.world.audit.verify().ok
    finally:
        bench.close()


def test_an_e_id_that_was_made_while_the_clock_was_ahead_is_told_as_the_clock(tmp_path: Path) -> None:
    clock = ManualClock()
    bench = LoginBench(tmp_path / "profile", clock)
    try:
        phone = TestPhone(bench.world, "told")
        clock.at += 2 * YEAR
        phone.activate("anna", "bankid")
        clock.at -= 2 * YEAR
        found = bench.login(Robot().on(ShowQr, phone.reaction()), method="bankid")
        assert found.failure is not None
        assert found.failure.code == "clock.skew"
    finally:
        bench.close()


def test_the_scripted_phone_user_gets_a_new_e_id_when_the_old_one_is_of_no_use(tmp_path: Path) -> None:
    clock = ManualClock()
    now, seen = clock.now(), []
    bench = LoginBench(tmp_path / "profile", clock)
    try:
        for years in (0, 1, 3, 0):
            clock.at = now + years * YEAR
            user = ScriptedPhoneUser(
                bench.world, bench.world.directory.person("anna"), "bankid", "", lambda: Code(CODE)
            )
            asyncio.run(user.get_ready())
            seen.append(user.device["id"])
    finally:
        bench.close()
    assert seen[0] == seen[1], "it is still good"
    assert len(set(seen)) == 3, "run out, and then of the future"


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_the_whole_program_on_a_machine_whose_clock_is_wrong(tmp_path: Path) -> None:
    ends = []
    for days, person in ((0, "anna"), (6 * 365, "greta"), (0, "greta"), (0, "anna")):
        words = command(tmp_path / "profile", "login", "--person", person, "--code-env", "CODE", "--json")
        # Nobody sets the monotonic clock; shifted as well, it would have timed waits in C end in six years.
        done = subprocess.run(
            ["faketime", "--exclude-monotonic", "-f", f"+{days}d", *words] if days else words,
            env=environment({"CODE": "123456"}),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.stderr == ""
        ends.append((days, person, json.loads(done.stdout).get("failure", {}).get("code", "in")))
    assert [end for end in ends if end[2] != "in"] == []  # greta's card was issued in six years
