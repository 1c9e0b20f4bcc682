"""Records for showing: the trail keeps personal numbers, what leaves it does not."""

from __future__ import annotations

from dataclasses import replace

from cosmic_login.audit.record import AuditRecord
from cosmic_login.core.redact import mask_numbers, mask_person

__all__ = ["mask_numbers", "mask_person", "masked"]


def masked(record: AuditRecord) -> AuditRecord:
    """Return the record with the personal numbers in all its texts masked (``19900113-****``)."""
    return replace(
        record,
        login=mask_numbers(record.login),
        person=mask_person(record.person),
        name=mask_numbers(record.name),
        service_id=mask_numbers(record.service_id),
        organisation=mask_numbers(record.organisation),
        extra={key: mask_numbers(value) for key, value in record.extra.items()},
    )
