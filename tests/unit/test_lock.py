"""The lock gives what pyproject.toml asks for, and set-up takes what is locked and nothing else."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
HASH = "0" * 64


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import lock  # type: ignore[import-not-found, unused-ignore] # a script beside the sources

    assert isinstance(lock, ModuleType)
    return lock


def pin(line: str) -> str:
    return f"{line} \\\n    --hash=sha256:{HASH}\n"


# -- the file ----------------------------------------------------------------------------------------------------


def test_it_gives_what_the_project_asks_for_and_is_what_is_installed(lock: ModuleType) -> None:
    pins = lock.read(lock.LOCK.read_text("utf-8"))
    wanted = lock.asked_for(tomllib.loads(lock.PROJECT.read_text("utf-8")))
    assert [*lock.out_of_date(pins, wanted), *lock.other_than_installed(pins, wanted)] == []


def test_the_images_part_is_the_part_that_it_needs(lock: ModuleType) -> None:
    text, project = lock.LOCK.read_text("utf-8"), tomllib.loads(lock.PROJECT.read_text("utf-8"))
    assert lock.IMAGE_LOCK.read_text("utf-8") == lock.for_image(text, project)
    names = {pin.name for pin in lock.read(lock.IMAGE_LOCK.read_text("utf-8"))}
    assert {"cryptography", "psycopg-binary", "prometheus-client", "signxml"} <= names
    assert not names & {"pyside6-essentials", "shiboken6", "pytest", "setuptools"}


def test_it_holds_the_build_back_end_and_names_no_address(lock: ModuleType) -> None:
    text = lock.LOCK.read_text("utf-8")
    names = {pin.name for pin in lock.read(text)}
    assert {"hatchling", "editables", "pathspec", "pluggy", "trove-classifiers", "pip", "setuptools"} <= names
    assert "://" not in text


@pytest.mark.parametrize(
    "text",
    [
        "some==1.0\n",
        pin("some>=1.0"),
        pin("some @ file:x"),
        "--index-url x\n",
        pin("some==1.0").replace("sha256", "md5"),
    ],
    ids=["no hash", "range", "address", "option", "weak hash"],
)
def test_a_line_that_pins_nothing_is_refused(lock: ModuleType, text: str) -> None:
    with pytest.raises(ValueError, match="neither a pin nor its hashes"):
        lock.read(pin("other==2") + text)


@pytest.mark.parametrize(
    ("locked", "asked", "said"),
    [
        ([], "some>=1", "some is missing for linux with Python 3.11"),
        (["some==1.0"], "some>=2", "some>=2 is asked for, and 1.0 is there"),
        (["some==1.0 ; sys_platform == 'linux'"], "some>=1", "some is missing for darwin"),
        (["some==1.0 ; python_full_version < '3.12'"], "some>=1", "some is missing for linux with Python 3.12"),
        (["some==1.0", "some==1.1 ; sys_platform == 'win32'"], "some>=1", "some is there twice for win32"),
        ([], "some>=1; sys_platform == 'win32'", "some is missing for win32"),
    ],
)
def test_what_is_out_of_date_is_said(lock: ModuleType, locked: list[str], asked: str, said: str) -> None:
    text = "".join(pin(line) for line in locked)
    found = list(lock.out_of_date(lock.read(text), [lock.Requirement(asked)]))
    assert found
    assert any(line.startswith(said) for line in found)


def test_each_system_may_have_its_own_version(lock: ModuleType) -> None:
    text = pin("some==1.0 ; python_full_version < '3.12'") + pin("some==2.0 ; python_full_version >= '3.12'")
    asked = ["some==1.0; python_version < '3.12'", "some>=2; python_version >= '3.12'"]
    assert list(lock.out_of_date(lock.read(text), map(lock.Requirement, asked))) == []


# -- set-up ------------------------------------------------------------------------------------------------------

BACKEND = """
import zipfile


