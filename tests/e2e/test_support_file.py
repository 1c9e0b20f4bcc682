"""The file for the support, after real logins: complete, and without a single secret or personal number in it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from cosmic_login.app import World
from cosmic_login.directory.directory import Directory
from cosmic_login.profile import Profile
from tests.e2e.program import background, log_events, run
from tests.e2e.searching import assert_absent
from tests.e2e.test_secrets import _private_parts

CODE, WRONG, NEW, PUK = "739146", "281905", "604827", "12345678"
_TOKEN = re.compile(rb"eyJ[\w-]{8,}\.")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Go through logins that succeed, fail and block, then save; return the profile and the zip."""
    folder = tmp_path_factory.mktemp("support")
    profile = folder / "profile"

    def go(*arguments: str, **env: str) -> None:
        run(profile, "--log-level", "debug", *arguments, env=env)

    login = ("login", "--person", "anna", "--json", "--code-env", "C")
    go("card", "change-code", "anna-1", COSMIC_LOGIN_CODE="123456", COSMIC_LOGIN_NEW_CODE=CODE)
    go(*login, C=CODE)
    go(*login, C=WRONG)
    go("login", "--person", "bo", "--json", "--code-env", "C", C=CODE)
    for _ in range(3):
        go(*login, C=WRONG)
    go("card", "unblock", "anna-1", COSMIC_LOGIN_PUK="99999999", COSMIC_LOGIN_NEW_CODE=NEW)
    go("card", "unblock", "anna-1", COSMIC_LOGIN_PUK=PUK, COSMIC_LOGIN_NEW_CODE=NEW)
    go("login", "--person", "nobody-19900113-2399", "--json")
    with background(profile, "--log-level", "debug", "idp") as idp:
        address = idp["issuer"].replace("http://", "http://anna:hemligt@")
        go("--idp", idp["issuer"], *login, C=NEW)
        go("--idp", address, *login, C=NEW)
    target = folder / "support.zip"
    done = run(profile, "doctor", "--json", "--save", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    return profile, target


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_tells_what_happened_and_holds_no_secret(saved: tuple[Path, Path]) -> None:
    root, target = saved
    members = _members(target)
    world = World(Profile.open(root))
    try:
        keys = _private_parts(world)
        people = list(world.directory.persons.values())
    finally:
        world.close()
    codes = {"code": CODE.encode(), "wrong code": WRONG.encode(), "new code": NEW.encode(), "PUK": PUK.encode()}
    numbers = {f"number of {person.key}": person.personal_number.encode() for person in people}
    short = {f"short number of {person.key}": person.personal_number[2:].encode() for person in people}
    others = {"credentials": b"hemligt", "vault": (root / "vault.key").read_bytes()}
    for name, data in members.items():
        assert_absent(data, {**codes, **keys, **numbers, **short, **others}, name)
        assert not _TOKEN.search(data), name
        assert b"PRIVATE KEY" not in data, name
    for person in people:
        assert person.name.encode() not in b"".join(members.values())
    audit = json.loads(members["audit.json"])
    assert audit["verification"]["ok"]
    assert {"code.wrong", "code.blocked"} <= {row["reason"] for row in audit["last_failures"]}
    events = {json.loads(line)["event"] for line in members["log/cosmic-login.log"].splitlines()}
    assert {"login.succeeded", "login.failed", "prompt.shown", "state.changed", "idp.started"} <= events


def test_the_search_would_find_a_number(saved: tuple[Path, Path]) -> None:
    """The audit trail of the same profile has what the file must not have."""
    root, _ = saved
    number = Directory.load().person("anna").personal_number.encode()
    with pytest.raises(AssertionError):
        assert_absent((root / "audit.log").read_bytes(), {"number": number}, "here")


def test_logins_of_the_command_line_are_in_the_log(saved: tuple[Path, Path]) -> None:
    root, _ = saved
    rows = [(row["event"], row["fields"]) for row in log_events(root)]
    succeeded = [told for event, told in rows if event == "login.succeeded"]
    assert {told["source"] for told in succeeded} == {"command"}
    failed = {told["failure"] for event, told in rows if event == "login.failed"}
    assert {"code.wrong", "code.blocked"} <= failed
    assert ("prompt", "enter_code") in {("prompt", told["prompt"]) for event, told in rows if event == "prompt.shown"}
