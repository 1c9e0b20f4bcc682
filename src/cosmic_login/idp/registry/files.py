"""Systems registered in files: one TOML file for each, and beside a SAML system's the metadata that it sent.

The format is described in docs/systems.md. A file that is changed is read again; one that has become wrong keeps what
it said last, and the log says why. Secrets are in no log, no message and no repr.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import urlsplit

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.registry.metadata import read_metadata
from cosmic_login.idp.registry.systems import ClaimNames, ClientAuth, Face, OidcClient, SubjectKind, System
from cosmic_login.profile.files import read_bytes
from cosmic_login.profile.logs import log_event
from cosmic_login.profile.toml_table import Table, read_document

_log = logging.getLogger(__name__)

MALFORMED: Final = "system.malformed"
#: What systems that nobody registered are written down in, below the folder.
LEARNED: Final = "learned"
_NAME_LENGTH: Final = 64
_KEY_LENGTH: Final = 1024
_ADDRESS_LENGTH: Final = 2000
_SHORTEST_SECRET: Final = 16
_ALGS: Final = ("RS256", "ES256")
#: Names that people may give a file: it is what the command line calls a system by.
FILE_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")

#: Tells whether a claim, or a scope, is known; given by whoever has the table of claims.
KnownNames = Callable[[str], bool]


@dataclass(frozen=True)
class ClaimVocabulary:
    """The names that registrations may use: ``claims``, and what each scope of ``scopes`` stands for."""

    claims: frozenset[str]
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
    if len(text) > _ADDRESS_LENGTH or not text.isascii() or any(each.isspace() for each in text):
        return "must be ASCII without space, at most 2,000 characters"
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


def _one_of(known: Iterable[str]) -> Callable[[str], str]:
    names = tuple(known)
    return lambda text: "" if text in names else f"must be one of {', '.join(names)}"


def parse_system(path: Path, raw: bytes, words: ClaimVocabulary) -> System:
    """Return the system that a file describes. Raises ``system.malformed`` with file, line and reason.

    Files that it names are read from its own folder.
    """
    table = read_document(str(path), raw, MALFORMED)
    face = cast("Face", table.choice("protocol", get_args(Face), ""))
    if not face:
        raise table.failure("protocol", "must be oidc or saml")
    system = _oidc(table, path) if face == "oidc" else _saml(table, path)
    claims = set(table.texts("claims", _one_of(sorted(words.claims))))
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
    )
    table.done()
    return system


def _oidc(table: Table, path: Path) -> System:
    key = table.text("client_id", _text(_KEY_LENGTH))
    methods = table.texts("auth_methods", _one_of(get_args(ClientAuth)))
    client = OidcClient(
        redirect_uris=table.texts("redirect_uris", _redirect),
        secret=_secret_of(table, path),
        auth_methods=cast("tuple[ClientAuth, ...]", methods) or OidcClient(()).auth_methods,
        jwks=_jwks(table, path),
        post_logout_redirect_uris=table.texts("post_logout_redirect_uris", _address),
        frontchannel_logout_uri=table.text("frontchannel_logout_uri", _redirect, ""),
        backchannel_logout_uri=table.text("backchannel_logout_uri", _redirect, ""),
        id_token_alg=cast("object", table.choice("id_token_alg", _ALGS, "RS256")),  # type: ignore[arg-type]
    )
    if not client.redirect_uris:
        raise table.failure("redirect_uris", "must hold at least one address")
    by_secret = {"client_secret_post", "client_secret_basic"} & set(client.auth_methods)
    if "none" in client.auth_methods and len(client.auth_methods) > 1:
        raise table.failure("auth_methods", "none stands alone: who can prove itself has to")
    if by_secret and not client.secret:
        raise table.failure("secret", "is needed for client_secret_post and client_secret_basic")
    if "private_key_jwt" in client.auth_methods and not client.jwks:
        raise table.failure("jwks_file", "is needed for private_key_jwt")
    return System(key=key, face="oidc", name=table.text("name", _text(_NAME_LENGTH), key[:_NAME_LENGTH]), oidc=client)


def _saml(table: Table, path: Path) -> System:
    file = path.with_name(table.text("metadata", _text(_KEY_LENGTH), f"{path.stem}.xml"))
    raw = read_bytes(file)
    if raw is None:
        raise table.failure("metadata", f"there is no file {file.name} beside this one")
    system = read_metadata(raw, name=table.text("name", _text(_NAME_LENGTH), ""))
    provider = system.saml
    assert provider is not None  # noqa: S101 - told to the type checker: metadata describe a service provider
    encrypt = table.flag("encrypt", default=False)
    if encrypt and not provider.encryption:
        raise table.failure("encrypt", "the metadata have no key to encrypt for")
    audiences = table.texts("audiences", _text(_KEY_LENGTH))
    return replace(system, saml=replace(provider, encrypt=encrypt, audiences=audiences))


def _secret_of(table: Table, path: Path) -> str:
    secret = table.text("secret", _secret, "")
    named = table.text("secret_file", _text(_KEY_LENGTH), "")
    if not named:
        return secret
    if secret:
        raise table.failure("secret_file", "secret is given too: one of them")
    raw = read_bytes(path.parent / named)
    if raw is None:
        raise table.failure("secret_file", "there is no such file")
    found = raw.decode("utf-8", "replace").strip()
    if problem := _secret(found):
        raise table.failure("secret_file", f"the secret in it {problem}")
    return found


def _jwks(table: Table, path: Path) -> Mapping[str, object]:
    named = table.text("jwks_file", _text(_KEY_LENGTH), "")
    if not named:
        return {}
    raw = read_bytes(path.parent / named)
    try:
        found = json.loads(raw) if raw is not None else None
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


#: Tells one content of the folder from another.
_Stamp = tuple[int, int, int]


@dataclass
class RegisteredSystems:
    """The systems of a folder: ``registry.systems.Systems``. May be asked from several threads."""

    folder: Path
    words: ClaimVocabulary
    _stamps: dict[Path, _Stamp] = field(default_factory=dict, repr=False)
    _files: dict[Path, RegisteredFile] = field(default_factory=dict, repr=False)
    _known: Mapping[tuple[str, str], System] = field(default_factory=dict, repr=False)

    def find(self, face: Face, key: str) -> System | None:
        """Return the system, or None."""
        self._look()
        return self._known.get((face, key))

    def all(self) -> tuple[System, ...]:
        """Return every system, by face and key."""
        self._look()
        return tuple(self._known[each] for each in sorted(self._known))

    def files(self) -> tuple[RegisteredFile, ...]:
        """Return every file, by name, also those that say no system."""
        self._look()
        return tuple(self._files[path] for path in sorted(self._files))

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Take no notice: only what is registered is known here."""

    def _look(self) -> None:
        """Read again if anything in the folder has changed; that is asked at each look-up and costs microseconds."""
        stamps = dict(self._stamped())
        if stamps == self._stamps and (stamps or not self._files):
            return
        before, self._stamps = self._files, stamps
        files: dict[Path, RegisteredFile] = {}
        for path in stamps:
            if path.suffix == ".toml":
                files[path] = self._read(path, before.get(path))
        known: dict[tuple[str, str], System] = {}
        for path in sorted(files):
            found = files[path]
            if found.system is None:
                continue
            name = (found.system.face, found.system.key)
            if name in known:
                twice = LoginFailure(MALFORMED, f"{path}:1: another file has this system too")
                files[path] = RegisteredFile(path, None, twice)
            else:
                known[name] = found.system
        self._files, self._known = files, known

    def _stamped(self) -> Iterable[tuple[Path, _Stamp]]:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_file() and not entry.name.startswith("."):
                        told = entry.stat()
                        yield Path(entry.path), (told.st_ino, told.st_size, told.st_mtime_ns)

    def _read(self, path: Path, before: RegisteredFile | None) -> RegisteredFile:
        try:
            raw = read_bytes(path)
            if raw is None:
                raise LoginFailure(MALFORMED, f"{path}: it is gone")
            return RegisteredFile(path, parse_system(path, raw, self.words))
        except LoginFailure as failure:
            problem = failure if failure.code == MALFORMED else LoginFailure(MALFORMED, f"{path}: {failure.detail}")
            log_event(_log, "system.malformed", level=logging.WARNING, file=path.name, reason=problem.detail)
            last = before.system if before is not None else None
            return RegisteredFile(path, last, problem, stale=last is not None)


