"""Goes to a desk with the code that is shown there, and comes back paired."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from queue import Empty, SimpleQueue
from typing import Final

from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.remote.address import DeskAddress
from cosmic_login.remote.frames import Frame, Kind, failure_of, garbled
from cosmic_login.remote.keys import Pairings, Partner
from cosmic_login.remote.line import TlsLine
from cosmic_login.remote.pairing import SessionPairing

_DIAL_S: Final = 5.0
_ANSWER_S: Final = 10.0
_Coming = SimpleQueue[Frame | LoginFailure | None]
_REFUSALS: Final = frozenset({
    "reader.not_paired", "reader.other_protocol", "reader.pairing_closed", "reader.pairing_wrong",
    "reader.remote_garbled",
    "profile.full", "profile.readonly", "profile.place", "profile.damaged", "profile.in_use",  # of the desk's profile
})  # fmt: skip


def pair_with(pairings: Pairings, desk: DeskAddress, code: str, name: str, clock: Clock) -> Partner:
    """Pair this machine, which calls itself ``name``, with a desk; blocks for some seconds at the most.

    Raises ``reader.pairing_wrong`` (with the tries left, where the desk says so), ``reader.pairing_closed``,
    ``reader.remote_lost`` when nobody answers, ``reader.remote_garbled``, and of either side's profile ``profile.full``
    and kin.
    """
    own = pairings.own()
    with _line_to(pairings, desk) as (line, coming):
        exchange = SessionPairing(code, own.fingerprint, line.peer, name)
        line.send(exchange.begin())
        proof = exchange.prove(_next(coming, Kind.PAIR_SHARE))
        day = clock.now().astimezone(UTC).date().isoformat()
        partner = Partner(exchange.partner, "desk", line.peer, day, str(desk))
        with pairings.about_to_remember(partner) as remember:  # before the desk counts us as paired
            line.send(proof)
            exchange.check(_next(coming, Kind.PAIRED))
            remember()
        return partner


@contextmanager
def _line_to(pairings: Pairings, desk: DeskAddress) -> Iterator[tuple[TlsLine, _Coming]]:
    """Give a line that has shaken hands, and what comes over it: frames, and the failure that ends it."""
    coming: _Coming = SimpleQueue()
    try:
        connection = socket.create_connection((desk.host, desk.port), _DIAL_S)
    except OSError as error:
        raise LoginFailure("reader.remote_lost", f"{desk}: {error.strerror or error}") from None
    line = TlsLine(
        connection,
        pairings.own(),
        serving=False,
        opened=lambda _line: coming.put(None),
        heard=lambda _line, frame: coming.put(frame),
        ended=lambda _line, failure: coming.put(failure),
    )
    line.start()
    try:
        opened = coming.get(timeout=_DIAL_S + _ANSWER_S)
        if isinstance(opened, LoginFailure):
            raise opened
        yield line, coming
    finally:
        line.close()
        line.join()


def _next(coming: _Coming, kind: Kind) -> Frame:
    """Return the next frame, which has to be of this kind. Raises what the desk refuses with."""
    come: Frame | LoginFailure | None = None
    with contextlib.suppress(Empty):
        come = coming.get(timeout=_ANSWER_S)
    if isinstance(come, LoginFailure):
        raise come
    if come is None:
        raise LoginFailure("reader.remote_lost", "the desk does not answer")
    if come.kind is Kind.REFUSED:
        raise failure_of(come.members(), _REFUSALS)
    if come.kind is not kind:
        raise garbled(f"{come.kind.name} in a pairing")
    return come
