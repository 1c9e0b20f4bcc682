"""What a trainee does with the phone, which is a program of its own: read from the log that both write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from cosmic_login.diagnosis.log_reader import LogReader
from cosmic_login.profile.logs import LOG_NAME

_WORDS: Final = {"asked": "asked", "answered": "confirmed", "declined": "declined", "activated": "activated"}


class PhoneWatch:
    """Follows the pages of the phone's window, as ``training.vocabulary.PHONE_WORDS`` or a failure's code."""

    def __init__(self, log_dir: Path) -> None:
        self._log = LogReader(log_dir / LOG_NAME)
        self._before = ""

    def news(self) -> list[str]:
        """Return what came since the last call. Reads a file. Raises ``profile.*``."""
        said = []
        for line in self._log.read().lines:
            if line.event == "phone.page":
                fields = json.loads(line.text)["fields"]
                page, failure = str(fields.get("page", "")), str(fields.get("failure", ""))
                word = failure or ("installed" if (self._before, page) == ("store", "app") else _WORDS.get(page, ""))
                if word and (page != self._before or failure):
                    said.append(word)
                self._before = page
        return said
