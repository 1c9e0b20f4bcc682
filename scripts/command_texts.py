"""The command line's catalogue: English in the grammar and its examples, Swedish in ``translations/command_sv.po``.

``scripts/translations.py`` calls this. It goes through the grammar of every subcommand, so nothing can be forgotten.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import page_texts
from cosmic_login.cli.options import COMMANDS, whole_parser
from cosmic_login.run.command_help import EXAMPLES, EXAMPLES_TITLE, STATUSES, Filled
from page_texts import PageText

FILE = Path(__file__).resolve().parent.parent / "src" / "cosmic_login" / "translations" / "command_sv.po"
_HEAD = "# What --help says, in Swedish: translated here. Then run: make translations\n"
_PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)s|--[a-z-]+")


def asked() -> list[str]:
    """Return every text of the grammar and of the examples once, sorted."""
    found = {*COMMANDS.values(), EXAMPLES_TITLE, STATUSES, *_grammar(whole_parser())}
    return sorted(found | {example.about for shown in EXAMPLES.values() for example in shown})


def _grammar(parser: argparse.ArgumentParser) -> Iterator[str]:
    texts: list[str | None] = [parser.description, parser.epilog]
    texts += [text for group in parser._action_groups for text in (group.title, group.description)]
    for action in parser._actions:
        texts.append(action.help)
        if isinstance(action, argparse._SubParsersAction):
            texts += [each.help for each in action._get_subactions()]
            for child in action.choices.values():
                yield from _grammar(child)
    for text in texts:
        if text and text != argparse.SUPPRESS:
            yield text.template if isinstance(text, Filled) else text


def merged(kept: Iterable[PageText]) -> tuple[list[PageText], list[str]]:
    """Return every text with the translation that is kept, and what is amiss."""
    known = {each.source: each for each in kept}
    texts = [known.get(source, PageText("", source)) for source in asked()]
    return texts, [f"command: {each.source!r} {trouble}" for each in texts if (trouble := _trouble(each))]


def _trouble(text: PageText) -> str:
    if not text.forms or not text.forms[0]:
        return "is not translated"
    wanted, there = (sorted(_PLACEHOLDER.findall(each)) for each in (text.source, text.forms[0]))
    return "" if wanted == there else f"has other placeholders than {' '.join(wanted) or 'none'}"


def files(problems: list[str]) -> dict[Path, bytes]:
    """Return the catalogue's two files, and add what is amiss to ``problems``."""
    texts, amiss = merged(page_texts.read(FILE))
    problems += amiss
    return {
        FILE: page_texts.written(texts, "sv", _HEAD).encode(),
        FILE.with_suffix(".mo"): page_texts.compiled(texts, "sv"),
    }
