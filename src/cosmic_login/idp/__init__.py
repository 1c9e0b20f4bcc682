"""The identity provider: OpenID Connect for a native client, orders, verification of a card's answer."""
