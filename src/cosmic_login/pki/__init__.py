"""The training PKI: certificate authorities, profiles, revocation lists, and the judge of certificates."""

from cosmic_login.pki.authority import TrainingPki
from cosmic_login.pki.judge import CertificateJudge, Judgement
from cosmic_login.pki.profiles import PersonRequest

__all__ = ["CertificateJudge", "Judgement", "PersonRequest", "TrainingPki"]
