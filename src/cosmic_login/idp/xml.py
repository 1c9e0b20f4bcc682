"""Reading XML that others wrote: bounded, and without anything that a document could make a parser do.

A document type declaration is refused where it begins, before an entity is read, whatever the document is encoded in:
the prolog is looked through here, in text, before a parser sees it. Beside UTF-8 and UTF-16, which every processor has
to read (XML 1.0, section 4.3.3), only ASCII and Latin-1 are known.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

__all__ = ["BadXml", "Bounds", "Element", "inflate", "read_xml"]


class BadXml(ValueError):  # noqa: N818 - said of the document
    """A document that is not read. Its text says why, in English, and quotes nothing of the document."""


@dataclass(frozen=True)
class Bounds:
    """How much a document may hold. ``size`` is in bytes, ``depth`` in elements, ``attributes`` are those of one."""

    size: int = 200_000
    depth: int = 40
    elements: int = 5_000
    attributes: int = 40


_KNOWN: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
}
#: Byte order marks that decide; the longer ones first, because UTF-32's begins as UTF-16's.
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", ""),
    (b"\x00\x00\xfe\xff", ""),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SPACE: Final = "[ \t\r\n]"
_DECLARATION: Final = re.compile(
    rf"<\?xml{_SPACE}+version{_SPACE}*={_SPACE}*(?:\"1\.[0-9]+\"|'1\.[0-9]+')"
    rf"(?:{_SPACE}+encoding{_SPACE}*={_SPACE}*(?:\"(?P<double>[A-Za-z][A-Za-z0-9._-]*)\"|'(?P<single>[A-Za-z][A-Za-z0-9._-]*)'))?"
    rf"(?:{_SPACE}+standalone{_SPACE}*={_SPACE}*(?:\"(?:yes|no)\"|'(?:yes|no)'))?{_SPACE}*\?>"
)
_BESIDE: Final = re.compile(rf"{_SPACE}+|<!--.*?-->|<\?(?!xml{_SPACE}).*?\?>", re.DOTALL)


def read_xml(document: bytes, bounds: Bounds | None = None) -> Element:
    """Return a document's root element, without comments and processing instructions. Raises ``BadXml``."""
    bounds = bounds or Bounds()
    if len(document) > bounds.size:
        raise BadXml(f"it has more than {bounds.size} bytes")
    text = _text(document)
    _check_prolog(text)
    parser = XMLParser(target=_Builder(bounds), encoding="utf-8")  # noqa: S314 - no declaration gets here
    try:
        parser.feed(text.encode("utf-8"))
        root = parser.close()
    except ParseError as error:
        line, column = error.position
        raise BadXml(f"it is not well-formed: line {line}, column {column}") from error
    if not isinstance(root, Element):
        raise BadXml("it holds no element")
    return root


def inflate(data: bytes, most: int) -> bytes:
    """Return what raw DEFLATE (RFC 1951) was made from. Raises ``BadXml`` when it is more than ``most`` bytes."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(data, most)
        more = unpacker.decompress(unpacker.unconsumed_tail, 1) if unpacker.unconsumed_tail else b""
    except zlib.error as error:
        raise BadXml("it is not deflated") from error
    if more:
        raise BadXml(f"inflated it has more than {most} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise BadXml("it is deflated in part only")
    return plain


class _Builder(TreeBuilder):
    """Counts, and refuses what the prolog should have been refused for."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self._bounds, self._depth, self._elements = bounds, 0, 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Begin an element."""
        self._depth, self._elements = self._depth + 1, self._elements + 1
        if self._depth > self._bounds.depth:
            raise BadXml(f"elements lie in each other more than {self._bounds.depth} deep")
        if self._elements > self._bounds.elements:
            raise BadXml(f"it has more than {self._bounds.elements} elements")
        if len(attrs) > self._bounds.attributes:
            raise BadXml(f"an element has more than {self._bounds.attributes} attributes")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """End an element."""
        self._depth -= 1
        return super().end(tag)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type declaration, should one have got this far."""
        raise BadXml("it has a document type declaration (DOCTYPE)")


def _text(document: bytes) -> str:
    """Decode a document as its mark or its declaration says, and only if both say the same."""
    marked = next(((mark, name) for mark, name in _MARKS if document.startswith(mark)), None)
    if marked is not None and not marked[1]:
        raise BadXml("it is written in UTF-32")
    if marked is None and b"\x00" in document[:4]:
        raise BadXml("it is written in UTF-16 or UTF-32 without a byte order mark")
    name = marked[1] if marked else _declared(document)
    try:
        text = document.decode("utf-8-sig" if name == "utf-8" else _KNOWN[name])
    except ValueError as error:
        raise BadXml(f"it is not written in {name.upper()}") from error
    found = _DECLARATION.match(text)
    said = ((found["double"] or found["single"] or name) if found else name).lower()
    if said != name and not (name == "utf-16" and said in {"utf-16le", "utf-16be"}):
        raise BadXml("its declaration names another encoding than it is written in")
    return text


def _declared(document: bytes) -> str:
    head = document[:200].decode("latin-1")
    found = _DECLARATION.match(head)
    name = ((found["double"] or found["single"] or "utf-8") if found else "utf-8").lower()
    if name not in _KNOWN or name == "utf-16":
        raise BadXml("its declaration names an encoding that is not read, or that it is not written in")
    return name


def _check_prolog(text: str) -> None:
    """Refuse what stands before the root element if it is anything but comments and processing instructions."""
    found = _DECLARATION.match(text)
    place = found.end() if found else 0
    while (beside := _BESIDE.match(text, place)) is not None:
        place = beside.end()
    if text.startswith("<!DOCTYPE", place):
        raise BadXml("it has a document type declaration (DOCTYPE)")
    if not text.startswith("<", place) or text.startswith(("<!", "<?"), place):
        raise BadXml("something else than an element stands at its beginning")
