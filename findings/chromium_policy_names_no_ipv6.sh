#!/usr/bin/env bash
# Chromium 156: a Content-Security-Policy cannot name an IPv6 address. form-action http://[::1]:* is dropped with a line in
# the console (the grammar of CSP Level 3, section 2.3.1, has no such host), so a form to a server on [::1] is blocked by a
# policy that seems to allow it, without a visible sign; http://127.0.0.1:* is taken. Needs Debian's chromium.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
cat >"$work/run.py" <<'PY'
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6

from playwright.sync_api import sync_playwright

got = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", "form-action http://127.0.0.1:* http://[::1]:*")
        self.end_headers()
        self.wfile.write(b"<!doctype html><form method=post><button>go</button></form>")

    def do_POST(self):
        got.append(self.server.named)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(family, host):
    kind = type("Server", (ThreadingHTTPServer,), {"address_family": family, "named": host})
    server = kind((host, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


four, six = serve(AF_INET, "127.0.0.1"), serve(AF_INET6, "::1")
with sync_playwright() as driver:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
    for target in (f"http://127.0.0.1:{four}/", f"http://[::1]:{six}/"):
        page, said = browser.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{four}/")
        page.evaluate("target => { document.forms[0].action = target }", target)
        page.dispatch_event("button", "click")
        page.wait_for_timeout(500)
        ignored = any("contains an invalid source: 'http://[::1]:*'" in line for line in said)
        print("source ignored:", ignored, "form arrived:", ("::1" if "[" in target else "127.0.0.1") in got)
    browser.close()
PY
"$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
printf '%s\n' 'source ignored: True form arrived: True' 'source ignored: True form arrived: False' | diff - "$work/seen"
echo "as described"
