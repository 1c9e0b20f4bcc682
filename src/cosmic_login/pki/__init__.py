"""The training PKI: certificate authorities, profiles, revocation lists, and the judge of certificates."""

from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.profiles import PersonRequest
from cosmic_login.pki.validator import CertificateValidator, ValidationResult

__all__ = ["CertificateValidator", "PersonRequest", "TrainingPki", "ValidationResult"]
