"""Where icons and the desktop entry lie: beside the package once it is installed, in ``assets/`` of a checkout.

The one place that knows. No Qt, and nothing read: the first window waits for this import.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def asset(name: str) -> Path:
    """Return the file ``name`` ("icons/card.svg", "cosmic-login.desktop"); FileNotFoundError when there is none."""
    path = _folder() / name
    if not path.is_file():
        raise FileNotFoundError(f"the program's own file {path} is missing; install it anew")
    return path


@cache
def _folder() -> Path:
    # The wheel's own comes first: what lies above an installed package belongs to others.
    installed = _PACKAGE / "_assets"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "assets"
