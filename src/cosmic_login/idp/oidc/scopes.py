"""Which claims a scope stands for. Inera's own table is not public but for the names: what stands for what is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPENID: Final = "openid"

#: Always allowed, and without claims of their own that anybody registers.
SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    OPENID: (),
    "personal_identity_number": ("personalIdentityNumber",),
    "commission": (
        "commissionHsaId",
        "commissionName",
        "commissionPurpose",
        "commissionRight",
        "healthCareUnitHsaId",
        "healthCareUnitName",
        "healthCareProviderHsaId",
        "healthCareProviderName",
        "healthcareProviderId",
    ),
    "authorization_scope": ("authorizationScope",),
}

#: What every ID token says of itself, of the login and of who asked: nobody has to ask for it, or register it.
OF_THE_TOKEN: Final = (
    "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "jti", "at_hash", "sid",
)  # fmt: skip
