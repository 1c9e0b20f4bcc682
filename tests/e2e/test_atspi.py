"""The real program met by assistive technology: another process, on the accessibility bus, with no keyboard of ours.

The reader (``atspi_driver.py``) runs on the system's own Python and knows what a screen reader knows.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.gui.ports.locked_session import row_for
from tests.e2e.desktop import Program, Screen, end, missing_parts, started, until

DRIVER = Path(__file__).with_name("atspi_driver.py")
SYSTEM_PYTHON = "/usr/bin/python3"
#: What a person does something with; all of it must say what it is.
#: What windows are called.
WINDOWS = {"frame", "dialog", "window"}
CONTROLS = frozenset(
    {
        "push button",
        "toggle button",
        "check box",
        "radio button",
        "menu item",
        "check menu item",
        "radio menu item",
        "text",
        "password text",
        "entry",
        "link",
        "combo box",
        "list item",
        "slider",
        "spin button",
        "page tab",
    }
)
FIELD = "Legitimeringskod, sex siffror"
BULLET = "\u25cf"  # what Qt says in place of each sign of a password
THIS_DEVICE = "SITHS eID på denna enhet"

#: Starts the bus, and takes in what the bus has started (PR_SET_CHILD_SUBREAPER is 36) when the bus has gone.
_REAPER = """
import ctypes, os, signal, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
bus = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGTERM, lambda *_: bus.terminate())
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""


def missing_reader() -> str:
    """Tell why AT-SPI cannot be spoken here (empty: it can)."""
    if reason := missing_parts("dbus-daemon"):
        return reason
    asked = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    try:
        done = subprocess.run(asked, capture_output=True, check=False, timeout=30)
    except OSError as error:
        return f"{SYSTEM_PYTHON}: {error}"
    return "" if done.returncode == 0 else "python3-pyatspi is missing (see scripts/debian-packages.txt)"


