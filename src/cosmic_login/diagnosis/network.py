"""What of card readers can be reached from other machines: vpcd, which asks nobody who they are."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cosmic_login.core.diagnosis import Finding, Said
from cosmic_login.core.failures import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from cosmic_login.diagnosis.case import Case

_REACHABLE = QT_TRANSLATE_NOOP("Diagnosis", "vpcd lyssnar på {address} och kan nås från andra datorer, utan nyckel.")
_SHUT = QT_TRANSLATE_NOOP(
    "Diagnosis", "Stäng porten i brandväggen, eller låt pcscd köras i ett eget nätverk (ip netns)."
)
#: The ports that vpcd takes when nothing else is written: one for each of its two slots.
USUAL_PORTS: Final = (35963, 35964)
_SLOTS = 2
_CONFIGURED = Path("/etc/reader.conf.d")
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_PORT = re.compile(r"^\s*(?:DEVICENAME\s+\S+:|CHANNELID\s+)(0x[0-9A-Fa-f]+|\d+)\s*$", re.MULTILINE)
_LISTENS = "0A"


def check_vpcd(_: Case) -> Iterator[Finding]:
    """Warn where vpcd's port listens beyond this machine; say nothing where there is none."""
    for address, port in listening(_TABLES):
        if port in ports_of_vpcd(_CONFIGURED) and not address.is_loopback:
            shown = f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"
            yield Finding("vpcd", "warn", Said(_REACHABLE, {"address": shown}), Said(_SHUT))
            return


def ports_of_vpcd(configured: Path) -> frozenset[int]:
    """Return the ports that vpcd may take: those written in pcscd's configuration, and the usual ones."""
    found = set(USUAL_PORTS)
    with contextlib.suppress(OSError):
        for file in configured.iterdir():
            with contextlib.suppress(OSError):
                text = file.read_text("utf-8", "replace")
                if "vpcd" in text:
                    found |= {int(number, 0) + slot for number in _PORT.findall(text) for slot in range(_SLOTS)}
    return frozenset(found)


def listening(tables: tuple[Path, ...]) -> Iterator[tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]]:
    """Yield address and port of each TCP socket that listens here (proc(5)); nothing where that is not to be seen."""
    for table in tables:
        lines: list[str] = []
        with contextlib.suppress(OSError):
            lines = table.read_text("ascii", "replace").splitlines()[1:]
        for line in lines:
            _, local, _, state, *_ = line.split()
            host, _, port = local.partition(":")
            if state == _LISTENS:
                # Each 32 bits are written as the machine keeps them: from the end, on all that this runs on.
                raw = b"".join(bytes.fromhex(host[at : at + 8])[::-1] for at in range(0, len(host), 8))
                yield ipaddress.ip_address(raw), int(port, 16)
