"""The SAML 2.0 face for other systems."""
