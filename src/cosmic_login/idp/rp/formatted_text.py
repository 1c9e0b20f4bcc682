"""Texts in ``simpleMarkdownV1``: what BankID's service refuses in them, before anybody's phone shows it.

The format has headings (``#`` to ``###`` and a space), lists (``+`` and a space), emphasis, lines (``---``), tables
and a backslash before a sign that shall be one. A line that begins like a list's item and is none is refused by line
and column, as the service does.
"""

from __future__ import annotations

import base64

from cosmic_login.idp.rp.fields import Malformed

FORMAT = "simpleMarkdownV1"
_ITEM = "+"


def check_formatted(body: object) -> None:
    """Raise ``Malformed`` for a text that is said to be formatted and is wrong; ``body`` is otherwise checked."""
    if not isinstance(body, dict) or body.get("userVisibleDataFormat") != FORMAT or "userVisibleData" not in body:
        return
    text = base64.b64decode(str(body["userVisibleData"])).decode("utf-8")
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.startswith(_ITEM) and not line.startswith(_ITEM + " "):
            raise Malformed(f"at ({number}, 1): a list's item begins with '+' and a space", "userVisibleData")
