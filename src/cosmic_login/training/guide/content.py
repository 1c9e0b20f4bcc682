"""What the guide says, read from ``chapters.toml`` and ``pictures.toml``, and chapters of a region's own, likewise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Final, cast, get_args

from cosmic_login.profile.toml_table import Table, read_document
from cosmic_login.training.guide.labels import LABELS
from cosmic_login.training.guide.model import Block, BlockKind, Chapter, Content, GuidePicture, GuideStep, Pane
from cosmic_login.training.model import Text
from cosmic_login.training.parse import one_of
from cosmic_login.training.rows import ROWS
from cosmic_login.training.vocabulary import VERBS

#: The version of the formats, and the languages a guide can be in.
FORMAT: Final = 1
LANGUAGES: Final = ("sv", "en")
MALFORMED: Final = "internal.error"
#: What a text can have in braces beside the words: whose guide it is.
REGION: Final = "region"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
_PART = re.compile(r"[a-z]\w*(\.[\w-]+)*")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_LONGEST_KEY, _LONGEST_TEXT = 60, 2000
_MOST_NTH: Final = 9


def key(text: str) -> str:
    """Check a name: small letters, digits and hyphens."""
    return "" if _KEY.fullmatch(text) and len(text) <= _LONGEST_KEY else "must be small letters, digits and hyphens"


def words_of(known: Iterable[str]) -> Callable[[str], str]:
    """Return a check of a text in which only these words stand in braces."""
    names = frozenset(known)

    def check(text: str) -> str:
        if not text.strip() or len(text) > _LONGEST_TEXT:
            return f"must be 1 to {_LONGEST_TEXT} characters"
        if any(not sign.isprintable() for sign in text):
            return "must be one line of text"
        for found in _BRACES.finditer(text):
            if found[1] not in names:
                return f"{found[0][:40]} is no word; known: {', '.join(sorted(names))}"
        return ""

    return check


class GuideReader:
    """Reads texts that are to be there in certain languages, and the blocks and chapters that are made of them."""

    def __init__(self, languages: tuple[str, ...], words: Iterable[str]) -> None:
        self._languages = languages
        self._check = words_of({*words, *LABELS, REGION})

    def text(self, table: Table, name: str) -> Text:
        """Return the text of a key, a table with the languages; one that is not wanted may be missing."""
        below = table.below(name)
        missing = [language for language in self._languages if language not in below.keys]
        if missing:
            raise table.failure(name, f"is missing in {' and '.join(missing)}")
        return self._languages_of(below)

    def _languages_of(self, below: Table) -> Text:
        found = Text(*(below.text(each, self._check, "") for each in LANGUAGES))
        below.done()
        return found

    def texts(self, table: Table, name: str) -> tuple[Text, ...]:
        """Return the texts of an array of such tables."""
        found = []
        for each in table.tables(name):
            missing = [language for language in self._languages if language not in each.keys]
            if missing:
                raise table.source.failure(each.path, f"{name}: is missing in {' and '.join(missing)}")
            found.append(self._languages_of(each))
        return tuple(found)

    def blocks(self, table: Table) -> tuple[Block, ...]:
        """Return what a chapter consists of."""
        return tuple(self._block(each) for each in table.tables("blocks"))

    def _block(self, table: Table) -> Block:
        kind = cast("BlockKind", table.choice("kind", get_args(BlockKind), ""))
        if "kind" not in table.keys:
            raise table.failure("kind", "is missing")
        only_with = table.text("only_with", key, "")
        if kind == "text":
            block = Block(kind, text=self.text(table, "text"), only_with=only_with)
        elif kind == "list":
            lead = self.text(table, "lead") if "lead" in table.keys else None
            block = Block(kind, lead=lead, items=self._some(table, "items"), only_with=only_with)
        elif kind == "table":
            block = self._table(table, only_with)
        elif kind == "picture":
            block = Block(kind, picture=table.text("picture", key), only_with=only_with)
        else:
            block = Block(kind, steps=tuple(self._step(each) for each in table.tables("steps")), only_with=only_with)
        table.done()
        return block

    def _table(self, table: Table, only_with: str) -> Block:
        caption, head, cells = self.text(table, "caption"), self._some(table, "head"), self._some(table, "cells")
        if len(cells) % len(head):
            raise table.failure("cells", f"{len(cells)} are no whole rows of {len(head)}")
        return Block("table", lead=caption, head=head, items=cells, only_with=only_with)

    def _some(self, table: Table, name: str) -> tuple[Text, ...]:
        found = self.texts(table, name)
        if not found:
            raise table.failure(name, "is missing")
        return found

    def _step(self, table: Table) -> GuideStep:
        step = GuideStep(table.text("id", key), self.text(table, "text"), table.text("picture", key, ""))
        table.done()
        return step


@cache
def content() -> Content:
    """Return what the guide says."""
    document = _shipped("chapters.toml")
    plain = GuideReader(LANGUAGES, ())
    words = {name: plain.text(document.below("words"), name) for name in document.below("words").keys}
    reader = GuideReader(LANGUAGES, words)
    chapters = tuple(_chapter(table, reader) for table in document.tables("chapters"))
    document.done()
    pictures = _pictures(_shipped("pictures.toml"), reader)
    return Content(words, chapters, pictures)


def _shipped(name: str) -> Table:
    folder = resources.files("cosmic_login.training").joinpath("guide")
    document = read_document(name, folder.joinpath(name).read_bytes(), MALFORMED)
    document.whole("format", FORMAT, FORMAT, FORMAT)
    return document


def _chapter(table: Table, reader: GuideReader) -> Chapter:
    chapter = Chapter(
        id=table.text("id", key),
        title=reader.text(table, "title"),
        blocks=reader.blocks(table),
        under=table.text("under", key, ""),
        rows=table.texts("rows", lambda row: "" if row in ROWS else "is no row"),
    )
    table.done()
    return chapter


def _pictures(document: Table, reader: GuideReader) -> Mapping[str, GuidePicture]:
    found: dict[str, GuidePicture] = {}
    for name, table in document.named("pictures", key).items():
        found[name] = GuidePicture(
            id=name,
            alt=reader.text(table, "alt"),
            scenario=table.text("scenario", key),
            state=table.text("state", lambda text: "" if _WORD.fullmatch(text) else "must be a state"),
            pane=cast("Pane", table.choice("pane", get_args(Pane), "window")),
            parts=table.texts("parts", lambda text: "" if _PART.fullmatch(text) else "must be a path of names"),
            before=table.text("before", one_of(VERBS, "verb"), ""),
            nth=table.whole("nth", 1, _MOST_NTH, 1),
        )
        table.done()
    document.done()
    return found
