"""Many programs at once on one profile, with a world of as many people as there are programs."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cosmic_login.directory.checks import published_numbers
from tests.e2e import warm
from tests.e2e.program import command, environment, log_events

#: A program may wait for many others on a busy machine.
PATIENCE_S = 300.0


def make_people(root: Path, number: int) -> list[str]:
    """Write a directory of ``number`` people with a card each into a new profile; return their keys."""
    root.mkdir(mode=0o700, exist_ok=True)
    numbers = [each for each in sorted(published_numbers()) if int(each[6:8]) < 60][:number]
    parts = ["replace_default = true\n", _ORGANISATION]
    keys = [f"person-{place:02}" for place in range(number)]
    for place, (key, personal) in enumerate(zip(keys, numbers, strict=True)):
        parts.append(
            _PERSON.format(key=key, number=personal, name=f"Prov{'abcdefghijklmnopqrstuvwxyz'[place]}", place=place)
        )
    (root / "directory.toml").write_text("".join(parts), "utf-8")
    return keys


_ORGANISATION = """
[organisations.rjl]
organisation_id = "2321000057"
name = "Region Exempel"
own_region = true
"""
_PERSON = """
[persons.{key}]
personal_number = "{number}"
given_name = "{name}"
family_name = "Testsson"

[[persons.{key}.service_ids]]
hsa_id = "TSTNMT2321000057-7{place:03}"
organisation = "rjl"

[cards.{key}-card]
person = "{key}"
key_type = "ec256"
"""


@dataclass
class Ended:
    """How one program ended."""

    status: int
    found: dict[str, Any]
    err: str

    @property
    def code(self) -> str:
        """Return its failure code; empty after a login."""
        return str(self.found.get("failure", {}).get("code", ""))


@dataclass
class Crowd:
    """Programs on one profile, started as fast as they can be."""

    root: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def log_in(self, people: Sequence[str], *arguments: str, **env: str) -> list[subprocess.Popen[str]]:
        """Start a login for each; they run side by side."""
        words = ["login", "--code-env", "CODE", "--json", *arguments]
        started = [
            warm.start(
                command(self.root, *words, "--person", person),
                environment({"CODE": "123456", **env}),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
            )
            for person in people
        ]
        self.running += started
        return started

    def server(self, among: Sequence[subprocess.Popen[str]], after: int = 0) -> subprocess.Popen[str] | None:
        """Return the program that runs the IdP, as soon as one of these does; None when they have all ended."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if all(process.poll() is not None for process in among):
                return None
            for row in log_events(self.root)[after:]:
                if row["event"] == "idp.started":
                    found = [process for process in among if process.pid == row["process"]]
                    if found:
                        return found[0]
            time.sleep(0.005)
        raise AssertionError("nobody runs the IdP")

    def close(self) -> None:
        """End what is still running."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()


def ended(processes: Sequence[subprocess.Popen[str]]) -> list[Ended]:
    """Wait for the programs and return how they ended."""
    found = []
    for process in processes:
        out, err = process.communicate(timeout=PATIENCE_S)
        found.append(Ended(process.returncode, json.loads(out) if out else {}, err))
    return found


@contextlib.contextmanager
def crowd(root: Path) -> Iterator[Crowd]:
    """Give a crowd that leaves no program behind."""
    made = Crowd(root)
    try:
        yield made
    finally:
        made.close()
