"""Relying parties of the BankID-like and the SITHS-like interface: a certificate that is let in there."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation
from cosmic_login.lab.control.shapes import Named, ObjectShape, TextShape

_PEM: Final = TextShape(1, 20_000, lines=True)
_NAME: Final = TextShape(1, 60)
_PARTY: Final = ObjectShape(
    "RelyingParty",
    (
        Named("name", _NAME, "what it is called on the phone", needed=True),
        Named("certificate", _PEM, "its certificate and the CA's (PEM)", needed=True),
        Named("key", _PEM, "its key (PKCS #8, PEM); told here alone, and kept nowhere", needed=True),
    ),
)


async def issue(call: ApiCall) -> dict[str, Any]:
    """Issue a certificate for a relying party."""
    pki, name = call.environment.provider.services.pki, call["name"]
    try:
        chain, key = await asyncio.to_thread(pki.issue_relying_party, name)
    except ValueError:
        rule = "a name that fits into a certificate: 64 bytes in UTF-8"
        raise CallRefused("control.invalid", "name", rule, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    return {
        "name": name,
        "certificate": b"".join(each.public_bytes(Encoding.PEM) for each in chain).decode("ascii"),
        "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"),
    }


OPERATIONS: Final = (
    Operation(
        "issueRelyingParty",
        "POST",
        "/relying-parties",
        "relying-parties",
        "Issue a certificate that is let in at `bankid` and `siths_rp` of this environment's addresses.",
        issue,
        _PARTY,
        (),
        ObjectShape("NewRelyingParty", (Named("name", _NAME, "what it is called on the phone", needed=True),)),
        status=201,
    ),
)