@dataclass
class LearningSystems:
    """Lets in any OpenID Connect client with addresses on this machine, and writes down what it would be registered as.

    What is registered in ``registered`` is as it says.
    """

    registered: RegisteredSystems
    write: Callable[[Path, bytes], None]
    _seen: dict[str, bytes] = field(default_factory=dict, repr=False)

    def find(self, face: Face, key: str) -> System | None:
        """Return the system; for one that nobody registered what lets it in."""
        found = self.registered.find(face, key)
        if found is not None or face != "oidc" or not key or len(key) > _KEY_LENGTH:
            return found
        return System(key=key, face="oidc", name=key[:_NAME_LENGTH], learned=True, oidc=OidcClient(()))

    def all(self) -> tuple[System, ...]:
        """Return every registered system."""
        return self.registered.all()

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Write down what a client that was let in asked for: ``redirect_uri``, ``claims`` and ``auth_method``."""
        text = learned_toml(key, facts)
        if self._seen.get(key) == text:
            return
        self._seen[key] = text
        folder = self.registered.folder / LEARNED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.write(folder / f"{file_name_of(key)}.toml", text)
        log_event(_log, "system.learned", client=key[:_NAME_LENGTH])


def file_name_of(key: str) -> str:
    """Return a name for a system's file, made of what it is called."""
    made = re.sub(r"[^a-z0-9._-]+", "-", key.lower().removeprefix("https://").removeprefix("http://"))[:60].strip("-._")
    return made or "system"


def learned_toml(key: str, facts: Mapping[str, object]) -> bytes:
    """Return a registration to begin with, for a client that was let in without one."""
    asked = facts.get("claims", ())
    claims = sorted(map(str, asked)) if isinstance(asked, list | tuple) else []
    lines = [
        "# Written down while learning: what this client asked for. Check it and give it a secret:",
        "# cosmic-login client add --from-learned NAME",
        'protocol = "oidc"',
        f"client_id = {_quoted(key)}",
        f"redirect_uris = [{_quoted(str(facts.get('redirect_uri', '')))}]",
        f"claims = [{', '.join(map(_quoted, claims))}]",
    ]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are all TOML's too."""
    return json.dumps(text)
