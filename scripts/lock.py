"""The lock: every package that set-up installs, for all systems and Pythons, with the hashes of all its files.

``make lock`` takes up what pyproject.toml newly asks for and leaves the rest as it is; ``make lock ARGS=--upgrade``
takes the newest of everything. ``--check`` (part of ``make lint``) tells where lock, pyproject.toml and the environment
differ, from what lies here alone. Both see to deploy/requirements.lock too: the part of the lock that the IdP's image
needs, which has no window.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

_ROOT = Path(__file__).resolve().parent.parent
LOCK, PROJECT = _ROOT / "requirements.lock", _ROOT / "pyproject.toml"
IMAGE_LOCK = _ROOT / "deploy" / "requirements.lock"
_HEAD = """\
# Every package that `make setup` installs, tools and build back-end included, for each system and Python by its marker.
# scripts/lock.py writes this file (`make lock`) and checks it. It names no address: where the files come from is the
# business of pip's settings, and what may come is said by the hashes.
"""
_IMAGE_HEAD = """\
# What the IdP's image needs (deploy/Containerfile): the part of requirements.lock that the program leads to with a
# database and figures, without a window. scripts/lock.py writes this file (`make lock`) and checks it.
"""
_EXAMPLES_HEAD = """\
# What the examples need (examples/*/requirements.txt) beside the wheel: a part of requirements.lock.
"""
#: Parts of the program that the image has, and what it does without: Qt, which only windows need.
_IMAGE_EXTRAS, _OF_WINDOWS = ("metrics", "postgres", "saml"), frozenset({"pyside6-essentials", "shiboken6"})
_PIN = re.compile(r"([a-z0-9-]+)==([^ ;]+)(?: ; ([^\\]+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
# Where people run this project. The check asks for each of them; the lock itself holds anywhere.
_SYSTEMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
_PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@dataclass(frozen=True)
class Pin:
    """One version of one package, and where it applies."""

    name: str
    version: Version
    marker: Marker | None
    hashes: int

    def applies(self, environment: Mapping[str, str]) -> bool:
        """Tell whether it is installed there."""
        return self.marker is None or self.marker.evaluate(dict(environment))


def read(text: str) -> list[Pin]:
    """Return the pins of a lock; ValueError names the first line that is none."""
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    pins, end = [], 0
    while end < len(body):
        found = _PIN.match(body, end)
        if found is None:
            raise ValueError(f"neither a pin nor its hashes: {body[end:].splitlines()[0]!r}")
        name, version, marker, hashes = found.groups()
        pins.append(Pin(name, Version(version), Marker(marker) if marker else None, hashes.count("--hash")))
        end = found.end()
    return pins


def asked_for(project: Mapping[str, Any]) -> list[Requirement]:
    """Return what a pyproject.toml asks for: to run, to develop, to read cards, to build and to set up."""
    lines = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    lines += itertools.chain(*project["project"]["optional-dependencies"].values())
    lines += project["dependency-groups"]["setup"]
    return [Requirement(line) for line in lines]


def environments() -> Iterator[dict[str, str]]:
    """Yield the marker variables of every system and Python that people use."""
    for system, (platform, os_name) in _SYSTEMS.items():
        for python in _PYTHONS:
            yield {
                **{name: str(value) for name, value in default_environment().items()},
                "sys_platform": system,
                "platform_system": platform,
                "os_name": os_name,
                "python_version": python,
                "python_full_version": f"{python}.0",
            }


def out_of_date(pins: Iterable[Pin], wanted: Iterable[Requirement]) -> Iterator[str]:
    """Yield what pyproject.toml asks for and the lock does not give, on whichever system."""
    pins, wanted = list(pins), list(wanted)
    for environment in environments():
        where = f"for {environment['sys_platform']} with Python {environment['python_version']}"
        given: dict[str, Pin] = {}
        for pin in pins:
            if pin.applies(environment):
                if pin.name in given:
                    yield f"{pin.name} is there twice {where}"
                given[pin.name] = pin
        for requirement in wanted:
            if requirement.marker is None or requirement.marker.evaluate(environment):
                found = given.get(canonicalize_name(requirement.name))
                if found is None:
                    yield f"{requirement.name} is missing {where}"
                elif not requirement.specifier.contains(found.version, prereleases=True):
                    yield f"{requirement} is asked for, and {found.version} is there {where}"


def other_than_installed(pins: Iterable[Pin], wanted: Iterable[Requirement]) -> Iterator[str]:
    """Yield where the environment this runs in differs from the lock, and what of the lock nothing here needs."""
    here = {name: str(value) for name, value in default_environment().items()}
    locked = {pin.name: pin for pin in pins if pin.applies(here)}
    leads_to = needed(wanted)
    yield from (f"{name} is needed here and not in the lock" for name in sorted(leads_to - locked.keys()))
    yield from (f"nothing here needs {name}" for name in sorted(locked.keys() - leads_to))
    for name, pin in sorted(locked.items()):
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # pyscard, where there is no compiler
        if Version(installed) != pin.version:
            yield f"{name} {installed} is installed, {pin.version} locked: run make setup"


def needed(wanted: Iterable[Requirement]) -> set[str]:
    """Return the names that the requirements lead to, by what the installed packages say of themselves."""
    waiting, seen = list(wanted), set[tuple[str, str]]()
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            name = canonicalize_name(requirement.name)
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if (name, extra) in seen or not applies:
                continue
            seen.add((name, extra))
            for line in _requires(name):
                further = Requirement(line)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    further.marker = None
                    waiting.append(further)
    return {name for name, _extra in seen}


def _requires(name: str) -> list[str]:
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def for_image(text: str, project: Mapping[str, Any]) -> str:
    """Return the part of a lock that the IdP's image needs, by what the installed packages say of themselves."""
    asked = [*project["project"]["dependencies"]]
    for extra in _IMAGE_EXTRAS:
        asked += project["project"]["optional-dependencies"][extra]
    names = needed(Requirement(line) for line in asked) - _OF_WINDOWS
    return _IMAGE_HEAD + "".join(found[0] for found in _PIN.finditer(text) if found[1] in names)


