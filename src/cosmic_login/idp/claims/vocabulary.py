"""The words that registrations of systems may use, and the systems that are registered by them."""

from __future__ import annotations

from cosmic_login.idp.claims.catalogue import CLAIMS, SCOPES
from cosmic_login.idp.registry.files import ClaimVocabulary, RegisteredSystems
from cosmic_login.profile import Profile


def claim_vocabulary() -> ClaimVocabulary:
    """Return the claims and scopes that registrations of systems may name."""
    return ClaimVocabulary({name: row.uri for name, row in CLAIMS.items()}, SCOPES)


def registered_systems(profile: Profile) -> RegisteredSystems:
    """Return the systems that log their users in at a profile's IdP."""
    return RegisteredSystems(profile.systems_dir, claim_vocabulary())
