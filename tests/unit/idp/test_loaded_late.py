"""A server that starts loads nothing that only some logins need: it starts sooner, and stays small."""

from __future__ import annotations

import subprocess
import sys

_ASK = """
import sys
import cosmic_login.idp.server.embedded, cosmic_login.idp.server.web_door
late = (
    "PySide6", "lxml", "signxml", "jinja2", "weasyprint", "psycopg", "prometheus_client", "joserfc.jwk",
    "cosmic_login.idp.oidc.judge", "cosmic_login.idp.pages.login", "cosmic_login.idp.web.logins",
    "cosmic_login.idp.saml.face", "cosmic_login.idp.endpoints.control.routes", "cosmic_login.audit.crew",
)
print(*(name for name in late if name in sys.modules))
"""


def test_a_server_that_starts_has_loaded_nothing_that_only_some_need() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []
