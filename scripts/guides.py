"""Makes the guides in docs/guide: the instruction's own region in both languages, and a second region's.

``--check`` only says which of them are out of date in their words; pictures and what stands on them are not compared.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.desktop.guide.making import composed, make
from cosmic_login.training.guide import region
from cosmic_login.training.guide.compose import wanted
from cosmic_login.training.guide.content import content
from cosmic_login.training.guide.model import GuideRegion, TakenPicture
from cosmic_login.training.guide.pages import page

if TYPE_CHECKING:
    from cosmic_login.run.context import Language

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide"
SECOND = "exempelskog"
_FIGURE = re.compile(r"<figure>.*?</figure>", re.DOTALL)


def guides() -> Iterator[tuple[str, GuideRegion, Language]]:
    """Return what is shipped: name, region, language."""
    first = Path(region.SHIPPED).stem
    yield first, region.shipped(), "sv"
    yield first, region.shipped(), "en"
    yield SECOND, region.read(FOLDER / f"{SECOND}.toml"), "sv"


def words(html: str) -> str:
    """Return a guide without its pictures."""
    return _FIGURE.sub("", html)


def current(name: str, of: GuideRegion, language: Language) -> bool:
    """Whether a guide that is shipped says what it would say now, with as many pictures."""
    guide = composed(of, language)
    nothing = TakenPicture(b"", 1, 1)
    would = page(guide, {each.id: nothing for each in wanted(guide, content())})
    path = FOLDER / f"{name}.{language}.html"
    html = path.read_text("utf-8") if path.exists() else ""
    return words(html) == words(would) and len(_FIGURE.findall(html)) == len(guide.figures())


def main() -> int:
    """Make them, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="say what is out of date; exit 1 if anything is")
    parser.add_argument("--only", metavar="NAME.LANGUAGE", default="", help="make this one alone")
    options = parser.parse_args()
    old = []
    for name, of, language in guides():
        if options.check:
            old += [] if current(name, of, language) else [f"docs/guide/{name}.{language}.html"]
        elif options.only in {"", f"{name}.{language}"}:
            for path in make(of, language, FOLDER, name):
                sys.stdout.write(f"{path}: {path.stat().st_size / 1e6:.1f} MB\n")
    for path_name in old:
        sys.stderr.write(f"{path_name} is out of date: make guides\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
