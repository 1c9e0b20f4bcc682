"""The person's own desk in a lesson about a remote session (R6): it shares its reader over TLS, paired, on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cosmic_login.cards.virtual.reader import VirtualReaders
from cosmic_login.profile import Profile
from cosmic_login.remote.address import DeskAddress
from cosmic_login.remote.introduction import pair_with
from cosmic_login.remote.keeper import RemotePatience
from cosmic_login.remote.keys import Pairings
from cosmic_login.remote.pairing import PairingDoor
from cosmic_login.remote.readers import READER_NAME, RemoteReaders
from cosmic_login.remote.share import Share
from cosmic_login.remote.weather import WEATHERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosmic_login.core.clock import Clock
    from cosmic_login.training.model import Mishap

_HOST: Final = "127.0.0.1"
#: What desk and session call each other.
_DESK, _SESSION = "Skrivbordet", "Sessionen"


class LineManners(NamedTuple):
    """Seconds: how long a cut line is waited for, how soon a desk is asked again that said no, how slow slow is."""

    back_s: float = RemotePatience().back
    refused_s: float = RemotePatience().refused
    slow_s: float = WEATHERS["slow"].slow


USUAL: Final = LineManners()


class FarDesk:
    """A desk with a profile of its own below the session's; ``close`` it after whoever has taken its reader."""

    #: The reader's name there: the same as the session has for it, so that a lesson has one name for it.
    reader = READER_NAME

    def __init__(self, session: Profile, clock: Clock, line: LineManners) -> None:
        self._session, self._clock, self._manners = session, clock, line
        self.readers = VirtualReaders()
        own = self._own = Profile.open(session.root / "desk")
        self._share = Share(own, self.readers, clock, name=_DESK)

    @classmethod
    def paired_with(cls, session: Profile, clock: Clock, line: LineManners = USUAL) -> FarDesk:
        """Make a desk that shares its readers, and pair the session's profile with it. Blocks for a moment."""
        made = cls(session, clock, line)
        try:
            made._share.start(_HOST)
            made._pair()
        except BaseException:
            made.close()
            raise
        return made

    def taken_by(self, profile: Profile) -> RemoteReaders:
        """Return the desk's reader as a session on this profile has it."""
        patience = RemotePatience(back=self._manners.back_s, refused=self._manners.refused_s)
        return RemoteReaders(lambda: Pairings(profile), lambda: str(self._address), called=_SESSION, patience=patience)

    def happen(self, mishap: Mishap) -> bool:
        """Have something happen to the line, or at the desk; False when it is about neither."""
        word = mishap.text(mishap.verb)
        if mishap.verb == "line":
            weather = WEATHERS["good" if word == "back" else word]
            self._share.make(weather._replace(slow=self._manners.slow_s) if weather.slow else weather)
        elif mishap.verb == "desk":
            acts: dict[str, Callable[[], object]] = {
                "no": self._share.deny,
                "yes": self._share.allow,
                "forgets": lambda: Pairings(self._own).forget(_SESSION),
                "pairs": self._pair,
            }
            acts[word]()
        return mishap.verb in {"line", "desk"}

    def close(self) -> None:
        """Share no more, and take the card out."""
        self._share.stop()
        self.readers.close()

    @property
    def _address(self) -> DeskAddress:
        return DeskAddress(_HOST, self._share.port)

    def _pair(self) -> None:
        code = PairingDoor(self._own, self._clock).open().code
        pair_with(Pairings(self._session), self._address, code, _SESSION, self._clock)
