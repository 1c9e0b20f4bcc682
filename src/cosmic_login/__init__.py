"""Cosmic Login: a whole SITHS login, from a card to a verified and audited identity, on one offline machine."""

import sys

from cosmic_login.moved import MovedModules

__version__ = "0.1.0"

sys.meta_path.append(MovedModules())
