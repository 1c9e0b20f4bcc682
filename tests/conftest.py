"""What holds for every test: nobody meets the readers of the machine it runs on; soaking is asked for."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from cosmic_login.testing.pcscd import process_socket_path

if sys.platform == "linux":
    # Before anything makes a PC/SC context; child processes inherit it.
    process_socket_path()


def pytest_configure(config: pytest.Config) -> None:
    """Name our marker."""
    config.addinivalue_line("markers", "soak: repeats for minutes what must never wear out; run by `make soak` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soaking tests out unless they are asked for; in a soak they may take an hour each."""
    soaking = [item for item in items if item.get_closest_marker("soak")]
    if "COSMIC_SOAK" not in os.environ:
        config.hook.pytest_deselected(items=soaking)
        items[:] = [item for item in items if item not in soaking]
    for item in soaking:
        item.add_marker(pytest.mark.timeout(3600))


def pytest_unconfigure() -> None:
    """Remove the socket's directory: the processes of pytest-xdist end without their exit handlers."""
    if sys.platform == "linux":
        shutil.rmtree(process_socket_path().parent, ignore_errors=True)
