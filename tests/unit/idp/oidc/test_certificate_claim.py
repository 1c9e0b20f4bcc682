"""``credentialCertificate``: the certificate that the order proved, whichever way it was proved by."""

from __future__ import annotations

import base64
import html
import json
import re
import ssl
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.kit import ANNA_HSA, SoftCard, client_of
from tests.unit.idp.phones import Control, SoftPhone

from .kit import Rp, claims_of, system

CERTIFICATE = "credentialCertificate"
WANTED = claims_of(id_token={CERTIFICATE: {"essential": True}})


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the machine's own time, which is the time of its TLS."""
    return ManualClock(SystemClock().now().replace(microsecond=0))


@pytest.fixture
def asking(party: Callable[..., Rp]) -> Rp:
    return party(system(claims=frozenset({CERTIFICATE})))


def told(rp: Rp) -> bytes:
    """Return the certificate (DER) that the system is told."""
    return base64.b64decode(rp.tokens(rp.told_code())["claims"][CERTIFICATE], validate=True)


def test_a_card_on_this_device(asking: Rp, card: SoftCard) -> None:
    asking.ask(claims=WANTED)
    asking.prove(card)
    assert told(asking) == card.certificate.public_bytes(Encoding.DER)
    asking.ask(claims=WANTED, prompt="none")  # by the session of before, too
    assert told(asking) == card.certificate.public_bytes(Encoding.DER)


def test_a_card_in_the_browser(
    asking: Rp, oidc_idp: EmbeddedIdp, pki: TrainingPki, clock: ManualClock, tmp_path: Path
) -> None:
    card = SoftCard.issue(pki, clock, ANNA_HSA, kind="hsa")
    trust = ssl.create_default_context(cadata="".join(r.public_bytes(Encoding.PEM).decode() for r in pki.roots()))
    file = tmp_path / "client.pem"
    key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(card.certificate.public_bytes(Encoding.PEM) + key)
    trust.load_cert_chain(file)
    asking.ask(claims=WANTED)
    asking.browser.press("method", "siths-md")
    token = re.search(r'token=([^"&]+)', asking.browser.page)
    assert token
    sent = {"auto_start_token": html.unescape(token[1])}
    answer = httpx2.post(f"{oidc_idp.doors['mtls']}/md", json=sent, verify=trust, trust_env=False)
    assert answer.status_code == 200, answer.text
    asking.browser.open(asking.browser.address)
    assert told(asking) == card.certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize(("method", "face"), [("siths-other-device", "siths"), ("bankid", "bankid")])
def test_a_phone(asking: Rp, oidc_idp: EmbeddedIdp, profile: Profile, method: str, face: str) -> None:
    with client_of(oidc_idp.base_url) as client:
        phone = SoftPhone.of(Control.of(client, profile.root), face=face)
        asking.ask(claims=WANTED)
        asking.browser.press("method", method)
        code = asking.http.get(f"{asking.browser.address}/state").json()["qr"]
        assert phone.scan(code).status_code == 200
        phone.confirm()
        asking.browser.open(asking.browser.address)
    assert told(asking) == phone.certificate


def test_a_session_from_before_it_was_kept_has_none_and_fails_where_it_is_essential(
    asking: Rp, card: SoftCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(evidence: Evidence) -> str:
        return json.dumps({name: value for name, value in asdict(evidence).items() if name != "certificate"})

    with monkeypatch.context() as patch:
        patch.setattr(Evidence, "to_json", as_before)
        asking.log_in(card)
    asking.ask(claims=claims_of(id_token={CERTIFICATE: None}))
    assert CERTIFICATE not in asking.tokens(asking.told_code())["claims"]
    asking.ask(claims=WANTED, prompt="none")
    assert asking.browser.told["error"] == "access_denied"
    assert "claims.missing" in asking.browser.told["error_description"]
