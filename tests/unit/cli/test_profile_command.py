"""``profile path`` and ``profile remove``: all that the program made goes, and nothing else does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from filelock import FileLock

from cosmic_login.app import world
from cosmic_login.audit import AuditTrail
from cosmic_login.cli.main import main
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.settings import Settings
from cosmic_login.profile import Profile
from cosmic_login.profile.removal import LAYOUT
from cosmic_login.profile.settings import write_settings

from .kit import some_trail


def test_everything_of_the_program_goes_and_the_directory_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "profile"
    some_trail(root)
    assert main(["--profile", str(root), "settings", "set", "language", "en"]) == 0
    with world(Profile.open(root)) as made:
        made.ca_file()
    with (root / "audit.log").open("ab") as file:
        file.write(b'{"half a row')
    trail = AuditTrail.open(root / "audit.log", Profile.open(root).vault.derive("audit"), ManualClock())
    trail.append("login.attempted", login="two", method="siths-this-device")
    (root / "settings.toml").write_text("language = ?", "utf-8")
    write_settings(root / "settings.toml", Settings())
    (root / "shipped-abc").mkdir()  # of a program that was killed while it made an environment
    (root / "shipped-abc" / "vault.key").touch()
    names = {path.name for path in root.iterdir()}
    assert {"ca.pem", "audit.log.torn-1", "settings.toml.broken-1"} <= names
    assert main(["--profile", str(root), "profile", "remove", "--yes"]) == 0
    assert not root.exists()
    assert str(root) in capsys.readouterr().out
    assert main(["--profile", str(root), "profile", "remove", "--yes"]) == 0, "what is gone already is no mistake"


def test_what_others_laid_there_stays_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    root = tmp_path / "home"
    some_trail(root)
    (root / "thesis.odt").touch()
    (root / "scenarios").symlink_to(elsewhere)
    assert main(["--profile", str(root), "profile", "remove", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"profile": str(root), "left": ["thesis.odt"]}
    assert [path.name for path in root.iterdir()] == ["thesis.odt"]
    assert (elsewhere / "kept").exists()


def test_a_directory_that_is_no_profile_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").mkdir()
    assert main(["--profile", str(tmp_path), "profile", "remove", "--yes"]) == 1
    assert capsys.readouterr().err.startswith("profile.damaged: ")
    assert (tmp_path / "log").is_dir()


def test_not_while_a_program_runs_on_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = Profile.open(tmp_path)
    with profile.hold_idp():
        assert main(["--profile", str(tmp_path), "profile", "remove", "--yes"]) == 1
    assert capsys.readouterr().err.startswith("profile.in_use: ")
    assert profile.pki_dir.is_dir()
    with FileLock(profile.cards_dir / ".anna-1.lock"):  # as a program has it that a card is in
        assert main(["--profile", str(tmp_path), "profile", "remove", "--yes"]) == 1
    assert capsys.readouterr().err.startswith("profile.in_use: ")
    assert profile.pki_dir.is_dir()


def test_nobody_to_ask_is_a_mistake_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some_trail(tmp_path)
    assert main(["--profile", str(tmp_path), "profile", "remove"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert (tmp_path / "audit.log").exists()


def test_the_path_is_told_though_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "none"
    assert main(["--profile", str(root), "profile", "path"]) == 0
    assert main(["--profile", str(root), "profile", "path", "--json"]) == 0
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first == str(root)
    assert json.loads(rest) == {"profile": str(root), "exists": False}
    assert not root.exists()


def test_it_knows_all_of_the_layout() -> None:
    told = re.findall(r"^ {4}``([\w.-]+)/?``", Profile.__doc__ or "", re.MULTILINE)
    assert len(told) > 20
    assert sorted(told) == sorted(LAYOUT)
