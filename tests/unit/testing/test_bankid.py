"""The fixture ``bankid``, by its attributes alone."""

from __future__ import annotations

import stat

import httpx2

from cosmic_login.testing.bankid import BankIdService


def test_it_serves_both_interfaces_to_its_relying_party(bankid: BankIdService) -> None:
    with httpx2.Client(verify=bankid.ssl_context(), trust_env=False) as http:
        for base in (bankid.url, bankid.siths_url):
            answer = http.post(f"{base}/auth", json={"endUserIp": "192.0.2.1"})
            assert answer.status_code == 200, answer.text
            assert set(answer.json()) == {"orderRef", "autoStartToken", "qrStartToken", "qrStartSecret"}
    assert bankid.url.endswith("/rp/v6.0")
    assert stat.S_IMODE(bankid.rp_key.stat().st_mode) == 0o600
    told = httpx2.get(f"{bankid.issuer}/.well-known/openid-configuration", trust_env=False).json()
    assert told["bankid_rp_endpoint"] == bankid.url
