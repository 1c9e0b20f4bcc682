"""Wheel and sdist as a packager makes them: one installed in an environment of its own, which the other leads to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.e2e.installing import Environment
from tests.e2e.program import environment
from tests.unpacking import unpack

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.skipif(os.name == "nt", reason="links")]

USER_TEST = """
def test_somebody_logs_in(cosmic, cosmic_robot):
    cosmic.insert("anna-1")
    assert cosmic.login(cosmic_robot).identity.claims["acr"].endswith("/loa3")
"""
OPEN_ASSETS = """
import sys
from cosmic_login.assets import asset
paths = [asset(name) for name in ("icons/card.svg", "icons/cosmic.svg", "cosmic-login.desktop")]
assert all(path.read_text(encoding="utf-8") for path in paths)
print(paths[0].parents[1])
assert not any(name.startswith("PySide6") for name in sys.modules)
"""


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_who_installs_the_sdist_gets_what_is_in_the_wheel(made: dict[str, Path], tmp_path: Path) -> None:
    """An sdist is installed by way of a wheel that pip makes of it; what that does is tested below."""
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(tmp_path / "own"), str(made["sdist"])]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (own,) = (tmp_path / "own").iterdir()
    assert own.name == made["wheel"].name
    assert contents(own) == contents(made["wheel"])


def test_somebody_logs_in_from_outside_the_checkout(from_wheel: Environment) -> None:
    arguments = ("--temp-profile", "login", "--person", "anna", "--code-env", "CODE", "--json")
    found = json.loads(from_wheel.program("cosmic-login", *arguments, env={"CODE": "123456"}))
    assert found["identity"]["name"]


def test_a_users_test_runs_with_the_plug_in(from_wheel: Environment) -> None:
    (from_wheel.outside / "test_login.py").write_text(USER_TEST, "utf-8")
    assert "1 passed" in from_wheel.pytest("-q", "test_login.py")


@pytest.mark.whole
def test_the_sdist_is_installed_and_used_in_an_environment_of_its_own(
    made: dict[str, Path], others: Path, tmp_path: Path
) -> None:
    place = Environment(tmp_path, others)
    place.install(made["sdist"])
    test_somebody_logs_in_from_outside_the_checkout(place)
    test_a_users_test_runs_with_the_plug_in(place)
    test_icons_and_desktop_entry_come_with_it(place)


def test_icons_and_desktop_entry_come_with_it(from_wheel: Environment) -> None:
    assert from_wheel.program("python", "-c", OPEN_ASSETS).strip() == str(from_wheel.site / "cosmic_login" / "_assets")
    share = from_wheel.prefix / "share"
    assert (share / "applications" / "cosmic-login.desktop").read_text("utf-8").startswith("[Desktop Entry]")
    assert "COMPREPLY" in (share / "bash-completion" / "completions" / "cosmic-login").read_text("utf-8")
    assert (share / "zsh" / "site-functions" / "_cosmic-login").read_text("utf-8").startswith("#compdef cosmic-login")
    assert (share / "man" / "man1" / "cosmic-login.1").read_text("utf-8").startswith(".TH COSMIC")
    assert "<launchable" in next((share / "metainfo").glob("*.metainfo.xml")).read_text("utf-8")
    assert (share / "icons" / "hicolor" / "scalable" / "apps" / "cosmic-login.svg").is_file()


def test_an_unpacked_sdist_uses_its_own_icons(made: dict[str, Path], tmp_path: Path) -> None:
    unpack(made["sdist"], tmp_path)
    (unpacked,) = tmp_path.iterdir()
    where = {"PYTHONPATH": str(unpacked / "src")}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_ASSETS],
        cwd=tmp_path, env=environment(where), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == str(unpacked / "assets")


def test_the_sdist_has_all_that_the_checkout_has(made: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from check_hosts import files  # type: ignore[import-not-found, unused-ignore] # a script beside the sources

    with tarfile.open(made["sdist"]) as archive:
        packed = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {path.relative_to(ROOT).as_posix() for path in files(ROOT, untracked=False)} - packed == set()


def test_the_wheel_has_the_program_and_no_tests(made: dict[str, Path]) -> None:
    with zipfile.ZipFile(made["wheel"]) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.startswith("cosmic_login")} == set()


def test_the_readme_names_the_wheel_that_is_built(made: dict[str, Path]) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert set(re.findall(r"dist/(\S+\.whl)", readme)) == {made["wheel"].name}
