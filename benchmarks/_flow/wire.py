"""HTTP/1.1 with as little around it as can be: the load shall not be what is measured."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass
class Answer:
    """What came. ``location`` is empty where nothing is redirected."""

    status: int
    location: str
    cookies: list[str]
    body: bytes

    def text(self) -> str:
        return self.body.decode()

    def object(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Wire:
    """One kept connection. ``cookies`` are those of its browser, sent with every request as browsers do."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    @classmethod
    async def open(cls, url: str, source: str = "127.0.0.1") -> Wire:
        """Connect from an address of loopback: servers count calls by address."""
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
        return cls(reader, writer, parts.netloc)

    async def get(self, target: str, *more: str) -> Answer:
        return await self._send(f"GET {target} HTTP/1.1\r\nHost: {self.host}\r\n", more, b"")

    async def post(self, target: str, form: dict[str, str], *more: str) -> Answer:
        body = urlencode(form).encode()
        return await self._posted(target, body, ("Content-Type: application/x-www-form-urlencoded", *more))

    async def post_json(self, target: str, members: dict[str, str]) -> Answer:
        return await self._posted(target, json.dumps(members).encode(), ("Content-Type: application/json",))

    async def _posted(self, target: str, body: bytes, more: tuple[str, ...]) -> Answer:
        head = f"POST {target} HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(body)}\r\n"
        return await self._send(head, more, body)

    async def _send(self, head: str, more: tuple[str, ...], body: bytes) -> Answer:
        self.asked += 1
        if self.cookies:
            head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) + "\r\n"
        head += "".join(f"{each}\r\n" for each in more)
        self.writer.write(f"{head}\r\n".encode() + body)
        return await self._answer()

    async def _answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length, location, cookies, chunked = 0, "", [], False
        for line in head[1:]:
            name, _, value = line.partition(":")
            lowered, value = name.lower(), value.strip()
            if lowered == "content-length":
                length = int(value)
            elif lowered == "location":
                location = value
            elif lowered == "set-cookie":
                cookies.append(value)
            elif lowered == "transfer-encoding":
                chunked = True
        for each in cookies:
            name, _, rest = each.partition("=")
            value = rest.partition(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        body = await self._chunks() if chunked else await self.reader.readexactly(length)
        return Answer(int(head[0].split()[1]), location, cookies, body)

    async def _chunks(self) -> bytes:
        whole = b""
        while size := int(await self.reader.readline(), 16):
            whole += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return whole

    def close(self) -> None:
        self.writer.transport.abort()  # as many as there are logins: none shall wait in the kernel


def target(url: str) -> str:
    """Return an address's path and query."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
