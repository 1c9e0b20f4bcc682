"""What the phone shows, and what leads from one page to the next: one table, and nothing that runs it."""

from __future__ import annotations

from collections.abc import Mapping

from cosmic_login.core.failures import LoginFailure

#: Page -> event -> page. What is not in the table does not happen.
EDGES: Mapping[str, Mapping[str, str]] = {
    "home": {"open": "app", "install": "store", "settings": "settings"},
    "store": {"installed": "app", "back": "home"},
    "app": {
        "scan": "scan", "add": "add", "id": "id", "open": "fetching", "resume": "asked", "back": "home",
    },
    "scan": {"read": "opening", "back": "app"},
    "opening": {"asked": "asked", "failed": "failed", "back": "app"},  # the camera's page stays meanwhile
    "fetching": {"asked": "asked", "failed": "failed", "back": "app"},
    "asked": {"confirm": "sending", "decline": "declining", "failed": "failed", "back": "app"},
    "sending": {"answered": "answered", "wrong": "asked", "failed": "failed"},
    "declining": {"declined": "declined", "failed": "failed"},
    "answered": {"done": "app", "back": "app"},
    "declined": {"done": "app", "back": "app"},
    "add": {"scan": "scan_activation", "fetch": "fetching_activation", "back": "app"},
    "scan_activation": {"read": "new_code", "back": "add"},
    "fetching_activation": {"read": "new_code", "failed": "failed", "back": "add"},
    "new_code": {"chosen": "activating", "back": "add"},
    "activating": {"activated": "activated", "failed": "failed"},
    "activated": {"done": "app", "back": "app"},
    "id": {"remove": "removing", "back": "app"},
    "removing": {"removed": "app", "failed": "failed"},
    "failed": {"scan": "scan", "add": "add", "asked": "asked", "id": "id", "done": "app", "back": "app"},
    "settings": {"back": "home"},
    "dead": {"powered": "home"},
}  # fmt: skip
#: Events that lead to the same page from everywhere but from where they lead to, or where something must not stop.
EVERYWHERE: Mapping[str, str] = {"home": "home", "died": "dead"}
#: Where nobody can walk away: the answer is on its way, or there is no power.
HELD = frozenset({"sending", "declining", "activating", "removing", "dead"})
#: Where a failure's "try again" leads from the page on which it happened; without one there is only a way out.
AGAIN: Mapping[str, str] = {
    "opening": "scan", "sending": "scan", "asked": "scan", "declining": "asked", "activating": "add",
    "fetching_activation": "add", "removing": "id",
}  # fmt: skip


def follows(page: str, event: str) -> str | None:
    """Return the page that ``event`` leads to from ``page``, or None when it leads nowhere."""
    if event == "died":
        return None if page == "dead" else EVERYWHERE["died"]
    if event == "home":
        return None if page in HELD or page == "home" else EVERYWHERE["home"]
    return EDGES[page].get(event)


def again(page: str, failure: LoginFailure, *, still_asked: bool) -> str:
    """Return the event of "try again" for a failure on ``page``, or an empty string when trying makes no sense."""
    if still_asked and page in {"sending", "declining"}:
        return "asked"
    if failure.code in {"phone.no_id", "enrolment.expired", "phone.code_blocked", "certificate.revoked"}:
        return "add"
    return AGAIN.get(page, "")
