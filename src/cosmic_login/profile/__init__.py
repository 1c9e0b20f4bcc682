"""The profile directory: where one installation keeps all it knows, and the tools to keep it whole."""

from cosmic_login.profile.files import append_durably, read_bytes, write_atomic
from cosmic_login.profile.profile import PROFILE_VERSION, Profile
from cosmic_login.profile.vault import Vault

__all__ = ["PROFILE_VERSION", "Profile", "Vault", "append_durably", "read_bytes", "write_atomic"]
