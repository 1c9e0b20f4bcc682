"""The sockets of an IdP: opened by the process that serves them, or by one that starts several and hands them on."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server import binding
from cosmic_login.idp.server.listeners import Listener
from cosmic_login.profile.idp_place import IdpPlace


@dataclass(frozen=True)
class Sockets:
    """The sockets of the IdP's own address and of its doors by their names, with their addresses.

    These hold when the sockets are closed.
    """

    issuer: socket.socket
    doors: Mapping[str, tuple[Listener, socket.socket]]
    authority: str
    addresses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, issuer: socket.socket, doors: Mapping[str, tuple[Listener, socket.socket]], called: str = "") -> Self:
        """Ask the sockets for their addresses.

        ``called`` is how others call this machine; doors are told by it that listen on every address there is.
        """
        addresses = {
            name: f"{'http' if door.tls is None else 'https'}://{binding.authority_of(found, called)}{path}"
            for door, found in doors.values()
            for name, path in ((door.name, door.path), *door.also)
        }
        return cls(issuer, doors, binding.authority_of(issuer), addresses)

    @classmethod
    def open(
        cls,
        doors: Sequence[Listener],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        ports: Mapping[str, int] | None = None,
        last: IdpPlace | None = None,
        called: str = "",
    ) -> Self:
        """Bind them all, or none. A port of 0 is that of ``last``, when it can be had, or a free one.

        ``called`` is as in ``of``.

        Raises ``LoginFailure`` ``address.*``.
        """
        last, wanted = last or IdpPlace(), ports or {}
        with contextlib.ExitStack() as stack:

            def listen(where: str, port: int, last_port: int) -> socket.socket:
                try:
                    listener = binding.listen(where, port or last_port)
                except LoginFailure:
                    if port or not last_port:
                        raise
                    listener = binding.listen(where, 0)  # somebody else has it now
                stack.callback(listener.close)
                return listener

            issuer = listen(host, port, last.issuer)
            opened = {
                door.name: (door, listen(door.host or host, wanted.get(door.name, 0), last.doors.get(door.name, 0)))
                for door in doors
            }
            stack.pop_all()
        return cls.of(issuer, opened, called)

    @classmethod
    def inherited(cls, doors: Sequence[Listener], numbers: Mapping[str, int], called: str = "") -> Self:
        """Take over sockets by the numbers that another process handed on (``numbers``); ``called`` is as in ``of``."""
        found = {name: socket.socket(fileno=number) for name, number in numbers.items()}
        return cls.of(found[""], {door.name: (door, found[door.name]) for door in doors}, called)

    @property
    def numbers(self) -> dict[str, int]:
        """The sockets' file descriptors by the doors' names; the IdP's own has an empty one."""
        return {"": self.issuer.fileno(), **{name: found.fileno() for name, (_, found) in self.doors.items()}}

    @property
    def place(self) -> IdpPlace:
        """Where a successor should serve."""
        ports = {name: found.getsockname()[1] for name, (_, found) in self.doors.items()}
        return IdpPlace(self.issuer.getsockname()[1], ports)

    def close(self) -> None:
        """Close them; may be called more than once."""
        self.issuer.close()
        for _, found in self.doors.values():
            found.close()
