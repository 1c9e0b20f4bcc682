"""Forms that are sent to other systems: where to, and what is heard of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from cosmic_login.net.form_sender import FormSender


class _System(BaseHTTPRequestHandler):
    """Answers by the status in its path; 302 leads to itself."""

    heard: list[tuple[str, dict[str, list[str]]]]

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.heard.append((self.path, parse_qs(self.rfile.read(length).decode())))
        self.send_response(int(self.path[1:4]))
        self.send_header("Location", "/200/elsewhere")
        self.send_header("Content-Length", "1000000")  # never sent: nobody waits for it
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def system() -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    heard: list[tuple[str, dict[str, list[str]]]] = []
    handler = type("Handler", (_System,), {"heard": heard})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()
        thread.join()


def send(address: str) -> int:
    return asyncio.run(FormSender()(address, {"logout_token": "a.b.c"}))


def test_a_form_is_sent_once_and_its_status_is_told(system: tuple[str, list[tuple[str, object]]]) -> None:
    base, heard = system
    assert [send(f"{base}/{status}") for status in (200, 302, 500)] == [200, 302, 500]
    assert heard == [(f"/{status}", {"logout_token": ["a.b.c"]}) for status in (200, 302, 500)]


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1/", "http://localhost.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "//x",
        "http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://[::1", "http://127.0.0.1:99999/",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_other_places_and_nobody_there_is_told(address: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        send(address)
