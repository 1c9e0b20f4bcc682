"""Who logged in, as the identity provider verified it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: Stands in the name of every CA of the training, and in no other's.
TRAINING = "TRAINING"
#: Characters of what a machine calls itself, where a card is used over the network (docs/protocols.md, section 2).
MACHINE_NAME_LENGTH = 60
#: Level-of-assurance URIs as the ``acr`` claim carries them (Sambi; the IdP compares exactly).
LOA_URI = {level: f"http://id.sambi.se/loa/loa{level}" for level in range(4)}


@dataclass(frozen=True)
class ServiceId:
    """A service ID ("tjänste-id"): one person's employment at one organisation."""

    hsa_id: str
    organisation: str
    organisation_id: str
    title: str = ""
    #: True for the region whose Cosmic this is (configuration; R10 tells the others apart).
    own_region: bool = False


@dataclass(frozen=True)
class Identity:
    """A person whose ID token was fully verified by the client.

    ``claims`` are the ID token's claims as they came (OpenID Connect Core 1.0, section 2, plus the claims of
    docs/protocols.md). ``since`` is ``auth_time`` in UTC. ``id_token`` ends the session at the IdP, ``access_token``
    opens Mina sidor for a quarter of an hour; neither is shown.
    """

    name: str
    hsa_id: str
    organisation: str
    method: str
    loa: int
    since: datetime
    claims: dict[str, Any]
    id_token: str = field(repr=False, default="")
    access_token: str = field(repr=False, default="")
    #: What was used: card number and reader for cards, the device's name for phones.
    evidence: dict[str, str] = field(default_factory=dict)
    #: What the IdP calls the logins (``sid``) that this one goes on with after an unlocking: they end with it.
    earlier: tuple[str, ...] = ()
