"""The training PKI: certificate authorities, profiles, revocation lists, and the judge of certificates."""

from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.profiles import PersonRequest
from cosmic_login.pki.validator import CertificateJudge, Judgement

__all__ = ["CertificateJudge", "Judgement", "PersonRequest", "TrainingPki"]
