"""The parameters of a request as they came, before anything is made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

#: More than any request has that means something.
MAX_PARAMETERS: Final = 64
_BROKEN = re.compile("%(?![0-9A-Fa-f]{2})")


class NotForm(ValueError):  # noqa: N818 - it says what the text is
    """Text that is not form-encoded, or not in UTF-8."""


@dataclass(frozen=True)
class Parameters:
    """Names with their values. Those without a value count as left out (RFC 6749, section 3.1)."""

    values: Mapping[str, str] = field(repr=False)
    repeated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Parameters:
        """Sort what came; of a parameter that came more than once the first value is kept."""
        pairs = list(pairs)
        repeated = frozenset(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        return cls({name: value for name, value in reversed(pairs) if value}, repeated)

    @classmethod
    def read(cls, encoded: bytes) -> Parameters:
        """Read a query or a form's body. Raises ``NotForm``."""
        return cls.of(read_pairs(encoded))

    def get(self, name: str) -> str:
        """Return a value; empty when it was left out."""
        return self.values.get(name, "")

    def words(self, name: str) -> Sequence[str]:
        """Return the words of a value that is a list with spaces between them."""
        return [each for each in self.get(name).split(" ") if each]


def read_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return names and values of form-encoded text, in order. Raises ``NotForm``."""
    try:
        text = encoded.decode("ascii")
        if _BROKEN.search(text):
            raise NotForm("a percent sign with nothing behind it")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeError as error:
        raise NotForm("not UTF-8") from error
    except ValueError as error:
        raise NotForm(str(error)) from error
