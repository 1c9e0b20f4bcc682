"""The documents as a site: its check finds what is wrong, every page has its place, and no anchor is missing.

``make site`` makes the pages and judges them; here is what needs no build.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md"))
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
TO_ANCHOR = re.compile(r"\]\(((?!\w+:)[^)#\s]*)#([^)\s]+)\)")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import docs_site  # type: ignore[import-not-found, unused-ignore] # a script beside the sources

    assert isinstance(docs_site, ModuleType)
    return docs_site


def test_a_link_an_anchor_and_a_foreign_host_are_found(site: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text(
        '<html><head><link rel="stylesheet" href="https://elsewhere.example/style.css"></head><body id="top">'
        '<a href="two.html#here">right</a><a href="#top">right</a><a href="https://elsewhere.example/">right</a>'
        '<a href="three.html">wrong</a><a href="two.html#there">wrong</a>'
        '<img src="//elsewhere.example/a.png"></body></html>',
        "utf-8",
    )
    (tmp_path / "two.html").write_text('<p id="here">', "utf-8")
    (tmp_path / "style.css").write_text("p { background: url(https://elsewhere.example/b.png) }", "utf-8")
    assert list(site.faults(tmp_path)) == [
        "one.html: fetches https://elsewhere.example/style.css",
        "one.html: fetches //elsewhere.example/a.png",
        "one.html: three.html leads nowhere",
        "one.html: two.html#there has no such anchor",
        "style.css: fetches from elsewhere",
    ]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page, as the repository's host makes them from headings, and those in HTML."""
    text = page.read_text("utf-8")
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading) for heading in HEADING.findall(FENCE.sub("", text))]
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain]
    return {*slugs, *re.findall(r'<a id="([^"]+)"', text)}


def test_every_anchor_that_a_document_leads_to_is_there() -> None:
    known = {page: anchors(page) for page in PAGES}
    seen, missing = 0, []
    for page in (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for link, anchor in TO_ANCHOR.findall(FENCE.sub("", page.read_text("utf-8"))):
            target = (page.parent / link).resolve() if link else page
            if target.suffix == ".md" and target in known:
                seen += 1
                if anchor not in known[target]:
                    missing.append(f"{page.relative_to(ROOT)}: {link}#{anchor}")
    assert missing == []
    assert seen > 200


def test_every_document_has_a_place_on_the_way_through_the_site() -> None:
    text = (DOCS / "site" / "conf.py").read_text("utf-8")
    way = re.search(r"^_WAY = \{(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    assert way is not None
    places = [each for string in re.findall(r'"([^"]+)"', way[1]) for each in string.split()]
    names = {page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES} - {"index"}
    assert {name for name in names if not any(fnmatch(name, place) for place in places)} == set()
