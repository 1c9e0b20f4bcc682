"""Faults ordered at the command line of the real program, met by a system, also where several processes serve."""

from __future__ import annotations

import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest

from tests.e2e.program import background, run

BACK = "http://127.0.0.1:1/back"


def control(profile: Path, *arguments: str) -> Any:
    done = run(profile, "control", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def journal(cosmic_profile: Path) -> str:
    done = run(cosmic_profile, "client", "add", "journal", "--redirect-uri", BACK, "--title", "Journalen (övning)")
    assert done.returncode == 0, done.stderr
    return "journal"


def comes_back(idp: dict[str, Any], trust: ssl.SSLContext, brought: str = "") -> str:
    """Ask for a login in a new browser; return the error that the system is told at once, if it is."""
    asked = {"response_type": "code", "client_id": "journal", "redirect_uri": BACK, "scope": "openid", "state": "s"}
    headers = {"Cosmic-Fault": brought} if brought else {}
    with httpx2.Client(verify=trust, trust_env=False, headers=headers) as http:
        answer = http.get(f"{idp['oidc']}/authorize?{urlencode(asked)}")
        for _ in range(5):
            if not answer.is_redirect:
                break
            answer = http.get(answer.url.join(answer.headers["location"]))
        leads = answer.text.partition('http-equiv="refresh" content="0; url=')[2].partition('"')[0]
        if not leads:
            return ""
        told = http.get(answer.url.join(leads)).headers["location"]
        return parse_qs(urlsplit(told).query)["error"][0]


def test_a_fault_is_ordered_met_listed_and_taken_back(cosmic_profile: Path, journal: str) -> None:
    ordered = control(cosmic_profile, "fault", journal, "cancelled", "--once")  # while no IdP runs
    assert (ordered["fault"], ordered["protocol"], ordered["times"]) == ("cancelled", "oidc", 1)
    late = control(cosmic_profile, "fault", journal, "slow", "--delay", "3.5", "--seconds", "600", "--state", "s")
    with background(cosmic_profile, "idp") as idp:
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        assert [comes_back(idp, trust) for _ in range(2)] == ["access_denied", ""]
        known = control(cosmic_profile, "faults")
        assert [each["order"] for each in known["orders"]] == [late["order"]]
        assert known["systems"] == [{"system": "journal", "protocol": "oidc", "name": "Journalen (övning)"}]
        assert control(cosmic_profile, "state")["faults"][0]["delay"] == 3.5
        assert control(cosmic_profile, "withdraw", late["order"]) == {"ended": [late["order"]]}
        assert control(cosmic_profile, "withdraw", late["order"]) == {"ended": []}
        left = {control(cosmic_profile, "fault", journal, fault)["order"] for fault in ("down", "expired")}
        assert set(control(cosmic_profile, "withdraw", "--all")["ended"]) == left
    rows = json.loads(run(cosmic_profile, "audit", "show", "--json").stdout)
    events = [row["event"] for row in rows if row["event"].startswith("fault.")]
    assert events.count("fault.ordered") == 4
    assert events.count("fault.met") == 1
    assert events.count("fault.ended") == 4


def test_people_read_it_in_their_language(cosmic_profile: Path, journal: str) -> None:
    said = run(cosmic_profile, "control", "fault", journal, "wrong-audience", "--times", "3", "--lang", "en").stdout
    assert "journal (oidc): wrong-audience: Answer to another system, times left: 3" in said
    assert "Refuses: an answer to somebody else may let nobody in." in said
    told = run(cosmic_profile, "control", "state").stdout
    assert "wrong-audience: Svar till ett annat system, gånger kvar: 3" in told
    table = run(cosmic_profile, "control", "faults").stdout
    assert "other-request    saml         Svar på en annan begäran" in table
    assert "oidc             journal (Journalen (övning))" in table
    assert run(cosmic_profile, "control", "reset", "--lang", "en").stdout.startswith("Back in service: ")


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["fault", "nobody", "down"], "control.invalid", "(system: 'nobody' is not registered for oidc or saml.)"),
        (["fault", "journal", "other-request"], "control.invalid", "(fault: other-request is not for oidc; what is: "),
        (["fault", "journal", "down", "--delay", "2"], "control.invalid", "(delay: down is not late"),
        (["fault", "journal", "slow", "--delay", "200"], "control.invalid", "(delay: '200.0' is not above 0"),
        (["fault", "journal", "brevduva"], "usage.invalid", "FAULT"),
        (["fault", "journal"], "usage.invalid", "FAULT"),
        (["fault", "journal", "down", "--times", "0"], "usage.invalid", "--times"),
        (["fault", "journal", "down", "--protocol", "ws"], "usage.invalid", "--protocol"),
        (["withdraw"], "usage.invalid", "ORDER or --all"),
        (["withdraw", "x", "--all"], "usage.invalid", "ORDER or --all"),
    ],
)
def test_mistakes_are_one_line_with_a_code(
    cosmic_profile: Path, journal: str, arguments: list[str], code: str, named: str
) -> None:
    done = run(cosmic_profile, "control", *arguments)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"{code}: "), done.stderr
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_once_is_one_login_where_two_processes_serve(cosmic_profile: Path, journal: str) -> None:
    with background(cosmic_profile, "idp", "--workers", "2") as idp:
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        control(cosmic_profile, "fault", journal, "cancelled", "--times", "3")
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: comes_back(idp, trust), range(24)))
        assert sorted(told) == [""] * 21 + ["access_denied"] * 3
        assert control(cosmic_profile, "faults")["orders"] == []


def test_a_request_brings_a_fault_where_the_operator_lets_it(cosmic_profile: Path, journal: str) -> None:
    for arguments, told in ((("--faults-by-header",), "access_denied"), ((), "")):
        with background(cosmic_profile, "idp", *arguments) as idp:
            trust = ssl.create_default_context(cafile=idp["ca_file"])
            assert comes_back(idp, trust, "cancelled") == told
            assert comes_back(idp, trust) == ""
    done = run(cosmic_profile, "idp", "--faults-by-header", "--host", "192.0.2.1")
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "usage.invalid")
    assert "--faults-by-header on 192.0.2.1: only on loopback" in done.stderr
