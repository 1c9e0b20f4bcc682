"""The audit trail: who, when, how, and what came of it; every change to it is found."""

from cosmic_login.audit.record import AuditRecord
from cosmic_login.audit.trail import AuditTrail
from cosmic_login.audit.verify import Verification

__all__ = ["AuditRecord", "AuditTrail", "Verification"]
