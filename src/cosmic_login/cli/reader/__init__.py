"""``cosmic-login reader``: the reader on one's own desk, for a Cosmic that runs elsewhere."""

from cosmic_login.cli.reader.command import register

__all__ = ["register"]
