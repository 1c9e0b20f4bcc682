"""Codes from the environment or the terminal: never from the argument list, which everybody can read."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, CodeKind, wipe

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext

#: What is asked for on a terminal.
PROMPTS = {
    "CODE": ("Legitimeringskod: ", "Identification code: "),
    "NEW_CODE": ("Ny kod: ", "New code: "),
    "PUK": ("PUK-kod: ", "PUK code: "),
}


#: A terminal gives a line at a time; a longer one is no code.
_LONGEST_LINE = 1024


def is_asked_for(variable: str) -> bool:
    """Whether the code of this variable has to be typed: the variable is not set, and there is a terminal."""
    return variable not in os.environ and sys.stdin.isatty()


def code_of_environment(context: CliContext, variable: str, what: str = "CODE", kind: CodeKind = "pin") -> Code:
    """Return the code that an environment variable holds, or that is typed on the terminal.

    ``what`` is a key of ``PROMPTS``. Raises ``code.missing``, ``code.malformed``, ``puk.malformed``.
    """
    value = os.environ.get(variable)
    if value is None and is_asked_for(variable):
        value = getpass.getpass(context.text(*PROMPTS[what]))
    if value is None:
        raise LoginFailure("code.missing", f"{variable} is not set")
    return Code(value, kind)


async def code_of_terminal(context: CliContext, what: str = "CODE", kind: CodeKind = "pin") -> Code:
    """Return the code that is typed on the terminal, without echo; when cancelled, the terminal is as it was.

    Raises ``code.missing`` at the end of input, ``code.malformed``, ``puk.malformed``.
    """
    prompt = context.text(*PROMPTS[what])
    try:
        import termios  # noqa: F401 - what the system lacks shows here
    except ImportError:  # a terminal that cannot be waited for beside the login
        return Code(getpass.getpass(prompt), kind)
    loop, terminal = asyncio.get_running_loop(), sys.stdin.fileno()
    line = asyncio.Event()
    with _without_echo(terminal):
        _say(terminal, prompt)
        loop.add_reader(terminal, line.set)
        try:
            await line.wait()
        finally:
            loop.remove_reader(terminal)
        typed = bytearray(os.read(terminal, _LONGEST_LINE))
    try:
        if not typed:
            raise LoginFailure("code.missing", "the input ended")
        return Code(typed.rstrip(b"\r\n"), kind)
    finally:
        wipe(typed)


@contextmanager
def _without_echo(terminal: int) -> Iterator[None]:
    import termios

    before = termios.tcgetattr(terminal)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSAFLUSH, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)  # half a code does not reach the shell
        _say(terminal, "\n")


def _say(terminal: int, text: str) -> None:
    """Write to the terminal itself: standard output and standard error may lead elsewhere."""
    try:
        os.write(terminal, text.encode())
    except OSError:  # opened for reading only
        print(text, end="", file=sys.stderr, flush=True)
