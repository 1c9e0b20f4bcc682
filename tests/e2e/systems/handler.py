"""Pages of a system that is a Python program: addresses to methods, one cookie, errors as pages."""

from __future__ import annotations

import html
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit


class SystemHandler(BaseHTTPRequestHandler):
    """Answers ``/name`` by ``at_name(fields)``. ``title`` is the system's name, ``cookie`` that of its cookie."""

    title: ClassVar[str]
    cookie: ClassVar[str]

    def do_GET(self) -> None:
        """Answer an address."""
        self._answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        """Answer a form."""
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(dict(parse_qsl(form)))

    def _answer(self, fields: dict[str, str]) -> None:
        try:
            getattr(self, "at_" + urlsplit(self.path).path.strip("/"))(fields)
        except Exception as error:  # noqa: BLE001 - a system shows what it met
            self.error(self.status_of(error), f"{type(error).__name__}: {error}")

    def status_of(self, error: Exception) -> int:
        """Return the status of the page that tells an exception."""
        return 500

    def browser(self) -> str:
        """Return the browser's cookie; empty when it has none."""
        found = SimpleCookie(self.headers.get("Cookie", "")).get(self.cookie)
        return found.value if found else ""

    def is_in(self, name: str, hsa: str) -> None:
        """Show who is in."""
        self.page(
            200,
            f'<p>Inloggad: <span id="who">{html.escape(name)}</span></p>'
            f'<p>employeeHsaId: <span id="hsa">{html.escape(hsa)}</span></p>'
            '<p><a id="leave" href="/leave">Logga ut</a></p>',
        )

    def is_out(self) -> None:
        """Show that somebody has left."""
        self.page(200, '<p id="out">Du är utloggad.</p>')

    def error(self, status: int, said: str) -> None:
        """Show an error."""
        self.page(status, f'<p id="error">{html.escape(said)}</p>')

    def go(self, address: str, browser: str = "") -> None:
        """Send the browser on; ``browser`` becomes its cookie."""
        self.send_response(303)
        self.send_header("Location", address)
        if browser:
            self.send_header("Set-Cookie", f"{self.cookie}={browser}; Path=/; HttpOnly")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def page(self, status: int, inner: str) -> None:
        """Show a page of the system's."""
        head = f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>{self.title}</title>'
        style = 'style="font: 1rem sans-serif; margin: 2rem"'
        self.send(status, f"{head}<body {style}><h1>{self.title}</h1>{inner}</body></html>")

    def send(self, status: int, text: str, kind: str = "text/html; charset=utf-8") -> None:
        """Send a text."""
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