@pytest.fixture(scope="module")
def bus(screen: Screen) -> Iterator[dict[str, str]]:
    """Give a message bus of the test's own, as environment variables; at-spi2-core starts on it when it is asked."""
    if reason := missing_reader():
        pytest.skip(reason)
    arguments = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(
        [SYSTEM_PYTHON, "-I", "-c", _REAPER, *arguments],
        env=screen.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()
        yield {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    finally:
        end(daemon)


class Reader:
    """The other process; its answers as Python values."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.heard: list[str] = []
        assert self._hear() == {"ready": True}

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the reader has ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def ask(self, do: str, **request: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **request}) + "\n")
        self._process.stdin.flush()
        answer = self._hear()
        assert "failed" not in answer, answer["failed"]
        return answer["done"]

    def showing(self) -> list[dict[str, Any]]:
        """Return what can be seen now."""
        return [node for node in self.ask("tree") if "showing" in node["states"] or node["depth"] == 0]

    def node(self, name: str) -> dict[str, Any]:
        """Wait for a node that shows, by its name."""
        found: dict[str, Any] = until(lambda: self.ask("node", name=name), f"a node {name!r}")
        return found

    def press(self, name: str, **more: str) -> None:
        self.node(name)
        self.ask("press", name=name, **more)

    def hear(self, part: str) -> str:
        """Wait until something with ``part`` in it has been announced; return it."""

        def said() -> str | None:
            self.heard += self.ask("announcements")
            return next((words for words in self.heard if part in words), None)

        found: str = until(said, f"an announcement with {part!r} in it (heard: {self.heard})")
        self.heard.clear()
        return found


@contextlib.contextmanager
def reader(screen: Screen, bus: dict[str, str]) -> Iterator[Reader]:
    """Run the reader until the block ends."""
    process = subprocess.Popen(
        [SYSTEM_PYTHON, "-I", str(DRIVER)],
        env={**screen.environment, **bus},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Reader(process)
    finally:
        end(process)


@pytest.fixture
def watched(screen: Screen, bus: dict[str, str], cosmic_profile: Path) -> Iterator[tuple[Program, Reader]]:
    """Give the running program and its reader."""
    with reader(screen, bus) as reads, started(screen, cosmic_profile, env=bus) as program:
        reads.node(THIS_DEVICE)
        yield program, reads


def check_names(nodes: list[dict[str, Any]]) -> None:
    """Check that every control says its name, and that some can be pressed."""
    controls = [node for node in nodes if node["role"] in CONTROLS]
    assert controls
    assert [node["name"] for node in nodes if node["role"] in WINDOWS], "no window is told as one"
    nameless = [node for node in controls if not node["name"].strip()]
    assert nameless == []
    assert [node for node in nodes if "focusable" in node["states"] and node["role"] in {"", "unknown"}] == []
    for node in controls:
        if "enabled" in node["states"] and node["role"].endswith("button"):
            assert node["actions"], node


def check_secret(nodes: list[dict[str, Any]], digits: str) -> None:
    """Check that no digit of a code can be read from any node."""
    assert digits not in json.dumps(nodes)


def test_a_whole_login_without_keyboard_and_pointer(watched: tuple[Program, Reader]) -> None:
    program, reads = watched
    check_names(reads.showing())
    program.after(lambda: reads.press(THIS_DEVICE), "state.changed", state="insert_card")
    assert "Sätt in ditt kort" in reads.hear("Sätt in")
    check_names(reads.showing())
    reads.press("Kort", role="push button")
    reads.node("Anna Testsson (anna-1)")
    check_names(reads.showing())
    program.after(lambda: reads.press("Anna Testsson (anna-1)"), "prompt.shown", prompt="enter_code")
    assert "3 försök" in reads.hear("försök kvar")
    field = reads.node(FIELD)
    assert field["role"] == "password text"
    check_names(reads.showing())
    reads.ask("write", name=FIELD, text="123456")
    until(lambda: reads.node(FIELD)["text"] == 6 * BULLET, "six bullets")
    nodes = reads.showing()
    check_secret(nodes, "123456")
    until(lambda: "enabled" in reads.node("Legitimera")["states"], "the button that takes the code")
    program.after(lambda: reads.press("Legitimera"), "login.succeeded")
    assert "Anna Testsson" in reads.hear("Anna Testsson")
    check_names(reads.showing())
    program.after(lambda: reads.press("Logga ut"), "session.ended")
    assert "123456" not in "".join(reads.heard)


def test_an_on_screen_keyboard_types_the_code_and_nobody_can_read_it(watched: tuple[Program, Reader]) -> None:
    program, reads = watched
    reads.press("Kort", role="push button")
    program.after(lambda: reads.press("Anna Testsson (anna-1)"), "card.situation", situation="ready")
    program.after(lambda: reads.press(THIS_DEVICE), "prompt.shown", prompt="enter_code")
    program.screen.wait_for_window("SITHS eID")
    reads.heard.clear()
    for typed in range(1, 7):
        reads.ask("type", text="907351"[typed - 1])
        bullets = typed * BULLET
        until(partial(lambda wanted: reads.node(FIELD)["text"] == wanted, bullets), f"{typed} bullets")
        check_secret(reads.showing(), "907351"[:typed] if typed > 2 else "907351")
    program.after(lambda: reads.press("Legitimera"), "prompt.shown", tries_left=2, wrong_before=True)
    said = reads.hear("2 försök")
    assert "907351" not in said
    assert reads.node(FIELD)["text"] == ""


def test_a_failure_is_announced_with_its_cause(watched: tuple[Program, Reader]) -> None:
    program, reads = watched
    reads.press("Kort", role="push button")
    program.after(lambda: reads.press("Cecilia Utgången (cecilia-1)\tutgånget"), "card.situation", situation="ready")
    program.after(lambda: reads.press(THIS_DEVICE), "login.failed", failure="certificate.expired")
    assert "Autentiseringen misslyckades" in reads.hear("misslyckades")
    check_names(reads.showing())
    program.after(lambda: reads.press("Försök igen"), "state.changed", state="start")


def controls_of(nodes: list[dict[str, Any]]) -> set[str]:
    """Return what can be done, as the table of the locked session names it."""
    found, window, menu = set(), "", ""
    for node in nodes:
        if node["role"] in WINDOWS:
            window, menu = node["name"].partition(" · ")[0], ""
            window = "SITHS eID" if window == "Legitimera dig" else window  # it is named by its heading
        elif node["role"] == "popup menu":
            window, menu = "Cosmic", f"{node['name']} > "
        elif node["role"] in CONTROLS and (node.get("actions") or node["role"].endswith("text")):
            found.add(f"{window}: {menu}{node['name']}")
    return found


def test_who_comes_by_at_a_locked_session_can_do_what_the_table_says(watched: tuple[Program, Reader]) -> None:
    program, reads = watched
    reads.press("Kort", role="push button")
    program.after(lambda: reads.press("Anna Testsson (anna-1)"), "card.situation", situation="ready")
    program.after(lambda: reads.press(THIS_DEVICE), "prompt.shown", prompt="enter_code")
    reads.ask("write", name=FIELD, text="123 456")
    until(lambda: "enabled" in reads.node("Legitimera")["states"], "a code written with a space")
    program.after(lambda: reads.press("Legitimera"), "login.succeeded")
    program.after(lambda: reads.press("Lås"), "session.locked")
    reads.node("Lås upp")
    found = controls_of(reads.showing())
    reads.press("Utseende", role="push button")
    reads.node("Ljust")
    found |= controls_of(reads.showing())
    reads.press("Ljust")
    reads.press("Meny", role="push button")
    reads.node("Diagnos…\tCtrl+D")
    found |= controls_of(reads.showing())
    reads.press("Om Cosmic Login…")
    reads.node("Version, att ange till supporten")
    reads.press("Stäng")
    reads.press("Logga in som någon annan")
    program.after(lambda: reads.press(THIS_DEVICE), "prompt.shown", prompt="enter_code")
    reads.node("Legitimera")
    found |= controls_of(reads.showing())
    assert {"Cosmic: Lås upp", "Cosmic: Meny > Diagnos…\tCtrl+D", "SITHS eID: Avbryt"} <= found
    assert [control for control in sorted(found) if row_for(control) is None] == []
    program.after(lambda: reads.press("Avbryt"), "state.changed", state="locked")
    reads.node("Lås upp")
