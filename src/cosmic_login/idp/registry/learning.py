"""Learning: whoever comes from this machine is let in, and written down as what would have to be registered.

Nothing that is learned lets anybody in: files of ``learned`` are for people, and for ``client add --from-learned``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast, get_args
from xml.sax.saxutils import quoteattr

from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.registry.addresses import is_here
from cosmic_login.idp.registry.files import RegisteredSystems
from cosmic_login.idp.registry.systems import POST, ClientAuth, Face, OidcClient, SamlProvider, System
from cosmic_login.profile.logs import log_event

_log = logging.getLogger(__name__)

#: Where they are written down, below the folder of those that are registered.
LEARNED: Final = "learned"
_LONGEST_KEY: Final = 1024
_LONGEST_NAME: Final = 64
#: So many files, and addresses in each: a page that makes names up fills nobody's disk.
_MOST, _MOST_ADDRESSES = 100, 20


@dataclass
class LearningSystems:
    """``registry.systems.Systems``: what ``registered`` has is as it says, everybody else of this machine is learned.

    ``write`` writes a file as a whole. May be asked from several threads, and several processes may learn together.
    """

    registered: RegisteredSystems
    write: Callable[[Path, bytes], None]
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _learned: RegisteredSystems = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look at what was learned before."""
        self._learned = learned_systems(self.registered)

    def find(self, face: Face, key: str) -> System | None:
        """Return the system; for one that nobody registered what lets it in, from addresses of this machine alone."""
        found = self.registered.find(face, key)
        if found is not None or not 0 < len(key) <= _LONGEST_KEY or not key.isprintable() or key != key.strip():
            return found
        name = key[:_LONGEST_NAME].strip()
        if face == "oidc":
            return System(key, face, name, learned=True, oidc=OidcClient(()))
        return System(key, face, name, learned=True, claim_names="uri", saml=SamlProvider(()))

    def all(self) -> tuple[System, ...]:
        """Return every registered system."""
        return self.registered.all()

    def learn(self, key: str, facts: Mapping[str, object]) -> None:
        """Write down what a system that was let in asked for; what cannot be written stops no login."""
        face = cast("Face", facts["face"])
        try:
            with self._lock:
                self._learn(face, key, facts)
        except (LoginFailure, OSError) as error:
            log_event(_log, "system.not_learned", level=logging.WARNING, client=key[:_LONGEST_NAME], reason=str(error))

    def _learn(self, face: Face, key: str, facts: Mapping[str, object]) -> None:
        files = self._learned.files()
        before = next(
            (each for each in files if each.system and (each.system.face, each.system.key) == (face, key)), None
        )
        known = _Learned.of(before.system) if before is not None and before.system is not None else _Learned()
        claims = list(map(str, cast("Iterable[object]", facts.get("claims", ()))))
        if face == "saml":
            claims = [self.registered.words.uris.get(each, each) for each in claims]
        told = known.with_facts({**facts, "claims": claims})
        if told == known or not told.addresses:  # without an address nothing can be registered
            return
        if before is None and len(files) >= _MOST:
            raise LoginFailure("usage.invalid", f"{_MOST} are written down; remove those that are of no use")
        folder = self._learned.folder
        taken = {each.name for each in files}
        name = before.name if before is not None else file_name_of(key, taken)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if face == "saml":
            self.write(folder / f"{name}.xml", told.metadata(key))
        self.write(folder / f"{name}.toml", told.toml(face, key, name))
        if before is None:
            log_event(_log, "system.learned", client=key[:_LONGEST_NAME])


def learned_systems(registered: RegisteredSystems) -> RegisteredSystems:
    """Return what was written down while learning."""
    return RegisteredSystems(registered.folder / LEARNED, registered.words, learned=True)


@dataclass(frozen=True)
class _Learned:
    """What came to light of a system, of each request a part. ``claims`` are called as its protocol calls them."""

    addresses: tuple[str, ...] = ()
    after_logout: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()

    @classmethod
    def of(cls, system: System) -> _Learned:
        if system.saml is not None:
            names = {name for each in system.saml.attribute_services for name, _ in each.wanted}
            return cls(tuple(each.location for each in system.saml.acs), claims=tuple(sorted(names)))
        client = system.oidc or OidcClient(())
        return cls(
            client.redirect_uris, client.post_logout_redirect_uris, tuple(sorted(system.claims)), client.auth_methods
        )

    def with_facts(self, facts: Mapping[str, object]) -> _Learned:
        methods = _more(self.auth_methods, facts.get("auth_method"), lambda text: text in get_args(ClientAuth))
        return _Learned(
            _more(self.addresses, facts.get("redirect_uri"), is_here),
            _more(self.after_logout, facts.get("post_logout_redirect_uri"), is_here),
            tuple(sorted({*self.claims, *map(str, cast("Iterable[object]", facts.get("claims", ())))})),
            tuple(each for each in methods if each != "none") or methods,  # who can prove itself has to
        )

    def toml(self, face: Face, key: str, name: str) -> bytes:
        lines = [
            "# Written down while learning (cosmic-login idp --learn): what this system asked for, and no more.",
            f"# To register it: cosmic-login client add NAME --from-learned {name}",
            f"protocol = {_quoted(face)}",
        ]
        if face == "saml":
            return "\n".join([*lines, f"metadata = {_quoted(f'{name}.xml')}", ""]).encode()
        if self.auth_methods == ("none",):
            lines.insert(1, "# It did not prove itself: a client that cannot is public, and PKCE is required of it.")
        lines.append(f"client_id = {_quoted(key)}")
        for member, values in (
            ("redirect_uris", self.addresses),
            ("post_logout_redirect_uris", self.after_logout),
            ("auth_methods", self.auth_methods),
            ("claims", self.claims),
        ):
            lines += [f"{member} = [{', '.join(map(_quoted, values))}]"] if values else []
        return "\n".join([*lines, ""]).encode()

    def metadata(self, key: str) -> bytes:
        """Return metadata as the system might have sent them; its own say more, and are better."""
        asked = [f"      <md:RequestedAttribute Name={quoteattr(each)}/>" for each in self.claims]
        service = [
            '    <md:AttributeConsumingService index="1">',
            f'      <md:ServiceName xml:lang="sv">{_text(key[:_LONGEST_NAME])}</md:ServiceName>',
            *asked,
            "    </md:AttributeConsumingService>",
        ]
        lines = [
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID={quoteattr(key)}>',
            '  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
            *(
                f'    <md:AssertionConsumerService Binding="{POST}" Location={quoteattr(each)} index="{place}"/>'
                for place, each in enumerate(self.addresses)
            ),
            *(service if asked else ()),
            "  </md:SPSSODescriptor>",
            "</md:EntityDescriptor>",
            "",
        ]
        return "\n".join(lines).encode()


def _more(known: tuple[str, ...], told: object, will_do: Callable[[str], bool]) -> tuple[str, ...]:
    if not isinstance(told, str) or told in known or not will_do(told) or len(known) >= _MOST_ADDRESSES:
        return known
    return (*known, told)


def file_name_of(key: str, taken: Iterable[str] = ()) -> str:
    """Return a name for a system's file, made of what it is called; another than those that are ``taken``."""
    made = re.sub(r"[^a-z0-9._-]+", "-", key.lower().removeprefix("https://").removeprefix("http://"))[:48].strip("-._")
    made = made or "system"
    return made if made not in taken else f"{made}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are all TOML's too."""
    return json.dumps(text)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
