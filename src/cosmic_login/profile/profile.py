"""Opening a profile directory: version, permissions, the lock of the program that runs the IdP."""

from __future__ import annotations

import contextlib
import errno
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, read_bytes, sweep_unfinished, write_atomic
from cosmic_login.profile.places import SCENARIOS_NAME, SETTINGS_NAME, WINDOW_NAME, default_root
from cosmic_login.profile.vault import Vault

#: Layout of the directory. A program refuses a profile of a newer version than it knows.
PROFILE_VERSION = 1
#: How long one waits for a lock that others hold for moments: twenty programs at once on a busy machine queue up.
_PATIENCE_S = 30.0
#: A file has its name, or it is in a place where nothing can be made.
_NO_PLACE = {errno.EEXIST, errno.EINVAL, errno.ENOENT}


@dataclass(frozen=True)
class Profile:
    """An opened profile. Paths are properties; nothing but this class knows the layout.

    ========================  =====================================================
    ``profile.json``          layout version
    ``vault.key``             key of the sealed files (0600)
    ``pki/``                  training CAs, CRLs
    ``cards/``                virtual cards, one sealed file each
    ``phones/``               virtual phones, one sealed file each
    ``phone-pictures/``       notes of pictures of the screen that are to be removed
    ``directory.toml``        the user's own people and cards (optional)
    ``people.toml``           people and cards that the control API added (optional)
    ``snapshots/``            kept copies of this world, by the control API (optional)
    ``environments/``         worlds of their own on this IdP, a profile each, by the control API (optional)
    ``restoring``             there while one of them is put back
    ``settings.toml``         settings (optional)
    ``window.json``           where the window was (optional)
    ``ca.pem``                the roots of the training CAs, for other programs (optional)
    ``idp.sqlite``            orders, codes, registrations, signing keys of the IdP
    ``audit.log``             the audit trail
    ``starting-over``         there while the exercise is brought back to its beginning
    ``control-token``         the token for the IdP's control API (0600)
    ``idp.address``           where the IdP of this profile answers, while one runs
    ``idp.place``             the ports of the last IdP, for one that goes on in its place
    ``systems/``              systems that log their users in here (optional)
    ``log/``                  the program's log
    ``paired``                own key and partners of the reader over the network, sealed (optional)
    ``pairing``               a pairing that a desk has begun, sealed; there for two minutes at most
    ``scenarios/``            scenarios of one's own (optional)
    ``lessons/``              profiles of lessons under way, each removed at its end
    ``shipped-*/``            a copy in which nothing has happened, there while an environment is made from it
    ========================  =====================================================
    """

    root: Path
    vault: Vault = field(repr=False)
    temporary_dir: bool = False
    #: The name of an environment's profile, which lies in the profile of the IdP that it belongs to.
    environment: str = ""

    @property
    def phone_pictures_dir(self) -> Path:
        """Notes of pictures of the screen that are to be removed; made when it is needed."""
        return self.root / "phone-pictures"

    @property
    def pki_dir(self) -> Path:
        """Training CAs."""
        return self.root / "pki"

    @property
    def cards_dir(self) -> Path:
        """Virtual cards."""
        return self.root / "cards"

    @property
    def phones_dir(self) -> Path:
        """Virtual phones; there when the first was used."""
        return self.root / "phones"

    @property
    def directory_file(self) -> Path:
        """The user's own directory; may not exist."""
        return self.root / "directory.toml"

    @property
    def people_file(self) -> Path:
        """People and cards that the control API added; may not exist."""
        return self.root / "people.toml"

    @property
    def snapshots_dir(self) -> Path:
        """Kept copies of this world, one file each; there when the first was made."""
        return self.root / "snapshots"

    @property
    def environments_dir(self) -> Path:
        """Environments beside this one, a profile each; there when the first was made."""
        return self.root / "environments"

    @property
    def restoring_file(self) -> Path:
        """The name of the snapshot that is being put back; there while it is."""
        return self.root / "restoring"

    @property
    def settings_file(self) -> Path:
        """The settings; may not exist."""
        return self.root / SETTINGS_NAME

    @property
    def window_file(self) -> Path:
        """The window's place; may not exist."""
        return self.root / WINDOW_NAME

    @property
    def store_file(self) -> Path:
        """The IdP's SQLite store."""
        return self.root / "idp.sqlite"

    @property
    def starting_over_file(self) -> Path:
        """A mark that stands while the exercise is brought back to its beginning."""
        return self.root / "starting-over"

    @property
    def control_token_file(self) -> Path:
        """The token for the IdP's control API; may not exist."""
        return self.root / "control-token"

    @property
    def audit_file(self) -> Path:
        """The audit trail; an environment's rows are in that of the profile it lies in."""
        home = self.root.parent.parent if self.environment else self.root
        return home / "audit.log"

    @property
    def idp_address_file(self) -> Path:
        """Where the IdP that runs on this profile answers; there while one does."""
        return self.root / "idp.address"

    @property
    def idp_place_file(self) -> Path:
        """The ports of the last IdP of this profile; may not exist."""
        return self.root / "idp.place"

    @property
    def scenarios_dir(self) -> Path:
        """The user's own scenarios; may not exist."""
        return self.root / SCENARIOS_NAME

    @property
    def lessons_dir(self) -> Path:
        """Scratch profiles of lessons; there while one is under way."""
        return self.root / "lessons"

    @property
    def systems_dir(self) -> Path:
        """Systems that log their users in here, one file each; may not exist."""
        return self.root / "systems"

    @property
    def paired_file(self) -> Path:
        """The key of the line between desk and session, and whom it was paired with (sealed); may not exist."""
        return self.root / "paired"

    @property
    def pairing_file(self) -> Path:
        """A pairing that has begun at this desk (sealed); may not exist."""
        return self.root / "pairing"

    @property
    def log_dir(self) -> Path:
        """The program's log files."""
        return self.root / "log"

    @classmethod
    def default_root(cls) -> Path:
        """``COSMIC_LOGIN_HOME``, or the place the system has for a user's program data."""
        return default_root()

    @classmethod
    def open(cls, root: Path | None = None) -> Profile:
        """Open the directory, making it on first use.

        Raises ``LoginFailure``: ``profile.place``, ``profile.readonly``, ``profile.full``, ``profile.newer``,
        ``profile.damaged``.
        """
        root = (root or cls.default_root()).expanduser().absolute()
        with as_failure(root):
            try:
                root.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                if error.errno in _NO_PLACE:
                    raise LoginFailure("profile.place", f"{root}: {error.strerror}") from error
                raise
            except ValueError as error:  # a null in it
                raise LoginFailure("profile.place", f"{str(root)!r}: not a path") from error
        with _guarded(root / ".open.lock"):
            _check_version(root / "profile.json")
            vault = Vault.open(root / "vault.key", create=not (root / "pki").exists())
            for name in ("pki", "cards", "log"):
                with as_failure(root / name):
                    (root / name).mkdir(mode=0o700, exist_ok=True)
            for name in (".", "pki", "cards", "phones"):
                sweep_unfinished(root / name)
        return cls(root, vault)

    @classmethod
    def look(cls, root: Path | None = None) -> Profile:
        """Open a directory that is there, to read it: nothing is made or locked, so also on a read-only medium.

        Raises ``LoginFailure``: ``profile.newer``, ``profile.damaged`` (also when there is none), ``profile.readonly``.
        """
        root = (root or cls.default_root()).expanduser().absolute()
        if not _known_version(root / "profile.json"):
            raise LoginFailure("profile.damaged", f"{root}: no profile")
        return cls(root, Vault.open(root / "vault.key", create=False))

    @classmethod
    def temporary(cls) -> Profile:
        """Open a throw-away profile; ``discard`` removes it."""
        profile = cls.open(Path(tempfile.mkdtemp(prefix="cosmic-login-")))
        return cls(profile.root, profile.vault, temporary_dir=True)

    def open_environment(self, name: str) -> Profile:
        """Open the profile of an environment. Raises as ``open`` does."""
        found = Profile.open(self.environments_dir / name)
        return Profile(found.root, found.vault, environment=name)

    def discard(self) -> None:
        """Remove a throw-away profile; does nothing for others."""
        if self.temporary_dir:
            shutil.rmtree(self.root, ignore_errors=True)

    @contextlib.contextmanager
    def hold_idp(self) -> Iterator[None]:
        """Hold the right to run the IdP on this profile; raises ``profile.in_use`` when another program has it."""
        lock = FileLock(self.root / ".idp.lock")
        with as_failure(self.root):
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise LoginFailure("profile.in_use", str(self.root)) from None
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def kept_in_use(self) -> Iterator[None]:
        """Keep ``profile remove`` away for the block: for programs that run on, and run no IdP. Any number may."""
        path = self.root / f".use-{secrets.token_hex(8)}.lock"
        try:
            with _guarded(path):
                for other in self.root.glob(".use-*.lock"):
                    _sweep(other)
                yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()

    def lock(self, name: str, *, timeout: float = _PATIENCE_S) -> contextlib.AbstractContextManager[object]:
        """Return a lock between processes for a short read-change-write; ``profile.in_use`` after ``timeout`` s."""
        return _guarded(self.root / f".{name}.lock", timeout)


