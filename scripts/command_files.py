"""What the command brings for shells and for ``man``, made from its grammar: completion (shtab), manual page.

shtab offers global options before the command only, and files nowhere unless it is told; both are seen to here.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator

import shtab
from argparse_manpage.manpage import Manpage  # type: ignore[import-untyped]

from cosmic_login import __version__
from cosmic_login.cli.options import add_global_options, whole_parser
from cosmic_login.run.command_help import EXAMPLES
from cosmic_login.run.exit_status import MEANINGS

#: Where each is in ``assets``, by the shell's name; what it is called there is what each shell looks for.
COMPLETIONS = {"bash": "completion/cosmic-login", "zsh": "completion/_cosmic-login"}
MANUAL = "man/cosmic-login.1"
_FILES, _FOLDERS = frozenset({"FILE", "URL-OR-FILE"}), frozenset({"DIR", "FOLDER"})


def command_files() -> dict[str, str]:
    """Return the files by their names in ``assets``."""
    made = {name: shtab.complete(_for_shells(), shell=shell) for shell, name in COMPLETIONS.items()}
    return {name: _trimmed(text) for name, text in (made | {MANUAL: _manual()}).items()}


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n"


def _for_shells() -> argparse.ArgumentParser:
    parser = whole_parser()
    for each in _all(parser):
        if each is not parser and not _subparsers(each):
            with contextlib.suppress(argparse.ArgumentError):  # a command that has an option of such a name
                add_global_options(each)
        for action in each._actions:
            if action.metavar in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.metavar in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return parser


def _all(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for subparsers in _subparsers(parser):
        for each in dict.fromkeys(subparsers.choices.values()):
            yield from _all(each)


def _subparsers(
    parser: argparse.ArgumentParser,
) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    return [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]


def _manual() -> str:
    parser = whole_parser()
    data = {
        "date": f"version {__version__}",  # and no day: the page changes when the command does
        "project_name": "cosmic-login",
        "version": __version__,
        "manual_title": "Cosmic Login",
        "description": "SITHS login for practice and tests",
        "long_description": parser.description,
    }
    text = str(Manpage(parser, data, format="pretty"))
    statuses = "".join(f".TP\n.B {status}\n{meaning}\n" for status, meaning in _statuses())
    return f"{text.rstrip()}\n\n.SH EXIT STATUS\n{statuses}\n.SH EXAMPLES\n{_examples()}"


def _examples() -> str:
    shown = (each for examples in EXAMPLES.values() for each in examples)
    return "".join(f".TP\n.B {_roff(f'cosmic-login {each.words}'.rstrip())}\n{_roff(each.about)}\n" for each in shown)


def _roff(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")


def _statuses() -> Iterator[tuple[int, str]]:
    yield from ((int(status), meaning.replace("`", "")) for status, meaning in MEANINGS.items())
