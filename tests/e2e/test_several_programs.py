"""Many `login` at once on one new profile: all succeed, whoever runs the IdP, and whenever that program leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.crowd import PATIENCE_S, Crowd, Ended, crowd, ended, make_people
from tests.e2e.program import background, log_events, run

#: What may come of a login whose card another program holds, or whose person has begun another login.
WAITED = {"card.in_use", "order.replaced"}
SEED = int(os.environ.get("COSMIC_WALK_SEED", "1"))


def whole(root: Path, ends: list[Ended]) -> None:
    """Check that everybody is in, as themselves, and that the trail says so."""
    assert Counter(end.code for end in ends) == {"": len(ends)}, [(end.found, end.err) for end in ends if end.code]
    assert all(end.status == 0 and end.err == "" for end in ends)
    assert len({end.found["identity"]["sub"] for end in ends}) == len(ends)
    assert run(root, "audit", "verify").returncode == 0


def in_flight(here: Crowd, others: int) -> None:
    """Wait until so many logins are under way that have not come to their end."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        events = Counter(row["event"] for row in log_events(here.root))
        under_way = events["login.started"] - events["login.succeeded"] - events["login.abandoned"]
        if under_way >= others or all(program.poll() is not None for program in here.running):
            return
        time.sleep(0.005)
    raise AssertionError("nobody logs in")


@pytest.mark.parametrize("leaves", [signal.SIGKILL, signal.SIGINT], ids=lambda number: number.name)
def test_different_people_log_in_at_once_and_the_first_comer_leaves(tmp_path: Path, leaves: signal.Signals) -> None:
    root = tmp_path / "profile"
    people = make_people(root, 4)
    with crowd(root) as here:
        programs = here.log_in(people)
        first = here.server(programs)
        assert first is not None
        first.send_signal(leaves)
        whole(root, ended([program for program in programs if program is not first]))
        assert first.wait(PATIENCE_S) in {-leaves, 0, 1, 130}


def test_people_log_in_while_the_idp_beside_them_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    people = make_people(root, 3)
    with crowd(root) as here, background(root, "idp") as idp:
        programs = here.log_in(people)
        in_flight(here, 1)
        idp["process"].kill()
        ends = ended(programs)
        whole(root, ends)
        assert {end.found["identity"]["iss"] for end in ends} == {idp["issuer"]}, "another goes on in its place"


def test_one_person_at_several_programs_waits_or_is_told(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    people = make_people(root, 1)
    with crowd(root) as here:
        ends = ended(here.log_in(people * 3))
    assert any(end.status == 0 for end in ends)
    assert {end.code for end in ends if end.status} <= WAITED


@pytest.mark.soak
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "with an idp"])
@pytest.mark.parametrize("method", ["siths-this-device", "siths-md"])
def test_twenty_people_at_once(tmp_path: Path, beside: bool, method: str) -> None:
    root = tmp_path / "profile"
    people = make_people(root, 20)
    with crowd(root) as here:
        if beside:
            with background(root, "idp"):
                whole(root, ended(here.log_in(people, "--method", method)))
        else:
            whole(root, ended(here.log_in(people, "--method", method)))


@pytest.mark.soak
@pytest.mark.parametrize("leaves", [signal.SIGKILL, signal.SIGINT], ids=lambda number: number.name)
def test_twenty_people_at_once_and_whoever_serves_them_leaves_again_and_again(
    tmp_path: Path, leaves: signal.Signals
) -> None:
    chance = random.Random(SEED)
    root = tmp_path / "profile"
    people = make_people(root, 20)
    with crowd(root) as here:
        programs = here.log_in(people)
        gone: list[subprocess.Popen[str]] = []
        for _ in range(5):
            seen = len(log_events(root)) if gone else 0
            staying = [program for program in programs if program not in gone]
            server = here.server(staying, seen)
            if server is None:
                break
            gone.append(server)
            in_flight(here, chance.randrange(1, 4))
            server.send_signal(leaves)
        assert gone
        whole(root, ended([program for program in programs if program not in gone]))


@pytest.mark.soak
def test_one_person_at_twenty_programs(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    people = make_people(root, 1)
    with crowd(root) as here:
        ends = ended(here.log_in(people * 20))
    assert any(end.status == 0 for end in ends)
    assert {end.code for end in ends if end.status} <= WAITED
    assert run(root, "audit", "verify").returncode == 0
