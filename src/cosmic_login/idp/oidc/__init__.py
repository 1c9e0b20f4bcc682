"""The OpenID Connect face for other systems."""
