"""Systems registered in files: one TOML file for each, and beside a SAML system's the metadata that it sent.

The format is described in docs/systems.md. A file that is changed is read again; one that has become wrong keeps what
it said last, and the log says why. Secrets are in no log, no message and no repr.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.registry.systems import ClaimNames, ClientAuth, Face, OidcClient, SubjectKind, System
from cosmic_login.profile.files import read_bytes
from cosmic_login.profile.logs import log_event
from cosmic_login.profile.toml_table import Table, nearest, read_document

_log = logging.getLogger(__name__)

MALFORMED: Final = "system.malformed"
_NAME_LENGTH: Final = 64
_KEY_LENGTH: Final = 1024
_AMR_LENGTH: Final = 256
_ADDRESS_LENGTH: Final = 2000
_SHORTEST_SECRET: Final = 16
_ALGS: Final = ("RS256", "ES256")
#: Names that people may give a file: it is what the command line calls a system by.
FILE_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")

#: Returns a file's bytes, or None when there is no such file. Raises ``LoginFailure`` when it cannot be read.
ReadFile = Callable[[Path], bytes | None]

#: The keys of every file, and those of each protocol's.
_KEYS: Final = frozenset(
    {"protocol", "name", "claims", "scopes", "methods", "min_loa", "claim_names", "subject", "amr"}
)
_KEYS_OF: Final[Mapping[Face, frozenset[str]]] = {
    "oidc": frozenset(
        {
            "client_id",
            "redirect_uris",
            "secret",
            "secret_file",
            "auth_methods",
            "jwks_file",
            "post_logout_redirect_uris",
            "frontchannel_logout_uri",
            "backchannel_logout_uri",
            "id_token_alg",
        }
    ),
    "saml": frozenset({"metadata", "encrypt", "audiences"}),
}


@dataclass(frozen=True)
class ClaimVocabulary:
    """The names that registrations may use.

    ``uris`` are claims with what SAML calls them, ``scopes`` are scopes with the claims that they stand for.
    """

    uris: Mapping[str, str]
    scopes: Mapping[str, tuple[str, ...]]


def _text(longest: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text or text != text.strip() or not text.isprintable():
            return "must be a printable text without space around it"
        return "" if len(text) <= longest else f"is longer than {longest} characters"

    return check


def _address(text: str) -> str:
    """Check an address that a browser is sent to: absolute, https, or http to this machine; a fragment is allowed."""
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError:
        return "is not an address"
    if len(text) > _ADDRESS_LENGTH or not re.fullmatch(r"[!-\[\]-~]*", text):  # urlsplit lets tabs and more pass
        return "must be ASCII without space or backslash, at most 2,000 characters"
    if not found.hostname or found.username is not None or port == 0:
        return "must be an absolute address without a user's name"
    if found.scheme == "https" or (found.scheme == "http" and found.hostname in {"127.0.0.1", "localhost", "::1"}):
        return ""
    return "must be https, or http to this machine"


def _redirect(text: str) -> str:
    return _address(text) or ("must not have a fragment (RFC 6749, section 3.1.2)" if "#" in text else "")


def _secret(text: str) -> str:
    good = text.isascii() and text.isprintable() and len(text) >= _SHORTEST_SECRET and " " not in text
    return "" if good else f"must be at least {_SHORTEST_SECRET} ASCII characters without space"


def _one_of(known: Iterable[str], where: str = "") -> Callable[[str], str]:
    """Return a check for one of these; ``where`` they are found when there are too many to tell."""
    names = tuple(known)
    told = where or f"it must be one of {', '.join(names)}"
    return lambda text: "" if text in names else f"unknown name; {nearest(text, names)}{told}"


def parse_system(
    path: Path, raw: bytes, words: ClaimVocabulary, *, read: ReadFile = read_bytes, learned: bool = False
) -> System:
    """Return the system that a file describes. Raises ``system.malformed`` with file, line and reason.

    Files that it names are read by ``read``, from its own folder where they have no other. ``learned``: the file was
    written down while learning; what a client proves itself by is then still to come.
    """
    table = read_document(str(path), raw, MALFORMED)
    face = cast("Face", table.text("protocol", _one_of(get_args(Face))))
    table.only(_KEYS | _KEYS_OF[face])
    made = _Files(table, path, read)
    system = _oidc(made, learned=learned) if face == "oidc" else _saml(made)
    claims = set(table.texts("claims", _one_of(sorted(words.uris), "docs/claims.md has them all")))
    for scope in table.texts("scopes", _one_of(sorted(words.scopes))):
        claims |= set(words.scopes[scope])
    usual = "uri" if face == "saml" else "short"
    system = replace(
        system,
        claims=frozenset(claims),
        methods=table.texts("methods", _one_of(METHODS)) or tuple(METHODS),
        min_loa=table.whole("min_loa", 2, 3, 2),
        claim_names=cast("ClaimNames", table.choice("claim_names", get_args(ClaimNames), usual)),
        subject=cast("SubjectKind", table.choice("subject", get_args(SubjectKind), "transient")),
        amr=_amr(table.below("amr")),
        learned=learned,
    )
    table.done()
    return system


def _amr(table: Table) -> Mapping[str, tuple[str, ...]]:
    """Return what a system is told of how people proved themselves, by the method they did it by."""
    table.only(METHODS)
    told = {method: table.texts(method, _text(_AMR_LENGTH)) for method in table.keys}
    for method, values in told.items():
        if not values:
            raise table.failure(method, "must hold at least one value")
    return told


@dataclass(frozen=True)
class _Files:
    """A file that is read, and how those are that it names."""

    table: Table
    path: Path
    read: ReadFile

    def named(self, key: str) -> bytes | None:
        """Return what is in the file that a key names; None when the key is not there."""
        name = self.table.text(key, _text(_KEY_LENGTH), "")
        if not name:
            return None
        try:
            raw = self.read(self.path.parent / name)
        except LoginFailure as failure:
            raise self.table.failure(key, f"cannot be read ({failure.code})") from None
        if raw is None:
            raise self.table.failure(key, "there is no such file")
        return raw


def _oidc(files: _Files, *, learned: bool) -> System:
    table = files.table
    key = table.text("client_id", _text(_KEY_LENGTH))
    methods = table.texts("auth_methods", _one_of(get_args(ClientAuth)))
    client = OidcClient(
        redirect_uris=table.texts("redirect_uris", _redirect),
        secret=_secret_of(files),
        auth_methods=cast("tuple[ClientAuth, ...]", methods) or (() if learned else OidcClient(()).auth_methods),
        jwks=_jwks(files),
        post_logout_redirect_uris=table.texts("post_logout_redirect_uris", _address),
        frontchannel_logout_uri=table.text("frontchannel_logout_uri", _redirect, ""),
        backchannel_logout_uri=table.text("backchannel_logout_uri", _redirect, ""),
        id_token_alg=cast("object", table.choice("id_token_alg", _ALGS, "RS256")),  # type: ignore[arg-type]
    )
    if not client.redirect_uris:
        raise table.failure("redirect_uris", "must hold at least one address")
    if learned:
        return _client(table, key, client)
    by_secret = {"client_secret_post", "client_secret_basic"} & set(client.auth_methods)
    if "none" in client.auth_methods and len(client.auth_methods) > 1:
        raise table.failure("auth_methods", "none stands alone: who can prove itself has to")
    if by_secret and not client.secret:
        raise table.failure("secret", "is needed for client_secret_post and client_secret_basic")
    if "private_key_jwt" in client.auth_methods and not client.jwks:
        raise table.failure("jwks_file", "is needed for private_key_jwt")
    return _client(table, key, client)


def _client(table: Table, key: str, client: OidcClient) -> System:
    return System(key=key, face="oidc", name=table.text("name", _text(_NAME_LENGTH), key[:_NAME_LENGTH]), oidc=client)


def _saml(files: _Files) -> System:
    table, usual = files.table, files.path.with_suffix(".xml")
    from cosmic_login.idp.registry.metadata import read_metadata  # noqa: PLC0415 - XML, where a system speaks it

    raw = files.named("metadata")
    if raw is None:
        raw = files.read(usual)
    if raw is None:
        raise table.failure("metadata", f"there is no file {usual.name} beside this one")
    try:
        system = read_metadata(raw, name=table.text("name", _text(_NAME_LENGTH), ""))
    except LoginFailure as failure:
        raise table.failure("metadata", failure.detail) from None
    provider = system.saml
    assert provider is not None  # noqa: S101 - told to the type checker: metadata describe a service provider
    encrypt = table.flag("encrypt", default=False)
    if encrypt and not provider.encryption:
        raise table.failure("encrypt", "the metadata have no key to encrypt for")
    audiences = table.texts("audiences", _text(_KEY_LENGTH))
    return replace(system, saml=replace(provider, encrypt=encrypt, audiences=audiences))


def _secret_of(files: _Files) -> str:
    table = files.table
    secret = table.text("secret", _secret, "")
    if secret and "secret_file" in table.keys:
        raise table.failure("secret_file", "secret is given too: one of them")
    raw = files.named("secret_file")
    if raw is None:
        return secret
    found = raw.decode("utf-8", "replace").strip()
    if problem := _secret(found):
        raise table.failure("secret_file", f"the secret in it {problem}")
    return found


def _jwks(files: _Files) -> Mapping[str, object]:
    table, raw = files.table, files.named("jwks_file")
    if raw is None:
        return {}
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(each, dict) and "kty" in each for each in keys):
        raise table.failure("jwks_file", "must be a file with a JWK set (RFC 7517): an object with keys")
    if any("d" in each or each["kty"] == "oct" for each in keys):
        raise table.failure("jwks_file", "must hold public keys only")
    return cast("Mapping[str, object]", found)


@dataclass(frozen=True)
class RegisteredFile:
    """One file, and what it says: a system, or why it says none (``problem``). ``stale``: a system it said before."""

    path: Path
    system: System | None
    problem: LoginFailure | None = None
    stale: bool = False

    @property
    def name(self) -> str:
        """What the command line calls it."""
        return self.path.stem


#: Tells one content of a file from another: its number, length and time of change; None: there is no file.
_Stamp = tuple[int, int, int] | None
#: That of a file that could not be read, which is tried again each time.
_UNREAD: Final = (-1, -1, -1)


@dataclass(frozen=True)
class _Kept:
    """What a file said, and what it said it with: itself and the files that it names."""

    found: RegisteredFile
    stamps: Mapping[Path, _Stamp]
    #: Another file has its system.
    twice: bool = False

    @property
    def current(self) -> bool:
        """Whether none of them has changed."""
        return all(_stamp(path) == stamp for path, stamp in self.stamps.items())


@dataclass(frozen=True)
class _Known:
    """The whole folder as it was read: by file, and by face and key."""

    files: Mapping[Path, _Kept] = field(default_factory=dict)
    systems: Mapping[tuple[str, str], _Kept] = field(default_factory=dict)


@dataclass
class RegisteredSystems:
    """The systems of a folder: ``registry.systems.Systems``. May be asked from several threads.

    A system that is known costs a look at its own files; one that is not, at every file of the folder. ``learned``: the
    folder holds what was written down while learning.
    """

    folder: Path
    words: ClaimVocabulary
    learned: bool = False
    _known: _Known = field(default_factory=_Known, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def find(self, face: Face, key: str) -> System | None:
        """Return the system, or None."""
        kept = self._known.systems.get((face, key))
        if kept is None or not kept.current:
            kept = self._look().systems.get((face, key))
        return kept.found.system if kept is not None else None

    def all(self) -> tuple[System, ...]:
        """Return every system, by face and key."""
        known = self._look().systems
        return tuple(system for name in sorted(known) if (system := known[name].found.system) is not None)

    def files(self) -> tuple[RegisteredFile, ...]:
        """Return every file, by name, also those that say no system."""
        known = self._look().files
        return tuple(known[path].found for path in sorted(known))

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Take no notice: only what is registered is known here."""

    def _look(self) -> _Known:
        """Read again what has changed."""
        with self._lock:
            before = self._known.files
            try:
                paths = sorted(self._paths())
            except LoginFailure:  # what is known holds
                if before:
                    return self._known
                raise
            if paths == list(before) and all(each.current for each in before.values()):
                return self._known
            read = {path: self._kept(path, before.get(path)) for path in paths}
            systems: dict[tuple[str, str], _Kept] = {}
            for path, kept in read.items():
                system = kept.found.system
                if system is None:
                    continue
                first = systems.setdefault((system.face, system.key), kept)
                if first is not kept:
                    read[path] = self._twice(kept, first, before.get(path))
            self._known = _Known(read, systems)
            return self._known

    def _paths(self) -> Iterable[Path]:
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".toml") and not entry.name.startswith(".") and entry.is_file():
                        yield Path(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise LoginFailure("profile.readonly", f"{self.folder}: {error.strerror}") from error

    def _kept(self, path: Path, before: _Kept | None) -> _Kept:
        if before is not None and not before.twice and before.current:
            return before
        stamps: dict[Path, _Stamp] = {}

        def read(file: Path) -> bytes | None:
            stamps[file] = _UNREAD
            stamp = _stamp(file)  # before it is read: what changes meanwhile is read once more
            raw = read_bytes(file)
            stamps[file] = stamp
            return raw

        try:
            raw = read(path)
            if raw is None:
                raise LoginFailure(MALFORMED, f"{path}: it is gone")
            system = parse_system(path, raw, self.words, read=read, learned=self.learned)
            return _Kept(RegisteredFile(path, system), stamps)
        except LoginFailure as failure:
            problem = failure if failure.code == MALFORMED else LoginFailure(MALFORMED, f"{path}: {failure.detail}")
            if before is None or before.found.problem is None or before.found.problem.detail != problem.detail:
                _tell(path, problem)
            last = before.found.system if before is not None else None
            return _Kept(RegisteredFile(path, last, problem, stale=last is not None), stamps)

    def _twice(self, kept: _Kept, first: _Kept, before: _Kept | None) -> _Kept:
        """Return a file's place when another has its system already: it says none until one of them changes."""
        path, other = kept.found.path, first.found.path.name
        problem = LoginFailure(MALFORMED, f"{path}:1: {other} has this system too")
        if before is None or before.found.problem is None or before.found.problem.detail != problem.detail:
            _tell(path, problem)
        return _Kept(RegisteredFile(path, None, problem), kept.stamps, twice=True)


def _tell(path: Path, problem: LoginFailure) -> None:
    log_event(_log, "system.malformed", level=logging.WARNING, file=path.name, reason=problem.detail)


def _stamp(path: Path) -> _Stamp:
    try:
        told = path.stat()
    except (OSError, ValueError):
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns
