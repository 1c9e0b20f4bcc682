"""Walks that do the same in every state, step, look or way: ``make test`` goes a part, ``make whole`` the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

#: States of the chart for the short form of a walk: one of each kind of place.
SOME_STATES = (
    *("manage_insert_card", "enter_code", "working", "workspace", "unlock_md_code", "take_over", "show_qr"),
    *("frozen", "closing"),
)


def rest_whole(cases: Sequence[Any], here: Callable[[Any], bool], *, apart: bool = False) -> list[Any]:
    """Return ``cases`` for ``parametrize``: those that are not for ``make test`` (``here``) are marked ``whole``.

    ``apart``: each case is a tuple, with a value for each argument.
    """
    kept = [here(case) for case in cases]
    assert any(kept), "nothing is left for make test"
    return [
        case if stays else pytest.param(*(case if apart else (case,)), marks=pytest.mark.whole)
        for case, stays in zip(cases, kept, strict=True)
    ]
