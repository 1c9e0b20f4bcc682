"""The tests with a screen share one, on one worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.desktop import Screen, missing_parts


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Give a screen with a window manager and a keyboard."""
    if reason := missing_parts():
        pytest.skip(reason)
    with Screen(tmp_path_factory.mktemp("home")) as made:
        yield made
