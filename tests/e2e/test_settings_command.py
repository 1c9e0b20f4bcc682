"""``cosmic-login settings`` and what the other commands make of the settings, in real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosmic_login.core.settings import Settings
from cosmic_login.profile.settings import read_settings
from tests.e2e.program import background, login, run


def test_what_is_set_is_shown_and_kept(tmp_path: Path) -> None:
    for key, value in (("theme", "dark"), ("session.idle_minutes", "3"), ("text_scale", "1,5"), ("contacts", "A: 1;B")):
        done = run(tmp_path, "settings", "set", key, value)
        assert (done.returncode, done.stdout) == (0, "")
    shown = json.loads(run(tmp_path, "settings", "show", "--json").stdout)
    assert shown["appearance.theme"] == "dark"
    assert shown["session.idle_minutes"] == 3
    assert shown["appearance.text_scale"] == 1.5
    assert shown["help.contacts"] == [{"name": "A", "phone": "1"}, {"name": "B", "phone": ""}]
    assert run(tmp_path, "settings", "show", "idle_minutes").stdout == "3\n"
    lines = run(tmp_path, "settings", "show").stdout.splitlines()
    assert len(lines) == len(shown)
    assert [line.split()[1] for line in lines if line.startswith("*")] == [
        "appearance.theme", "appearance.text_scale", "session.idle_minutes", "help.contacts",
    ]  # fmt: skip
    path = Path(run(tmp_path, "settings", "path").stdout.strip())
    assert path == tmp_path / "settings.toml"
    assert read_settings(path).theme == "dark"


def test_auto_leaves_it_to_the_program(tmp_path: Path) -> None:
    assert run(tmp_path, "settings", "set", "starting_over_s", "5").returncode == 0
    assert run(tmp_path, "settings", "set", "starting_over_s", "auto").returncode == 0
    assert run(tmp_path, "settings", "show", "starting_over_s").stdout == "auto\n"


def test_one_setting_is_reset_or_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# Mine.\n[appearance]\ntheme = "dark"\nlanguage = "en"\ntext_scale = 1.5\n', "utf-8")
    done = run(tmp_path, "settings", "reset", "theme")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"{file}\n")
    assert read_settings(file) == Settings(language="en", text_scale=1.5)
    assert run(tmp_path, "settings", "reset").returncode == 0
    assert read_settings(file) == Settings()
    assert "# Mine." in file.read_text("utf-8")
    done = run(tmp_path, "settings", "reset", "colour")
    assert (done.returncode, "no such setting" in done.stderr) == (2, True)


def test_a_broken_file_is_kept_when_all_settings_are_reset(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[login]\nmanner = 1\n", "utf-8")
    done = run(tmp_path, "settings", "reset", "theme")
    assert (done.returncode, "settings.toml:2: login.manner" in done.stderr) == (1, True)
    assert run(tmp_path, "settings", "reset").returncode == 0
    assert read_settings(file) == Settings()
    assert (tmp_path / "settings.toml.broken-1").read_text("utf-8") == "[login]\nmanner = 1\n"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("theme", "pink", "appearance.theme: must be one of system, light, dark, high-contrast"),
        ("idle_minutes", "many", "session.idle_minutes: must be a whole number"),
        ("shuffle_keypad", "1", "login.shuffle_keypad: must be true or false"),
        ("login.theme", "dark", "no such setting"),
        ("colour", "dark", "no such setting"),
    ],
)
def test_mistakes_are_named_and_change_nothing(tmp_path: Path, key: str, value: str, reason: str) -> None:
    done = run(tmp_path, "settings", "set", key, value)
    assert done.returncode == 2
    assert done.stderr.startswith("usage.invalid: ")
    assert reason in done.stderr
    assert not (tmp_path / "settings.toml").exists()


def test_a_broken_file_is_named_by_line_and_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[login]\nmanner = 1\n", "utf-8")
    for arguments in (
        ("settings", "show"),
        ("settings", "set", "theme", "dark"),
        ("login", "--person", "anna", "--code-env", "CODE"),
    ):
        done = run(tmp_path, *arguments, env={"CODE": "123456"})
        assert done.returncode == 1
        assert "settings.malformed: " in done.stderr
        assert "settings.toml:2: login.manner: must be one of safe, true-to-life" in done.stderr
    assert file.read_text("utf-8") == "[login]\nmanner = 1\n"


def test_an_option_wins_over_the_setting_for_that_run(tmp_path: Path) -> None:
    assert run(tmp_path, "settings", "set", "language", "en").returncode == 0
    english = run(tmp_path, "card", "show", "no-such-card")
    assert "There is no such card." in english.stderr
    swedish = run(tmp_path, "card", "show", "no-such-card", "--lang", "sv")
    assert "Kortet finns inte." in swedish.stderr
    assert run(tmp_path, "settings", "show", "language").stdout == "en\n"


def test_the_idp_of_the_settings_is_asked_unless_an_option_names_another(tmp_path: Path) -> None:
    """The address in the settings leads nowhere; the option's leads to a real IdP."""
    assert run(tmp_path, "settings", "set", "idp_url", "http://127.0.0.1:9").returncode == 0
    assert login(tmp_path, "anna")["failure"]["code"] == "idp.unreachable"
    with background(tmp_path, "idp") as idp:
        found = login(tmp_path, "anna", "--idp", idp["issuer"])
    assert found["identity"]["name"].startswith("Anna")
