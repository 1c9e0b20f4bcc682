"""The link by which a browser opens this computer's SITHS eID, and whose orders it is let in for.

Any page on the web can have a browser open it: it says which order, and nothing that is believed. Only an IdP that
this profile asks anyway is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from cosmic_login.core.failures import LoginFailure
from cosmic_login.net.http import checked_base_url
from cosmic_login.net.shared_idp import answers
from cosmic_login.profile import read_bytes

if TYPE_CHECKING:
    from cosmic_login.app import World

#: The scheme that the desktop entry is registered for, and what the link is about.
SCHEME: Final = "cosmic-login"
_ABOUT = "siths-eid"
_LONGEST = 1024
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class OrderLink:
    """One order: its auto-start token, and the address of the IdP that has it (empty: this profile's own)."""

    token: str = field(repr=False)
    idp: str = ""


def read_link(text: str) -> OrderLink:
    """Read a link. Raises ``link.malformed``."""
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        raise LoginFailure("link.malformed", "too long, or not of the characters of a link")
    try:
        parts = urlsplit(text)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=4)
    except ValueError:
        raise LoginFailure("link.malformed", "it has no parameters that can be read") from None
    fields = dict(pairs)
    # Some desktops write an authority where there is none: cosmic-login://siths-eid/?…
    about = parts.path.strip("/") or parts.netloc
    if parts.scheme != SCHEME or about != _ABOUT or parts.fragment or (parts.netloc and parts.path.strip("/")):
        raise LoginFailure("link.malformed", f"not {SCHEME}:{_ABOUT}")
    if len(fields) != len(pairs) or not fields.keys() <= {"autostarttoken", "idp"}:
        raise LoginFailure("link.malformed", "a parameter that does not belong there, or twice")
    if not _TOKEN.fullmatch(fields.get("autostarttoken", "")):
        raise LoginFailure("link.malformed", "autostarttoken is missing or no token")
    return OrderLink(fields["autostarttoken"], fields.get("idp", ""))


def ask_the_one_that_is_meant(world: World, link: OrderLink) -> None:
    """Have this run ask the IdP of a link, if the profile trusts it: the settings' (or ``--idp``), or the one it runs.

    Blocks. Raises ``link.other_idp``; none is started, for it could not know the order.
    """
    running = (read_bytes(world.profile.idp_address_file) or b"").decode("ascii", "replace")
    try:
        wanted = checked_base_url(link.idp) if link.idp else world.idp_url or running
    except LoginFailure:
        raise LoginFailure("link.other_idp", "no address of an IdP") from None
    if wanted and wanted == world.idp_url:
        return
    if not wanted or wanted != running or not answers(running):
        raise LoginFailure("link.other_idp", f"{wanted or 'none is running'}")
    world.use_idp(running, "")
