"""An IdP with few open files to spend, and neighbours that hold every one of them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.program import command, environment, log_events

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits open files by the shell")

#: What the program itself has open is some thirty.
FILES, NEIGHBOURS = 100, 300
#: Seconds by which it has to be back; the figure is what is promised.
BACK_S = 5


def answer(address: str) -> int:
    found = urlsplit(address)
    connection = http.client.HTTPConnection(str(found.hostname), found.port, timeout=BACK_S)
    with contextlib.closing(connection):
        connection.request("GET", "/jwks.json")
        return connection.getresponse().status


def test_silent_neighbours_keep_nobody_out(tmp_path: Path) -> None:
    """While they are there, and when they are gone; and the log has one line of it."""
    profile = tmp_path / "profile"
    with subprocess.Popen(
        ["sh", "-c", f'ulimit -n {FILES} && exec "$@"', "sh", *command(profile, "idp")],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            issuer = json.loads(process.stdout.readline())["issuer"]
            found = urlsplit(issuer)
            with contextlib.ExitStack() as silent:
                for _ in range(NEIGHBOURS):
                    made = silent.enter_context(socket.socket())
                    made.setblocking(False)
                    made.connect_ex((str(found.hostname), int(found.port or 0)))
                assert answer(issuer) == 200
            assert answer(issuer) == 200
        finally:
            process.terminate()
            _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "")
    events = [line["event"] for line in log_events(profile)]
    assert events.count("connections.short") == 1
    assert "log.lost" not in events
