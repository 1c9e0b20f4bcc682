"""The control API of an IdP that runs in the test's process, as any HTTP client meets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx2

from cosmic_login.app import World
from cosmic_login.idp.server.embedded import EmbeddedIdp


@dataclass
class Door:
    """A client with a token. ``call`` takes the status that is expected, and returns what came."""

    http: httpx2.Client
    token: str
    idp: EmbeddedIdp
    world: World
    dsn: str = ""
    _seen: list[httpx2.Response] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.http.request(method, path, json=body, headers=headers, **more)

    def call(self, method: str, path: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        response = self.send(method, path, body, **more)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def get(self, path: str, status: int = 200) -> Any:
        return self.call("GET", path, status=status)

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.call("POST", path, body, status)

    def put(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.call("PUT", path, body, status)

    def delete(self, path: str, status: int = 200) -> Any:
        return self.call("DELETE", path, status=status)

    def refused(self, method: str, path: str, body: Any = None, status: int = 400) -> tuple[str, str, str]:
        """Return code, member and rule of a refusal."""
        found = self.call(method, path, body, status)
        assert found["status"] == status
        return found["code"], found["member"], found["rule"]

    def log_in(self, status: int = 201, **order: Any) -> Any:
        return self.post("/logins", {"wait": 60, **order}, status)
