"""The file for the support: what is in it, what never is, and that it is whole or not there."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from cosmic_login.core.diagnosis import Finding, plainly
from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis.support import save_support_file, scrubbed, support_file
from tests.unit.cli.kit import NUMBER, some_trail
from tests.unit.diagnosis.kit import case_at


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://anna:hemligt@idp.example/x", "https://idp.example/x"),
        ("https://idp.example/cb?code=abc&state=x", "https://idp.example/cb"),
        ("Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "Bearer ***"),
        (f"av {NUMBER} och 900113-2399", "av 19900113-**** och 900113-****"),
        ("PUK: 12345678", "PUK: ******"),
        (f"{Path.home()}/log och {Path.home()}x", f"~/log och {Path.home()}x"),
        ("kort 9752279926809568550", "kort 9752279926809568550"),
    ],
)
def test_texts_are_scrubbed(text: str, clean: str) -> None:
    assert scrubbed(text) == clean
    assert scrubbed(clean) == clean


def test_it_has_all_the_parts_and_failures_without_names(tmp_path: Path) -> None:
    some_trail(tmp_path / "profile")
    found = members(support_file(case_at(tmp_path / "profile")))
    assert set(found) == {
        "README.txt", "diagnosis.txt", "diagnosis.json", "versions.json", "settings.json", "directory.json",
        "audit.json",
    }  # fmt: skip
    audit = json.loads(found["audit.json"])
    assert audit["verification"]["ok"] is True
    assert audit["events"] == {"login.attempted": 1, "login.succeeded": 1, "login.failed": 1}
    assert [row["reason"] for row in audit["last_failures"]] == ["code.wrong"]
    assert "Testsson" not in "".join(found.values())
    assert "Provberg" not in "".join(found.values())
    assert "anna-1" in found["directory.json"]


def test_settings_lose_the_credentials_of_addresses(tmp_path: Path) -> None:
    case = case_at(tmp_path / "profile", idp_url="https://anna:hemligt@idp.example/x")
    found = members(support_file(case, findings=()))
    assert json.loads(found["versions.json"])["idp"] == "https://idp.example/x"
    assert json.loads(found["settings.json"])["language"] == "sv"
    case.profile.settings_file.write_text('# min kod 739146\nlanguage = "hemligt\n')
    found = members(support_file(case, findings=()))
    assert found["settings.json.missing.txt"].startswith("settings.malformed")
    assert "739146" not in "".join(found.values())
    assert "hemligt" not in "".join(found.values())


def test_log_lines_are_cleaned_and_stay_json(tmp_path: Path) -> None:
    case = case_at(tmp_path / "profile")
    case.profile.log_dir.mkdir(exist_ok=True)
    ours = {"event": "x", "fields": {"person": NUMBER, "code": "739146", "n": int(NUMBER), "tries_left": 3}}
    log = case.profile.log_dir / "cosmic-login.log"
    log.write_text(json.dumps(ours) + f"\nhalf a line of {NUMBER}, kod: 739146")
    log.with_name("cosmic-login.log.1").write_text("[1]\n")
    found = members(support_file(case, findings=()))
    assert set(found) >= {"log/cosmic-login.log", "log/cosmic-login.log.1"}
    first, second = found["log/cosmic-login.log"].splitlines()
    assert json.loads(first)["fields"] == {
        "person": "19900113-****", "code": "***", "n": "19900113-****", "tries_left": 3,
    }  # fmt: skip
    assert "739146" not in second
    assert NUMBER not in second


def test_a_damaged_part_is_told_in_its_place(tmp_path: Path) -> None:
    some_trail(tmp_path / "profile").write_bytes(b"x\n")
    case = case_at(tmp_path / "profile")
    case.profile.directory_file.write_text("= 3")
    found = members(support_file(case))
    assert found["directory.json.missing.txt"].startswith("directory.malformed")
    assert json.loads(found["audit.json"])["verification"]["row"] == 1


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    case, old = case_at(tmp_path / "profile"), tmp_path / "old.zip"
    findings = [Finding("disk", "ok", plainly("x"))]
    old.write_bytes(b"old")
    save_support_file(old, case, findings=findings)
    assert "Diskutrymme: x" in members(old.read_bytes())["diagnosis.txt"]
    with pytest.raises(LoginFailure) as caught:
        save_support_file(tmp_path / "nowhere" / "x.zip", case, findings=findings)
    assert caught.value.code == "file.unwritable"
    with pytest.raises(LoginFailure) as caught:
        save_support_file(tmp_path / "profile", case, findings=findings)  # a directory
    assert caught.value.code == "file.unwritable"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.zip", "profile"]
