"""SAML 2.0 Web SSO for other systems: requests that are read strictly, and answers that are written and signed here."""
