"""The laboratory: virtual cards put in, and their codes typed, on pages of the IdP, for machines without a desktop."""