@contextlib.contextmanager
def _guarded(path: Path, timeout: float = _PATIENCE_S) -> Iterator[None]:
    lock = FileLock(path)
    with as_failure(path):
        try:
            lock.acquire(timeout=timeout)
        except Timeout:
            raise LoginFailure("profile.in_use", str(path)) from None
    try:
        yield
    finally:
        lock.release()


def _sweep(path: Path) -> None:
    """Remove the file of a lock whose program was killed; leave one that somebody has."""
    lock = FileLock(path)
    with contextlib.suppress(Timeout, OSError):
        lock.acquire(timeout=0)
        path.unlink()
    lock.release()


def _check_version(path: Path) -> None:
    if not _known_version(path):
        write_atomic(path, json.dumps({"version": PROFILE_VERSION}).encode() + b"\n")


def _known_version(path: Path) -> bool:
    """Tell whether there is a version; raises ``LoginFailure`` when this program does not know it."""
    raw = read_bytes(path)
    if raw is None:
        return False
    try:
        version = json.loads(raw)["version"]
        if not isinstance(version, int):
            raise TypeError("version is not a number")
    except (ValueError, KeyError, TypeError) as error:
        raise LoginFailure("profile.damaged", f"{path}: {error}") from error
    if version > PROFILE_VERSION:
        raise LoginFailure("profile.newer", f"{path}: version {version}, this program knows {PROFILE_VERSION}")
    return True
