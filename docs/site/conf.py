"""How the site is made of the documents (``make site``): Sphinx reads the Markdown as it lies in the repository.

The pages are written for where they are read most, the repository; so nothing in them is for Sphinx. What it needs on
top, the way through the pages, is added here. Every warning is an error: a link or an anchor that leads nowhere too.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

_ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]

project, release = "Cosmic Login", _PROJECT["version"]
author = copyright = "the Cosmic Login developers"  # noqa: A001 - the name that Sphinx reads
language = "en"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**", "examples/README.md"]
exclude_patterns = ["docs/site/**"]
nitpicky = True
myst_heading_anchors = 6
html_theme, html_title = "furo", f"Cosmic Login {release}"
html_copy_source = html_show_sourcelink = False
html_favicon = str(_ROOT / "assets" / "icons" / "cosmic.svg")
html_theme_options = {"source_edit_link": "", "source_view_link": "", "top_of_page_buttons": []}
# Blocks that name no language are what somebody types; a few are in words of nobody.
highlight_language = "none"
suppress_warnings = ["misc.highlighting_failure"]

#: The way through the site: a heading, and the pages below it.
_WAY = {
    "På svenska": "manual.sv trainer.sv answers.sv failures settings",
    "For people": (
        "installing manual.en gallery/README trainer.en answers.en failures.en directory lessons rows "
        "scenarios guide phone remote"
    ),
    "For testers": "testing control ci programs lab faults",
    "For systems and operators": "systems systems-tried claims explain operations performance scaling audit log",
    "For developers": (
        "architecture glossary exercises/* flow test-matrix protocols pages pki locked time controls quality "
        "soak adr/* ../README ../CONTRIBUTING ../CHANGELOG ../SECURITY ../examples/README"
    ),
}


_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)\)")
_ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
_WITHIN = re.compile(r"\[([^\]]+)\]\(#([\w-]+)\)")


def _read(_app: Sphinx, name: str, source: list[str]) -> None:
    """Have a page read as the repository shows it: anchors in HTML are anchors, and a directory can be linked to."""
    here, anchors = (_ROOT / name).parent, set(_ANCHOR.findall(source[0]))

    def within(link: re.Match[str]) -> str:
        return f'<a href="#{link[2]}">{link[1]}</a>' if link[2] in anchors else link[0]

    source[0] = _WITHIN.sub(within, _LINK.sub(lambda link: f"]({_page(here, link[1])})", source[0]))
    if name == root_doc:
        for heading, pages in _WAY.items():
            listed = "\n".join(pages.split())
            source[0] += f"\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {heading}\n\n{listed}\n```\n"


def _language(_app: Sphinx, name: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """Tell browsers and screen readers which pages are in Swedish."""
    context["language"] = "sv" if name.rpartition("/")[2] in _WAY["På svenska"].split() else "en"


def _page(here: Path, link: str) -> str:
    """Return a link to a page in the place of one to a directory: what tells about it, or the first that is in it."""
    folder = here / link
    if not folder.is_dir():
        return link
    told = next((each / "README.md" for each in (folder, folder.parent) if (each / "README.md").exists()), None)
    page = told or min(folder.glob("*.md"), default=folder)
    return Path(*[".."] * len(here.relative_to(_ROOT).parts), page.resolve().relative_to(_ROOT)).as_posix()


def setup(app: Sphinx) -> None:
    """Have pages read by ``_read``, and named by their language."""
    app.connect("source-read", _read)
    app.connect("html-page-context", _language)