def for_examples(text: str, project: Mapping[str, Any], *files: Path) -> str:
    """Return the part of a lock that the wheel and a team's tests need, whose requirements are in ``files``."""
    asked = [*project["project"]["dependencies"]]
    for file in files:
        asked += [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    names = needed(Requirement(line) for line in asked)
    return _EXAMPLES_HEAD + "".join(found[0] for found in _PIN.finditer(text) if found[1] in names)


def renew(lock: Path, wanted: Iterable[Requirement], *options: str) -> None:
    """Resolve and write; versions that stand in ``lock`` stay where they can, unless ``options`` say --upgrade."""
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", *options]
    command += ["--universal", "--python-version", _PYTHONS[0], "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder) / "asked.in", Path(folder) / "found.txt"
        asked.write_text("".join(f"{requirement}\n" for requirement in wanted), encoding="utf-8")
        if lock.exists():
            found.write_text(lock.read_text("utf-8"), encoding="utf-8")
        subprocess.run([*command, "--output-file", found, asked], check=True, cwd=folder)
        text = found.read_text("utf-8")
    read(text)
    lock.write_text(_HEAD + text, encoding="utf-8")


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description="Write requirements.lock, or check it.")
    parser.add_argument("--check", action="store_true", help="change nothing, ask nobody; 1 when it is out of date")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions, not those that are locked")
    parser.add_argument("--examples", action="store_true", help="print the part that the examples need; change nothing")
    options = parser.parse_args()
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    wanted = asked_for(project)
    if options.examples:
        files = sorted((_ROOT / "examples").glob("*/requirements.txt"))
        print(for_examples(LOCK.read_text("utf-8"), project, *files), end="")
        return 0
    if not options.check:
        renew(LOCK, wanted, *(["--upgrade"] if options.upgrade else []))
        IMAGE_LOCK.write_text(for_image(LOCK.read_text("utf-8"), project), encoding="utf-8")
        return 0
    try:
        pins = read(LOCK.read_text("utf-8"))
    except ValueError as error:
        found = [str(error)]
    else:
        found = [*dict.fromkeys(out_of_date(pins, wanted)), *other_than_installed(pins, wanted)]
        if IMAGE_LOCK.read_text("utf-8") != for_image(LOCK.read_text("utf-8"), project):
            found.append(f"{IMAGE_LOCK.relative_to(_ROOT)} is not the part of it that the image needs: make lock")
    for line in found:
        print(f"{LOCK.name}: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
