"""Reads a TOML document, and says of one that is none on which line it stops being one."""

from __future__ import annotations

import re
import tomllib

from cosmic_login.profile.locate import Lines

_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class NotTomlError(ValueError):
    """The document cannot be parsed: ``line`` (from 1) and ``reason``, which never quotes the document."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"{line}: {reason}")
        self.line, self.reason = line, reason


def read_toml(raw: bytes) -> tuple[dict[str, object], Lines]:
    """Return the document's values and where they stand. Raises ``NotTomlError``."""
    try:
        text = raw.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise NotTomlError(raw.count(b"\n", 0, error.start) + 1, "not UTF-8") from None
    try:
        return tomllib.loads(text), Lines(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        # The parser's texts may quote the file; what stands in quotation marks stays out.
        reason = re.sub(r"'[^']*'", "…", _TOML_LINE.sub("", str(error)).replace("(at end of document)", ""))
        raise NotTomlError(line, f"not TOML: {reason.strip()}") from None
    except RecursionError:
        raise NotTomlError(1, "not TOML: nested too deeply") from None
