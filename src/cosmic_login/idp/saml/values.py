"""Values in messages of others: times, booleans, numbers, identifiers, and what every message has."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from cosmic_login.core.clock import CLOCK_TOLERANCE_S
from cosmic_login.idp.saml.messages import malformed
from cosmic_login.idp.saml.names import ENTITY, SAML
from cosmic_login.idp.store.base import Refusal
from cosmic_login.idp.xml import Element

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_NC_NAME: Final = re.compile(r"[^\W\d][\w.\-]*")


def said_time(element: Element, attribute: str) -> datetime | None:
    """Return a time; without a zone it is UTC (saml-core-2.0-os, section 1.3.3)."""
    text = element.get(attribute)
    if text is None:
        return None
    if not _TIME.fullmatch(text.strip()):
        raise malformed(f"{attribute} is not a time")
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise malformed(f"{attribute} is not a time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def said_boolean(element: Element, attribute: str) -> bool:
    """Return a boolean; one that is not there is false."""
    text = element.get(attribute, "false").strip()
    if text not in {"true", "false", "1", "0"}:
        raise malformed(f"{attribute} has to be true or false")
    return text in {"true", "1"}


def said_index(element: Element, attribute: str) -> int | None:
    """Return an index, None where there is none."""
    text = element.get(attribute)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()):
        raise malformed(f"{attribute} has to be a number from 0 to 65535")
    return int(text)


def said_text(element: Element | None) -> str:
    """Return an element's text without the space around it."""
    return (element.text or "").strip() if element is not None else ""


def issuer_of(root: Element) -> str:
    """Return who says that the message is theirs. Raises ``Refusal``."""
    found = root.findall(f"{SAML}Issuer")
    issuer = said_text(found[0]) if len(found) == 1 else ""
    if not issuer or found[0].get("Format", ENTITY) != ENTITY:
        raise malformed("there has to be one Issuer, which is the system's entityID")
    return issuer


def message_id(root: Element) -> str:
    """Return a message's ID. Raises ``Refusal``."""
    found = root.get("ID", "")
    if len(found) > 256 or not _NC_NAME.fullmatch(found):
        raise malformed("ID has to be an xs:ID of at most 256 characters")
    return found


def check_version(root: Element) -> None:
    """Check the version that every message says. Raises ``Refusal``."""
    if root.get("Version") != "2.0":
        raise malformed("Version has to be 2.0")


def check_destination(root: Element, addresses: frozenset[str], *, is_signed: bool) -> None:
    """Check where a message says that it goes; ``addresses`` are what the place is called where it arrived.

    Raises ``Refusal``.
    """
    destination = root.get("Destination")
    if destination is None and is_signed:
        raise malformed("a signed message has to have a Destination (saml-bindings-2.0-os, 3.4.5.2 and 3.5.5.2)")
    if destination is not None and destination not in addresses:
        raise malformed("Destination is another address than the one it came to")


def issued_at(root: Element) -> datetime:
    """Return when a message says that it was written. Raises ``Refusal``."""
    issued = said_time(root, "IssueInstant")
    if issued is None:
        raise malformed("IssueInstant is missing")
    return issued


def is_ahead(issued: datetime, now: datetime) -> bool:
    """Whether a time lies further ahead than clocks differ."""
    return issued > now + timedelta(seconds=CLOCK_TOLERANCE_S)


def is_late(issued: datetime, now: datetime, life: float) -> bool:
    """Whether a message that is good for ``life`` seconds came too late."""
    return issued + timedelta(seconds=life + CLOCK_TOLERANCE_S) < now


def check_envelope(root: Element, addresses: frozenset[str], now: datetime, life: float, *, is_signed: bool) -> None:
    """Check what every message has: version, destination and time of issue. Raises ``Refusal``.

    ``addresses`` are what the place is called where it arrived; ``life`` is how long it is taken, in seconds.
    """
    check_version(root)
    check_destination(root, addresses, is_signed=is_signed)
    issued = issued_at(root)
    if is_ahead(issued, now) or is_late(issued, now, life):
        raise Refusal("system.stale", "IssueInstant is too far from our time")
