"""An Apache with mod_auth_openidc, which set-up unpacked into ``.venv/debian`` or which is installed here."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.e2e.systems.apache import (
    configuration,
    filled,
    folder_with,
    lacking,
    libraries,
    listening,
    out_page,
    page,
    place,
)
from tests.e2e.systems.keys import KeyPair

if TYPE_CHECKING:
    from tests.e2e.oidc_systems.client import Client

_HERE = Path(__file__).parent
OPENIDC = "/usr/lib/apache2/modules/mod_auth_openidc.so"


def missing() -> str:
    """Tell why it cannot be run here (empty: it can)."""
    return lacking(OPENIDC)


@dataclass(frozen=True)
class Apache:
    """A running one. ``site`` is its address, ``log`` what it writes down."""

    site: str
    log: Path


@contextlib.contextmanager
def apache(client: Client, keys: KeyPair) -> Iterator[Apache]:
    """Run it until the block ends."""
    with contextlib.ExitStack() as stack:
        folder, copied = stack.enter_context(folder_with(keys))
        port = listening(stack, folder, lambda port: _lay_out(folder, port, client, copied), libraries())
        yield Apache(f"https://localhost:{port}", folder / "apache.log")


def _lay_out(folder: Path, port: int, client: Client, keys: KeyPair) -> None:
    site, ca_file = f"https://localhost:{port}", folder / "ca.pem"
    (folder / "pages").mkdir(exist_ok=True)
    names = {"given": "OIDC_CLAIM_given_name", "surname": "OIDC_CLAIM_family_name", "hsa": "OIDC_CLAIM_employeeHsaId"}
    leave = f"/openidc/redirect_uri?logout={quote(f'{site}/out.html', safe='')}"
    (folder / "pages" / "openidc.shtml").write_text(page("mod_auth_openidc", leave=leave, **names), "utf-8")
    (folder / "pages" / "out.html").write_text(out_page("mod_auth_openidc"), "utf-8")
    shutil.copy(client.ca_file, ca_file)
    told = filled(
        _HERE / "openidc.conf",
        openidc=place(OPENIDC),
        folder=folder,
        site=site,
        issuer=client.issuer,
        client_id=client.client_id,
        secret=client.secret,
        passphrase=secrets.token_urlsafe(24),
        ca_file=ca_file,
    )
    configuration(folder, port, keys, OPENIDC, told)
