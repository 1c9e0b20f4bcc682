"""The training PKI: certificate authorities, profiles, revocation lists, and the judge of certificates."""
