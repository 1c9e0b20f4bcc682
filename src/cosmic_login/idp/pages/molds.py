"""Pages that were made before, for other logins: most of a page is the same for everybody who reads its language.

A page is rendered once with a mark in the place of each text that is one login's own (its address, the form's token);
what comes out is cut at the marks, and the next login's texts are put in, escaped as the template would have. The marks
are random: nobody can write one.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Final

from markupsafe import escape

#: So many pages are remembered, by all that is said on them.
_MOST: Final = 256

Render = Callable[[Mapping[str, object]], str]


class Molds:
    """Pages cut at what is one login's own."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)
        self._cut = re.compile(f"{self._mark}-(\\w+)-")
        self._made: OrderedDict[object, list[str]] = OrderedDict()

    def page(self, key: tuple[str, ...], values: Mapping[str, object], mine: Collection[str], render: Render) -> str:
        """Return what ``render`` makes of these values; ``key`` says of what template, and in which language.

        ``mine`` are the values that are one login's own: texts, numbers, or dictionaries of texts, which the template
        may show, and ask whether they are there, and nothing else.
        """
        own, marked = self._parted(values, mine)
        name = (key, repr(marked))
        pieces = self._made.get(name)
        if pieces is None:
            pieces = self._made[name] = self._cut.split(render(marked))
            if len(self._made) > _MOST:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(name)
        texts = list(pieces)
        texts[1::2] = [own[each] for each in texts[1::2]]  # every other one is what was cut at
        return "".join(texts)

    def _parted(self, values: Mapping[str, object], mine: Collection[str]) -> tuple[dict[str, str], dict[str, object]]:
        """Return a login's own texts, escaped, by their marks' names; and the values with the marks."""
        own: dict[str, str] = {}
        marked = dict(values)
        for name in mine:
            value = values.get(name)
            if isinstance(value, str | int) and value:  # whether there is one may change the page
                own[name] = str(escape(value))
                marked[name] = f"{self._mark}-{name}-"
            elif isinstance(value, dict):
                own |= {f"{name}_{key}": str(escape(text)) for key, text in value.items()}
                marked[name] = {key: f"{self._mark}-{name}_{key}-" for key in value}
        return own, marked
