"""Logins by the code flow: ours beside npm oidc-provider 9 on npm's own node 22, one server's core against another's.

What is compared. A person whose browser is new (no cookie, a connection of its own) logs in at a system: the system
sends the browser to the provider, the browser carries a code back, the system exchanges it (client secret in the form,
PKCE S256, ID token RS256 by a key of 2048 bits) and asks for the claims (userinfo). Plain HTTP on loopback on both
sides, no TLS; the system keeps one connection open, and pages' style sheets and scripts are not fetched (a browser has
them from the login before).

* **Ours**, 11 requests: authorize, the page with the ways to log in, the press of a button, the order's page, three
  calls of the card app (start, certificate, complete: another connection), the order's page again, from which the
  browser is led on, the code, then token and userinfo. That is the shortest way there is for a browser with a card. The
  certificate is judged twice (chain, dates, revocation) and the card's RSA signature verified. The signature itself is
  the card's work: it is made in the load's process, on the load's core. One SQLite file; what the audit trail says of
  a login is on the disk before anybody is told (fsync). What that waits for is the disk's affair, so both are measured:
  with the profile in a RAM disk (the same calls) and in ``--folder``, where one is named.
* **The peer**, 6 requests: auth, a page with a form for name and password (which nothing checks), its answer, which is
  the consent too, auth again, token and userinfo. Its in-memory adapter keeps nothing. ``peer, its own pages`` is the
  same with the ``devInteractions`` that it comes with: 9 requests, a page for the login and one for the consent.
* **SAML**: the same way to log in at our door, but asked for by an unsigned AuthnRequest (HTTP-Redirect) and answered
  by a form with a signed assertion in a signed response; 9 requests.

Rounds are interleaved: within each round every one logs in as often, one at a time and eight at once, and figures are
medians of the rounds' ratios, because the machine is shared. Beside logins a second stands what the server's process
computed for one (``/proc``), which neither a slow disk nor a slow load changes. Memory is read after 2,000 logins.
The start is the time to the first answer of the discovery document, on a profile that exists; commit 64dde93 of this
repository is started the same way, where git has it.

``code_flow.py [--rounds N] [--logins N] [--memory N] [--folder DIR] [--json FILE]``: logins of a round, eight at
once, of which a sixth is made again one at a time; and after how many memory is read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from _flow.logins import LogsIn, OurOidc, OurSaml, PeerOidc
from _flow.ours import Ours
from _flow.peer import Peer, missing
from _flow.processes import Cores, Running, on, running, seconds_to_answer

AT_ONCE = 8
STARTS = 7
#: Whose memory is compared.
COMPARED = ("ours", "peer")
OLD = "64dde93"
#: What is aimed at, for the last line of the table.
AIMS = {"logins": 2.0, "memory": 0.6, "start": 2.0, "saml": 1.5}


@dataclass
class Subject:
    """Somebody who is measured: seconds and seconds of its process for each login, of each round."""

    name: str
    server: Running
    logs_in: LogsIn
    wall: dict[int, list[float]] = field(default_factory=dict)
    cpu: dict[int, list[float]] = field(default_factory=dict)
    done: int = 0

    async def round(self, at_once: int, count: int, *, counted: bool = True) -> None:
        """Log in so often, so many at once; what is not ``counted`` warms, or fills memory."""
        left = iter(range(count))

        async def worker(number: int) -> None:
            for _ in left:
                await self.logs_in.log_in(number)

        computed, begun = self.server.cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(worker(number) for number in range(at_once)))
        if counted:
            self.wall.setdefault(at_once, []).append((time.perf_counter() - begun) / count)
            self.cpu.setdefault(at_once, []).append((self.server.cpu_seconds() - computed) / count)
        self.done += count
        self.logs_in.rest()


async def measure(subjects: list[Subject], rounds: int, count: int) -> None:
    for each in subjects:
        await each.round(AT_ONCE, 2 * AT_ONCE, counted=False)  # templates, caches, compiled code
    for number in range(rounds):
        for at_once, logins in ((1, max(1, count // 6)), (AT_ONCE, count)):
            for each in subjects if number % 2 else reversed(subjects):
                await each.round(at_once, logins)


def ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def table(subjects: list[Subject], peer: Subject) -> str:
    rows = [
        f"| | requests | logins/s, 1 | × | logins/s, {AT_ONCE} | × | CPU of one login, ms | × |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in subjects:
        cells = [each.name, str(each.logs_in.requests)]
        for at_once in (1, AT_ONCE):
            cells += [f"{1 / statistics.median(each.wall[at_once]):.0f}"]
            cells += [f"{1 / ratio(each.wall[at_once], peer.wall[at_once]):.2f}"]
        cells += [f"{statistics.median(each.cpu[AT_ONCE]) * 1000:.2f}"]
        cells += [f"{ratio(each.cpu[AT_ONCE], peer.cpu[AT_ONCE]):.2f}"]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


@contextlib.contextmanager
def old_tree() -> Iterator[Path | None]:
    """Give the sources of the old commit, or None where git has it not."""
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(["git", "-C", root, "archive", OLD, "src"], check=False, capture_output=True)
        if packed.returncode:
            yield None
            return
        subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
        yield Path(folder)


def starts(ours: Ours, peer: Peer, cores: Cores) -> tuple[list[float], list[float], list[float]]:
    """Return the seconds of starts of ours, the peer and the old commit, in turn."""
    mine, theirs, before = [], [], []
    with old_tree() as tree, tempfile.TemporaryDirectory() as folder:
        old = [sys.executable, "-m", "cosmic_login", "--profile", f"{folder}/profile", "idp"]
        env = {**os.environ, "PYTHONPATH": f"{tree}/src"}
        for _ in range(STARTS + 1):
            mine.append(seconds_to_answer(ours.command(), "oidc+/.well-known/openid-configuration", cores.servers))
            theirs.append(seconds_to_answer(peer.command(), "issuer+/.well-known/openid-configuration", cores.servers))
            if tree is not None:
                address = "issuer+/.well-known/openid-configuration"
                before.append(seconds_to_answer(old, address, cores.servers, env=env))
    return mine[1:], theirs[1:], before[1:]  # the first of each compiles, makes keys


def logged_in(
    folder: Path, peer: Peer, cores: Cores, asked: argparse.Namespace
) -> tuple[list[Subject], dict[str, int]]:
    """Measure all, with our profile in this folder; return with it what each server had in memory."""
    with contextlib.ExitStack() as stack:
        ours = Ours(Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder))))
        ours.prepare()
        held = ours.cards(AT_ONCE)
        serving = [stack.enter_context(running(ours.command(), cores.servers)) for _ in range(1)]
        saml_home = Ours(Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder))))
        saml_home.prepare()
        saml_cards = saml_home.cards(AT_ONCE)
        saml = stack.enter_context(running(saml_home.command(), cores.servers))
        plain = stack.enter_context(running(peer.command("own"), cores.servers))
        pages = stack.enter_context(running(peer.command("dev"), cores.servers))
        subjects = [
            Subject("ours", serving[0], OurOidc(serving[0].told, held)),
            Subject("ours, SAML", saml, OurSaml(saml.told, saml_cards)),
            Subject("peer", plain, PeerOidc(plain.told)),
            Subject("peer, its own pages", pages, PeerOidc(pages.told)),
        ]

        async def all_of_it() -> None:
            await measure(subjects, asked.rounds, asked.logins)
            for each in subjects:
                if each.name in COMPARED and each.done < asked.memory:
                    await each.round(AT_ONCE, asked.memory - each.done, counted=False)

        with on(cores.load):
            asyncio.run(all_of_it())
        return subjects, {each.name: each.server.resident() for each in subjects if each.name in COMPARED}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--logins", type=int, default=340)
    parser.add_argument("--memory", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="measure with our profile on the disk there too")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if why := missing():
        raise SystemExit(why)
    peer, cores, found = Peer(), Cores.split(), {}
    ram = Path("/dev/shm")  # noqa: S108 - what is kept there is a benchmark's
    places = {"RAM disk": ram} if ram.is_dir() else {}
    if asked.folder is not None:
        places["disk"] = asked.folder
    for place, folder in places.items():
        subjects, memory = logged_in(folder, peer, cores, asked)
        ours, saml, theirs, _ = subjects
        print(f"\nOur profile on a {place}; oidc-provider {peer.version} in memory; {asked.rounds} rounds\n")
        print(table(subjects, theirs))
        share = memory[ours.name] / memory[theirs.name]
        mib = ", ".join(f"{name} {bytes_ / 2**20:.0f}" for name, bytes_ in memory.items())
        print(f"\nresident memory after {asked.memory} logins, MiB: {mib}; ours / peer {share:.2f}")
        cost = ratio(saml.cpu[AT_ONCE], ours.cpu[AT_ONCE])
        print(f"cost of a SAML login / an OpenID Connect login: {cost:.2f} (CPU)")
        found[place] = {
            each.name: {"wall": each.wall, "cpu": each.cpu, "memory": memory.get(each.name)} for each in subjects
        }
    with tempfile.TemporaryDirectory(dir=ram if ram.is_dir() else None) as folder_name:
        home = Ours(Path(folder_name))
        home.prepare()
        mine, other, before = starts(home, peer, cores)
    line = f"start to first answer: ours {statistics.median(mine):.2f} s, peer {statistics.median(other):.2f} s, "
    line += f"ratio {ratio(mine, other):.2f}"
    if before:
        line += f"; {OLD} {statistics.median(before):.2f} s, ours / that {ratio(mine, before):.2f}"
    print(line)
    if asked.json:
        asked.json.write_text(json.dumps(found | {"starts": {"ours": mine, "peer": other, OLD: before}}))


if __name__ == "__main__":
    main()
