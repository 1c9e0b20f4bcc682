"""Spares PySide6 the reading of sources: imported before all else that imports Qt and much more.

Once PySide6 is there, it opens the source of every module that is imported, though the compiled form is at hand, and
looks whether it says "PySide6" (``findings/pyside6_reads_sources_at_import.sh``). The answer matters to modules that
ask for Qt's names in another form ("snake_case"). Of our own we know that none does, and the standard library has
nothing to do with Qt; together they are two thirds of what a window imports. All else, plug-ins too, is still read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import PySide6.QtCore  # noqa: F401 - brings what is told here

_OURS = __name__.partition(".")[0]


def spare_reading(feature: ModuleType | None) -> None:
    """Tell PySide6's feature switch what is known of our modules; one that works in another way is left alone."""
    looked: Callable[[ModuleType], bool] | None = getattr(feature, "_mod_uses_pyside", None)
    if feature is None or looked is None:
        return
    read = looked  # what mypy knows of a name holds in functions only for one that stays

    def uses_pyside(module: ModuleType) -> bool:
        package = module.__name__.partition(".")[0]
        if package == _OURS:
            return True
        return package not in sys.stdlib_module_names and read(module)

    feature._mod_uses_pyside = uses_pyside  # type: ignore[attr-defined]


spare_reading(sys.modules.get("shibokensupport.feature"))
