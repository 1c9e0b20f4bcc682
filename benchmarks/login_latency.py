"""Code entered to verified identity, against one signature plus the same number of bare loopback requests (aim 3).

Everything is real: card, APDUs, HTTP, verification, audit on the disk. The yardstick is measured in the same run,
turn and turn about, with the same HTTP client.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cosmic_login.core.prompts import Answer, EnterCode, Prompt
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot

ROUNDS = 30


class TimedRobot(Robot):
    """Notes when the code was given."""

    at = 0.0

    def __call__(self, prompt: Prompt[Any]) -> Answer | None:
        answer = super().__call__(prompt)
        if isinstance(prompt, EnterCode):
            self.at = time.perf_counter()
        return answer


@asynccontextmanager
async def bare_server() -> AsyncIterator[str]:
    import socket

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def answer(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/", answer, methods=["POST"])])
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = __import__("threading").Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await asyncio.to_thread(thread.join)
        listener.close()


async def measure(bench: LoginBench) -> tuple[float, float, int]:
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    from cosmic_login.authenticators.http import Http

    key = rsa.generate_private_key(65537, 2048)
    requests = 0
    original = Http._send

    async def counted(self: Http, *args: Any, **kwargs: Any) -> Any:
        nonlocal requests
        requests += 1
        return await original(self, *args, **kwargs)

    logins, yardsticks = [], []
    async with bare_server() as url:
        plain = Http("http://127.0.0.1")
        for _ in range(ROUNDS):
            robot = TimedRobot()
            setattr(Http, "_send", counted)
            before_code = 0

            def note(prompt: EnterCode, robot: TimedRobot = robot) -> Answer | None:
                nonlocal before_code
                before_code = requests
                return Robot()(prompt)

            robot.on(EnterCode, note)
            requests = 0
            outcome = await bench.login_async(robot)
            end = time.perf_counter()
            setattr(Http, "_send", original)
            assert outcome.identity is not None, outcome.failure
            # The last step ends when the identity is there; what comes after is clean-up.
            count = requests - before_code
            logins.append(sum(s.milliseconds for s in outcome.steps[_after_code(outcome.steps) :]) / 1000)
            assert end > robot.at
            start = time.perf_counter()
            key.sign(b"x" * 400, padding.PKCS1v15(), SHA256())
            for _number in range(count):
                await plain.json(url, {"x": "y" * 1500}, {200})
            yardsticks.append(time.perf_counter() - start)
        await plain.aclose()
    return statistics.median(logins), statistics.median(yardsticks), count


def _after_code(steps: list[Any]) -> int:
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
    print(f"code entered to verified identity: {login / yardstick:.2f} of one signature and {count} bare requests (aim 3)")


if __name__ == "__main__":
    main()
