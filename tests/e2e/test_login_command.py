"""R1, R4, R7, R9, R10 through the command line's contract: the real program, a profile, an exit status."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.e2e.program import background, login, run

CLAIMS = {"sub", "name", "given_name", "family_name", "employeeHsaId", "organizationName", "acr", "amr", "auth_time"}


def test_the_identity_is_printed_with_its_evidence(cosmic_profile: Path) -> None:
    found = login(cosmic_profile, "anna", "--method", "siths-this-device")
    assert found["identity"].keys() >= CLAIMS
    assert found["method"] == "siths-this-device"
    assert found["card"]["card"] == "anna-1"
    assert [step["prompt"] for step in found["steps"]].count("enter_code") == 1
    assert all(step["ms"] >= 0 for step in found["steps"])
    audit = run(cosmic_profile, "audit", "show", "--json")
    assert [row["event"] for row in json.loads(audit.stdout)][-2:] == [
        "login.attempted",
        "login.succeeded",
    ]


def test_wrong_codes_count_down_block_survive_a_restart_and_the_puk_mends(cosmic_profile: Path) -> None:
    for left in (2, 1):
        failure = login(cosmic_profile, "anna", code="999999")["failure"]
        assert (failure["code"], failure["tries_left"]) == ("code.wrong", left)
        assert failure["message"]
    third = login(cosmic_profile, "anna", code="999999")["failure"]
    assert (third["code"], third["tries_left"]) == ("code.blocked", 0)
    # Each run is a new process: being blocked is kept by the card.
    assert login(cosmic_profile, "anna")["failure"]["code"] == "code.blocked"
    listed = {row["card"]: row for row in json.loads(run(cosmic_profile, "card", "list", "--json").stdout)}
    assert (listed["anna-1"]["state"], listed["anna-1"]["tries_left"]) == ("blocked", 0)

    wrong = run(
        cosmic_profile,
        "card",
        "unblock",
        "anna-1",
        env={"COSMIC_LOGIN_PUK": "00000000", "COSMIC_LOGIN_NEW_CODE": "246810"},
    )
    assert wrong.returncode == 3
    assert wrong.stderr.startswith("puk.wrong: ")
    mended = run(
        cosmic_profile,
        "card",
        "unblock",
        "anna-1",
        env={"COSMIC_LOGIN_PUK": "12345678", "COSMIC_LOGIN_NEW_CODE": "246810"},
    )
    assert mended.returncode == 0, mended.stderr
    assert "identity" in login(cosmic_profile, "anna", code="246810")


def test_the_code_can_be_changed(cosmic_profile: Path) -> None:
    changed = run(
        cosmic_profile,
        "card",
        "change-code",
        "anna-1",
        env={"COSMIC_LOGIN_CODE": "123456", "COSMIC_LOGIN_NEW_CODE": "135790"},
    )
    assert changed.returncode == 0, changed.stderr
    assert login(cosmic_profile, "anna")["failure"]["code"] == "code.wrong"
    assert "identity" in login(cosmic_profile, "anna", code="135790")


@pytest.mark.parametrize(
    ("code", "failure"), [("12345", "code.malformed"), ("abcdef", "code.malformed"), ("", "code.malformed")]
)
def test_a_code_that_is_none_costs_no_try(cosmic_profile: Path, code: str, failure: str) -> None:
    assert login(cosmic_profile, "anna", code=code)["failure"]["code"] == failure
    listed = {row["card"]: row for row in json.loads(run(cosmic_profile, "card", "list", "--json").stdout)}
    assert listed["anna-1"]["tries_left"] == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["login", "--person", "ingen"], "person.unknown"),
        (["login", "--person", "anna", "--card", "bertil-9"], "card.unknown"),
        (["login", "--person", "anna", "--method", "brevduva"], "method.unknown"),
        (["--idp", "http://127.0.0.1:1", "login", "--person", "anna"], "idp.unreachable"),
        (["--idp", "http://idp.example", "login", "--person", "anna"], "idp.address"),
        (["card", "show", "inget"], "card.unknown"),
        (["card", "show"], "usage.invalid"),
        (["card", "attach", "anna-1", "--vpcd", "hej"], "usage.invalid"),
        (["card", "attach", "anna-1", "--vpcd", "127.0.0.1:1"], "vpcd.unreachable"),
    ],
)
def test_bad_input_is_one_line_with_a_code(cosmic_profile: Path, arguments: list[str], code: str) -> None:
    done = run(cosmic_profile, *arguments, env={"COSMIC_LOGIN_CODE": "123456"})
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"{code}: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_without_a_code_nothing_is_asked_of_the_card(cosmic_profile: Path) -> None:
    done = run(cosmic_profile, "login", "--person", "anna", "--code-env", "NOT_SET", "--json")
    assert json.loads(done.stdout)["failure"]["code"] == "code.missing"


def test_an_idp_in_another_process(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp") as idp:
        found = login(cosmic_profile, "anna", "--idp", idp["issuer"])
        assert found["identity"]["iss"] == idp["issuer"]
        wrong = login(cosmic_profile, "anna", "--idp", idp["issuer"], code="999999")
        assert (wrong["failure"]["code"], wrong["failure"]["tries_left"]) == ("code.wrong", 2)
        # The same profile cannot carry a second IdP.
        second = run(cosmic_profile, "idp")
        assert (second.returncode, second.stderr.split(":")[0]) == (1, "profile.in_use")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_idp_stops_cleanly(cosmic_profile: Path, number: signal.Signals) -> None:
    with background(cosmic_profile, "idp") as idp:
        process = idp["process"]
        process.send_signal(number)
        assert process.wait(20) == 0


def test_the_audit_has_what_the_person_was_told_even_after_sigkill(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp") as idp:
        found = login(cosmic_profile, "anna", "--idp", idp["issuer"])
        idp["process"].kill()
        idp["process"].wait(20)
    assert run(cosmic_profile, "audit", "verify").returncode == 0
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    assert rows[-1]["event"] == "login.succeeded"
    assert rows[-1]["service_id"] == found["identity"]["employeeHsaId"]


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_off_by_a_day_is_said(cosmic_profile: Path, days: int) -> None:
    with background(cosmic_profile, "idp") as idp:
        found = login(cosmic_profile, "anna", "--idp", idp["issuer"], COSMIC_LOGIN_CLOCK_OFFSET=str(days * 86_400))
        assert found["failure"]["code"] == "clock.skew"
        assert "enter_code" not in [step["prompt"] for step in found["steps"]]
