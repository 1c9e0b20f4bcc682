"""A desk that shares its reader, as a program of its own: its lines, and the hand on its card."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, command, environment

Around = Callable[..., list[str]]


def as_it_is(*words: str) -> list[str]:
    """Run a command here, and nowhere else."""
    return list(words)


class RemoteDesk:
    """``reader share`` of a profile. ``around`` makes the command one that runs at the desk."""

    def __init__(self, profile: Path, *options: str, around: Around = as_it_is) -> None:
        self.profile, self._around = profile, around
        words = around(*command(profile, "reader", "share", "--json", *options))
        self._process = warm.start(
            words, environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._lines: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = str(self.wait_for(lambda line: "shared" in line)["shared"])

    def hand(self, *words: str) -> None:
        """Type a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()

    def wait_for(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Return the first line of this kind, once it has been said."""

        def found() -> dict[str, Any] | None:
            return next((line for line in self._lines if wanted(line)), None)

        with self._changed:
            assert self._changed.wait_for(found, TIMEOUT_S), self._lines
            line = found()
        assert line is not None
        return line

    def news(self, kind: str, **members: str) -> dict[str, Any]:
        """Wait for news of a kind, with these members."""
        return self.wait_for(lambda line: {"news": kind, **members}.items() <= line.items())

    def pair(self, session: Path, around: Around = as_it_is) -> None:
        """Pair a session's profile, by the two commands that people use."""
        shown = warm.start(
            self._around(*command(self.profile, "reader", "pair", "--json")),
            environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert shown.stdout is not None
        code = json.loads(shown.stdout.readline())["pairing"]
        typed = subprocess.run(
            around(*command(session, "reader", "pair", self.address, "--name", "Session 1", "--json")),
            env=environment({"COSMIC_LOGIN_PAIRING_CODE": code}), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert typed.returncode == 0, typed.stderr
        out, err = shown.communicate(timeout=TIMEOUT_S)
        assert shown.returncode == 0, err
        assert json.loads(out)["paired"]["name"] == "Session 1"

    def close(self) -> None:
        """Stop sharing, as Ctrl-C does."""
        self._process.terminate()
        self._process.wait(TIMEOUT_S)
        self._reader.join(TIMEOUT_S)
        assert self._process.stderr is not None
        errors = self._process.stderr.read()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        assert "Traceback" not in errors, errors

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self._lines.append(json.loads(line))
                self._changed.notify_all()


@contextlib.contextmanager
def sharing(profile: Path, *options: str, around: Around = as_it_is) -> Iterator[RemoteDesk]:
    """Share a desk's reader until the block ends."""
    desk = RemoteDesk(profile, *options, around=around)
    try:
        yield desk
    finally:
        desk.close()
