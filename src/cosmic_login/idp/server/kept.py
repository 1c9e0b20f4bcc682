"""What an IdP keeps, and what it shares with others: the store and the trail, in the profile or both in a database."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import Clock, ManualClock, WrongClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.changes import Changes
from cosmic_login.idp.services import Audit, Limit, SharedLimit
from cosmic_login.idp.store.base import Store
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.store.trail import StoreTrail
from cosmic_login.profile import Profile
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.pki.authority import TrainingPki

_log = logging.getLogger("cosmic_login.idp")

#: How far a machine's clock may be from its database's before that is told, in seconds.
_CLOCKS_APART = 2.0
#: … and what is no difference.
_CLOCKS_TOGETHER = 0.1


@dataclass(frozen=True)
class Kept:
    """The store, the trail, and the clock that everything goes by, which is the database's where there is one.

    ``recent`` reads the trail's last rows. ``chores`` have to be done now and then; ``changes`` hears which logins move
    on, here and elsewhere.
    """

    store: Store
    audit: Audit
    clock: Clock
    changes: Changes
    chores: tuple[Callable[[], None], ...] = ()
    shared_limit: SharedLimit | None = None
    recent: Callable[[int], Sequence[AuditRecord]] = lambda _most: ()


@contextlib.contextmanager
def kept(profile: Profile, pki: TrainingPki, clock: Clock, database: str) -> Iterator[Kept]:
    """Open what an IdP keeps until the block ends. Raises ``profile.*``, ``audit.*``, ``database.*``."""
    key, changes = profile.vault.derive("audit"), Changes()
    if database:
        with _shared(database, key, pki, clock, changes, environment=profile.environment) as found:
            yield found
        return
    trail = AuditTrail.open(profile.audit_file, key, clock, profile.environment)
    file = StoreTrail(trail)
    with contextlib.closing(SqliteStore(profile.store_file, file, changes.tell)) as store:
        yield Kept(store, file, clock, changes, recent=lambda most: trail.follow(None, most)[0])


@contextlib.contextmanager
def _shared(
    dsn: str, key: bytes, pki: TrainingPki, clock: Clock, changes: Changes, *, environment: str
) -> Iterator[Kept]:
    try:
        from cosmic_login.idp.store.listening import Listening  # noqa: PLC0415 - an extra
        from cosmic_login.idp.store.postgres import PostgresStore  # noqa: PLC0415
        from cosmic_login.idp.store.shared_limits import SharedRateLimit, forget_limits  # noqa: PLC0415
        from cosmic_login.idp.store.shared_revocations import NEWS, SharedRevocations  # noqa: PLC0415
        from cosmic_login.idp.store.table_reader import TableReader  # noqa: PLC0415
        from cosmic_login.idp.store.table_trail import TableTrail  # noqa: PLC0415
    except ImportError as error:
        raise LoginFailure("database.missing", str(error)) from error
    theirs = WrongClock(lambda: clock)
    table = TableTrail(key, theirs, environment)

    def keep_clock() -> None:
        if isinstance(clock, ManualClock):  # it does not go, so it cannot go wrong: whoever moves it means it
            return
        ahead, before = store.ahead(clock).total_seconds(), theirs.ahead_s
        theirs.ahead_s = ahead if abs(ahead) > _CLOCKS_TOGETHER else 0.0  # less is how long asking takes
        if abs(theirs.ahead_s) > _CLOCKS_APART >= abs(before):
            log_event(_log, "clock.apart", level=logging.WARNING, seconds=round(theirs.ahead_s, 1))

    def limit(name: str, *, burst: int, per_second: float) -> Limit:
        return SharedRateLimit(store, name, burst=burst, per_second=per_second)

    with contextlib.closing(PostgresStore(dsn, table, environment)) as store:
        keep_clock()
        revocations = SharedRevocations(store, pki)
        revocations.keep()  # before anybody shows a certificate
        listening = Listening(dsn, changes.tell, revocations.keep, NEWS)
        listening.start()
        try:
            chores = (keep_clock, lambda: forget_limits(store))
            trail = TableReader(dsn, key)
            yield Kept(store, table, theirs, changes, chores, limit, lambda most: trail.follow(None, most)[0])
        finally:
            listening.stop()
