"""Code entered to verified identity, against one signature plus the same number of bare loopback requests (aim 3).

Everything is real: card, APDUs, HTTP, verification, audit on the disk. The yardstick is measured in the same run,
turn and turn about, with the same HTTP client.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest import mock

import uvicorn
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cosmic_login.authenticators.engine.headless import StepTaken
from cosmic_login.core.prompts import Answer, EnterCode
from cosmic_login.net.http import Http
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot

ROUNDS = 30


@asynccontextmanager
async def bare_server() -> AsyncIterator[str]:
    async def answer(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/", answer, methods=["POST"])])
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await asyncio.to_thread(thread.join)
        listener.close()


class Counter:
    """Counts the HTTP requests that the client sends after the code was given."""

    def __init__(self) -> None:
        self.requests = 0
        self._send = Http._send

    async def __call__(self, http: Http, verb: str, url: str, **arguments: object) -> object:
        self.requests += 1
        return await self._send(http, verb, url, **arguments)

    def start(self, prompt: EnterCode) -> Answer | None:
        self.requests = 0
        return Robot()(prompt)


async def measure(bench: LoginBench) -> tuple[float, float, int]:
    key = rsa.generate_private_key(65537, 2048)
    counter = Counter()

    async def counted(http: Http, verb: str, url: str, **arguments: object) -> object:
        return await counter(http, verb, url, **arguments)

    logins, yardsticks = [], []
    async with bare_server() as url:
        plain = Http("http://127.0.0.1")
        for _ in range(ROUNDS):
            with mock.patch.object(Http, "_send", counted):
                outcome = await bench.login_async(Robot().on(EnterCode, counter.start))
            assert outcome.identity is not None, outcome.failure
            logins.append(sum(step.milliseconds for step in outcome.steps[_after_code(outcome.steps) :]) / 1000)
            count = counter.requests
            start = time.perf_counter()
            key.sign(b"x" * 400, padding.PKCS1v15(), SHA256())
            for _number in range(count):
                await plain.json(url, {"x": "y" * 1500}, {200})
            yardsticks.append(time.perf_counter() - start)
        await plain.aclose()
    return statistics.median(logins), statistics.median(yardsticks), count


def _after_code(steps: list[StepTaken]) -> int:
    return next(index for index, step in enumerate(steps) if step.prompt == "enter_code")


def main() -> None:
    with tempfile.TemporaryDirectory() as root:
        bench = LoginBench(Path(root))
        try:
            bench.insert("anna-1")
            bench.login()  # warm: keys loaded, modules imported
            login, yardstick, count = asyncio.run(measure(bench))
        finally:
            bench.close()
    print(
        f"code entered to verified identity: {login / yardstick:.2f} of one signature and {count} bare requests (aim 3)"
    )


if __name__ == "__main__":
    main()
