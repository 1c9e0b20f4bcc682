"""Two network namespaces, and between them a router of ours that is as slow, as lossy or as cut as one wants.

A desk runs in the one and a session in the other; nothing is common to them but this line. Each has a TUN device whose
other end is this process, which hands every IP packet on after its time. Wants root, as namespaces do.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
from typing import Final, Self

DESK, SESSION = "10.99.0.1", "10.99.0.2"
_TUN: Final = "/dev/net/tun"
_TUNSETIFF, _IFF_TUN_NO_PI = 0x400454CA, 0x1001
_TCP, _LONGEST = 6, 65536


def missing_parts() -> str:
    """Tell why there are no two namespaces here (empty: there are), in words for ``pytest.skip``."""
    if sys.platform != "linux" or os.geteuid() != 0 or not os.access(_TUN, os.W_OK):
        return "namespaces and TUN devices want root on Linux"
    if shutil.which("ip") is None:
        return "missing: ip (Debian package iproute2)"
    tried = subprocess.run(["ip", "netns", "add", f"cl{os.getpid()}t"], capture_output=True, check=False)
    if tried.returncode == 0:
        _ip("netns", "del", f"cl{os.getpid()}t")
    return "" if tried.returncode == 0 else f"ip netns: {tried.stderr.decode(errors='replace').strip()}"


class FarApart:
    """The line. ``delay`` is one way, in seconds; ``cut``: nothing passes; of ``drop_one_in`` packets one is lost."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay, self.cut, self.drop_one_in = delay, False, 0
        #: How often the session spoke after the desk had: what it waited for, and what it said by itself.
        self.turns = 0
        self._desk_spoke = True
        self._names = (f"cl{os.getpid()}d", f"cl{os.getpid()}s")
        self._devices: list[int] = []
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._run, name="far-apart", daemon=True)
        self._made = contextlib.ExitStack()

    def __enter__(self) -> Self:
        try:
            for name, own in zip(self._names, (DESK, SESSION), strict=True):
                _ip("netns", "add", name)
                self._made.callback(_ip, "netns", "del", name)
                self._devices.append(_tun(name))
                self._made.callback(os.close, self._devices[-1])
                _ip("link", "set", name, "netns", name)
                for words in (("link", "set", "lo", "up"), ("addr", "add", f"{own}/30", "dev", name)):
                    _ip("-n", name, *words)
                _ip("-n", name, "link", "set", name, "up")
            self._thread.start()
        except BaseException:
            self._made.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._stopped, b"!")
        self._thread.join(10)
        self._made.close()
        for each in (self._stop, self._stopped):
            os.close(each)

    def at_desk(self, *words: str) -> list[str]:
        """Return the command that runs ``words`` at the desk."""
        return ["ip", "netns", "exec", self._names[0], *words]

    def in_session(self, *words: str) -> list[str]:
        """Return the command that runs ``words`` in the session."""
        return ["ip", "netns", "exec", self._names[1], *words]

    def _run(self) -> None:
        waiting: list[tuple[float, int, int, bytes]] = []
        desk, session = self._devices
        count = 0
        while True:
            left = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            readable, _, _ = select.select([desk, session, self._stop], [], [], left)
            if self._stop in readable:
                return
            for device in readable:
                packet = os.read(device, _LONGEST)
                count += 1
                if self.cut or (self.drop_one_in and count % self.drop_one_in == 0):
                    continue
                self._count(packet, to_desk=device == session)
                heapq.heappush(waiting, (time.monotonic() + self.delay, count, desk + session - device, packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, device, packet = heapq.heappop(waiting)
                with contextlib.suppress(OSError):  # the other end is going down
                    os.write(device, packet)

    def _count(self, packet: bytes, *, to_desk: bool) -> None:
        """Count a packet with something in it (RFC 791, section 3.1; RFC 9293, section 3.1)."""
        if packet[0] >> 4 != 4 or packet[9] != _TCP:
            return
        header = (packet[0] & 0x0F) * 4
        if int.from_bytes(packet[2:4], "big") > header + (packet[header + 12] >> 4) * 4:
            self.turns += to_desk and self._desk_spoke
            self._desk_spoke = not to_desk


def _tun(name: str) -> int:
    device = os.open(_TUN, os.O_RDWR | os.O_CLOEXEC)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", name.encode(), _IFF_TUN_NO_PI))
    return device


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
