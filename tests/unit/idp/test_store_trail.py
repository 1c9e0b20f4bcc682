"""Store and trail say the same: whatever write fails, and wherever the program dies."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cosmic_login.audit.archiving import archive
from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.store.trail import StoreTrail
from cosmic_login.profile import Profile

from .conftest import Rows
from .kit import Client, SoftCard, code_of

KEY = bytes(range(32))


@contextlib.contextmanager
def nth_write_fails(n: int) -> Iterator[Callable[[], bool]]:
    """Have the IdP's ``n``-th write meet a full disk, of files and of the store; gives whether it came to that."""
    left = n

    def full(what: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            nonlocal left
            if threading.current_thread().name == "idp":
                left -= 1
                if left == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return what(*arguments)

        return call

    def finish(store: SqliteStore, how: str) -> None:
        nonlocal left
        if how == "COMMIT":
            left -= 1
            if left == 0:
                store._db.execute("ROLLBACK")  # as SQLite does by itself on a full disk
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
                raise error
        real_finish(store, how)

    real_finish = SqliteStore._finish
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((os, "write"), (os, "fsync"), (Path, "replace")):
            patch.setattr(owner, name, full(getattr(owner, name)))
        patch.setattr(SqliteStore, "_finish", finish)
        yield lambda: left <= 0


@pytest.mark.file_store
def test_a_full_disk_at_every_write_of_a_login(client: Client, card: SoftCard, profile: Profile, audit: Rows) -> None:
    trail = AuditTrail.open(profile.audit_file, profile.vault.derive("audit"), ManualClock())
    client.begin().tokens(card)
    reached, n, refused = True, 0, 0
    while reached:
        n += 1
        login = client.begin()
        login.authenticate(card)
        code = login.code()
        before = len(audit())
        with nth_write_fails(n) as came_to_it:
            answer = login.redeem(code)
        reached = came_to_it()
        told = [row.event for row in audit()[before:]]
        assert told == (["login.succeeded"] if answer.status_code == 200 else []), n
        assert trail.verify().ok, n
        if answer.status_code != 200:
            refused += 1
            assert (answer.status_code, code_of(answer)) == (503, "profile.full"), n
            assert login.redeem(code).status_code == 200  # the code was not spent on it
            assert [row.event for row in audit()[before:]] == ["login.succeeded"], n
    assert n > 4
    assert refused >= 3  # the row's bytes, their way to the disk, the commit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "idp.sqlite"


@contextlib.contextmanager
def opened(path: Path, clock: ManualClock | None = None) -> Iterator[tuple[SqliteStore, StoreTrail]]:
    trail = StoreTrail(AuditTrail.open(path.with_name("audit.log"), KEY, clock or ManualClock()))
    store = SqliteStore(path, trail)
    try:
        yield store, trail
    finally:
        store.close()


def register(store: SqliteStore, trail: StoreTrail, number: str, error: Exception | None = None) -> None:
    with store.transaction() as work:
        work.register_card(number, "a", 0)
        trail.append("card.registered", login=number)
        if error is not None:
            raise error


def rows(path: Path) -> list[AuditRecord]:
    trail = AuditTrail.open(path.with_name("audit.log"), KEY, ManualClock())
    assert trail.verify().ok
    return list(trail.records())


def test_what_is_undone_was_never_told_and_a_refusal_is(path: Path) -> None:
    with opened(path) as (store, trail):
        for number, error in enumerate((RuntimeError(), LoginFailure("profile.full"), Refusal("order.unknown"))):
            with pytest.raises(type(error)):
                register(store, trail, str(number), error)
        assert [row.login for row in rows(path)] == ["2"]
        with pytest.raises(RuntimeError, match="transaction"):
            trail.append("x")


# argv: path. Dies when the rows are in the trail and nothing is committed yet.
DIES = """
import os, signal, sys
from pathlib import Path
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import SystemClock
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.idp.store.trail import StoreTrail

path = Path(sys.argv[1])
trail = StoreTrail(AuditTrail.open(path.with_name("audit.log"), bytes(range(32)), SystemClock()))
store = SqliteStore(path, trail)
store._finish = lambda how: os.kill(os.getpid(), signal.SIGKILL)
with store.transaction() as work:
    work.register_card("dies", "a", 0)
    trail.append("card.registered", login="dies", person="199001132399")
    trail.append("login.failed", login="dies")
"""


def test_rows_of_a_program_that_died_before_the_commit_are_taken_back(path: Path) -> None:
    with opened(path) as (store, trail):
        register(store, trail, "before")
    done = subprocess.run([sys.executable, "-c", DIES, str(path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert [row.login for row in rows(path)] == ["before", "dies", "dies"]
    other = AuditTrail.open(path.with_name("audit.log"), KEY, ManualClock())
    other.append("session.locked", source="client")  # somebody without the store writes first
    for number in ("after", "later"):
        with opened(path) as (store, trail), store.transaction() as work:
            assert not work.card_registered("dies", "a")
            work.register_card(number, "a", 0)
            trail.append("card.registered", login=number)
    found = rows(path)
    assert [row.event for row in found[3:]] == [
        *("session.locked", "audit.taken_back", "audit.taken_back", "card.registered", "card.registered"),
    ]
    told = [(row.login, row.extra["row"], row.extra["event"]) for row in found if row.event == "audit.taken_back"]
    assert told == [("dies", "2", "card.registered"), ("dies", "3", "login.failed")]


def test_a_first_row_that_was_not_kept_is_taken_back_too(path: Path) -> None:
    with opened(path):
        pass
    subprocess.run([sys.executable, "-c", DIES, str(path)], check=False, timeout=60)
    with opened(path) as (store, trail):
        register(store, trail, "after")
    assert [row.event for row in rows(path)[2:]] == ["audit.taken_back"] * 2 + ["card.registered"]


def test_a_store_that_was_put_back_from_a_copy_is_told_and_takes_nothing_back(path: Path) -> None:
    clock = ManualClock()
    with opened(path, clock) as (store, trail):
        register(store, trail, "1")
    copy = shutil.copy(path, path.with_name("copy"))
    with opened(path, clock) as (store, trail):
        for number in "234":
            clock.advance(1)
            register(store, trail, number)
    for rest in path.parent.glob("idp.sqlite*"):
        rest.unlink()
    shutil.copy(copy, path)
    with opened(path, clock) as (store, trail):
        register(store, trail, "5")
    found = rows(path)
    assert [row.event for row in found[4:]] == ["audit.store_put_back", "card.registered"]
    assert dict(found[4].extra) == {"row": "2", "to": "4"}


def test_a_new_trail_beside_an_old_store_begins_without_a_word(path: Path) -> None:
    with opened(path) as (store, trail):
        register(store, trail, "1")
        for file in path.parent.glob("audit.log*"):
            file.unlink()
        register(store, trail, "2")
        register(store, trail, "3")
    assert [row.login for row in rows(path)] == ["2", "3"]


def cut(path: Path, last: int) -> None:
    trail = AuditTrail.open(path.with_name("audit.log"), KEY, ManualClock())
    archive(trail, path.with_name("archives"), KEY, lambda record: record.seq <= last)


def test_a_store_goes_on_when_the_rows_that_it_knows_are_cut_off(path: Path) -> None:
    with opened(path) as (store, trail):
        register(store, trail, "1")
        AuditTrail.open(path.with_name("audit.log"), KEY, ManualClock()).append("session.locked", source="client")
        cut(path, 2)
        register(store, trail, "2")
        cut(path, 4)
        register(store, trail, "3")
    assert [row.event for row in rows(path)] == ["audit.archived", "card.registered"]


def test_a_store_that_was_put_back_from_before_the_cut_is_told(path: Path) -> None:
    with opened(path) as (store, trail):
        register(store, trail, "1")
    copy = shutil.copy(path, path.with_name("copy"))
    with opened(path) as (store, trail):
        register(store, trail, "2")
        register(store, trail, "3")
    cut(path, 3)
    for rest in path.parent.glob("idp.sqlite*"):
        rest.unlink()
    shutil.copy(copy, path)
    with opened(path) as (store, trail):
        register(store, trail, "4")
        register(store, trail, "5")
    found = rows(path)
    assert [row.event for row in found] == [
        *("audit.archived", "audit.store_put_back", "card.registered", "card.registered"),
    ]
    assert dict(found[1].extra) == {"row": "2", "to": "3"}
