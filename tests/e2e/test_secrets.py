"""R3: no code, PUK or private key in any file, output, log or argument list, whatever the login came to."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cosmic_login.app import World
from cosmic_login.cli.main import main
from cosmic_login.core.prompts import EnterCode
from cosmic_login.core.secret import Code
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.e2e.program import background, run
from tests.e2e.searching import assert_absent, files

CODE, WRONG, NEW, PUK = "739146", "281905", "604827", "12345678"


def _private_parts(world: World) -> dict[str, bytes]:
    """Collect the private numbers of every CA and card key by asking the program's own parts."""
    from cosmic_login.pki.ca import Authority

    found: dict[str, bytes] = {}
    keys: list[tuple[str, object]] = []
    for value in vars(world.pki).values():
        candidates = (
            value if isinstance(value, list | tuple) else value.values() if isinstance(value, dict) else [value]
        )
        keys += [(a.slug, a.key) for a in candidates if isinstance(a, Authority)]
    for card in world.cards.ids():
        for index, slot in enumerate(world.cards.open(card).state.slots):
            keys.append((f"{card} {index}", serialization.load_der_private_key(slot.private_key, None)))
    for name, key in keys:
        if isinstance(key, ec.EllipticCurvePrivateKey):
            size = (key.key_size + 7) // 8
            found[name] = key.private_numbers().private_value.to_bytes(size, "big")
        elif isinstance(key, rsa.RSAPrivateKey):
            found[name] = key.private_numbers().p.to_bytes(128, "big")
    assert len(found) > 10
    return found


@pytest.fixture
def everything_done(cosmic_profile: Path) -> tuple[Path, str]:
    """Go through every flow of the command line once, with the most talkative log; return all output too."""
    said: list[str] = []

    def go(*arguments: str, **env: str) -> None:
        done = run(cosmic_profile, "--log-level", "debug", *arguments, env=env)
        said.append(done.stdout + done.stderr)

    login = ("login", "--person", "anna", "--json", "--code-env", "C")
    go("card", "change-code", "anna-1", COSMIC_LOGIN_CODE="123456", COSMIC_LOGIN_NEW_CODE=CODE)
    go(*login, C=CODE)
    go(*login, C=WRONG)
    go(*login, C=f"{CODE}9")
    go("--idp", "http://127.0.0.1:1", *login, C=CODE)
    go("login", "--person", "bo", "--json", "--code-env", "C", C=CODE)
    go("card", "unblock", "anna-1", COSMIC_LOGIN_PUK="99999999", COSMIC_LOGIN_NEW_CODE=NEW)
    go("card", "unblock", "anna-1", COSMIC_LOGIN_PUK=PUK, COSMIC_LOGIN_NEW_CODE=NEW)
    go(*login, C=NEW)
    for _ in range(3):
        go(*login, C=WRONG)
    with background(cosmic_profile, "--log-level", "debug", "idp") as idp:
        go("--idp", idp["issuer"], "login", "--person", "farid", "--json", "--code-env", "C", C="123456")
    go("card", "show", "anna-1", "--json")
    go("card", "list")
    go("audit", "show", "--show-numbers")
    go("doctor", "--json")
    return cosmic_profile, "".join(said)


def test_no_secret_is_left_anywhere(everything_done: tuple[Path, str]) -> None:
    root, said = everything_done
    world = World(Profile.open(root))
    try:
        keys = _private_parts(world)
    finally:
        world.close()
    codes = {"code": CODE.encode(), "wrong code": WRONG.encode(), "new code": NEW.encode(), "PUK": PUK.encode()}
    assert_absent(said.encode(), {**codes, **keys}, "the output")
    looked_at = 0
    for path in files(root):
        if path.name == "vault.key":
            continue
        looked_at += 1
        data = path.read_bytes()
        assert_absent(data, {**codes, **keys}, str(path.relative_to(root)))
        assert b"PRIVATE KEY" not in data, path
    assert looked_at > 15
    for path in [root / "vault.key", *(root / "pki").rglob("*.key"), *(root / "cards").glob("*.card")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_code_in_the_place_of_a_name_is_in_no_log_and_no_file_for_the_support(
    cosmic_profile: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Alone it is refused before anything is opened; within other words it is masked wherever it would be kept."""
    secrets, saved = {"code": CODE.encode(), "PUK": PUK.encode()}, tmp_path / "support.zip"
    here = ("--profile", str(cosmic_profile), "--log-level", "debug")
    alone = [
        *(("--code-env", CODE), ("--card", CODE), (f"--reader={CODE}",), ("--service-id", PUK), ("--phone", CODE)),
    ]
    within = [
        *(("--code-env", f"kod{CODE}"), ("--card", f"anna-{CODE}"), ("--reader", f"{CODE}-{PUK}")),
        ("--idp-ca", f"/nowhere/{CODE}.pem", "--idp", "https://[::1]:1"),
    ]
    for words in alone:
        assert main([*here, "login", "--person", "anna", *words]) == 2, words
        said = capfd.readouterr()
        assert said.err.startswith("usage.invalid: ")
        assert_absent(said.err.encode(), secrets, "the message")
    for words in within:
        assert main([*here, "login", "--person", "anna", *words]) != 0, words
    assert main([*here, "doctor", "--save", str(saved)]) in {0, 1}
    looked_at = {str(path): path.read_bytes() for path in files(cosmic_profile)}
    with zipfile.ZipFile(saved) as archive:
        looked_at |= {name: archive.read(name) for name in archive.namelist()}
    assert any(name.endswith(".log") and b"command.failed" in data for name, data in looked_at.items())
    for name, data in looked_at.items():
        if not name.endswith((".card", "vault.key")):
            assert_absent(data, secrets, name)


def test_the_search_would_find_what_it_looks_for() -> None:
    for haystack in (
        b"pin=739146;",
        b"\x00 \x37\x33\x39\x31\x34\x36\x00\x00",
        base64.b64encode(b"xx739146yy"),
        b"373339313436",
    ):
        with pytest.raises(AssertionError):
            assert_absent(haystack, {"code": CODE.encode()}, "here")


def test_a_defect_while_a_code_is_held_does_not_show_it(cosmic: LoginBench) -> None:
    import traceback

    cosmic.insert("anna-1")
    held: list[Code] = []

    def stumble(_prompt: EnterCode) -> None:
        held.append(Code("123456"))
        raise RuntimeError("a defect in whoever answers")

    robot = Robot().on(EnterCode, stumble)
    with pytest.raises(RuntimeError) as caught:
        cosmic.login(robot)
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "123456" not in text
    assert "123456" not in repr(held)
