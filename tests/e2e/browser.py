"""A page as a browser shows it, and what axe-core says of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

AXE = Path(__file__).resolve().parents[2] / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium-headless-shell", "chromium")
TIMEOUT_S = 100
#: The time that passes on the page at once, in milliseconds: enough for every rule.
_BUDGET_MS = 60_000
_RUN = """
axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(found => {
  const seen = list => list.map(rule => [rule.id, rule.nodes.map(node => [node.html.slice(0, 200),
    ...node.any.concat(node.all, node.none).map(check => check.data && check.data.messageKey)])]);
  const told = {violations: seen(found.violations), incomplete: seen(found.incomplete), passes: found.passes.length};
  const place = document.createElement("pre");
  place.textContent = "axe:" + encodeURIComponent(JSON.stringify(told)) + ":axe";
  document.body.append(place);
});
"""


def missing() -> str:
    """Tell why no page can be checked here (empty: it can), in words for ``pytest.skip``."""
    if not AXE.exists():
        return f"{AXE} is missing (npm, scripts/setup.sh)"
    return (
        "" if any(shutil.which(name) for name in BROWSERS) else "chromium is missing (see scripts/debian-packages.txt)"
    )


def axe(page: Path, folder: Path) -> dict[str, Any]:
    """Return axe-core's findings of a page, whose own scripts would run too; ``folder`` is for what it needs."""
    source = AXE.read_text("utf-8").replace("</script", "<\\/script")
    inside = f"<script>{source}</script><script>{_RUN}</script></body>"
    checked = folder / f"checked-{page.name}"
    checked.write_text(page.read_text("utf-8").replace("</body>", inside), "utf-8")
    browser = next(name for name in BROWSERS if shutil.which(name))
    done = subprocess.run(
        [
            *(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                f"--user-data-dir={folder / 'browser'}",
            ),
            *(f"--virtual-time-budget={_BUDGET_MS}", "--dump-dom", checked.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    found: dict[str, Any] = json.loads(unquote(done.stdout.rpartition(":axe")[0].rpartition("axe:")[2]))
    return found
