"""Every command with hostile values: a result or a failure of the table, never a defect, a traceback, or a hang."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmic_login.cli.main import main
from cosmic_login.core.failures import FAILURES
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from cosmic_login.run.exit_status import DONE, NOT_DONE, REFUSED, USAGE
from cosmic_login.training.guide.model import TakenPicture
from cosmic_login.training.model import Result

from .grammar import Leaf, leaves, words

LEAVES = leaves()
SOAKING = "COSMIC_SOAK" in os.environ
pytestmark = [pytest.mark.soak] if SOAKING else []
#: How many command lines of each command.
TRIES = int(os.environ["COSMIC_SOAK_TRIES"]) if "COSMIC_SOAK_TRIES" in os.environ else 200 if SOAKING else 5
#: Seconds in which a command without a person has ended, whatever it was given.
BOUND_S = 60


class _Over(threading.Event):
    """A server's wait for its end, which is there at once."""

    def wait(self, _timeout: float | None = None) -> bool:
        return True


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory, cosmic_profile_template: Path) -> Iterator[Path]:
    """Give a profile on which an IdP runs, so that not every command has to start one."""
    root = tmp_path_factory.mktemp("hostile") / "profile"
    shutil.copytree(cosmic_profile_template, root)
    with EmbeddedIdp.start(Profile.open(root)):
        yield root


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in a directory of the test's own, without windows and without waiting."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a file").write_bytes(b"no picture, no PEM, nothing")
    (tmp_path / "a folder").mkdir()
    for name in [each for each in os.environ if each.startswith("COSMIC_LOGIN")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "123456")
    monkeypatch.setenv("NEW_CODE", "654321")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("cosmic_login.cli.idp.threading", SimpleNamespace(Event=_Over))
    for module in ("sharing", "bridging"):
        over = SimpleNamespace(Event=_Over, Lock=threading.Lock, Thread=threading.Thread)
        monkeypatch.setattr(f"cosmic_login.cli.reader.{module}.threading", over)
    monkeypatch.setattr("cosmic_login.remote.pairing.PAIRING_S", 0.01)  # nobody comes
    for window in ("login_window.run_window", "phone_window.run", "demo.play", "siths_eid.run_siths_eid"):
        monkeypatch.setattr(f"cosmic_login.desktop.{window}", lambda *_: 0)
    monkeypatch.setattr("cosmic_login.desktop.story.play_stories", lambda *_, **__: (tmp_path, True))
    left = Result("lesson", "show", finished=False, steps=1, done=0, seconds=0.0)
    monkeypatch.setattr("cosmic_login.desktop.lesson.run.run_lesson", lambda *_, **__: left)
    taken = TakenPicture(b"", 1, 1)
    monkeypatch.setattr("cosmic_login.desktop.guide.shoot.shoot", lambda _, all_, *__: {one.id: taken for one in all_})
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield tmp_path
    for number, handler in before.items():  # ``idp`` takes them, to the end of what is its process elsewhere
        signal.signal(number, handler)


def judged(line: list[str]) -> None:
    """Run a command line and judge how it ended."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace") for _ in range(2))
    began = time.monotonic()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(line)
    lasted = time.monotonic() - began
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    said = "\n".join(texts)
    assert status in {DONE, NOT_DONE, USAGE, REFUSED}, (line, status)
    for defect in ("Traceback", "internal.error:", '"internal.error"'):
        assert defect not in said, (line, said)
    assert lasted < BOUND_S, (line, lasted)
    if status and not texts[0]:
        assert any(each.partition(":")[0] in FAILURES for each in texts[1].splitlines()), (line, said)


def tried(lines: st.SearchStrategy[list[str]], tries: int) -> None:
    """Try so many command lines."""

    @settings(
        max_examples=tries,
        deadline=None,
        derandomize=not SOAKING,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(line=lines)
    def each(line: list[str]) -> None:
        judged(line)

    each()


@pytest.mark.parametrize("leaf", [each for each in LEAVES if each.path], ids=lambda leaf: leaf.name)
def test_every_command(leaf: Leaf, profile: Path, place: Path) -> None:
    tries = TRIES // 5 if leaf.name == "doctor" else TRIES  # that one starts Qt twice each time
    tried(words(leaf).map(lambda line: ["--profile", str(profile), *line]), tries)


def test_every_global_option(place: Path) -> None:
    (everywhere,) = (each for each in LEAVES if not each.path)
    commands = st.sampled_from(("audit verify", "card list", "settings show", "control state"))
    tried(st.tuples(words(everywhere), commands).map(lambda both: [*both[0], *both[1].split()]), TRIES)


def test_nothing_is_left_out() -> None:
    """The commands are found in the grammar, each once."""
    names = [leaf.name for leaf in LEAVES]
    assert len(names) == len(set(names)) > 30
    assert {"login", "card attach", "phone", "idp", "settings set", "(global)"} <= set(names)
