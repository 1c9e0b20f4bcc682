"""The people, organisations and cards of the training world, from TOML."""

from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import CardSpec, KeyType, Organisation, Person

__all__ = ["CardSpec", "Directory", "KeyType", "Organisation", "Person"]
