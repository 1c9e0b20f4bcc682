"""The journal runs, and somebody has a browser. With pytest-playwright the second half comes from there."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn
from journal import journal
from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from cosmic_login.testing.idp_server import IdpServer


@pytest.fixture
def journal_url(idp_server: IdpServer) -> Iterator[str]:
    """Run the journal, registered at an IdP of the test's own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = idp_server.register("journal", f"{address}/callback", scopes=["employee"])
        app = journal(idp_server.oidc, client.client_id, client.secret, str(idp_server.ca_file))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield address
        server.should_exit = True
        thread.join()


@pytest.fixture
def page() -> Iterator[Page]:
    """Give a browser's page: the system's Chromium, or else Playwright's own."""
    names = ("chromium", "chromium-headless-shell", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser.new_page(ignore_https_errors=True, locale="sv-SE")
        browser.close()
