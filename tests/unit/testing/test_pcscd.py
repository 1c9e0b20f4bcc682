from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cosmic_login.testing.pcscd import PrivatePcscd, missing_parts

pytestmark = pytest.mark.skipif(bool(missing_parts()), reason=missing_parts() or "-")

_LISTING = """
from smartcard import scard
context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)[1]
print(*scard.SCardListReaders(context, [])[1], sep=",")
scard.SCardReleaseContext(context)
"""
_RUNNER = """
import sys, time
from pathlib import Path
from cosmic_login.testing.pcscd import PrivatePcscd
pcscd = PrivatePcscd(socket_path=Path(sys.argv[1]))
pcscd.start()
print(pcscd.pid, flush=True)
sys.stdin.readline()
"""


def listed(pcscd: PrivatePcscd) -> list[str]:
    """Ask in another process, as every client may."""
    pytest.importorskip("smartcard.scard", reason="pyscard is not installed")
    run = subprocess.run(
        [sys.executable, "-c", _LISTING],
        env=os.environ | pcscd.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return run.stdout.strip().split(",")


def test_several_daemons_live_side_by_side_and_keep_their_ports(tmp_path: Path) -> None:
    with (
        PrivatePcscd(["One"], socket_path=tmp_path / "one") as one,
        PrivatePcscd(["Two", "Three"], socket_path=tmp_path / "two") as two,
    ):
        assert listed(one) == list(one.reader_names) == ["One 00 00", "One 00 01"]
        assert listed(two) == list(two.reader_names)
        assert len({*one.ports, *two.ports}) == 6
        ports = two.ports
        two.stop()
        assert not two.running
        two.start(["Three"])
        assert two.ports == ports[2:]
        assert listed(two) == ["Three 00 00", "Three 00 01"]
    assert not list(tmp_path.iterdir())


def test_a_daemon_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    pcscd = PrivatePcscd(socket_path=tmp_path / "socket")
    starter = threading.Thread(target=pcscd.start)
    starter.start()
    starter.join()
    assert listed(pcscd) == list(pcscd.reader_names)
    pcscd.close()


def test_a_killed_test_run_leaves_no_daemon_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _RUNNER, str(tmp_path / "socket")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as runner:
        assert runner.stdout is not None
        daemon = os.pidfd_open(int(runner.stdout.readline()))
        try:
            assert select.select([daemon], [], [], 0) == ([], [], [])
            runner.send_signal(signal.SIGKILL)
            assert select.select([daemon], [], [], 20) == ([daemon], [], [])
        finally:
            os.close(daemon)


def test_what_hinders_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="No such file or directory"):
        PrivatePcscd(socket_path=tmp_path / "no such directory" / "socket").start()
    with PrivatePcscd(socket_path=tmp_path / "socket") as pcscd, pytest.raises(RuntimeError, match="already"):
        pcscd.start()
