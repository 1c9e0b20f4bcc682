"""The command line's own grammar, read for its commands, options and arguments: a new one is tried by itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from cosmic_login.cli.options import COMMANDS, Parser, add_global_options, main_parser

#: What a value may be mistaken for, or break. No address of another machine, and no path outside the working directory:
#: the commands do what they are told.
HOSTILE = (
    "", " ", "-", "--", "-1", "0", "1", "00", "7" * 30, "1e999", "nan", "inf", "-0.5", "0x10", "1_0", "١٢٣", "½",
    "anna", "anna-1", "bo", "bo-1", "ANNA", "anna ", "å" * 40, "x" * 5000, "x" * 300, "739150", "12345678",
    "199001132399", "TSTNMT2321000057-1002", "siths", "bankid", "idp", "siths-md", "siths-this-device", "profile.full",
    "a file", "a folder", "a folder/x", "a file/x", "missing/x", ".", "..", "%s%n", "{}", "$(id)",
    "{0.__class__}", "'", '"', "a\nb", "\x1b[31m", "\u202e", "\u2028", "\udcff", "\udce5\udce4", "ﬁ", "\U0001f480",
    "null", "true", "[]", "http://127.0.0.1:1", "https://127.0.0.1:1", "http://127.0.0.1:99999", "https://[::1",
    "http://user@127.0.0.1", "file:///etc", "http://", "//", "127.0.0.1:1", "127.0.0.1:x", "[::1]:1", "256.1.1.1",
    "2031-01-01", "2031-13-99T99:99", "9999-12-31T23:59:59+14:00", "0001-01-01", "COSMIC_LOGIN_CODE",
    "NO_SUCH_VARIABLE", "A=B", "1,2,3,4", "1,2,3",
)  # fmt: skip
#: What a command can do something with, so that more than its first check is met.
SENSIBLE = {
    "--person": "anna", "person": "anna", "card": "anna-1", "target": "siths", "key": "login.idp_url", "value": "",
    "--vpcd": "127.0.0.1:1", "image": "a file", "--out": "out", "--output": "out.jsonl", "name": "Testbanken",
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One command with its options and arguments."""

    path: tuple[str, ...]
    actions: tuple[argparse.Action, ...]

    @property
    def name(self) -> str:
        return " ".join(self.path) or "(global)"


def leaves() -> list[Leaf]:
    """Return every command there is, and the global options as one more."""
    found: list[Leaf] = []
    for command in COMMANDS:
        parser = main_parser([command])
        (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
        found += _below(commands.choices[command], (command,))
    shared = Parser(prog="", add_help=False)
    add_global_options(shared)
    return [*found, Leaf((), _own(shared))]


def _below(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[Leaf]:
    deeper = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not any(each.required for each in deeper):
        yield Leaf(path, _own(parser))
    for each in deeper:
        for name, child in each.choices.items():
            yield from _below(child, (*path, name))


def _own(parser: argparse.ArgumentParser) -> tuple[argparse.Action, ...]:
    left_out = (argparse._SubParsersAction, argparse._HelpAction, argparse._VersionAction)
    return tuple(each for each in parser._actions if not isinstance(each, left_out))


def words(leaf: Leaf) -> st.SearchStrategy[list[str]]:
    """Return command lines of a command, with values of every kind in every place."""
    return st.tuples(*(_given(action) for action in leaf.actions)).map(
        lambda parts: [*leaf.path, *(word for part in parts for word in part)]
    )


def _given(action: argparse.Action) -> st.SearchStrategy[list[str]]:
    flag = action.option_strings[-1:]
    if action.nargs == 0:
        return st.sampled_from([[], flag])
    sensible = [*(action.choices or ())] or [SENSIBLE.get((flag or [action.dest])[0], "anna")]
    # An argument like "--x" is a mistake of the grammar; behind "=" it is a value.
    values = st.sampled_from(HOSTILE) | st.sampled_from(sensible)
    given = values.map(lambda value: [f"{flag[0]}={value}"] if flag else [value])
    return given if action.required else st.just([]) | given
