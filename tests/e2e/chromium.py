"""The system's browser, driven by Playwright: pages as people meet them, with a keyboard, eyes and axe-core.

Playwright's own browsers are not fetched. While it runs, this thread has its event loop: ``asyncio.run`` needs another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.browser import AXE, BROWSERS

Look = Literal["light", "dark", "high-contrast", "forced-colors"]
LOOKS: tuple[Look, ...] = ("light", "dark", "high-contrast")
_MEDIA: dict[Look, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "high-contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced-colors": {"color_scheme": "dark", "forced_colors": "active"},
}
#: The rules of axe-core that it asks by itself about colours ("cat.color" would be AAA's, too).
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
#: What is waited for at the most, in milliseconds; a machine with other work to do is slow.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser without a window."""
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def person(
    browser: Browser, *, language: str = "sv-SE", look: Look = "light", scripts: bool = True, **more: Any
) -> Iterator[Page]:
    """Give a page of somebody with no cookies yet; the training's certificates are taken as they come."""
    context: BrowserContext = browser.new_context(
        ignore_https_errors=True, locale=language, java_script_enabled=scripts, **_MEDIA[look], **more
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def wear(page: Page, look: Look) -> None:
    """Show the page in another look."""
    page.emulate_media(**{"contrast": "no-preference", "forced_colors": "none", **_MEDIA[look]})


def faults(page: Page, *, of_colours: bool = False) -> list[tuple[str, list[str]]]:
    """Return the rules of axe-core that the page breaks, each with the elements.

    ``of_colours``: only those that another look can break on a page that breaks none, for a look is only colours.
    """
    # In the page's own world its policy would refuse the script; Playwright's evaluation is not held to it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    which = {"runOnly": {"type": "rule", "values": _OF_COLOURS}} if of_colours else {}
    found = page.evaluate("how => axe.run(document, how)", {"resultTypes": ["violations"], **which})
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found["violations"]]
