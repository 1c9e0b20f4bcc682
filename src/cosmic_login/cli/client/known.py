"""What this profile knows of systems: those that are registered, and those that were learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure

if TYPE_CHECKING:
    from cosmic_login.idp.registry.files import ClaimVocabulary, RegisteredFile, RegisteredSystems
    from cosmic_login.profile import Profile

#: What stands beside a system's file, by the same name: a client's keys, a service provider's metadata.
JWKS = ".jwks.json"
_BESIDE = (JWKS, ".xml")


def vocabulary() -> ClaimVocabulary:
    """Return the claims and scopes that registrations may name."""
    from cosmic_login.idp.claims.vocabulary import claim_vocabulary

    return claim_vocabulary()


def registered(profile: Profile) -> RegisteredSystems:
    """Return the systems of a profile."""
    from cosmic_login.idp.claims.vocabulary import registered_systems

    return registered_systems(profile)


def learned(profile: Profile) -> RegisteredSystems:
    """Return what was written down while learning."""
    from cosmic_login.idp.registry.learning import learned_systems

    return learned_systems(registered(profile))


def find_file(systems: RegisteredSystems, name: str) -> RegisteredFile:
    """Return a file by its name or its system's key. Raises ``system.unregistered``, with the nearest names."""
    from cosmic_login.profile.toml_table import nearest

    files = systems.files()
    for each in files:
        if name == each.name or (each.system is not None and each.system.key == name):
            return each
    names = [each.name for each in files] + [each.system.key for each in files if each.system is not None]
    raise LoginFailure("system.unregistered", f"{name[:80]}; {nearest(name, names)}".rstrip("; "))


def forget(found: RegisteredFile | None) -> None:
    """Delete a system's files."""
    if found is None:
        return
    with as_failure(found.path):
        found.path.unlink(missing_ok=True)
        for suffix in _BESIDE:
            found.path.with_suffix(suffix).unlink(missing_ok=True)
