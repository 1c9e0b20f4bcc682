"""Other people's SAML service providers as systems that log their users in at our IdP, in a browser."""
