"""The command line as a grammar: global options anywhere, one subcommand, mistakes as ``usage.invalid``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import itertools
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from cosmic_login import __version__
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.redact import looks_like_a_code
from cosmic_login.profile.logs import LEVELS
from cosmic_login.run.command_help import Filled, examples, for_terminal, in_language
from cosmic_login.run.context import CliContext, Language

#: Subcommand -> what ``--help`` says. The module of the same name is imported only when it is the one that runs.
COMMANDS = {
    "login": "log in without a window and print the identity",
    "card": "list, show, issue, change code, unblock, attach cards",
    "reader": "the reader on one's own desk: share it, pair, and let a session elsewhere take it",
    "phone": "the phone: its window, or activate, scan and confirm without one",
    "siths-eid": "SITHS eID for the link that a browser has opened: its window, or without one",
    "idp": "run the identity provider on its own",
    "rp": "certificates of relying parties",
    "client": "systems that log their users in here",
    "control": "put services out and bring them back; have systems meet faults",
    "scenario": "lessons: list, check, play, record, and the guide",
    "training": "start the exercise over; erase a person's data",
    "settings": "show and change the settings",
    "profile": "where all that is kept lies; remove it",
    "audit": "show, verify, export, archive the audit trail",
    "doctor": "what works here and what does not, with the mend for each",
    "demo": "play a story through the real window and write its pictures",
}
#: What the link begins with that the desktop entry is registered for; the program may be started with it alone.
LINK = "cosmic-login:"
#: How long a command waits for a card that another program has, if nothing else is said.
CARD_WAIT_S = 2.0
_LONGEST_WAIT_S = 3600.0
_CODE_LIKE = re.compile(r"(?<!\d)(?:\d{6}|\d{8})(?!\d)")
#: Arguments that may be six or eight digits: the value of a setting.
_MAY_BE_DIGITS = frozenset({"value"})


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are failures; it never exits by itself but for ``--help`` and ``--version``.

    Options are not abbreviated: ``--code 123456`` must not be taken for ``--code-env 123456``. Subparsers are of the
    class of the parser that they are added to, and so of its language.
    """

    #: In which the help is.
    language: Language = "en"

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they are
        own: dict[str, Any] = {"allow_abbrev": False, "formatter_class": _FORMATTERS[self.language]}
        if sys.version_info >= (3, 14):
            own["color"] = False  # ours are the same on every Python
        super().__init__(*args, **(own | kwargs))

    def format_help(self) -> str:
        """Return the help in the parser's language, with examples and statuses."""
        self.description = self._said(self.description)
        for group in self._action_groups:
            group.title, group.description = self._said(group.title), self._said(group.description)
        for action in self._actions:
            shown = [action, *(action._get_subactions() if isinstance(action, argparse._SubParsersAction) else [])]
            for each in shown:
                each.help = self._said(each.help)
        return f"{super().format_help()}\n{examples(self.prog.partition(' ')[2], self.language)}"

    def _said(self, text: str | None) -> str | None:
        return in_language(self.language, text) if text and text != argparse.SUPPRESS else text

    def error(self, message: str) -> NoReturn:
        """Raise ``usage.invalid``. Digits that could be a code are not repeated."""
        raise LoginFailure("usage.invalid", f"{self.prog}: {_CODE_LIKE.sub('******', message)}")

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 - as argparse has it
        """Print the help. argparse would say nothing where it cannot be written."""
        file = file or sys.stderr
        file.write(for_terminal(message, file))


class _Swedish(Parser):
    language = "sv"


class _SwedishFormatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - as argparse has it
        super().add_usage(usage, actions, groups, "användning: " if prefix is None else prefix)


_FORMATTERS: dict[Language, type[argparse.HelpFormatter]] = {"en": argparse.HelpFormatter, "sv": _SwedishFormatter}


