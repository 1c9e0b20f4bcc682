"""The pytest fixture ``private_pcscd``; skips, with the reason, where pcscd or vpcd is not installed.

Use it by importing the name into a ``conftest.py`` or a plug-in. It gives in-process clients (pyscard) and child
processes (with ``private_pcscd.environment``) the same daemon; ``stop`` and ``start`` it as the test needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cosmic_login.testing.pcscd import PrivatePcscd, missing_parts

__all__ = ["private_pcscd"]


@pytest.fixture
def private_pcscd() -> Iterator[PrivatePcscd]:
    """Run a private pcscd with one vpcd reader (two slots) for the length of a test."""
    if reason := missing_parts():
        pytest.skip(reason)
    with PrivatePcscd() as pcscd:
        yield pcscd
