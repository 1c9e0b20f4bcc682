"""The phone by command line: real programs, one step each, against an IdP in another process."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.testing.phones import picture_of
from tests.e2e import warm
from tests.e2e.program import background, command, environment, run, wait_for_event
from tests.unit.phone.screens import Screen

CODE, WRONG = "739146", "281905"


@pytest.fixture
def idp(cosmic_profile: Path) -> Iterator[str]:
    """Run an IdP in a process of its own; the phone finds it by the profile."""
    with background(cosmic_profile, "idp") as ready:
        yield ready["issuer"]


def phone(profile: Path, *arguments: str, code: str = CODE) -> subprocess.CompletedProcess[str]:
    return run(profile, "phone", *arguments, env={"CODE": code})


def said(done: subprocess.CompletedProcess[str]) -> Any:
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def failed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode in {1, 3}, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr.partition(":")[0]


def activate(profile: Path, *arguments: str) -> Any:
    return said(phone(profile, "activate", "--code-env", "CODE", "--json", *arguments))


def on_the_screen(screen: Screen, folder: Path) -> str:
    """Save what the login window shows, as a picture of the screen does."""
    path = folder / "screen.pgm"
    path.write_bytes(picture_of(screen.code))
    return str(path)


@pytest.mark.parametrize(("app", "method"), [("siths", "siths-other-device"), ("bankid", "bankid")])
def test_each_step_is_a_program_of_its_own(
    cosmic_profile: Path, idp: str, tmp_path: Path, app: str, method: str
) -> None:
    made = activate(cosmic_profile, "--person", "anna", "--app", app)
    assert (made["phone"], made["app"], made["holder"], made["state"]) == ("anna", app, "Anna Testsson", "ok")
    screen = Screen(idp, method).begin()
    asked = said(phone(cosmic_profile, "scan", on_the_screen(screen, tmp_path), "--json"))
    assert (asked["app"], asked["kind"], asked["holder"]) == (app, "auth", "Anna Testsson")
    (listed,) = said(phone(cosmic_profile, "list", "--json"))
    assert listed["asked"]["relying_party"] == asked["relying_party"]
    done = said(phone(cosmic_profile, "confirm", "--code-env", "CODE", "--json"))
    assert done["status"] == "confirmed"
    assert screen.done
    (listed,) = said(phone(cosmic_profile, "list", "--json"))
    assert listed["asked"] is None
    assert [(row["tries_left"], row["state"]) for row in listed["ids"]] == [(3, "ok")]


def test_wrong_codes_block_through_programs_and_the_list_tells(cosmic_profile: Path, idp: str, tmp_path: Path) -> None:
    activate(cosmic_profile, "--person", "anna")
    screen = Screen(idp).begin()
    said(phone(cosmic_profile, "scan", on_the_screen(screen, tmp_path), "--json"))
    for left in ("2", "1"):
        wrong = phone(cosmic_profile, "confirm", "--code-env", "CODE", code=WRONG)
        assert failed(wrong) == "phone.code_wrong"
        assert f"försök kvar: {left}" in wrong.stderr
    assert failed(phone(cosmic_profile, "confirm", "--code-env", "CODE", code=WRONG)) == "phone.code_blocked"
    assert screen.failure == "phone.code_blocked"
    (listed,) = said(phone(cosmic_profile, "list", "--json"))
    assert [(row["tries_left"], row["state"]) for row in listed["ids"]] == [(0, "blocked")]
    assert "blocked" in phone(cosmic_profile, "list").stdout
    assert said(phone(cosmic_profile, "remove", "--json"))["removed"] == listed["ids"][0]["device"]
    assert said(phone(cosmic_profile, "list", "--json"))[0]["ids"] == []


def test_several_phones_want_to_be_named(cosmic_profile: Path, idp: str, tmp_path: Path) -> None:
    activate(cosmic_profile, "--person", "anna")
    activate(cosmic_profile, "--person", "bo", "--phone", "Bos telefon")
    screen = Screen(idp).begin()
    picture = on_the_screen(screen, tmp_path)
    unnamed = phone(cosmic_profile, "scan", picture)
    assert unnamed.returncode == 2
    assert unnamed.stderr.startswith("usage.invalid: ")
    assert "Bos telefon" in unnamed.stderr
    said(phone(cosmic_profile, "scan", picture, "--phone", "Bos telefon", "--json"))
    said(phone(cosmic_profile, "--phone", "Bos telefon", "decline", "--json"))
    assert screen.failure == "order.declined"


def test_a_lost_phones_e_id_is_removed_from_another(cosmic_profile: Path, idp: str, tmp_path: Path) -> None:
    lost = activate(cosmic_profile, "--person", "anna", "--phone", "Borttappad")
    activate(cosmic_profile, "--person", "anna", "--phone", "Ny")
    there = said(phone(cosmic_profile, "devices", "--phone", "Ny", "--json"))
    assert [(row["device_name"], row["here"]) for row in there] == [("Borttappad", False), ("Ny", True)]
    assert lost["device"] in phone(cosmic_profile, "devices", "--phone", "Ny").stdout
    said(phone(cosmic_profile, "remove", lost["device"], "--phone", "Ny", "--json"))
    screen = Screen(idp).begin()
    picture = on_the_screen(screen, tmp_path)
    assert failed(phone(cosmic_profile, "scan", picture, "--phone", "Borttappad")) == "enrolment.revoked"
    said(phone(cosmic_profile, "remove", "--phone", "Borttappad", "--json"))
    listed = phone(cosmic_profile, "list").stdout.splitlines()
    assert [line.split()[:3] for line in listed[1:]] == [["Borttappad", "siths", "-"], ["Ny", "siths", "Anna"]]


def test_an_activation_by_picture(cosmic_profile: Path, idp: str, tmp_path: Path) -> None:
    import asyncio

    from cosmic_login.app import World
    from cosmic_login.profile import Profile

    world = World(Profile.open(cosmic_profile), idp_url=idp)
    qr = asyncio.run(world.activation("anna", "bankid"))
    world.close()
    path = tmp_path / "activation.pgm"
    path.write_bytes(picture_of(qr))
    assert failed(phone(cosmic_profile, "activate", str(path), "--code-env", "CODE", "--phone", "P")) == (
        "phone.wrong_app"
    )
    made = activate(cosmic_profile, str(path), "--app", "bankid", "--phone", "P")
    assert made["holder"] == "Anna Testsson"
    again = phone(cosmic_profile, "activate", str(path), "--app", "bankid", "--phone", "P", "--code-env", "CODE")
    assert failed(again) == "activation.unknown"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("no-network", "phone.no_network"),
        ("clock", "phone.clock"),
        ("camera", "phone.camera"),
        ("battery-after-scan", "phone.battery"),
    ],
)
def test_faults_are_asked_for(cosmic_profile: Path, idp: str, tmp_path: Path, fault: str, code: str) -> None:
    activate(cosmic_profile, "--person", "anna")
    picture = on_the_screen(Screen(idp).begin(), tmp_path)
    assert failed(phone(cosmic_profile, "scan", picture, "--fault", fault)) == code
    assert failed(phone(cosmic_profile, "decline")) == "phone.nothing_asked"


#: What is asked for, the failure's code and the exit status; nothing of it changes anything.
BAD_INPUT = [
    (["scan", "/nowhere/there.png"], "qr.unreadable", 1),
    (["scan", __file__], "qr.unreadable", 1),
    (["confirm"], "code.missing", 1),
    (["confirm", "--code-env", "CODE"], "phone.nothing_asked", 1),
    (["decline"], "phone.nothing_asked", 1),
    (["waiting"], "phone.nothing_asked", 1),
    (["remove", "no-such-device"], "phone.id_unknown", 1),
    (["list", "--phone", "../x"], "usage.invalid", 2),
    (["activate", "--person", "nobody", "--code-env", "CODE"], "person.unknown", 1),
    (["activate", "--code-env", "CODE"], "usage.invalid", 2),
    (["scan"], "usage.invalid", 2),
    (["ring"], "usage.invalid", 2),
    (["confirm", "--code", "739146"], "usage.invalid", 2),
]


def test_bad_input_is_one_line_with_a_code(cosmic_profile: Path) -> None:
    activate(cosmic_profile, "--person", "anna")
    for arguments, code, status in BAD_INPUT:
        done = phone(cosmic_profile, *arguments)
        assert (done.returncode, done.stdout) == (status, ""), arguments
        assert done.stderr.startswith(f"{code}: "), (arguments, done.stderr)
        assert done.stderr.count("\n") == 1
        assert CODE not in done.stderr


def test_killed_while_the_answer_is_on_its_way_the_request_can_be_answered_again(
    cosmic_profile: Path, idp: str, tmp_path: Path
) -> None:
    activate(cosmic_profile, "--person", "anna")
    screen = Screen(idp).begin()
    said(phone(cosmic_profile, "scan", on_the_screen(screen, tmp_path), "--json"))
    slow = warm.start(
        command(cosmic_profile, "phone", "confirm", "--code-env", "CODE", "--fault", "slow"),
        environment({"CODE": CODE}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for_event(cosmic_profile, "phone.accepted", process=slow)
    slow.send_signal(signal.SIGKILL)
    slow.communicate(timeout=60)
    (listed,) = said(phone(cosmic_profile, "list", "--json"))
    assert listed["asked"]["holder"] == "Anna Testsson"
    assert screen.hint == "userSign"
    assert said(phone(cosmic_profile, "confirm", "--code-env", "CODE", "--json"))["status"] == "confirmed"
    assert screen.done
