"""Where the IdP of a profile answers, told to other programs on the profile for as long as it does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from cosmic_login.idp.server.sockets import Sockets
from cosmic_login.profile import Profile, write_atomic


@contextlib.contextmanager
def announced(profile: Profile) -> Iterator[None]:
    """Hold the right to run the IdP on a profile; what ``announce`` told is taken back at the end.

    Raises ``profile.in_use``.
    """
    with profile.hold_idp():
        profile.idp_address_file.unlink(missing_ok=True)  # of one that was killed
        try:
            yield
        finally:
            profile.idp_address_file.unlink(missing_ok=True)


def announce(profile: Profile, sockets: Sockets) -> None:
    """Tell other programs on the profile where the IdP answers, and a successor where it should."""
    sockets.place.keep(profile)
    write_atomic(profile.idp_address_file, f"http://{sockets.authority}".encode("ascii"))
