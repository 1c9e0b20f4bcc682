#!/usr/bin/env bash
# Playwright 1.65.2 for Python: page.evaluate works on a page whose policy forbids eval, page.wait_for_function with the same
# expression does not, unless it is true at once: to ask again it uses the page's own eval, and fails with an EvalError. What
# works everywhere is a wait that has no code: expect(locator).to_have_text(...). Needs Debian's chromium.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
cat >"$work/run.py" <<'PY'
import shutil

from playwright.sync_api import Error, expect, sync_playwright

PAGE = "<!doctype html><p>here</p>"
POLICY = {"Content-Security-Policy": "default-src 'none'"}
ASKED = "document.querySelector('p').textContent === 'here'"
SOON = "setTimeout(() => { document.querySelector('p').textContent = 'there' }, 300)"


def outcome(work):
    try:
        work()
    except Error as error:
        return "EvalError" if "EvalError" in error.message else "another error"
    return "works"


with sync_playwright() as driver:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
    for headers in ({}, POLICY):
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html", headers=headers))
        page.goto("http://probe.invalid/")
        page.evaluate(SOON)
        print("policy:", bool(headers), "evaluate:", outcome(lambda: page.evaluate(ASKED)),
              "wait_for_function:", outcome(lambda: page.wait_for_function(ASKED.replace("'here'", "'there'"))),
              "expect:", outcome(lambda: expect(page.locator("p")).to_have_text("there")))
    browser.close()
PY
"$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
diff - "$work/seen" <<'SEEN'
policy: False evaluate: works wait_for_function: works expect: works
policy: True evaluate: works wait_for_function: EvalError expect: works
SEEN
echo "as described"