def build_editable(folder, settings=None, metadata=None):
    name = "owner-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("owner-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: owner\\nVersion: 1.0\\n")
        wheel.writestr("owner-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("owner-1.0.dist-info/entry_points.txt", "[console_scripts]\\ncosmic-login = this:main\\n")
        wheel.writestr("owner-1.0.dist-info/RECORD", "")
    return name
"""


class Checkout:
    """A project of its own with our set-up: three packages that need no registry, and a lock of them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._wheels = folder, folder / "wheels"
        self._wheels.mkdir()
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "setup.sh", folder / "scripts")
        (folder / "scripts" / "debian-packages.txt").write_text("# nothing\n", "utf-8")
        (folder / "backend.py").write_text(BACKEND, "utf-8")
        (folder / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "owner"\nversion = "1.0"\n',
            "utf-8",
        )
        self._hashes = {name: self._wheel(name) for name in ("first-part", "second-part", "third-part")}
        self.lock(*self._hashes)

    def lock(self, *names: str, wrong: str = "") -> None:
        """Write a lock of these; the hash of ``wrong`` is another file's."""
        lines = [
            f"{name}==1.0 \\\n    --hash=sha256:{HASH if name == wrong else self._hashes[name]}\n" for name in names
        ]
        (self._folder / "requirements.lock").write_text("# a lock\n" + "".join(lines), "utf-8")

    def setup(self) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self._wheels), "PYTHON": sys.executable}
        environment |= {"PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            [self._folder / "scripts" / "setup.sh"],
            env=environment, capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip

    def packages(self) -> set[str]:
        """Return what is installed, with versions."""
        (site,) = (self._folder / ".venv").glob("lib/python*/site-packages")
        return {f"{found.name}=={found.version}" for found in importlib.metadata.distributions(path=[str(site)])}

    def pip(self) -> set[str]:
        """Return what installs the others, in whatever version the environment brings it."""
        (found,) = (each for each in self.packages() if each.startswith("pip=="))
        return {found}

    def _wheel(self, name: str) -> str:
        stem = name.replace("-", "_")
        path = self._wheels / f"{stem}-1.0-py3-none-any.whl"
        files = {
            f"{stem}.py": "",
            f"{stem}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{stem}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = f"{stem}-1.0.dist-info/RECORD"
        lines = []
        with zipfile.ZipFile(path, "w") as wheel:
            for file, text in files.items():
                wheel.writestr(file, text)
                digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
                lines.append(f"{file},sha256={digest},{len(text.encode())}\n")
            wheel.writestr(record, "".join([*lines, f"{record},,\n"]))
        return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.timeout(300)  # an environment is made, by pip: on a busy machine that takes its time
def test_what_there_is_follows_from_the_lock(tmp_path: Path) -> None:
    """Another hash is refused until it is put right; what an earlier lock brought is removed."""
    checkout = Checkout(tmp_path)
    checkout.lock("first-part", wrong="first-part")
    refused = checkout.setup()
    assert refused.returncode != 0
    assert "first-part" in refused.stderr
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / ".venv" / ".stamp").exists(), "or the next make would take it for done"
    assert not {"first-part==1.0", "owner==1.0"} & checkout.packages()
    checkout.lock("first-part", "second-part")
    assert checkout.setup().returncode == 0
    assert checkout.packages() - checkout.pip() == {"first-part==1.0", "second-part==1.0", "owner==1.0"}
    checkout.lock("second-part", "third-part")
    assert checkout.setup().returncode == 0
    assert checkout.packages() - checkout.pip() == {"second-part==1.0", "third-part==1.0", "owner==1.0"}, (
        "not from what was there before"
    )


def test_the_examples_have_a_part_of_it_and_a_classifier_is_for_what_was_run(lock: ModuleType) -> None:
    project = tomllib.loads(lock.PROJECT.read_text("utf-8"))
    text, files = lock.LOCK.read_text("utf-8"), sorted((ROOT / "examples").glob("*/requirements.txt"))
    part = lock.read(lock.for_examples(text, project, *files))
    assert {pin.name for pin in part} >= {"pytest", "pytest-qt", "playwright", "pyside6-essentials", "cryptography"}
    assert {(pin.name, pin.version) for pin in part} < {(pin.name, pin.version) for pin in lock.read(text)}
    rows = re.findall(r"^\| (3\.\d+)\.\d+ \| ([^|]+) \|", (ROOT / "docs" / "installing.md").read_text("utf-8"), re.M)
    ran = {python for python, outcome in rows if "do not pass" not in outcome}
    named = re.findall(r"Python :: (3\.\d+)$", "\n".join(project["project"]["classifiers"]), re.M)
    assert set(named) == ran
