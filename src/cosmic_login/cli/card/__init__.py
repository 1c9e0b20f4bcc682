"""``cosmic-login card``: virtual cards and real ones."""

from cosmic_login.cli.card.command import register

__all__ = ["register"]
