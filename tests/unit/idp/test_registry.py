"""Systems in files: what they may say, that they are read again, and that what is wrong takes nothing along."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest

from cosmic_login.cli.client.known import vocabulary
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.registry.files import RegisteredSystems, parse_system

GOOD = """
protocol = "oidc"
client_id = "journal"
name = "Journalen (övning)"
secret = "a-secret-of-the-tests"
redirect_uris = ["https://journal.example.test/callback", "http://127.0.0.1:5000/cb"]
post_logout_redirect_uris = ["https://journal.example.test/#/loggedout"]
claims = ["employeeHsaId"]
scopes = ["commission"]
methods = ["siths-md"]
min_loa = 3
amr.siths-md = ["urn:x:tls"]
"""


@pytest.fixture
def systems(tmp_path: Path) -> RegisteredSystems:
    return RegisteredSystems(tmp_path, vocabulary())


def write(folder: Path, text: str, name: str = "journal.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    later = path.stat().st_mtime_ns + 1_000_000 * (len(text) % 7 + 1)
    os.utime(path, ns=(later, later))
    return path


def test_a_file_says_what_a_system_is(systems: RegisteredSystems, tmp_path: Path) -> None:
    assert systems.all() == ()
    write(tmp_path, GOOD)
    found = systems.find("oidc", "journal")
    assert found is not None
    assert found.oidc is not None
    assert {"employeeHsaId", "commissionHsaId", "commissionRight"} <= found.claims
    assert (found.methods, found.min_loa, found.name) == (("siths-md",), 3, "Journalen (övning)")
    assert found.oidc.post_logout_redirect_uris == ("https://journal.example.test/#/loggedout",)
    assert found.amr == {"siths-md": ("urn:x:tls",)}
    assert systems.find("saml", "journal") is None
    assert "a-secret-of-the-tests" not in repr(found)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('"oidc"', '"ldap"', 2, "must be one of oidc, saml"),
        ('protocol = "oidc"\n', "", 1, "protocol"),
        ("redirect_uris", "redirect_uri", 6, "unknown key; is it redirect_uris"),
        ("min_loa = 3", 'metadata = "x.xml"', 11, "unknown key; known here: "),
        ("https://journal.example.test/callback", "https://a\\tb/", 6, "without space"),
        ("https://journal.example.test/callback", "https://a\\u007f/", 6, "without space"),
        ("https://journal.example.test/callback", "https://a\\\\@b/", 6, "backslash"),
        ("https://journal.example.test/callback", "javascript://a/", 6, "must be https"),
        ("https://journal.example.test/callback", "http://journal.example.test/", 6, "must be https"),
        ("https://journal.example.test/callback", "https://a/#x", 6, "fragment"),
        ("https://journal.example.test/callback", "https://me@a/", 6, "without a user"),
        ("https://journal.example.test/callback", "/relative", 6, "absolute"),
        ('"employeeHsaId"', '"employeHsaId"', 8, "is it employeeHsaId"),
        ('"commission"', '"commissions"', 9, "is it commission or "),
        ("min_loa = 3", "min_loa = 4", 11, "from 2 to 3"),
        ('secret = "a-secret-of-the-tests"', 'secret = "short"', 5, "at least 16"),
        ('secret = "a-secret-of-the-tests"\n', "", 1, "is needed"),
        ("min_loa = 3", 'auth_methods = ["none", "client_secret_post"]', 11, "none stands alone"),
        ("min_loa = 3", 'auth_methods = ["private_key_jwt"]', 11, "jwks_file"),
        ("min_loa = 3", 'secret_file = "nowhere"', 11, "one of them"),
        ("min_loa = 3", "colour = 1", 11, "unknown key"),
        ('amr.siths-md = ["urn:x:tls"]', "amr.siths-md = []", 12, "at least one"),
        ('amr.siths-md = ["urn:x:tls"]', 'amr.siths-md = "urn:x:tls"', 12, "array of texts"),
        ("amr.siths-md", "amr.sithsmd", 12, "is it siths-md"),
        ('amr.siths-md = ["urn:x:tls"]', 'amr = ["pin"]', 12, "must be a table"),
        ("min_loa = 3", "min_loa = ", 11, ""),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    path = tmp_path / "journal.toml"
    with pytest.raises(LoginFailure) as raised:
        parse_system(path, GOOD.replace(old, new).encode(), vocabulary())
    assert raised.value.code == "system.malformed"
    assert reason in raised.value.detail
    assert "a-secret" not in raised.value.detail
    if reason not in {"protocol", "is needed", "jwks_file"}:
        assert f"journal.toml:{line}:" in raised.value.detail


def test_a_file_is_read_again_and_one_gone_wrong_keeps_what_it_said(
    systems: RegisteredSystems, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, GOOD)
    assert systems.find("oidc", "journal") is not None
    write(tmp_path, GOOD.replace("min_loa = 3", "min_loa = 2"))
    found = systems.find("oidc", "journal")
    assert found is not None
    assert found.min_loa == 2
    with caplog.at_level(logging.WARNING):
        write(tmp_path, GOOD.replace("min_loa = 3", "min_loa = 9"))
        assert systems.find("oidc", "journal") == found
    (file,) = systems.files()
    assert file.stale
    assert file.problem is not None
    assert "a-secret" not in caplog.text
    (tmp_path / "journal.toml").unlink()
    assert systems.find("oidc", "journal") is None


def test_what_a_file_names_is_read_again_too_wherever_it_is(tmp_path: Path) -> None:
    text = GOOD.replace('secret = "a-secret-of-the-tests"', 'secret_file = "../kept/secret.txt"')
    folder = tmp_path / "systems"
    folder.mkdir()
    systems = RegisteredSystems(folder, vocabulary())
    write(folder, text)
    assert systems.find("oidc", "journal") is None
    kept = tmp_path / "kept"
    kept.mkdir()
    write(kept, "the-first-secret-of-it", "secret.txt")

    def secret() -> str:
        found = systems.find("oidc", "journal")
        assert found is not None
        assert found.oidc is not None
        return found.oidc.secret

    assert secret() == "the-first-secret-of-it"
    write(kept, "the-other-secret-of-it!", "secret.txt")
    assert secret() == "the-other-secret-of-it!"
    (kept / "secret.txt").unlink()
    assert secret() == "the-other-secret-of-it!", "gone wrong, it keeps what it said"
    assert systems.files()[0].stale


def test_what_is_wrong_is_logged_once_while_it_stays(
    systems: RegisteredSystems, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "twice.toml")
    write(tmp_path, "nonsense", "bad.toml")
    for _ in range(3):
        assert systems.find("oidc", "stranger") is None
        assert systems.find("oidc", "journal") is not None
    write(tmp_path, GOOD.replace('"journal"', '"other"'), "other.toml")
    assert systems.find("oidc", "other") is not None
    assert len(caplog.records) == 2
    write(tmp_path, GOOD.replace('"journal"', '"moved"'))
    assert [each.key for each in systems.all()] == ["journal", "moved", "other"]


def test_a_system_of_many_costs_a_look_at_its_own_file(
    systems: RegisteredSystems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        write(tmp_path, GOOD.replace('"journal"', f'"system-{number}"'), f"s{number}.toml")
    assert len(systems.all()) == 30

    def at_the_folder(_folder: Path) -> None:
        raise OSError("the folder was read")

    monkeypatch.setattr(os, "scandir", at_the_folder)
    assert systems.find("oidc", "system-7") is not None
    assert systems.find("oidc", "stranger") is None, "what is known holds while the folder cannot be read"


def test_one_wrong_file_takes_no_other_along_and_a_system_stands_once(
    systems: RegisteredSystems, tmp_path: Path
) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "nonsense", "bad.toml")
    write(tmp_path, GOOD, "zz-again.toml")
    assert [each.key for each in systems.all()] == ["journal"]
    problems = {each.name: each.problem for each in systems.files()}
    assert problems["journal"] is None
    assert problems["bad"] is not None
    assert problems["zz-again"] is not None
    assert "journal.toml has this system too" in problems["zz-again"].detail


def test_keys_and_secrets_of_files_beside(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("another-secret-of-the-tests\n")
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}))
    text = GOOD.replace('secret = "a-secret-of-the-tests"', 'secret_file = "secret.txt"\njwks_file = "keys.json"')
    client = parse_system(tmp_path / "journal.toml", text.encode(), vocabulary()).oidc
    assert client is not None
    assert client.secret == "another-secret-of-the-tests"
    for wrong in (
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": [{"kty": "oct", "k": "AA"}]}',
        '{"keys": [{"kty": "EC", "d": "AA"}]}',
    ):
        (tmp_path / "keys.json").write_text(wrong)
        with pytest.raises(LoginFailure, match=r"system\.malformed"):
            parse_system(tmp_path / "journal.toml", text.encode(), vocabulary())
