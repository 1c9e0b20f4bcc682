"""``cosmic-login audit``: the audit trail."""

from cosmic_login.cli.audit.command import register

__all__ = ["register"]
