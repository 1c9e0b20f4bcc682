"""``cosmic-login control``: put services out of service, and have systems meet faults on purpose."""

from cosmic_login.cli.control.command import register

__all__ = ["register"]
