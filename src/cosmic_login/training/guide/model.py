"""What the guide is made of. Data only: in both languages here, in one in ``compose``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cosmic_login.training.model import Text

BlockKind = Literal["text", "list", "table", "steps", "picture"]
Pane = Literal["window", "siths", "phone"]


@dataclass(frozen=True)
class GuideStep:
    """A numbered step. ``picture`` is a key of the pictures, or empty."""

    id: str
    text: Text
    picture: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, a list, a table, numbered steps, or a picture; what the others have is empty.

    ``lead`` is a list's first line or a table's caption. ``only_with``: left out where that chapter is.
    """

    kind: BlockKind
    text: Text | None = None
    lead: Text | None = None
    items: tuple[Text, ...] = ()
    head: tuple[Text, ...] = ()
    steps: tuple[GuideStep, ...] = ()
    picture: str = ""
    only_with: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter; one that stands ``under`` another is a part of that. ``rows`` are what it tells of."""

    id: str
    title: Text
    blocks: tuple[Block, ...]
    under: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidePicture:
    """A picture of a real window, taken in a scenario while the chart is at ``state``, just before something is done.

    ``before``: only where that act is this verb; ``nth``: when that is so for the second time, and so on. ``pane`` is
    what is in it, ``parts`` are the widgets with a number on, as paths of attributes from the pane's page. For the
    phone, ``state`` is a page of the phone's own chart.
    """

    id: str
    alt: Text
    scenario: str
    state: str
    pane: Pane = "window"
    parts: tuple[str, ...] = ()
    before: str = ""
    nth: int = 1


@dataclass(frozen=True)
class Content:
    """What the guide says, before a region has had its say."""

    words: Mapping[str, Text]
    chapters: tuple[Chapter, ...]
    pictures: Mapping[str, GuidePicture]


@dataclass(frozen=True)
class OwnChapter:
    """A chapter of a region's own, ``after`` one of ours or another of its own."""

    chapter: Chapter
    after: str


@dataclass(frozen=True)
class GuideRegion:
    """What a region's file says. ``languages`` are those that its texts are in.

    ``facts`` are the document's (number, version, …), shown as they are.
    """

    name: Text
    languages: tuple[str, ...]
    words: Mapping[str, Text] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    reworded: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    steps: Mapping[str, Text] = field(default_factory=dict)
    own: tuple[OwnChapter, ...] = ()


@dataclass(frozen=True)
class TakenPicture:
    """A picture that was taken: a PNG, its size in the window's own pixels, and what the numbers in it stand on."""

    png: bytes = field(repr=False)
    width: int
    height: int
    legend: tuple[str, ...] = ()
