"""A desk that shares its reader, as a program of its own: its lines, and the hand on its card."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cosmic_login.testing.pcscd import PrivatePcscd
from tests.e2e import warm
from tests.e2e.program import TIMEOUT_S, background, command, environment

Around = Callable[..., list[str]]


def as_it_is(*words: str) -> list[str]:
    """Run a command here, and nowhere else."""
    return list(words)


class RemoteDesk:
    """``reader share`` of a profile. ``around`` makes the command one that runs at the desk."""

    def __init__(
        self, profile: Path, *options: str, around: Around = as_it_is, env: Mapping[str, str] | None = None
    ) -> None:
        self.profile, self._around = profile, around
        words = around(*command(profile, "reader", "share", "--json", *options))
        self._process = warm.start(
            words, environment(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
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

    def hang_up(self) -> None:
        """Close its terminal."""
        self._process.send_signal(signal.SIGHUP)
        assert self._process.wait(TIMEOUT_S) == 129

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
def sharing(
    profile: Path, *options: str, around: Around = as_it_is, env: Mapping[str, str] | None = None
) -> Iterator[RemoteDesk]:
    """Share a desk's reader until the block ends."""
    desk = RemoteDesk(profile, *options, around=around, env=env)
    try:
        yield desk
    finally:
        desk.close()


class VirtualAtDesk:
    """The desk's virtual reader, with a card that ``reader share`` itself puts in and takes out."""

    def __init__(self, _profile: Path, card: str, _around: Around) -> None:
        self.options: tuple[str, ...] = ("--card", card)
        self.environment: dict[str, str] = {}

    def put(self, desk: RemoteDesk) -> None:
        """Put the card in."""
        desk.hand("in")

    def pull(self, desk: RemoteDesk) -> None:
        """Take it out."""
        desk.hand("out")

    def close(self) -> None:
        """Give nothing back."""


class PcscAtDesk:
    """A reader of a real pcscd with vpcd that runs at the desk, with the card in it from the beginning."""

    def __init__(self, profile: Path, card: str, around: Around) -> None:
        self._profile, self._card, self._around = profile, card, around
        self._pcscd = PrivatePcscd(["Omnikey"], socket_path=profile.parent / "desk.comm", prefix=around())
        self._in = contextlib.ExitStack()
        self._pcscd.start()
        self.environment = self._pcscd.environment
        self.options: tuple[str, ...] = ("--reader", self._pcscd.reader_names[0])
        self._insert()

    def put(self, _desk: RemoteDesk) -> None:
        """Put the card in."""
        self._insert()

    def pull(self, _desk: RemoteDesk) -> None:
        """Take it out."""
        self._in.close()

    def close(self) -> None:
        """Take the card out, and end pcscd."""
        self._in.close()
        self._pcscd.close()

    def _insert(self) -> None:
        attach = ("card", "attach", self._card, "--vpcd", f"127.0.0.1:{self._pcscd.ports[0]}")
        self._in.enter_context(background(self._profile, *attach, env=self.environment, prefix=self._around()))
