"""Whether the person agrees to what cannot be undone: asked on the terminal, or said before by ``--yes``."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from cosmic_login.core.failures import LoginFailure

_YES: Final = frozenset({"j", "ja", "y", "yes"})


def add_agreement(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that cannot be undone: ``--yes``, and ``--json`` for what it has done."""
    parser.add_argument("--yes", action="store_true", help="do not ask on the terminal")
    parser.add_argument("--json", action="store_true", help="print a JSON object")


def agreed(args: argparse.Namespace, command: str, question: str) -> bool:
    """Say whether to go on. Raises ``usage.invalid`` where nobody has said so and nobody can be asked."""
    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise LoginFailure("usage.invalid", f"{command} cannot be undone: say --yes where nobody can be asked")
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in _YES
