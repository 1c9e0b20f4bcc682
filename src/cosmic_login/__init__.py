"""Cosmic Login: a whole SITHS login, from a card to a verified and audited identity, on one offline machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

__version__ = "0.1.0"
_TABLE = f"{__name__}.moved"


class _Moved:
    """Asked last, for what nothing else finds: whether a module of ours has moved (``moved.py``)."""

    @staticmethod
    def find_spec(
        name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith(f"{__name__}.") or name == _TABLE:
            return None
        try:
            from cosmic_login.moved import find_moved  # noqa: PLC0415 - most programs never need it
        except ModuleNotFoundError:  # the files are out of reach: nothing has moved, it is just not there
            return None
        return find_moved(name)


sys.meta_path.append(_Moved)
