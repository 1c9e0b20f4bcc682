"""R3 on the phone: no code, key or token in any file in clear, output, log, picture, repr or traceback."""

from __future__ import annotations

import asyncio
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cosmic_login.app import World
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.sealed_state import PhoneFile
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone, picture_of
from tests.e2e.program import background, run
from tests.e2e.searching import assert_absent, files
from tests.unit.phone.screens import Screen

CODE, WRONG, OTHER = "739146", "281905", "604827"


@dataclass
class Done:
    """What all the flows left behind, and what must not be found in it."""

    root: Path
    said: str = ""
    secrets: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def everything_done(cosmic_profile_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Go through every flow of the phone's command line, with the most talkative log."""
    import shutil

    root = tmp_path_factory.mktemp("phone") / "profile"
    shutil.copytree(cosmic_profile_template, root)
    done = Done(root)
    picture = root.parent / "screen.pgm"

    def phone(*arguments: str, code: str = CODE) -> None:
        ended = run(root, "--log-level", "debug", "phone", *arguments, env={"C": code})
        done.said += ended.stdout + ended.stderr

    def scan(issuer: str, method: str = "siths-other-device") -> None:
        screen = Screen(issuer, method).begin()
        picture.write_bytes(picture_of(screen.code))
        phone("scan", str(picture), "--phone", "P", "--json")

    with background(root, "--log-level", "debug", "idp") as idp:
        for app, person, code in (("siths", "anna", CODE), ("bankid", "bo", OTHER)):
            words = ("--person", person, "--app", app, "--phone", "P", "--code-env", "C", "--json")
            phone("activate", *words, code=code)
        remember(done, {"siths": CODE, "bankid": OTHER})
        scan(idp["issuer"])
        remember(done, {})
        for code in (WRONG, f"{CODE}9", "", CODE):
            phone("confirm", "--phone", "P", "--code-env", "C", "--json", code=code)
        scan(idp["issuer"])
        phone("confirm", "--phone", "P", "--code-env", "C", "--fault", "battery-before-answer")
        scan(idp["issuer"])
        phone("--phone", "P", "confirm", "--code-env", "C", "--fault", "no-network")
        phone("decline", "--phone", "P")
        scan(idp["issuer"], "bankid")
        for _ in range(3):
            phone("confirm", "--phone", "P", "--code-env", "C", code=WRONG)
        phone("list", "--json")
        phone("list")
        phone("scan", str(picture), "--phone", "P", "--fault", "clock")
        phone("waiting", "--app", "bankid", "--phone", "P")
        phone("remove", "--app", "bankid", "--phone", "P", "--json")
    scanned = run(root, "--idp", "http://127.0.0.1:1", "phone", "scan", str(picture), "--phone", "P")
    done.said += scanned.stdout + scanned.stderr
    return done


def remember(done: Done, codes: dict[str, str]) -> None:
    """Take down what is secret now: codes, the private numbers that they open, tokens."""
    done.secrets |= {"code": CODE.encode(), "wrong code": WRONG.encode(), "other code": OTHER.encode()}
    state = PhoneFile(Profile.open(done.root), "P").read()
    for record in state.ids:
        done.secrets[f"device token of {record.app}"] = record.token.encode()
        if record.app in codes:
            key = record.key.unlock(bytearray(codes[record.app].encode()), record.key_id)
            done.secrets[f"key of {record.app}"] = key.private_numbers().private_value.to_bytes(32, "big")
    if state.request is not None:
        done.secrets["app session"] = state.request.session.encode()


def test_no_secret_of_the_phone_is_left_anywhere(everything_done: Done) -> None:
    secrets = everything_done.secrets
    assert len(secrets) == 8, sorted(secrets)
    assert_absent(everything_done.said.encode(), secrets, "the output")
    looked_at = [path for path in files(everything_done.root) if path.name != "vault.key"]
    assert any(path.name == "phone.sealed" for path in looked_at)
    assert any(path.name == "cosmic-login.log" for path in looked_at)
    for path in looked_at:
        assert_absent(path.read_bytes(), secrets, str(path.relative_to(everything_done.root)))


def test_the_flows_went_where_they_should(everything_done: Done) -> None:
    """Otherwise the search above would be of an empty house."""
    for word in ("confirmed", "phone.code_wrong", "phone.code_blocked", "phone.battery", "phone.no_network", "removed"):
        assert word in everything_done.said, word
    log = (everything_done.root / "log" / "cosmic-login.log").read_text("utf-8")
    for event in ("phone.activated", "phone.asked", "phone.accepted", "phone.answered", "phone.removed"):
        assert event in log, event


def test_nothing_secret_shows_in_what_the_phone_hands_out(cosmic: LoginBench, phone: TestPhone) -> None:
    eid = phone.activate("anna", code=CODE)
    screen = Screen(cosmic.idp_url).begin()
    asked = phone.scan(screen.code)
    file = PhoneFile(cosmic.world.profile, phone.phone.name)
    state = file.read()
    assert state.request is not None
    key = state.ids[0].key.unlock(bytearray(CODE.encode()), state.ids[0].key_id)
    secrets = {
        "code": CODE.encode(),
        "token": state.ids[0].token.encode(),
        "session": state.request.session.encode(),
        "key": key.private_numbers().private_value.to_bytes(32, "big"),
        "number": state.ids[0].person.encode(),
    }
    shown = repr([eid, asked, state, file, phone.phone, phone.phone._device, key, Code(CODE)])
    assert_absent(shown.encode(), secrets, "a repr")


def test_a_defect_while_the_code_is_held_does_not_show_it(
    cosmic: LoginBench, phone: TestPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.activate("anna", code=CODE)
    phone.scan(Screen(cosmic.idp_url).begin().code)
    key = _private(cosmic.world, phone)

    def stumble(*_: object) -> str:
        raise RuntimeError("a defect in the phone")

    monkeypatch.setattr("cosmic_login.phone.requests.signed", stumble)
    code = Code(CODE)
    with pytest.raises(RuntimeError) as caught:
        asyncio.run(phone.phone.confirm(code))
    assert code.wiped
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    assert_absent("".join(lines).encode(), {"code": CODE.encode(), "key": key}, "a traceback with its locals")


def test_a_failure_says_nothing_of_what_was_typed(cosmic: LoginBench, phone: TestPhone) -> None:
    phone.activate("anna", code=CODE)
    phone.scan(Screen(cosmic.idp_url).begin().code)
    with pytest.raises(LoginFailure) as caught:
        phone.confirm(WRONG)
    lines = traceback.TracebackException.from_exception(caught.value).format()
    assert_absent("".join(lines).encode(), {"code": CODE.encode(), "wrong": WRONG.encode()}, "a traceback")


def _private(world: World, phone: TestPhone) -> bytes:
    record = PhoneFile(world.profile, phone.phone.name).read().ids[0]
    key = record.key.unlock(bytearray(CODE.encode()), record.key_id)
    return key.private_numbers().private_value.to_bytes(32, "big")
