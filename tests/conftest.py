"""What holds for every test: nobody meets the readers of the machine it runs on."""

from __future__ import annotations

import shutil
import sys

from cosmic_login.testing.pcscd import process_socket_path

if sys.platform == "linux":
    # Before anything makes a PC/SC context; child processes inherit it.
    process_socket_path()


def pytest_unconfigure() -> None:
    """Remove the socket's directory: the processes of pytest-xdist end without their exit handlers."""
    if sys.platform == "linux":
        shutil.rmtree(process_socket_path().parent, ignore_errors=True)
