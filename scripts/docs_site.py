"""The documents as a site, in build/site: every link and anchor leads somewhere, and no page fetches from elsewhere.

Sphinx judges the links as they stand in the documents, and every warning of it is an error; the pages that it has
written are gone through once more, with what its theme brings.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ROOT = Path(__file__).resolve().parent.parent
#: What a browser fetches by itself, and the attribute that says from where.
_FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "object": "data"}


class Page(HTMLParser):
    """The anchors of a page, where its links lead, and what is fetched for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = {""}
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up what the tag says."""
        said = {name: value or "" for name, value in attrs}
        self.anchors |= {said[name] for name in ("id", "name") if name in said}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "link" and not {"search", "index", "next", "prev", "author", "canonical"} & set(
            said["rel"].split()
        ):
            self.fetched.append(said["href"])
        elif tag in _FETCHED and _FETCHED[tag] in said:
            self.fetched.append(said[_FETCHED[tag]])


def faults(folder: Path) -> Iterator[str]:
    """Yield each link of the pages in ``folder`` that leads nowhere, and each thing that comes from another host."""
    pages = {path: Page(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(folder)
        yield from (f"{where}: fetches {each}" for each in page.fetched if urlsplit(each).netloc)
        for each in (*page.links, *page.fetched):
            link = urlsplit(each)
            if link.scheme or link.netloc:
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            if not target.exists():
                yield f"{where}: {each} leads nowhere"
            elif target in pages and unquote(link.fragment) not in pages[target].anchors:
                yield f"{where}: {each} has no such anchor"
    for path in sorted(folder.rglob("*.css")):
        text = path.read_text("utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            yield f"{path.relative_to(folder)}: fetches from elsewhere"


def main() -> int:
    """Make the site; 1 when something in it is wrong."""
    parser = argparse.ArgumentParser(description="Make the site of the documents, and check it.")
    parser.add_argument("--out", type=Path, default=_ROOT / "build" / "site", help="where to (default: build/site)")
    out = parser.parse_args().out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "2", "-b", "html"]
    command += ["-d", f"{out}.doctrees", "-c", str(_ROOT / "docs" / "site"), str(_ROOT), str(out)]
    made = subprocess.run(command, check=False).returncode
    shutil.rmtree(f"{out}.doctrees", ignore_errors=True)
    found = list(faults(out))
    for each in found:
        print(each, file=sys.stderr)
    if made or found:
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(f"site: {out / 'docs' / 'index.html'} ({len(list(out.rglob('*.html')))} pages, {size:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
