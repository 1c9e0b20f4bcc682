"""Wheel and sdist as a packager makes them, each installed in an environment of its own and used from outside.

The environments see what the one running the tests has installed, by links, except this project itself: nothing is
fetched, and nothing of the checkout can be met by mistake.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

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


class Environment:
    """An environment of its own, with a directory outside to start programs from."""

    def __init__(self, folder: Path, others: Path) -> None:
        self.prefix, self.outside = folder / "environment", folder / "outside"
        self.outside.mkdir(parents=True)
        self._run(sys.executable, "-m", "venv", "--without-pip", str(self.prefix))
        self.site = Path(sysconfig.get_path("purelib", "venv", {"base": str(self.prefix)}))
        (self.site / "others.pth").write_text(f"{others}\n", "utf-8")

    def install(self, file: Path) -> None:
        options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
        self._run(sys.executable, "-m", "pip", "--python", str(self.prefix), "install", *options, str(file))

    def program(
        self, name: str, *arguments: str, env: Mapping[str, str] | None = None, status: int = 0, timeout: float = 100
    ) -> str:
        return self._run(str(self.prefix / "bin" / name), *arguments, env=env, status=status, timeout=timeout)

    def _run(self, *command: str, env: Mapping[str, str] | None = None, status: int = 0, timeout: float = 100) -> str:
        clean = {name: value for name, value in environment(env).items() if not name.startswith(("PYTHON", "PYTEST_"))}
        done = subprocess.run(
            command, cwd=self.outside, env=clean, capture_output=True, text=True, timeout=timeout, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the sdist, and the wheel from the sdist."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory with what is installed here, but for this project."""
    folder = tmp_path_factory.mktemp("others")
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for path in Path(place).iterdir():
            if "cosmic_login" not in path.name and path.suffix != ".pth" and not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def installed(
    request: pytest.FixtureRequest, made: dict[str, Path], others: Path, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    place = Environment(tmp_path_factory.mktemp(request.param), others)
    place.install(made[request.param])
    return place


def test_somebody_logs_in_from_outside_the_checkout(installed: Environment) -> None:
    arguments = ("--temp-profile", "login", "--person", "anna", "--code-env", "CODE", "--json")
    found = json.loads(installed.program("cosmic-login", *arguments, env={"CODE": "123456"}))
    assert found["identity"]["name"]


def test_a_users_test_runs_with_the_plug_in(installed: Environment) -> None:
    (installed.outside / "test_login.py").write_text(USER_TEST, "utf-8")
    assert "1 passed" in installed.program("python", "-m", "pytest", "-p", "no:cacheprovider", "-q", "test_login.py")


def test_icons_and_desktop_entry_come_with_it(installed: Environment) -> None:
    assert installed.program("python", "-c", OPEN_ASSETS).strip() == str(installed.site / "cosmic_login" / "_assets")
    share = installed.prefix / "share"
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
