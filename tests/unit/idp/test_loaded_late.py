"""A server that starts loads nothing that only some logins need: it starts sooner, and stays small."""

from __future__ import annotations

import subprocess
import sys

_ASK = """
import sys
import cosmic_login.idp.server.embedded, cosmic_login.idp.server.web_door
print(*(name for name in ("PySide6", "lxml", "signxml", "jinja2", "weasyprint", "psycopg") if name in sys.modules))
"""


def test_a_server_that_starts_has_loaded_neither_templates_nor_qt_nor_xml_signatures() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []
