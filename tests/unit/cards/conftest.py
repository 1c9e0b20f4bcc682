from __future__ import annotations

from cosmic_login.testing.pcscd_fixture import private_pcscd

__all__ = ["private_pcscd"]
