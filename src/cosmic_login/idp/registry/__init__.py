"""The systems that log their users in here: OpenID Connect clients and SAML service providers."""
