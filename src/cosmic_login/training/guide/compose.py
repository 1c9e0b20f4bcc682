"""The guide in one language, as a region has it: every text whole, every picture numbered. What pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.guide.content import REGION
from cosmic_login.training.guide.labels import Translated, labels
from cosmic_login.training.guide.model import Block, Chapter, Content, GuidePicture, GuideRegion
from cosmic_login.training.model import Text

_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Figure:
    """A picture in its place: its number in the document, and what it is of."""

    number: int
    id: str
    alt: str


@dataclass(frozen=True)
class Line:
    """A numbered step, and its picture if it has one."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True)
class Part:
    """A block with its texts."""

    kind: str
    text: str = ""
    lead: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True)
class GuideSection:
    """A chapter with its texts, and those that stand under it. ``number`` is as in "4" or "4.2"."""

    id: str
    number: str
    title: str
    parts: tuple[Part, ...]
    under: tuple[GuideSection, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The whole."""

    language: str
    region: str
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[GuideSection, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    def figures(self) -> list[Figure]:
        """Return the pictures in their order."""
        found: list[Figure] = []
        for section in self.sections:
            for each in (section, *section.under):
                for part in each.parts:
                    found += [line.figure for line in part.lines if line.figure is not None]
                    found += [] if part.figure is None else [part.figure]
        return found


def compose(content: Content, region: GuideRegion, language: str, translated: Translated) -> Guide:
    """Put content and region together. Raises ``guide.no_language`` where the region's texts are not in it."""
    if language not in region.languages:
        raise LoginFailure("guide.no_language", f"{language}: the region's file has {', '.join(region.languages)}")
    return _Composer(content, region, language, translated).guide()


class _Composer:
    def __init__(self, content: Content, region: GuideRegion, language: str, translated: Translated) -> None:
        self._content, self._region, self._language = content, region, language
        both = {**content.words, **region.words}
        self._words = {
            **{name: text.of(language) for name, text in both.items()},
            **labels(translated),
            REGION: region.name.of(language),
        }
        left_out = region.left_out
        self._gone = left_out | {chapter.id for chapter in content.chapters if chapter.under in left_out}
        self._figures = 0

    def guide(self) -> Guide:
        chapters = self._chapters()
        gone = self._gone
        sections: list[GuideSection] = []
        for chapter in chapters:
            if chapter.under or chapter.id in gone:
                continue
            number = len(sections) + 1
            first = self._parts(chapter)
            below = [each for each in chapters if each.under == chapter.id and each.id not in gone]
            under = tuple(
                GuideSection(each.id, f"{number}.{place}", self._title(each), self._parts(each))
                for place, each in enumerate(below, 1)
            )
            sections.append(GuideSection(chapter.id, str(number), self._title(chapter), first, under))
        return Guide(
            language=self._language,
            region=self._words[REGION],
            title=self._say(_TITLE),
            facts=self._region.facts,
            sections=tuple(sections),
            words=self._words,
        )

    def _chapters(self) -> list[Chapter]:
        """Return ours with the region's own among them, each behind the one that it names."""
        found = list(self._content.chapters)
        behind = {own.chapter.id: own.after for own in self._region.own}
        for own in self._region.own:
            at = next(place for place, each in enumerate(found) if each.id == own.after)
            under = found[at].under
            at += 1
            while at < len(found) and behind.get(found[at].id) == own.after:
                at += 1  # those that name the same one follow in the order of the file
            found.insert(at, Chapter(own.chapter.id, own.chapter.title, own.chapter.blocks, under))
        return found

    def _title(self, chapter: Chapter) -> str:
        return self._say(self._region.titles.get(chapter.id, chapter.title))

    def _parts(self, chapter: Chapter) -> tuple[Part, ...]:
        blocks: Iterable[Block] = chapter.blocks
        if (texts := self._region.reworded.get(chapter.id)) is not None:
            rest = [block for block in chapter.blocks if block.kind != "text"]
            blocks = [*(Block("text", text=text) for text in texts), *rest]
        return tuple(self._part(chapter, block) for block in blocks if block.only_with not in self._gone)

    def _part(self, chapter: Chapter, block: Block) -> Part:
        items = tuple(self._say(item) for item in block.items)
        wide = len(block.head)
        return Part(
            kind=block.kind,
            text=self._say(block.text),
            lead=self._say(block.lead),
            items=() if wide else items,
            head=tuple(self._say(text) for text in block.head),
            rows=tuple(items[at : at + wide] for at in range(0, len(items), wide)) if wide else (),
            lines=tuple(
                Line(
                    self._say(self._region.steps.get(f"{chapter.id}/{step.id}", step.text)), self._figure(step.picture)
                )
                for step in block.steps
            ),
            figure=self._figure(block.picture),
        )

    def _figure(self, picture: str) -> Figure | None:
        if not picture:
            return None
        self._figures += 1
        return Figure(self._figures, picture, self._say(self._content.pictures[picture].alt))

    def _say(self, text: Text | None) -> str:
        if text is None:
            return ""
        said = text.of(self._language)
        for _ in range(2):  # a word of the region may hold a label
            said = _WORD.sub(lambda found: self._words[found[1]], said)
        return said


_TITLE = Text("Logga in i {system} med tjänste-id", "Log in to {system} with a service ID")


def wanted(guide: Guide, content: Content) -> list[GuidePicture]:
    """Return the pictures that a guide needs, each once."""
    return [content.pictures[name] for name in dict.fromkeys(figure.id for figure in guide.figures())]
