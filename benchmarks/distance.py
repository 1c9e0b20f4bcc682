"""A login with the card at the far end of a line, against a login at home in the same run (R6).

The line takes 0, 50 and 150 ms for a round trip, and then 50 ms while one packet in a hundred is lost.

Desk and session are programs in two network namespaces, with a TUN router of ours in between that holds packets back;
without root there is a TCP relay instead, and the figures say so. The line is up before the first login, as all day.
Aims: at most 12 round trips; 0.7 s more than at home at 50 ms, 2.0 s at 150 ms.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.far_apart import DESK, FarApart, missing_parts

ROUNDS = 7
#: Milliseconds of a round trip, of how many packets one is lost (0: none), and what is aimed at.
LINES = ((0, 0, ""), (50, 0, " (aim 0.7)"), (150, 0, " (aim 2.0)"), (50, 100, ""))
PORT = 9743


class Between(Protocol):
    """What is between desk and session."""

    delay: float
    drop_one_in: int
    turns: int

    def at_desk(self, *words: str) -> list[str]: ...

    def in_session(self, *words: str) -> list[str]: ...


class TcpRelay:
    """For want of root: hands bytes on after their time. A real line takes longer for its first packets."""

    def __init__(self) -> None:
        self.delay, self.drop_one_in, self.turns = 0.0, 0, 0
        self._desk_spoke = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.target = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def at_desk(self, *words: str) -> list[str]:
        return list(words)

    in_session = at_desk

    def _accept(self) -> None:
        while True:
            here, _ = self._listener.accept()
            there = socket.create_connection(("127.0.0.1", self.target))
            for each in (here, there):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pass, args=(here, there), daemon=True).start()

    def _pass(self, session: socket.socket, desk: socket.socket) -> None:
        waiting: list[tuple[float, socket.socket, bytes]] = []
        with contextlib.suppress(OSError):
            while True:
                left = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
                for each in select.select([session, desk], [], [], left)[0]:
                    data = each.recv(65536)
                    if not data:
                        return
                    self.turns += each is session and self._desk_spoke
                    self._desk_spoke = each is desk
                    waiting.append((time.monotonic() + self.delay, desk if each is session else session, data))
                while waiting and waiting[0][0] <= time.monotonic():
                    _, sink, data = waiting.pop(0)
                    sink.sendall(data)


def inside(profile: str) -> None:
    """Be the session: log in for each line that is read, and print how long it took and what became of it."""
    from cosmic_login.testing.bench import LoginBench

    bench = LoginBench(Path(profile))
    try:
        remote = next(service for service in bench.world.readers if service.name == "remote")
        virtual = bench.world.virtual_readers
        print("ready", flush=True)
        for line in sys.stdin:
            at_home = line.strip() == "home"
            if at_home:
                bench.insert("anna-1")
            elif not any(state.atr is not None for state in remote.readers()):
                raise RuntimeError("no card at the desk")
            start = time.perf_counter()
            outcome = bench.login()
            took = time.perf_counter() - start
            assert outcome.identity is not None, outcome.failure
            if at_home:
                bench.pull()
                virtual.settle()
            print(took, flush=True)
    finally:
        bench.close()


@contextlib.contextmanager
def started(words: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it ended"
    return line


def said(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdin is not None
    process.stdin.write(words + "\n")
    process.stdin.flush()
    return first_line(process)


def measure(between: Between, root: Path, host: str, port: int, how: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-m", "cosmic_login", "--profile", str(root)]
    share = between.at_desk(*program, "reader", "share", "--listen", f"{host}:{port}", "--card", "anna-1", "--json")
    with started(share, environment) as desk:
        address = json.loads(first_line(desk))["shared"]
        if isinstance(between, TcpRelay):
            between.target = int(address.rpartition(":")[2])
            address = f"reader://127.0.0.1:{between.port}"
        subprocess.run(
            [*program, "settings", "set", "login.reader_from", address], check=True, stdout=subprocess.DEVNULL
        )
        words = between.in_session(sys.executable, __file__, "--inside", str(root))
        with started(words, environment) as session:
            assert first_line(session) == "ready\n"
            report(between, session, desk, how)


def report(between: Between, session: subprocess.Popen[str], desk: subprocess.Popen[str], how: str) -> None:
    """Log in at home and far away, turn and turn about."""
    assert desk.stdin is not None
    said(session, "far")  # registers the card, imports everything
    desk.stdin.write("out\n")
    desk.stdin.flush()
    said(session, "home")
    for round_trip, drop_one_in, aim in LINES:
        if drop_one_in and isinstance(between, TcpRelay):
            continue  # it has no packets
        home, far, trips = [], [], []
        for _ in range(ROUNDS):
            between.delay, between.drop_one_in = 0.0, 0
            _card(desk, there=False)
            home.append(float(said(session, "home")))
            _card(desk, there=True)
            between.delay, between.drop_one_in = round_trip / 2000, drop_one_in
            before = between.turns
            far.append(float(said(session, "far")))
            trips.append(between.turns - before)
        here, there = statistics.median(home), statistics.median(far)
        loss = f", {1 / drop_one_in:.0%} loss" if drop_one_in else ""
        print(
            f"{round_trip} ms{loss}: {there / here:.2f} of a login at home, {there - here:+.2f} s{aim}, "
            f"{statistics.median(trips):.0f} round trips (aim 12), {how}"
        )


def _card(desk: subprocess.Popen[str], *, there: bool) -> None:
    """Put the card at the desk in or out, and give the session the time to see it."""
    assert desk.stdin is not None
    desk.stdin.write("in\n" if there else "out\n")
    desk.stdin.flush()
    time.sleep(0.5)


def prepare(root: Path) -> None:
    """Make the profile that desk, session and IdP share here, and pair it with itself."""
    from cosmic_login.profile import Profile
    from cosmic_login.remote.keys import Pairings, Partner
    from cosmic_login.testing.bench import LoginBench

    bench = LoginBench(root)
    bench.insert("anna-1")
    bench.login()
    bench.close()
    pairings = Pairings(Profile.open(root))
    for role in ("desk", "session"):
        pairings.remember(Partner("this machine", role, pairings.own().fingerprint, "2026-01-01"))


def main() -> None:
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2])
        return
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        why = missing_parts()
        if why:
            measure(TcpRelay(), Path(name), "127.0.0.1", 0, f"a TCP relay: {why}")
        else:
            with FarApart() as between:
                measure(between, Path(name), DESK, PORT, "two namespaces, a TUN router")


if __name__ == "__main__":
    main()
