"""The languages that texts are said in."""

from __future__ import annotations

from typing import Final

#: What there is, in its own name; the first is the source, in which texts stand in the code.
LANGUAGES: Final = {"sv": "Svenska", "en": "English"}
SOURCE: Final = next(iter(LANGUAGES))
