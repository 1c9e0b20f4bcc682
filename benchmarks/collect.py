"""1,000 pending BankID orders, and 500 clients of a connection each that collect one every two seconds, for a minute.

Prints collect's latency (p50, p99) as a ratio to a bare Starlette endpoint behind the same TLS with the same client
certificates, asked by the same clients in the same second; how old an answer can be (from the moment that an app's
call was answered to the first collect that tells of it); the cost of a collect with 10, 100 and 1,000 orders pending;
and what the server's memory grew by. ``collect.py 50 10 100``: 50 clients for 10 seconds, 100
orders pending; orders live for three minutes, and on a slow machine making 1,000 takes longer.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]

EVERY = 2.0
COLLECT = "/rp/v6.0/collect"
#: Handshakes at once, while the clients connect.
HANDSHAKES = 8
#: Orders that are pending while the clients ask, and how many of them change for the age of answers.
PENDING, CHANGES = 1000, 50
#: What an app says that it asks of the person, one after the other.
HINTS = ("userSign", "processing")
#: Orders whose cost is compared, and how often each is collected for that.
SIZES, SAMPLES = (10, 100, 1000), 400


@dataclass
class Files:
    """A profile, and what a relying party holds."""

    profile: Path
    certificate: Path
    key: Path
    ca: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca))
        context.load_cert_chain(self.certificate, self.key)
        return context


@dataclass
class Connection:
    """HTTP/1.1 on one kept connection, with as little around it as can be: the client shall not be what is measured."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    @classmethod
    async def open(cls, url: str, context: ssl.SSLContext | None) -> Connection:
        parts = urlsplit(url)
        assert parts.hostname is not None
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=context)
        return cls(reader, writer, parts.netloc)

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        data = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
        self.writer.write(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        lines = answer.decode().lower().split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
        return int(lines[0].split()[1]), json.loads(await self.reader.readexactly(length))

    def close(self) -> None:
        self.writer.close()


@contextmanager
def server(*command: str) -> Iterator[tuple[dict[str, Any], psutil.Process]]:
    """Run a server until the block ends; gives the line by which it says that it is ready."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline()), psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


async def make_orders(idp: dict[str, Any], files: Files, count: int) -> list[str]:
    """Make orders that stay pending: each is started by an app that then does nothing."""
    rp = await Connection.open(idp["bankid"], files.context())
    app = await Connection.open(idp["issuer"], None)
    orders = []
    for _ in range(count):
        status, made = await rp.post("/rp/v6.0/auth", {"endUserIp": "192.0.2.1"})
        assert status == 200, made
        status, started = await app.post("/bankid/start", {"auto_start_token": made["autoStartToken"]})
        assert status == 200, started
        orders.append(made["orderRef"])
    rp.close()
    app.close()
    return orders


@dataclass
class Measured:
    """Latencies in seconds, and what was not as it should be."""

    collect: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    errors: int = 0
    ages: list[float] = field(default_factory=list)


async def changing(idp: dict[str, Any], files: Files, seconds: float, found: Measured) -> None:
    """Have an app say something else now and then, and see how long it takes until a collect tells it."""
    rp, app = await Connection.open(idp["bankid"], files.context()), await Connection.open(idp["issuer"], None)
    _, made = await rp.post("/rp/v6.0/auth", {"endUserIp": "192.0.2.1"})
    _, started = await app.post("/bankid/start", {"auto_start_token": made["autoStartToken"]})
    for number in range(CHANGES):
        hint = HINTS[number % len(HINTS)]
        status, answer = await app.post("/bankid/progress", {"app_session": started["app_session"], "hint": hint})
        assert status == 200, answer
        begun, asked, told = time.perf_counter(), 0.0, ""
        while told != hint:
            asked = time.perf_counter() - begun  # what is told was true when it was asked, or later
            _, collected = await rp.post("/rp/v6.0/collect", {"orderRef": made["orderRef"]})
            told = str(collected.get("hintCode"))
        found.ages.append(asked)
        await asyncio.sleep(seconds / CHANGES)
    rp.close()
    app.close()


@dataclass
class Crowd:
    """Clients of both servers, each with a connection of its own to either."""

    idp: dict[str, Any]
    bare_url: str
    files: Files
    orders: list[str]
    clients: int

    async def ask(self, seconds: float) -> Measured:
        """Have them ask for so long."""
        found, pairs, few = Measured(), [], asyncio.Semaphore(HANDSHAKES)
        context = self.files.context()

        async def connected(url: str, path: str, order: str) -> Connection:
            # Asked at once: the server waits for a connection's first request, and not for long.
            async with few:
                made = await Connection.open(url, context)
                await made.post(path, {"orderRef": order})
            return made

        for number in range(self.clients):
            first = self.orders[number]
            pairs.append(
                (
                    asyncio.create_task(connected(self.idp["bankid"], COLLECT, first)),
                    asyncio.create_task(connected(self.bare_url, "/", first)),
                )
            )
        every = [(await ours, await bare) for ours, bare in pairs]
        until = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(changing(self.idp, self.files, seconds, found))
            for number, pair in enumerate(every):
                group.create_task(self._client(self.orders[number :: self.clients], pair, until, found))
        for pair in every:
            for connection in pair:
                connection.close()
        return found

    async def _client(
        self, orders: list[str], pair: tuple[Connection, Connection], until: float, found: Measured
    ) -> None:
        """Collect one of these every two seconds, and ask the bare endpoint as often, one second apart."""
        ours, bare = pair
        await asyncio.sleep(random.random() * EVERY)
        for order in itertools.cycle(orders):
            if time.monotonic() >= until:
                return
            begun = time.perf_counter()
            status, answer = await ours.post(COLLECT, {"orderRef": order})
            found.collect.append(time.perf_counter() - begun)
            found.errors += status != 200 or answer.get("status") != "pending"
            await asyncio.sleep(EVERY / 2)
            begun = time.perf_counter()
            status, _ = await bare.post("/", {"orderRef": order})
            found.bare.append(time.perf_counter() - begun)
            await asyncio.sleep(EVERY / 2)


async def cost(idp: dict[str, Any], files: Files, orders: list[str]) -> float:
    """Return the median seconds of one collect, asked one after the other."""
    rp, times = await Connection.open(idp["bankid"], files.context()), []
    for number in range(SAMPLES):
        begun = time.perf_counter()
        status, _ = await rp.post("/rp/v6.0/collect", {"orderRef": orders[number % len(orders)]})
        times.append(time.perf_counter() - begun)
        assert status == 200
    rp.close()
    return statistics.median(times)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main(clients: int, seconds: float, waiting: int) -> None:
    sizes = [size for size in SIZES if size <= waiting]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = Files(root / "profile", root / "rp/rp.pem", root / "rp/rp-key.pem", root / "rp/ca.pem")
        program = ("-m", "cosmic_login", "--profile", str(files.profile))
        subprocess.run(
            [sys.executable, *program, "rp", "issue", "Mätning", "--out", str(root / "rp")],
            check=True,
            capture_output=True,
        )
        bare_command = (str(Path(__file__)), "--bare", str(files.profile))
        with server(*program, "idp") as (idp, process):
            costs, pending = {}, 0
            for size in sizes:
                orders = asyncio.run(make_orders(idp, files, size - pending))
                pending = size
                costs[size] = asyncio.run(cost(idp, files, orders))
        with server(*program, "idp") as (idp, process), server(*bare_command) as (bare, _):
            orders = asyncio.run(make_orders(idp, files, max(waiting, clients)))
            # Warm: connections, caches, pages.
            crowd = Crowd(idp, bare["url"], files, orders, clients)
            asyncio.run(crowd.ask(min(10.0, seconds)))
            before = process.memory_info().rss
            found = asyncio.run(crowd.ask(seconds))
            after = process.memory_info().rss
    print(f"clients {clients}, seconds {seconds:g}, collects {len(found.collect)}, errors {found.errors}")
    for share in (0.5, 0.99):
        ours, bare_time = percentile(found.collect, share), percentile(found.bare, share)
        times = f"collect {ours * 1000:.2f} ms, bare Starlette {bare_time * 1000:.2f} ms"
        print(f"p{share * 100:.0f}: {times}, ratio {ours / bare_time:.2f}")
    print(f"oldest answer: {max(found.ages) * 1000:.1f} ms, of {len(found.ages)} changes")
    for size in sizes[1:]:
        print(f"cost of a collect with {size} orders pending / with {SIZES[0]}: {costs[size] / costs[SIZES[0]]:.2f}")
    print(f"memory of the server at the end / before: {after / before:.3f} ({(after - before) / 1024:+.0f} KiB)")


def bare_server(profile: str) -> None:
    """Serve an endpoint that reads JSON and answers a constant, behind the same TLS."""
    import socket

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from cosmic_login.core.clock import SystemClock
    from cosmic_login.idp.rp.parties import asking
    from cosmic_login.idp.settings import IdpSettings
    from cosmic_login.idp.tls.identity import ServerIdentity
    from cosmic_login.pki.authority import TrainingPki
    from cosmic_login.profile import Profile

    async def answer(request: Request) -> JSONResponse:
        asked = await request.json()
        return JSONResponse({"orderRef": asked["orderRef"], "status": "pending", "hintCode": "started"})

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    pki = TrainingPki.open(Profile.open(Path(profile)), SystemClock())
    context = asking(pki, IdpSettings(), ServerIdentity(*pki.issue_server(("localhost", "127.0.0.1"))))
    config = uvicorn.Config(
        Starlette(routes=[Route("/", answer, methods=["POST"])]),
        log_config=None,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=75,
        ssl_context_factory=lambda _config, _default: context,
    )
    print(json.dumps({"url": f"https://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1:2] == ["--bare"]:
        bare_server(sys.argv[2])
    else:
        main(
            int(sys.argv[1]) if sys.argv[1:] else 500,
            float(sys.argv[2]) if sys.argv[2:] else 60.0,
            int(sys.argv[3]) if sys.argv[3:] else PENDING,
        )
