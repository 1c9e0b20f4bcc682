"""The Debian package's contents, by its tables: scripts/check_deb.sh installs a real one on a bare system."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture
def deb(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import deb  # type: ignore[import-not-found, unused-ignore] # a script beside the sources

    assert isinstance(deb, ModuleType)
    return deb


def test_every_asset_for_a_system_is_where_debian_looks_for_it(deb: ModuleType) -> None:
    places = deb.shared_files(PROJECT)
    for_systems = [path for path in (ROOT / "assets").rglob("*") if path.is_file()]
    for_systems = [path for path in for_systems if path.parent.name not in {"icons", "pictures"}]
    asked = {path.relative_to(ROOT).as_posix() for path in for_systems} | {"assets/icons/cosmic.svg"}
    assert asked == places.keys()
    assert places["assets/man/cosmic-login.1"] == "usr/share/man/man1/cosmic-login.1.gz"
    assert places["assets/completion/_cosmic-login"] == "usr/share/zsh/vendor-completions/_cosmic-login"
    assert all(place.startswith("usr/share/") for place in places.values())


def test_all_that_the_program_needs_goes_in_and_no_tool_of_its_development(deb: ModuleType) -> None:
    names = deb.wheels(PROJECT)
    table = PROJECT["project"]
    needed = {re.split(r"[\[><=; ]", line)[0].lower() for line in table["dependencies"] if "sys_platform" not in line}
    assert needed <= names
    assert {"weasyprint", "signxml", "psycopg-binary", "prometheus-client"} <= names, "the extras for users"
    assert not {"pytest", "mypy", "ruff", "hatchling", "pyscard", "uv"} & names
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = "".join(deb._pins(lock, names))
    assert {line.partition("==")[0] for line in pins.splitlines() if not line.startswith(" ")} == names
    assert pins.count("==") <= pins.count("--hash=sha256:")


def test_it_stands_on_the_libraries_that_set_up_installs_for_windows(deb: ModuleType) -> None:
    found = deb.depends((ROOT / "scripts" / "debian-packages.txt").read_text("utf-8"))
    assert {"libegl1", "libxcb-cursor0", "libwayland-cursor0", "libglib2.0-0t64 | libglib2.0-0"} <= set(found)
    assert not {"gcc", "pcscd", "xvfb"} & set(found)


def test_no_window_needs_what_is_left_out(deb: ModuleType) -> None:
    modules = set()
    for path in (ROOT / "src").rglob("*.py"):
        modules |= set(re.findall(r"PySide6\.(Qt\w+)", path.read_text("utf-8")))
    assert {"QtCore", "QtWidgets", "QtTest"} <= modules
    from fnmatch import fnmatch

    lost = {name for name in modules for rule in deb.LEFT_OUT if fnmatch(f"PySide6/{name}.abi3.so", rule)}
    assert lost == set()


def test_its_scripts_are_shell_and_its_description_has_the_form() -> None:
    folder = ROOT / "packaging" / "debian"
    for script in ("postinst", "prerm"):
        subprocess.run(["sh", "-n", str(folder / script)], check=True, timeout=20)
    control = (folder / "control").read_text("utf-8")
    filled = control.format(version="1", architecture="amd64", size=1, depends="a", recommends="b")
    assert all(re.match(r"[A-Z][A-Za-z-]+: \S| \S", line) for line in filled.splitlines())
    assert max(len(line) for line in filled.splitlines() if line.startswith(" ")) <= 80
    assert "profile remove" in (folder / "README.Debian").read_text("utf-8")