def parse(argv: Sequence[str]) -> tuple[CliContext, argparse.Namespace | None]:
    """Return the global options as a context, and the subcommand's arguments (None: the window)."""
    here, behind = _split(argv)
    shared = Parser(prog="cosmic-login", add_help=False)
    add_global_options(shared)
    for word in argv:
        if not _is_text(word):
            shared.error("an argument is not text in UTF-8")
        if re.fullmatch(r"--[\w-]+=--", word):  # argparse would take the value away
            shared.error(f"{word[:-3]}: -- is no value")
    options, rest = shared.parse_known_args(here)
    if options.profile and options.temp_profile:
        shared.error("--profile and --temp-profile exclude each other")
    context = CliContext(
        profile_dir=Path(options.profile) if options.profile else None,
        temp_profile=options.temp_profile,
        idp_url=options.idp,
        idp_ca=options.idp_ca,
        log_level=options.log_level,
        lang_option=options.lang,
        manner_option=options.manner,
        trainer=options.trainer,
        card_wait=options.card_wait,
        reader_from=options.reader_from,
    )
    left = [*rest, *behind]
    if left[:1] and left[0].startswith(LINK):  # as the desktop starts the program with a link
        left = ["siths-eid", *left]
    if left and context.card_wait is None:
        context.card_wait = CARD_WAIT_S
    if not left:
        return context, None
    parser = main_parser(left, context.lang)
    arguments = parser.parse_args(left)
    for name, value in vars(arguments).items():
        if name not in _MAY_BE_DIGITS and isinstance(value, str) and looks_like_a_code(value):
            parser.error(f"{name.replace('_', '-')}: a name belongs there; a code is never an argument")
    return context, arguments


def wanted_language(argv: Sequence[str]) -> Language | None:
    """Return the language that ``argv`` asks for, before it is known whether the rest can be understood."""
    here = _split(argv)[0]
    pairs = {*itertools.pairwise(here), *(tuple(word.split("=", 1)) for word in here if "=" in word)}
    languages: tuple[Language, ...] = ("sv", "en")
    return next((language for language in languages if ("--lang", language) in pairs), None)


def available() -> dict[str, str]:
    """Return the subcommands that this installation has, with their help."""
    return {name: about for name, about in COMMANDS.items() if importlib.util.find_spec(module_of(name))}


def module_of(command: str) -> str:
    """Return the module of a subcommand."""
    return f"cosmic_login.cli.{command.replace('-', '_')}"


def _is_text(word: str) -> bool:
    """Whether an argument could be decoded; bytes that could not come as half of a character (PEP 383)."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split before a ``--``: what follows it is never an option."""
    at = argv.index("--") if "--" in argv else len(argv)
    return list(argv[:at]), list(argv[at:])


def add_global_options(parser: argparse.ArgumentParser) -> None:
    """Add what may stand before and after every command."""
    group = parser.add_argument_group("global options, before or after the command")
    group.add_argument("--profile", metavar="DIR", default="", help="directory of all state (or COSMIC_LOGIN_HOME)")
    group.add_argument("--temp-profile", action="store_true", help="use a profile that is thrown away afterwards")
    group.add_argument("--idp", metavar="URL", default="", help="use this identity provider, not the embedded one")
    group.add_argument("--idp-ca", metavar="FILE", default="", help="trust this CA file (PEM) for --idp with https")
    group.add_argument("--log-level", choices=LEVELS, default="info", help="what the log takes up (default: info)")
    group.add_argument("--lang", choices=("sv", "en"), help="language (default: as set, or sv)")
    group.add_argument(
        "--manner", choices=("safe", "true-to-life"), help="whether Cosmic may lock up (default: as set)"
    )
    group.add_argument(
        "--card-wait",
        metavar="SECONDS",
        type=_seconds,
        help=Filled(
            "how long to wait for a card that another program has (default of a command: {seconds})",
            seconds=f"{CARD_WAIT_S:g}",
        ),
    )
    group.add_argument(
        "--reader-from", metavar="URL", default="", help="take the readers of this desk, too: reader://HOST:PORT"
    )
    group.add_argument("--trainer", action="store_true", help="open the trainer's panel with the window")
    group.add_argument("--version", action="version", version=f"cosmic-login {__version__}")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= _LONGEST_WAIT_S:
        raise ValueError
    return seconds


def whole_parser() -> Parser:
    """Return the whole grammar, with the arguments of every subcommand: for manual page and completion."""
    commands = available()
    return _parser(commands, set(commands))


def main_parser(left: Sequence[str], language: Language = "en") -> Parser:
    """Return the whole grammar, with the arguments of the one subcommand that ``left`` names.

    Where ``left`` begins with it, nobody can get to the others, and they are left out.
    """
    named = next((word for word in left if not word.startswith("-")), "")
    alone = named in left[:1] and named in COMMANDS and importlib.util.find_spec(module_of(named))
    return _parser({named: COMMANDS[named]} if alone else available(), {named}, language)


def _parser(commands: Mapping[str, str], named: Collection[str], language: Language = "en") -> Parser:
    parser = (_Swedish if language == "sv" else Parser)(
        prog="cosmic-login", description="SITHS login for practice and tests. Without a command: the window."
    )
    add_global_options(parser)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, about in commands.items():
        command = subparsers.add_parser(name, help=about)
        if name in named:
            importlib.import_module(module_of(name)).register(command)
    return parser
