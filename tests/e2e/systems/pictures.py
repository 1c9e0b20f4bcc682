"""Pictures of what systems show, for docs/systems; none are taken unless a folder is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

_FOLDER: Final = os.environ.get("COSMIC_SYSTEM_PICTURES", "")


def photographer(page: Page, system: str) -> Callable[[str], None]:
    """Return what takes a picture of the page, where pictures are wanted."""

    def look(what: str) -> None:
        if _FOLDER:
            page.screenshot(path=Path(_FOLDER) / f"{system}-{what}.png")

    return look
