"""A screen of its own for the real program: Xvfb, a window manager, keys by xdotool. Everything is reaped."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from PySide6.QtGui import QImage

from cosmic_login.directory.directory import Directory
from cosmic_login.ui.enter_guard import HASTY_S
from tests.e2e import warm
from tests.e2e.program import command, environment, log_events, wait_for_event

PATIENCE_S = 30.0
_MARGIN_S = 0.1  # from a line in the log to the end of what wrote it
#: The default window manager: it gives the focus to whichever window asks for it, as desktops do.
WINDOW_MANAGER = ("openbox", "--sm-disable")


def missing_parts(*programs: str) -> str:
    """Tell why there is no screen here (empty: there is), in words for ``pytest.skip``."""
    if sys.platform != "linux":
        return "Xvfb runs on Linux only"
    gone = [program for program in ("Xvfb", "xdotool", WINDOW_MANAGER[0], *programs) if shutil.which(program) is None]
    return f"missing: {', '.join(gone)} (see scripts/debian-packages.txt)" if gone else ""


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait until ``true`` returns something true, and return it."""
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        if time.monotonic() > end:
            raise AssertionError(f"{PATIENCE_S} s have passed without {what}")
        time.sleep(0.02)
    return found


class Screen:
    """A display with a window manager, and a keyboard. ``environment`` is what programs on it need."""

    def __init__(self, directory: Path, size: tuple[int, int] = (1280, 900)) -> None:
        self._stack = contextlib.ExitStack()
        self._directory, self._size = directory, size
        self.display = ""
        self._entered = -HASTY_S  # when Enter was pressed last, or its answer came
        self._was_enter = False

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            try:
                server, number = self._server()
                stack.callback(end, server)
                assert number, "Xvfb did not start"
                self.display = f":{number}"
                manager = subprocess.Popen(
                    WINDOW_MANAGER, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                stack.callback(end, manager)
                until(self._managed, "a window manager")
            except BaseException:
                stack.close()
                raise
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _server(self) -> tuple[subprocess.Popen[bytes], str]:
        """Start the display server; return it and the number of its display (empty: it did not start)."""
        read, write = os.pipe()
        with os.fdopen(read) as told:
            try:
                depth = f"{self._size[0]}x{self._size[1]}x24"
                server = subprocess.Popen(
                    [
                        *("Xvfb", "-displayfd", str(write), "-screen", "0", depth),
                        *("-fbdir", str(self._directory), "-nolisten", "tcp", "-noreset"),
                    ],
                    pass_fds=(write,),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            finally:
                os.close(write)
            return server, told.readline().strip()

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables of a program on this screen, in a home of its own."""
        home = {"HOME": str(self._directory), "XDG_RUNTIME_DIR": str(self._directory), "XDG_CONFIG_HOME": ""}
        return {**environment(home), "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def _managed(self) -> bool:
        return self._xdotool("get_num_desktops", check=False) != ""

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=20
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout.strip() if done.returncode == 0 else ""

    def keys(self, *names: str, pause_ms: int = 20) -> None:
        """Press keys by their X names (``Tab``, ``Return``, ``alt+k``) in the window that has the focus.

        Not Enter after Enter at once: the program takes that for one that was pressed twice by mistake.
        """
        if names[0] == "Return":
            until(lambda: time.monotonic() - self._entered > HASTY_S + _MARGIN_S, "a moment after the last Enter")
        self._xdotool("key", "--clearmodifiers", "--delay", str(pause_ms), *names)
        self._was_enter = names[-1] == "Return"
        if self._was_enter:
            self._entered = time.monotonic()

    def answered(self) -> None:
        """Say that the program has answered the last key: for a busy one, an Enter ends only then."""
        if self._was_enter:
            self._entered, self._was_enter = time.monotonic(), False

    def open_menu(self, *keys: str) -> None:
        """Press the keys that open a menu, and wait until it is there: a button is pressed for a tenth of a second."""
        before = self._windows()
        self.keys(*keys)
        until(lambda: self._windows() - before, f"a menu after {keys}")

    def _windows(self) -> set[str]:
        return set(self._xdotool("search", "--onlyvisible", "--class", "", check=False).split())

    def title(self) -> str:
        """Return the title of the window that has the focus."""
        return self._xdotool("getactivewindow", "getwindowname", check=False)

    def wait_for_window(self, title: str) -> None:
        """Wait until a window whose title begins so has the focus."""
        until(lambda: self.title().startswith(title), f"the window {title!r} in front (it is {self.title()!r})")

    def click(self, x: int, y: int) -> None:
        """Press the left button of the mouse at a place of the screen."""
        self._xdotool("mousemove", "--sync", str(x), str(y), "click", "1")

    def area(self, title: str) -> tuple[int, int, int, int]:
        """Return place and size of the window whose title begins so: x, y, width, height."""
        number = self._window(title)
        told = dict(
            line.split("=")
            for line in self._xdotool("getwindowgeometry", "--shell", number).splitlines()
            if "=" in line
        )
        return int(told["X"]), int(told["Y"]), int(told["WIDTH"]), int(told["HEIGHT"])

    def _window(self, title: str) -> str:
        """Return the number of a window; the search fails when any window goes while it lasts, and is made again."""
        search = ("search", "--onlyvisible", "--name", f"^{title}")
        found: str = until(lambda: self._xdotool(*search, check=False), f"a window {title!r}").split()[0]
        return found

    def front(self, title: str) -> None:
        """Bring the window whose title begins so to the front, as a click on its frame does."""
        number = self._window(title)
        self._xdotool("windowactivate", "--sync", number)
        self.wait_for_window(title)

    def image(self) -> QImage:
        """Return what the whole screen shows: the server keeps its pixels in a file, in the form of ``xwd``."""
        raw = (self._directory / "Xvfb_screen0").read_bytes()
        head = struct.unpack_from(">25I", raw)
        size, width, height, row, colours = (head[place] for place in (0, 4, 5, 12, 19))
        pixels = memoryview(raw)[size + 12 * colours :]
        return QImage(pixels, width, height, row, QImage.Format.Format_RGB32).copy()

    def picture(self, path: Path) -> None:
        """Write what the whole screen shows, for people who look into a failure."""
        with contextlib.suppress(OSError, struct.error):
            self.image().save(str(path))


class Program:
    """The real program on a screen, watched through its log. Made by ``started``."""

    def __init__(self, screen: Screen, profile: Path, process: subprocess.Popen[str]) -> None:
        self.screen, self.profile, self.process = screen, profile, process
        self._seen = 0

    def mark(self) -> None:
        """Let only what is logged from now on count."""
        self._seen = len(log_events(self.profile))

    def wait_for(self, event: str, **fields: object) -> dict[str, Any]:
        """Wait for an event after the last mark."""
        found = wait_for_event(
            self.profile, event, after=self._seen, process=self.process, timeout=PATIENCE_S, **fields
        )
        self.screen.answered()
        return found

    def after(self, act: Callable[[], object], event: str, **fields: object) -> dict[str, Any]:
        """Do something, and wait for an event that comes after it."""
        self.mark()
        act()
        return self.wait_for(event, **fields)

    def ended(self) -> int:
        """Wait for the program's end; return its status."""
        out, err = self.process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in err, err
        assert out == ""
        return self.process.returncode


@contextlib.contextmanager
def started(
    screen: Screen, profile: Path, *arguments: str, env: Mapping[str, str] | None = None, prefix: tuple[str, ...] = ()
) -> Iterator[Program]:
    """Run the program until the block ends; a login can begin when the block does."""
    seen = len(log_events(profile))
    process = warm.start(
        [*prefix, *command(profile, *arguments)],
        {**screen.environment, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    program = Program(screen, profile, process)
    try:
        wait_for_event(profile, "window.started", after=seen, process=process)
        screen.wait_for_window("Cosmic")
        program.mark()
        yield program
    except BaseException:
        screen.picture(Path(tempfile.gettempdir()) / f"cosmic-failed-{os.getpid()}.png")
        raise
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """End a process and take its last words away."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.communicate()


def put_card(program: Program, card: str) -> None:
    """Put a virtual card in by the keyboard: Alt+K opens the cards' menu; its last entry is one step upwards."""
    directory = Directory.load()
    cards = [spec.card for person in directory.persons.values() for spec in directory.cards_of(person.key)]
    program.screen.wait_for_window("Cosmic")
    steps = len(cards) - cards.index(card)
    program.mark()
    program.screen.open_menu("alt+k")
    program.screen.keys(*("Up",) * steps, "Return")
    program.wait_for("card.situation", situation="ready")


def take_card(program: Program) -> None:
    """Take the card out by the keyboard: the second entry of the menu, after what is on it."""
    program.screen.wait_for_window("Cosmic")
    program.mark()
    program.screen.open_menu("alt+k")
    program.screen.keys("Down", "Down", "Return")
    program.wait_for("card.removed")


def enter_code(program: Program, digits: str) -> None:
    """Type a code into the SITHS eID window, once it is in front, and press Enter."""
    program.screen.wait_for_window("SITHS eID")
    program.screen.keys(*digits, "Return")
