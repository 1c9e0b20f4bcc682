"""What holds for every page that people meet: axe-core finds nothing, nothing is cut off, Tab goes round."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.chromium import LOOKS, Look, faults, wear

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
WIDE, NARROW = (1000, 700), (320, 640)

_FOCUS = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return at === document.body ? null : [at.dataset.at, outlined];
}"""
_SETTLED = """() => {
  const wanted = document.querySelector('[autofocus]');
  const painted = performance.getEntriesByType('paint').length > 0;
  return document.readyState !== 'loading' && painted && (!wanted || wanted === document.activeElement);
}"""
_NUMBER = """() => {
  const all = [...document.querySelectorAll('a, button, summary, input, textarea')]
    .filter(each => each.checkVisibility());
  all.forEach((each, number) => each.dataset.at = number);
  return all.length;
}"""


def looks_right(page: Page, name: str, language: str, look_at: Callable[[Look], None] = lambda _: None) -> None:
    """Check a page that stands in every look, and on a narrow screen with a text of 200 %."""
    assert page.get_attribute("html", "lang") == language, name
    for look in LOOKS:
        wear(page, look)
        found = faults(page, of_colours=look != LOOKS[0])
        assert found == [], (name, look, found)
        look_at(look)
    wear(page, "light")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    for size in ("100%", "200%"):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        beside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (beside, size) == (0, size), name
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


def goes_round(page: Page, name: str) -> None:
    """Check that Tab leads through all that can be used, in its order, and that the focus is seen.

    It goes round from where the page has put the focus.
    """
    page.wait_for_function(_SETTLED)  # before a page is painted its focus is not placed, and keys do nothing
    there = page.evaluate(_NUMBER)
    page.evaluate("document.activeElement.blur()")
    walked: list[list[object]] = []
    while there and len(walked) < there + 2:  # the browser's own controls are on the way round
        page.keyboard.press("Tab")
        walked.append(page.evaluate(_FOCUS))
    stops = [each for each in walked if each][:there]
    first = int(str(stops[0][0])) if stops else 0
    assert stops == [[str((first + step) % there), True] for step in range(there)], (name, walked)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is looked for has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached")
