"""The languages that texts are said in, and the texts that other distributions bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: What there is, in its own name; the first is the source, in which texts stand in the code.
LANGUAGES: Final = {"sv": "Svenska", "en": "English"}
SOURCE: Final = next(iter(LANGUAGES))

_others: dict[str, dict[str, str]] = {}


def register(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Make others' translations known: by language, then by source text. What is there already stays."""
    for language, catalogue in texts.items():
        _others[language] = {**catalogue, **_others.get(language, {})}


def others_text(language: str, source: str) -> str | None:
    """Return what another distribution says for a text that none of ours translates; None when none does."""
    return _others.get(language, {}).get(source)
