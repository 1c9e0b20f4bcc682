"""Another program that has a card: a process of its own, on pyscard, until it is told to let go."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from cosmic_login.testing.pcscd import PrivatePcscd

_PROGRAM = """
import select, sys
from smartcard import scard
reader, how = sys.argv[1:]
share = scard.SCARD_SHARE_EXCLUSIVE if how == "exclusive" else scard.SCARD_SHARE_SHARED
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
result, card, protocol = scard.SCardConnect(context, reader, share, scard.SCARD_PROTOCOL_ANY)
if how == "transaction":
    result = scard.SCardBeginTransaction(card)
print(result, flush=True)
pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
while select.select([sys.stdin], [], [], 60)[0] and (line := sys.stdin.readline().strip()):
    _, answer = scard.SCardTransmit(card, pci, list(bytes.fromhex(line)))
    print(bytes(answer).hex(), flush=True)
scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
scard.SCardReleaseContext(context)
"""


class AnotherProgram:
    """A program that is connected to a card."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def send(self, command: bytes) -> bytes:
        """Have it send one command to the card."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(command.hex(), file=self._process.stdin, flush=True)
        return bytes.fromhex(self._process.stdout.readline())

    @property
    def holds(self) -> bool:
        """Whether it still runs, and so has the card."""
        return self._process.poll() is None

    def let_go(self) -> None:
        """Have it let the card go and end."""
        self._process.communicate("\n", timeout=20)


@contextmanager
def another_program(
    pcscd: PrivatePcscd,
    reader: str,
    how: Literal["transaction", "exclusive", "shared"] = "transaction",
    within: float = 60.0,
) -> Iterator[AnotherProgram]:
    """Run a program that has the card in ``reader``; it is killed at the end of the block, if it still has it.

    Raises ``TimeoutError`` when it has not got the card ``within`` so many seconds, and ``AssertionError`` when it
    cannot get it.
    """
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, reader, how],
        env=os.environ | pcscd.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            if not select.select([process.stdout], [], [], within)[0]:
                raise TimeoutError
            assert process.stdout.readline() == "0\n"
            yield AnotherProgram(process)
        finally:
            process.kill()
