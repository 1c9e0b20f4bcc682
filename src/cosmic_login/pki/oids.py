"""Object identifiers of the training PKI, and what a policy says about its holder.

SITHS reads the level of assurance from the certificate policy. Its own policies live under 1.2.752.74.8; ours stand
at the same place under 2.999, the arc that ITU-T X.660 sets aside for examples, so that no certificate of ours
can be taken for a real one: ``2.999.752.74.8.LK`` with L the level (2 or 3; 1 for servers) and K the kind (1 HSA-id,
2 personal number, 3 mobile).

BankID publishes the policies of its own test environment; the training BankID carries the one for phones, because
relying parties' programs look for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cryptography.x509 import ObjectIdentifier

Kind = Literal["hsa", "person", "mobile", "bankid"]

#: Root of the training policies.
TRAINING_ARC = "2.999.752.74.8"
#: Card number of a SITHS card, a PrintableString in an extension (profile of the SITHS card certificates).
CARD_NUMBER = ObjectIdentifier("1.2.752.34.2.1")
#: Microsoft user principal name, an otherName in the subject alternative name.
UPN = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")

#: The attribute "name" of X.520 (2.5.4.41): what a relying party is called where people read it.
NAME = ObjectIdentifier("2.5.4.41")


@dataclass(frozen=True)
class PersonPolicy:
    """What a person's certificate policy stands for."""

    oid: ObjectIdentifier
    kind: Kind
    loa: int


def _oid(last: int) -> ObjectIdentifier:
    return ObjectIdentifier(f"{TRAINING_ARC}.{last}")


#: Policies of persons' certificates; the table that maps a policy to kind and level.
PERSON_POLICIES = (
    PersonPolicy(_oid(31), "hsa", 3),
    PersonPolicy(_oid(32), "person", 3),
    PersonPolicy(_oid(33), "mobile", 3),
    PersonPolicy(_oid(21), "hsa", 2),
    PersonPolicy(_oid(22), "person", 2),
    PersonPolicy(_oid(23), "mobile", 2),
    PersonPolicy(ObjectIdentifier("1.2.3.4.25"), "bankid", 3),
)
#: Policy of server certificates; says nothing about a person.
FUNCTION_POLICY = _oid(11)

POLICY_BY_OID = {policy.oid: policy for policy in PERSON_POLICIES}


def policy_for(kind: Kind, loa: int) -> PersonPolicy:
    """Return the policy for a kind at a level; ``ValueError`` when there is none."""
    for policy in PERSON_POLICIES:
        if (policy.kind, policy.loa) == (kind, loa):
            return policy
    raise ValueError(f"no policy for {kind} at level {loa}")
