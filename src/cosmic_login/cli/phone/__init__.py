"""``cosmic-login phone``: the simulated phone, with its window or without."""

from cosmic_login.cli.phone.command import register

__all__ = ["register"]
