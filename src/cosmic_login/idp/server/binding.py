"""Binding an address to listen on, and why it cannot be had."""

from __future__ import annotations

import errno
import socket

from cosmic_login.core.failures import LoginFailure

#: What listens on every address of a machine, and is none itself; and the one of those that no other machine has.
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to be told apart

#: What it means that an address cannot be bound; anything else: the machine does not have it.
_WHY_NOT = {
    errno.EADDRINUSE: "address.in_use",
    errno.EACCES: "address.forbidden",
    errno.EPERM: "address.forbidden",
}


def listen(host: str, port: int) -> socket.socket:
    """Bind, and listen. Raises ``LoginFailure`` ``address.*``, ``usage.invalid``.

    The protocol is named because asyncio turns Nagle off only for sockets that name it (44 ms otherwise).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # Windows: nobody else may take the port over
        listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # a second program on the port is refused here and not at its first request
    except (OSError, OverflowError, TypeError, ValueError) as error:  # the last two: a name with a null in it
        listener.close()
        raise _not_listening(host, port, error) from error
    return listener


def _not_listening(host: str, port: int, error: Exception) -> LoginFailure:
    """Return the failure that tells why nobody can listen there."""
    where = f"{host}:{port}"
    if isinstance(error, OverflowError):
        return LoginFailure("usage.invalid", f"{where}: a port is a number from 0 to 65535")
    if isinstance(error, socket.gaierror) or not isinstance(error, OSError):  # also names that are none
        return LoginFailure("address.unknown", where)
    code = _WHY_NOT.get(error.errno or 0, "address.unavailable")
    return LoginFailure(code, f"{where}: {errno.errorcode.get(error.errno or 0, 'error')}")


def authority_of(listener: socket.socket, called: str = "") -> str:
    """Return a listening socket's host and port as an address has them.

    ``called`` is the host's name where the socket listens on every address of the machine, which is none itself;
    without one it is that of loopback.
    """
    host, port = listener.getsockname()[:2]
    if host in LOOPBACK_OF:
        host = called or LOOPBACK_OF[host]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
