"""What programs read of the commands (docs/programs.md): JSON in UTF-8 on any console, one object always, a status."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.cli.main import main
from cosmic_login.core.failures import FAILURES, LoginFailure
from cosmic_login.run.exit_status import MEANINGS, exit_status
from cosmic_login.run.output import write_json
from tests.e2e.program import run

Said = tuple[int, Any, str]
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?")


@pytest.fixture
def say(cosmic_profile: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run a command on a console that knows ASCII alone; gives status, JSON and standard error."""
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "123456")

    def said(*words: str) -> Said:
        out, err = io.BytesIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii", errors="strict"))
            patch.setattr(sys, "stderr", err)
            status = main(["--profile", str(cosmic_profile), *words])
            sys.stdout.flush()
            return status, json.loads(out.getvalue().decode("utf-8")), err.getvalue()

    return said


def test_a_console_that_knows_ascii_alone_gets_utf_8(cosmic_profile: Path) -> None:
    """The whole program, as a shell starts it."""
    done = run(
        cosmic_profile, "login", "--person", "anna", "--json",
        env={"COSMIC_LOGIN_CODE": "123456", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    identity = json.loads(done.stdout)["identity"]
    assert identity["organizationName"] == "Region Jönköpings län"


def test_every_verb_answers_in_utf_8_with_rfc_3339_times(say: Callable[..., Said]) -> None:
    say("login", "--person", "anna", "--json")
    say("phone", "activate", "--person", "anna", "--json")
    verbs = (
        *(("card", "list"), ("card", "show", "anna-1"), ("card", "issue", "bo-1"), ("card", "issue-reserve", "anna")),
        *(("card", "revoke", "anna-r1"), ("phone", "list"), ("audit", "show"), ("audit", "verify")),
        ("settings", "show"),
    )
    swedish = 0
    for verb in verbs:
        status, found, err = say(*verb, "--json")
        assert (status, err) == (0, ""), verb
        text = json.dumps(found, ensure_ascii=False)
        swedish += not text.isascii()
        for name, moment in re.findall(r'"(time|not_after|valid_until|since)": "([^"]*)"', text):
            assert RFC3339.fullmatch(moment), (verb, name, moment)
    assert swedish >= 3


def test_what_is_no_utf_8_is_written_as_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="cp1252"))
    write_json({"name": "å\ud800", "at": Path("ö")}, one_line=True)
    assert out.getvalue() == '{"name": "å\\ud800", "at": "ö"}\n'.encode()


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("login", "--json"), 2, "usage.invalid"),
        (("login", "--person", "anna", "--json", "--colour", "red"), 2, "usage.invalid"),
        (("nothing", "--json"), 2, "usage.invalid"),
        (("login", "--person", "anna", "--service-id", "å" * 70_000, "--json"), 2, "usage.invalid"),
        (("--profile", "x", "--temp-profile", "audit", "show", "--json"), 2, "usage.invalid"),
        (("login", "--person", "nobody", "--json"), 1, "person.unknown"),
        (("card", "show", "nobody-1", "--json"), 1, "card.unknown"),
        (("card", "revoke", "nobody-1", "--json"), 1, "card.unknown"),
    ],
)
def test_a_failure_is_the_one_object(say: Callable[..., Said], words: Sequence[str], status: int, code: str) -> None:
    found_status, found, err = say(*words)
    assert (found_status, found["failure"]["code"], err) == (status, code, "")
    assert found["failure"]["message"]


def test_a_code_that_is_refused_is_another_status_than_one_that_could_not_be_tried(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "999999")
    status, found, _ = say("login", "--person", "anna", "--json")
    assert (status, found["failure"]["code"], found["failure"]["tries_left"]) == (3, "code.wrong", 2)
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "12")
    assert say("login", "--person", "anna", "--json")[0] == 1
    assert say("card", "list", "--json")[1]


def test_a_login_that_failed_is_told_by_its_own_cause_though_the_trail_takes_no_row(
    say: Callable[..., Said], cosmic_profile: Path
) -> None:
    trail = cosmic_profile / "audit.log"
    trail.mkdir()  # stops root, too, as permissions do not
    status, found, _ = say("--idp", "http://127.0.0.1:1", "login", "--person", "anna", "--json")
    assert (status, found["failure"]["code"]) == (1, "idp.unreachable")
    trail.rmdir()
    lines = (cosmic_profile / "log" / "cosmic-login.log").read_text("utf-8").splitlines()
    missing = [line["fields"]["row"] for line in map(json.loads, lines) if line["event"] == "audit.not_written"]
    assert missing == ["login.attempted", "login.failed"]
    say("--idp", "http://127.0.0.1:1", "login", "--person", "anna", "--json")
    rows = say("audit", "show", "--json")[1]
    assert [(row["event"], row["reason"]) for row in rows] == [
        ("login.attempted", ""),
        ("login.failed", "idp.unreachable"),
    ]


def test_every_failure_has_a_documented_status() -> None:
    statuses = {code: exit_status(LoginFailure(code)) for code in FAILURES}
    assert set(statuses.values()) == {1, 2, 3, 70} <= set(MEANINGS)
    assert {code for code, status in statuses.items() if status == 70} == {"internal.error"}
    assert {statuses[code] for code in ("access.no_service_id", "certificate.revoked", "puk.wrong")} == {3}
    assert {statuses[code] for code in ("profile.full", "display.missing", "card.in_use", "idp.unreachable")} == {1}


def test_a_choice_of_service_id_comes_before_the_code(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COSMIC_LOGIN_CODE")
    status, found, err = say("login", "--person", "bo", "--json")
    failure = found["failure"]
    assert (status, failure["code"], err) == (1, "service_id.needed", "")
    assert len(failure["choices"]) > 1
    assert failure["choices"][0].keys() == {"hsa_id", "organisation", "organisation_id", "title", "own_region"}
    assert failure["choices"][0]["own_region"] is True
    assert "enter_code" in [step["prompt"] for step in found["steps"]], "the card said whose it is"
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "123456")
    chosen = failure["choices"][-1]["hsa_id"]
    assert say("login", "--person", "bo", "--service-id", chosen, "--json")[1]["identity"]["employeeHsaId"] == chosen


def test_steps_say_what_was_being_done(say: Callable[..., Said]) -> None:
    steps = say("login", "--person", "anna", "--json")[1]["steps"]
    done = [step["step"] for step in steps if step["prompt"] == "working"]
    assert {"connecting", "reading-card", "checking-certificate", "signing", "verifying"} <= set(done)
    assert all(step["prompt"] == "working" for step in steps if "step" in step)


def test_a_card_that_nobody_used_ends_when_it_will_and_stays_so(say: Callable[..., Said]) -> None:
    def ends() -> dict[str, str]:
        return {row["card"]: row["not_after"] for row in say("card", "list", "--json")[1] if row["card"]}

    before = ends()
    assert before == ends()
    say("card", "issue", "anna-1", "--json")
    assert ends() == before  # what was told before it was issued holds afterwards


def test_names_in_certificates_are_names(say: Callable[..., Said]) -> None:
    subjects = " ".join(each["subject"] for each in say("card", "show", "anna-1", "--json")[1]["certificates"])
    assert "2.5.4." not in subjects
    assert "serialNumber=" in subjects
    assert "givenName=Anna" in subjects
