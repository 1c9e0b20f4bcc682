"""Whose a certificate says that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from cryptography import x509

    from cosmic_login.idp.services import People


def holder_of(certificate: x509.Certificate, people: People) -> str:
    """Return the number that a certificate's holder is known by, as orders have it; empty when it names nobody.

    It is what the certificate says and proves nothing. Raises ``ValueError`` for a subject that cannot be read.
    """
    found = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if len(found) != 1:
        return ""
    number = str(found[0].value)
    person = people.by_number(number)
    return person.personal_number if person else number
