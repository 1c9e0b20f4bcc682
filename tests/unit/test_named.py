"""What documents and docstrings name is there: files, modules, decisions, and the words of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCES = ROOT / "src" / "cosmic_login"
#: Pages, and sources for their docstrings. The changelog tells of what was.
NAMING = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *SOURCES.rglob("*.py")} - {ROOT / "CHANGELOG.md"})
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)*\.(?:md|py|sh|svg|toml))`")
DOTTED = re.compile(r"`(cosmic_login(?:\.\w+)+)")
DECISION = re.compile(r"ADR (\d{4})|docs/adr/(\d{4})")
#: Entry-point groups look like modules.
GROUPS = {"cosmic_login.authenticators", "cosmic_login.prompts", "cosmic_login.readers", "cosmic_login.translations"}
#: Files of a profile.
ELSEWHERE = {"settings.toml", "directory.toml", "people.toml", "default.toml"}


def missing(text: str, page: Path) -> Iterator[str]:
    """Yield what a text names and nobody has."""
    made = set(re.findall(r"New file `([^`]+)`", text))
    for name in set(FILE.findall(text)) - made - ELSEWHERE:
        if not any((base / name).exists() for base in (ROOT, SOURCES, page.parent)):
            yield name
    for name in set(DOTTED.findall(text)) - GROUPS:
        if not has(name.split(".")[1:]):
            yield name
    for number in {first or second for first, second in DECISION.findall(text)}:
        if not list(DOCS.glob(f"adr/{number}-*.md")):
            yield f"ADR {number}"


def has(parts: list[str]) -> bool:
    """Whether there is such a module, or one with such a name in it."""
    path = SOURCES
    while parts and (path / parts[0]).is_dir():
        path, parts = path / parts[0], parts[1:]
    if parts and (path / f"{parts[0]}.py").exists():
        path, parts = path / f"{parts[0]}.py", parts[1:]
    if path.is_dir():
        return not parts or (parts[0][0].isupper() and has([*path.relative_to(SOURCES).parts, "__init__", *parts]))
    text = path.read_text("utf-8")
    return all(re.search(rf"\b{part}\b", text) for part in parts)


@pytest.mark.parametrize("folder", sorted({path.parent for path in NAMING}), ids=lambda path: str(path.name))
def test_every_file_and_module_that_is_named_is_there(folder: Path) -> None:
    pages = (path for path in NAMING if path.parent == folder)
    lost = {str(page.relative_to(ROOT)): sorted(missing(page.read_text("utf-8"), page)) for page in pages}
    assert {page: names for page, names in lost.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("see `gui/desk.py`", "gui/desk.py"),
        ("``cosmic_login.pki.judge``", "cosmic_login.pki.judge"),
        ("`cosmic_login.core.prompts.Fce`", "cosmic_login.core.prompts.Fce"),
        ("(docs/adr/9999)", "ADR 9999"),
    ],
)
def test_what_is_gone_is_found(text: str, name: str) -> None:
    assert list(missing(text, DOCS / "page.md")) == [name]


# -- words -------------------------------------------------------------------------------------------------------

GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")
ENTRIES = [
    word
    for entry in re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]*\|$", GLOSSARY, re.MULTILINE)
    if entry not in {"word", "---"}
    for word in entry.split(", ")
]
ALL = "\n".join(path.read_text("utf-8") for path in sorted(SOURCES.rglob("*.py")))


@pytest.mark.parametrize("word", ENTRIES)
def test_every_word_of_the_glossary_is_in_use(word: str) -> None:
    # As words (`login method`), as a name of Python's (`login_method`), or as part of a class's (`LoginMethod`).
    parts = re.split("[ -]", word)
    spelled = r"[\s_-]+".join(parts)
    assert re.search(rf"(?<![A-Za-z])(?i:{spelled})|{''.join(part.capitalize() for part in parts)}", ALL)


def test_the_glossary_is_found() -> None:
    assert len(ENTRIES) > 40
    assert "](glossary.md)" in (DOCS / "index.md").read_text("utf-8")
