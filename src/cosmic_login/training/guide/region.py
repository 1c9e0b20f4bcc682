"""A region's own file: its name, its words, what it says in its own way, leaves out and adds (docs/guide.md)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.toml_table import Table, read_document
from cosmic_login.training.guide.content import FORMAT, LANGUAGES, GuideReader, content, key
from cosmic_login.training.guide.model import Block, Chapter, GuideRegion, OwnChapter
from cosmic_login.training.model import Text
from cosmic_login.training.parse import one_of

#: The file that holds when none is named.
SHIPPED: Final = "jonkoping.toml"
MALFORMED, UNREADABLE = "region.malformed", "region.unreadable"
MOST_BYTES: Final = 256 * 1024
_LONGEST_FACT: Final = 100
#: As in the directory, where it stands in the pictures.
_LONGEST_NAME: Final = 64
#: What can be said of the document, in the order in which it is shown.
FACTS: Final[tuple[str, ...]] = ("number", "version", "valid_from", "responsible", "approved")


def shipped() -> GuideRegion:
    """Return the region that comes with the program."""
    folder = resources.files("cosmic_login.training").joinpath("guide").joinpath("regions")
    return parse(SHIPPED, folder.joinpath(SHIPPED).read_bytes())


def read(path: Path) -> GuideRegion:
    """Return what a file says. Raises ``region.unreadable`` and ``region.malformed``, with file and line."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise LoginFailure(UNREADABLE, f"{path}:1: {reason}") from None
    return parse(str(path), raw)


def parse(name: str, raw: bytes) -> GuideRegion:
    """Read a file's bytes. Raises ``region.unreadable`` for what is too large or no TOML, ``region.malformed``."""
    if len(raw) > MOST_BYTES:
        raise LoginFailure(UNREADABLE, f"{name}:1: larger than {MOST_BYTES} bytes")
    document = read_document(name, raw, MALFORMED, not_toml=UNREADABLE)
    if document.whole("format", 1, 2**31, FORMAT) != FORMAT:
        raise document.failure("format", f"this program knows format {FORMAT}")
    languages = document.texts("languages", one_of(LANGUAGES, "language")) or LANGUAGES
    found = _Sheet(document, tuple(each for each in LANGUAGES if each in languages)).region()
    document.done()
    return found


class _Sheet:
    """One file, which may name the chapters and steps of the guide, and those of its own."""

    def __init__(self, document: Table, languages: tuple[str, ...]) -> None:
        self._document, self._languages = document, languages
        self._content = content()
        self._reader = GuideReader(languages, self._content.words)
        self._chapters = {chapter.id: chapter for chapter in self._content.chapters}

    def region(self) -> GuideRegion:
        reworded, titles = self._reworded()
        left_out = frozenset(self._document.texts("leave_out", one_of(self._chapters, "chapter")))
        return GuideRegion(
            name=self._name(),
            languages=self._languages,
            words=self._words(),
            facts=self._facts(),
            left_out=left_out,
            reworded=reworded,
            titles=titles,
            steps=self._steps(),
            own=self._own(),
        )

    def _name(self) -> Text:
        name = GuideReader(self._languages, ()).text(self._document, "name")
        for language, text in zip(LANGUAGES, name, strict=True):
            if len(text) > _LONGEST_NAME:
                raise self._document.below("name").failure(language, f"is longer than {_LONGEST_NAME} characters")
        return name

    def _words(self) -> Mapping[str, Text]:
        table, plain = self._document.below("words"), GuideReader(self._languages, ())
        known = one_of(self._content.words, "word of the guide")
        for name in table.keys:
            if wrong := known(name):
                raise table.failure(name, wrong)
        return {name: plain.text(table, name) for name in table.keys}

    def _facts(self) -> dict[str, str]:
        table = self._document.below("document")
        found: dict[str, str] = {name: table.text(name, _fact) for name in FACTS if name in table.keys}
        table.done()
        return found

    def _reworded(self) -> tuple[Mapping[str, tuple[Text, ...]], Mapping[str, Text]]:
        texts: dict[str, tuple[Text, ...]] = {}
        titles: dict[str, Text] = {}
        for name, table in self._document.named("chapters", one_of(self._chapters, "chapter")).items():
            if "title" in table.keys:
                titles[name] = self._reader.text(table, "title")
            if "text" in table.keys:
                texts[name] = self._reader.texts(table, "text")
            if not table.keys:
                raise table.source.failure(table.path, f"chapters.{name}: has neither title nor text")
            table.done()
        return texts, titles

    def _steps(self) -> Mapping[str, Text]:
        steps = {
            f"{chapter.id}/{step.id}"
            for chapter in self._chapters.values()
            for block in chapter.blocks
            for step in block.steps
        }
        table = self._document.below("steps")
        for name in table.keys:
            if wrong := one_of(steps, "step of the guide")(name):
                raise table.failure(name, wrong)
        return {name: self._reader.text(table, name) for name in table.keys}

    def _own(self) -> tuple[OwnChapter, ...]:
        found: list[OwnChapter] = []
        for table in self._document.tables("own"):
            known = {*self._chapters, *(each.chapter.id for each in found)}
            name = table.text("id", lambda text: key(text) or ("is taken" if text in known else ""))  # noqa: B023
            after = table.text("after", one_of(known, "chapter"))
            blocks = tuple(Block("text", text=each) for each in self._reader.texts(table, "text"))
            if not blocks:
                raise table.failure("text", "is missing")
            found.append(OwnChapter(Chapter(name, self._reader.text(table, "title"), blocks), after))
            table.done()
        return tuple(found)


def _fact(text: str) -> str:
    return "" if 0 < len(text) <= _LONGEST_FACT and text.isprintable() else f"must be 1 to {_LONGEST_FACT} characters"
