"""Outages with the real program and an operator at the command line (R15): once, for a time, in another process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import background, login, run

HOUR = 3600


def control(profile: Path, *arguments: str, **env: str) -> Any:
    done = run(profile, "control", *arguments, "--json", env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_r15_siths_eid_out_is_said_and_md_is_named(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp") as idp:
        assert idp["control"] == f"{idp['issuer']}/control"
        assert control(cosmic_profile, "outage", "siths")["failure"] == "siths.out_of_service"
        failure = login(cosmic_profile, "anna", "--idp", idp["issuer"])["failure"]
        assert failure["code"] == "siths.out_of_service"
        assert "SITHS eID MD" in failure["message"]
        md = login(cosmic_profile, "anna", "--method", "siths-md", "--idp", idp["issuer"])
        assert md["identity"]["loginMethod"] == "siths-md"  # the fallback goes on working
        methods = control(cosmic_profile, "state")["methods"]
        assert (methods["siths-this-device"], methods["siths-other-device"]) == (False, False)
        assert (methods["siths-md"], methods["bankid"]) == (True, True)
        assert control(cosmic_profile, "restore", "siths") == {"target": "siths", "ended": True}
        assert "identity" in login(cosmic_profile, "anna", "--idp", idp["issuer"])
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert [row["event"] for row in rows if row["event"].startswith("outage.")] == ["outage.begun", "outage.ended"]
    assert [row["reason"] for row in rows if row["event"] == "login.failed"] == ["siths.out_of_service"]


def test_md_can_be_out_by_itself(cosmic_profile: Path) -> None:
    control(cosmic_profile, "outage", "siths-md", "--once")
    assert login(cosmic_profile, "anna", "--method", "siths-md")["failure"]["code"] == "method.unavailable"
    assert "identity" in login(cosmic_profile, "anna", "--method", "siths-md")
    control(cosmic_profile, "outage", "revocation")
    found = login(cosmic_profile, "anna", "--method", "siths-md")
    assert found["failure"]["code"] == "certificate.revocation_unknown"


def test_once_is_once_also_for_the_idp_inside_the_program(cosmic_profile: Path) -> None:
    control(cosmic_profile, "outage", "siths", "--once", "--failure", "idp.busy")
    assert login(cosmic_profile, "anna")["failure"]["code"] == "idp.busy"
    assert "identity" in login(cosmic_profile, "anna")


def test_for_a_time_by_the_clock(cosmic_profile: Path) -> None:
    control(cosmic_profile, "outage", "siths", "--seconds", str(HOUR))
    for offset, code in ((HOUR - 300, "siths.out_of_service"), (HOUR + 300, "")):
        found = login(cosmic_profile, "anna", COSMIC_LOGIN_CLOCK_OFFSET=str(offset))
        assert found.get("failure", {}).get("code", "") == code
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert [row["extra"]["by"] for row in rows if row["event"] == "outage.ended"] == ["time"]


def test_the_whole_idp_and_revocation(cosmic_profile: Path) -> None:
    control(cosmic_profile, "outage", "revocation")
    assert login(cosmic_profile, "anna")["failure"]["code"] == "certificate.revocation_unknown"
    control(cosmic_profile, "outage", "idp")
    assert login(cosmic_profile, "anna")["failure"]["code"] == "idp.out_of_service"
    assert control(cosmic_profile, "reset") == {"ended": ["idp", "revocation"], "faults": []}
    assert "identity" in login(cosmic_profile, "anna")


def test_another_machines_idp_wants_its_own_token(cosmic_profile: Path, tmp_path: Path) -> None:
    with background(cosmic_profile, "idp") as idp:
        stranger = ["control", "state", "--idp", idp["issuer"]]
        refused = run(tmp_path / "elsewhere", *stranger)
        assert (refused.returncode, refused.stderr.split(":")[0]) == (3, "control.refused")
        token = (cosmic_profile / "control-token").read_text()
        told = run(tmp_path / "elsewhere", *stranger, env={"COSMIC_LOGIN_CONTROL_TOKEN": token})
        assert (told.returncode, told.stderr) == (0, "")
        assert token not in refused.stderr + told.stdout
    assert token not in (cosmic_profile / "log" / "cosmic-login.log").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["outage", "brevduva"], "control.invalid", "(target: 'brevduva' is not one of siths, "),
        (["outage", "siths", "--failure", "no.such"], "control.invalid", "(failure: 'no.such' is not "),
        (["outage", "idp", "--once"], "control.invalid", "(orders: "),
        (["restore", "brevduva"], "control.invalid", "(target: 'brevduva' is not one of siths, "),
        (["outage", "siths", "--orders", "0"], "usage.invalid", "--orders"),
        (["outage", "siths", "--seconds", "nan"], "usage.invalid", "--seconds"),
        (["outage"], "usage.invalid", "TARGET"),
        ([], "usage.invalid", "ACTION"),
    ],
)
def test_mistakes_are_one_line_with_a_code(cosmic_profile: Path, arguments: list[str], code: str, named: str) -> None:
    done = run(cosmic_profile, "control", *arguments)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"{code}: "), done.stderr
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_for_one_person(cosmic_profile: Path) -> None:
    made = control(cosmic_profile, "outage", "siths", "--person", "anna", "--once")
    assert (made["person"], made["orders"]) == ("anna", 1)
    said = run(cosmic_profile, "control", "state", "--lang", "en").stdout
    assert "out of service for anna, logins left: 1 (siths.out_of_service)" in said
    assert "siths-this-device    open" in said
    assert "identity" in login(cosmic_profile, "karin")
    assert login(cosmic_profile, "anna")["failure"]["code"] == "siths.out_of_service"
    assert control(cosmic_profile, "restore", "siths", "--person", "anna") == {"target": "siths", "ended": False}
    refused = run(cosmic_profile, "control", "outage", "siths", "--person", "nobody")
    assert (bool(refused.returncode), refused.stderr.split(":")[0]) == (True, "person.unknown")


def test_people_read_it_in_their_language(cosmic_profile: Path) -> None:
    said = run(cosmic_profile, "control", "outage", "bankid", "--orders", "3", "--lang", "en")
    assert "out of service, logins left: 3 (bankid.out_of_service)" in said.stdout
    told = run(cosmic_profile, "control", "state").stdout
    assert "bankid               stängt" in told
    assert "ur drift, inloggningar kvar: 3" in told
    assert run(cosmic_profile, "control", "reset", "--lang", "en").stdout == "Back in service: bankid.\n"
