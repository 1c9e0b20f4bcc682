"""``cosmic-login client``: the systems that log their users in at this profile's identity provider."""

from cosmic_login.cli.client.command import register

__all__ = ["register"]
