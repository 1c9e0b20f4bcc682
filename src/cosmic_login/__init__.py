"""Cosmic Login: a whole SITHS login, from a card to a verified and audited identity, on one offline machine."""

__version__ = "0.1.0"
