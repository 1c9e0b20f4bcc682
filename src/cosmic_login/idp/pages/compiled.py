"""What templates were compiled to: once in a process, for every door that shows pages, and every IdP that runs there.

Compiling one costs more than ten times what a page costs that is shown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import BytecodeCache


@lru_cache
def compiled() -> BytecodeCache:
    """Return what jinja2 environments of the same settings share."""
    from jinja2 import BytecodeCache  # noqa: PLC0415 - with the first page
    from jinja2.bccache import Bucket  # noqa: PLC0415

    class InMemory(BytecodeCache):
        """By template and by the checksum of its text: of another text, another is compiled."""

        def __init__(self) -> None:
            self._kept: dict[tuple[str, str], CodeType | None] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self._kept.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            self._kept[bucket.key, bucket.checksum] = bucket.code

    return InMemory()
