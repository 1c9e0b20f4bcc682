"""Copies of a whole world, taken and put back: people, cards, phones, what is revoked, the IdP's memory, the clock.

A copy is one sealed file in the profile. Putting one back makes no key and issues nothing; a mark stands from its first
change to its last, and whoever opens the environment while it is there (a program died) does it again. Outages and
ordered faults stay: they have resets of their own. So do signing keys, the audit trail, and systems that log their
users in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.store.image import StoreImage, TableImage
from cosmic_login.phone.sealed_state import put_phones, take_phones
from cosmic_login.profile import read_bytes, write_atomic
from cosmic_login.profile.files import as_failure
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from pathlib import Path

    from cosmic_login.core.clock import WrongClock
    from cosmic_login.idp.provider.provider import Provider
    from cosmic_login.lab.control.ports import EnvironmentWorld

_log = logging.getLogger(__name__)
#: The snapshot that nobody took: the world as it is when nothing has happened in it yet. No other has a dot.
SHIPPED: Final = ".shipped"
#: What a copy's file is called after its name.
SUFFIX: Final = ".snapshot"
_FORMAT: Final = 1
#: After so many days the shipped world is made anew: its cards begin to be valid when they are issued.
_STALE_DAYS: Final = 30


@dataclass(frozen=True)
class Snapshot:
    """A copy. ``of`` tells what it was made from, ``made`` when (Unix seconds)."""

    made: float
    of: str = ""
    people: bytes | None = None
    cards: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    phones: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    lists: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    store: StoreImage = field(default_factory=dict, repr=False)
    ahead_s: float = 0.0
    client_ahead_s: float = 0.0

    def dump(self) -> bytes:
        """Return it as bytes. They hold what protects a person: seal them."""
        plain = dict(self.__dict__)
        plain["people"] = None if self.people is None else _text(self.people)
        for name in ("cards", "phones", "lists"):
            plain[name] = {key: _text(raw) for key, raw in plain[name].items()}
        plain["store"] = {
            name: [list(table.columns), [[_cell(value) for value in row] for row in table.rows]]
            for name, table in self.store.items()
        }
        return json.dumps({"format": _FORMAT, "snapshot": plain}).encode()

    @classmethod
    def load(cls, raw: bytes) -> Snapshot:
        """Read what ``dump`` wrote. Raises ``ValueError``, ``KeyError``, ``TypeError``."""
        whole = json.loads(raw)
        if whole["format"] != _FORMAT:
            raise ValueError("a format that this program does not know")
        plain = whole["snapshot"]
        plain["people"] = None if plain["people"] is None else _raw(plain["people"])
        for name in ("cards", "phones", "lists"):
            plain[name] = {key: _raw(text) for key, text in plain[name].items()}
        plain["store"] = {
            name: TableImage(tuple(columns), [[_value(cell) for cell in row] for row in rows])
            for name, (columns, rows) in plain["store"].items()
        }
        return cls(**plain)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _cell(value: object) -> object:
    return {"bytes": _text(value)} if isinstance(value, bytes) else value


def _value(cell: Any) -> object:  # noqa: ANN401 - JSON
    return _raw(cell["bytes"]) if isinstance(cell, dict) else cell


@dataclass(frozen=True)
class PutBack:
    """What was not as in the snapshot: so many cards and phones."""

    cards: int
    phones: int


class SnapshotSubject(Protocol):
    """What is copied and put back (``environment.Environment``)."""

    world: EnvironmentWorld
    provider: Provider
    clock: WrongClock

    def clear_the_table(self) -> None:
        """Take cards out, mend them and the readers, and leave the one reader that is there from the start."""


class Snapshots:
    """Those of one environment. Methods may block; one at a time."""

    def __init__(self, environment: SnapshotSubject) -> None:
        self._environment = environment
        self._shipped: Snapshot | None = None

    def all(self) -> list[tuple[str, datetime]]:
        """Return the names, sorted, and when each was taken."""
        paths = sorted(self._folder.glob(f"*{SUFFIX}")) if self._folder.exists() else []
        named = [(path.name.removesuffix(SUFFIX), path) for path in paths]
        return [
            (name, datetime.fromtimestamp(path.stat().st_mtime, UTC))
            for name, path in named
            if re.fullmatch(r"[a-z0-9-]+", name)
        ]

    def take(self, name: str) -> None:
        """Keep a copy under a name, in the place of an earlier one. Raises ``profile.*``, ``database.*``."""
        world, environment = self._environment.world, self._environment
        with environment.provider.services.store.transaction() as work:
            rows = work.take_image()
        found = Snapshot(
            made=environment.clock.right.now().timestamp(),
            people=read_bytes(world.profile.people_file),
            cards=world.cards.take_files(),
            phones=take_phones(world.profile),
            lists=world.pki.take_lists(),
            store=rows,
            ahead_s=environment.clock.ahead_s,
            client_ahead_s=world.login_clock.ahead_s,
        )
        self._keep(name, found)

    def drop(self, name: str) -> bool:
        """Forget a copy; False when there is none."""
        path = self._path(name)
        with as_failure(path):
            try:
                path.unlink()
            except FileNotFoundError:
                return False
        return True

    def put_back(self, name: str) -> PutBack | None:
        """Make the world as it was when the copy was taken; None when there is no such copy.

        Raises ``card.in_use``, before anything is changed, when a card is held here or by another program;
        ``profile.*`` and ``database.*`` leave the mark.
        """
        found = self._ship() if name == SHIPPED else self._read(name)
        return None if found is None else self._do(name, found)

    def finish(self) -> None:
        """Go on with what a program that died had begun. Never raises: it is tried again the next time."""
        raw = read_bytes(self._environment.world.profile.restoring_file)
        if raw is not None:
            try:
                self.put_back(raw.decode("ascii", "replace"))
            except LoginFailure as failure:
                log_event(_log, "environment.not_reset", level=logging.WARNING, reason=failure.code)

    # -- within ------------------------------------------------------------------------------------------------

    def _do(self, name: str, kept: Snapshot) -> PutBack:
        environment, world = self._environment, self._environment.world
        profile, services = world.profile, environment.provider.services
        environment.clear_the_table()
        with world.cards.putting_back(kept.cards) as cards_back:
            write_atomic(profile.restoring_file, name.encode())
            environment.clock.ahead_s, world.login_clock.ahead_s = kept.ahead_s, kept.client_ahead_s
            self._people_back(kept.people)
            done = PutBack(cards_back(), put_phones(profile, kept.phones))
            world.pki.put_lists(kept.lists)
            told = {"snapshot": name, "cards": str(done.cards), "phones": str(done.phones)}
            with services.store.transaction() as work:
                work.put_image(kept.store)
                services.audit.append("environment.reset", source="control", extra=told)
            with as_failure(profile.restoring_file):
                profile.restoring_file.unlink(missing_ok=True)
        return done

    def _people_back(self, kept: bytes | None) -> None:
        world, path = self._environment.world, self._environment.world.profile.people_file
        if read_bytes(path) == kept:
            return  # reading the directory takes longer than all the rest
        if kept is not None:
            write_atomic(path, kept)
        else:
            with as_failure(path):
                path.unlink(missing_ok=True)
        world.read_people_again()

    def ship(self) -> None:
        """Have the shipped world kept, for an environment that is made from it. Raises ``profile.*``."""
        self._ship()

    def _ship(self) -> Snapshot:
        """Return the shipped world, made when there is none, or when it was made from something else."""
        world, of, now = self._environment.world, self._made_from(), self._environment.clock.right.now().timestamp()
        kept = self._shipped or self._read(SHIPPED)
        if kept is None or kept.of != of or not 0 <= now - kept.made < _STALE_DAYS * 86_400:
            with world.shipped() as made:
                kept = Snapshot(now, of, cards=made.cards.take_files(), lists=made.pki.take_lists())
            self._keep(SHIPPED, kept)
        self._shipped = kept
        return kept

    def _made_from(self) -> str:
        """Return what tells one set of orders and CAs from another."""
        profile = self._environment.world.profile
        found = [read_bytes(path) or b"" for path in (profile.directory_file, profile.pki_dir / "authorities.sealed")]
        return hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in found)).hexdigest()

    @property
    def _folder(self) -> Path:
        return self._environment.world.profile.snapshots_dir

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _read(self, name: str) -> Snapshot | None:
        path = self._path(name)
        sealed = read_bytes(path)
        if sealed is None:
            return None
        try:
            return Snapshot.load(self._environment.world.profile.vault.unseal(sealed, _label(name)))
        except (LoginFailure, ValueError, KeyError, TypeError) as error:
            # Nothing of the content may get into the text.
            raise LoginFailure("profile.damaged", f"{path.name}: {type(error).__name__}") from None

    def _keep(self, name: str, snapshot: Snapshot) -> None:
        path = self._path(name)
        with as_failure(path):
            self._folder.mkdir(mode=0o700, exist_ok=True)
        write_atomic(path, self._environment.world.profile.vault.seal(snapshot.dump(), _label(name)))


def _label(name: str) -> str:
    """Return what a copy is sealed under: one that was renamed is another's."""
    return f"snapshot {name}"
