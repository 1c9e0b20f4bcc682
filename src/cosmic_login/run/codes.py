"""Codes from the environment or the terminal: never from the argument list, which everybody can read."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code, CodeKind

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext

#: What is asked for on a terminal.
PROMPTS = {
    "CODE": ("Legitimeringskod: ", "Identification code: "),
    "NEW_CODE": ("Ny kod: ", "New code: "),
    "PUK": ("PUK-kod: ", "PUK code: "),
}


def code_of_environment(context: CliContext, variable: str, what: str = "CODE", kind: CodeKind = "pin") -> Code:
    """Return the code that an environment variable holds, or that is typed on the terminal.

    ``what`` is a key of ``PROMPTS``. Raises ``code.missing``, ``code.malformed``, ``puk.malformed``.
    """
    value = os.environ.get(variable)
    if value is None and sys.stdin.isatty():
        value = getpass.getpass(context.text(*PROMPTS[what]))
    if value is None:
        raise LoginFailure("code.missing", f"{variable} is not set")
    return Code(value, kind)
